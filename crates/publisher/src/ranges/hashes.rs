//! Whole SHA-1 hashes with counts, sorted on disk: a file for each first byte.
//!
//! They say more than anything else that is written here, so that only their owner can read
//! them, and they go when this is dropped.
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::During as _;
use crate::{Result, private};

/// Files that hashes are parted into.
pub(super) const PARTS: usize = 256;

/// Bytes of a part that are written at once.
const BUFFER: usize = 1 << 16;

/// A SHA-1 hash.
pub(super) type Hash = [u8; 20];

/// A hash, and how often it was seen.
pub(super) type Counted = (Hash, u64);

/// Bytes of both.
const ENTRY: usize = 28;

/// Hashes on disk, and the last of each part in memory.
pub(super) struct Hashes {
    folder: PathBuf,
    buffers: Vec<Vec<u8>>,
}

impl Hashes {
    /// Makes the folder, in place of one that an interruption left.
    pub fn new(folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder).during("remove", folder)?;
        }
        private::create_dir_all(folder)?;
        Ok(Hashes { folder: folder.to_owned(), buffers: vec![Vec::new(); PARTS] })
    }

    /// Adds a hash that was seen so often.
    pub fn add(&mut self, hash: Hash, count: u64) -> Result<()> {
        let part = usize::from(hash[0]);
        let buffer = &mut self.buffers[part];
        buffer.extend_from_slice(&hash);
        buffer.extend_from_slice(&count.to_le_bytes());
        if buffer.len() < BUFFER {
            return Ok(());
        }
        let path = self.path(part);
        let buffer = &mut self.buffers[part];
        private::append(&path)?.write_all(buffer).during("write", &path)?;
        buffer.clear();
        Ok(())
    }

    /// The hashes that begin with a byte, ascending; counts of one are added.
    pub fn sorted(&self, part: usize) -> Result<Vec<Counted>> {
        let path = self.path(part);
        let mut bytes =
            if path.exists() { fs::read(&path).during("read", &path)? } else { Vec::new() };
        bytes.extend_from_slice(&self.buffers[part]);
        let entry = |entry: &[u8]| {
            let (mut hash, mut count) = ([0; 20], [0; 8]);
            hash.copy_from_slice(&entry[..20]);
            count.copy_from_slice(&entry[20..]);
            (hash, u64::from_le_bytes(count))
        };
        let mut all: Vec<Counted> = bytes.chunks_exact(ENTRY).map(entry).collect();
        all.sort_unstable();
        all.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            is_same
        });
        Ok(all)
    }

    fn path(&self, part: usize) -> PathBuf {
        self.folder.join(format!("{part:02x}"))
    }
}

impl Drop for Hashes {
    fn drop(&mut self) {
        // Whatever ended the work says more than that the folder stays, and it goes with the
        // folder around it.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_sorted_and_counted_and_leave_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("hashes");
        let mut hashes = Hashes::new(&place).unwrap();
        // More than a buffer holds.
        for i in (0..5000u32).rev().chain(0..10) {
            let mut hash = [7; 20];
            hash[1..5].copy_from_slice(&i.to_be_bytes());
            hashes.add(hash, u64::from(i) + 1).unwrap();
        }
        hashes.add([9; 20], u64::MAX).unwrap();
        hashes.add([9; 20], 5).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&place), mode(&place.join("07"))), (0o700, 0o600));
        }
        let sorted = hashes.sorted(7).unwrap();
        assert_eq!(sorted.len(), 5000);
        assert!(sorted.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!((sorted[9].1, sorted[10].1), (20, 11));
        assert_eq!(hashes.sorted(9).unwrap(), [([9; 20], u64::MAX)]);
        assert!(hashes.sorted(8).unwrap().is_empty());
        drop(hashes);
        assert!(!place.exists());
    }
}
