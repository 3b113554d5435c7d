//! Where digests wait until all rows are read: in memory, and on disk when that is
//! full.
//!
//! They are kept by their first eight bits, so that each of the 256 partitions can be
//! sorted by itself. What is written is digests and marks only, in a folder that only
//! its owner can read; yet it says more than the list that is made of it, and is
//! removed with it.
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use hushcheck_core::Check;

use crate::error::During as _;
use crate::records::{Partition, Records};
use crate::{Result, private};

/// Bits of a digest by which partitions are told apart.
pub(crate) const PARTITION_BITS: u8 = 8;
const PARTITIONS: usize = 1 << PARTITION_BITS;
/// Words that a worker keeps of each partition before it hands them over.
const HANDOVER: usize = 1024;

/// The digests of one check, while rows are read.
pub struct Spool {
    check: Check,
    is_marked: bool,
    partitions: Vec<Mutex<Vec<u64>>>,
    /// Words in memory.
    waiting: AtomicUsize,
    /// Words that may be.
    most_waiting: usize,
    /// Where partitions are written; the folder is made when it is needed.
    folder: PathBuf,
    spilling: Mutex<()>,
}

impl Spool {
    /// Makes a spool that holds up to `memory` bytes and writes what is more into
    /// `folder`.
    pub fn new(check: Check, is_marked: bool, memory: usize, folder: &Path) -> Self {
        Spool {
            check,
            is_marked,
            partitions: (0..PARTITIONS).map(|_| Mutex::default()).collect(),
            waiting: AtomicUsize::new(0),
            most_waiting: memory / size_of::<u64>(),
            folder: folder.join(check.folder()),
            spilling: Mutex::new(()),
        }
    }

    /// Makes a worker's own end.
    pub fn writer(&self) -> SpoolWriter<'_> {
        SpoolWriter { spool: self, waiting: vec![Vec::new(); PARTITIONS] }
    }

    fn take_over(&self, partition: usize, words: &mut Vec<u64>) -> Result<()> {
        let before = self.waiting.fetch_add(words.len(), Ordering::Relaxed);
        let is_full = before + words.len() > self.most_waiting;
        locked(&self.partitions[partition]).append(words);
        // One worker writes; the others go on, and wait at the next handover only if
        // memory is full again meanwhile.
        if is_full { self.spill() } else { Ok(()) }
    }

    /// Writes all that waits in memory to disk.
    fn spill(&self) -> Result<()> {
        let _alone = locked(&self.spilling);
        if self.waiting.load(Ordering::Relaxed) <= self.most_waiting {
            return Ok(());
        }
        private::create_dir_all(&self.folder)?;
        for (number, partition) in self.partitions.iter().enumerate() {
            let words = std::mem::take(&mut *locked(partition));
            let path = path(&self.folder, number);
            let mut file =
                OpenOptions::new().create(true).append(true).open(&path).during("write", &path)?;
            file.write_all(bytemuck::cast_slice(&words)).during("write", &path)?;
            self.waiting.fetch_sub(words.len(), Ordering::Relaxed);
        }
        Ok(())
    }

    /// Sorts the partitions; each record is kept once.
    ///
    /// # Errors
    ///
    /// A file cannot be read or written.
    pub fn into_records(self) -> Result<Records> {
        use rayon::prelude::*;
        let (check, is_marked, folder) = (self.check, self.is_marked, &self.folder);
        let sort = |(number, waiting): (usize, Mutex<Vec<u64>>)| {
            let path = path(folder, number);
            let waiting = waiting.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
            if !path.exists() {
                return Ok(Partition::in_memory(check, is_marked, waiting));
            }
            let mut words = read_words(&path)?;
            words.extend(waiting);
            Partition::on_disk(check, is_marked, words, path)
        };
        let partitions = self.partitions.into_par_iter().enumerate().map(sort);
        Ok(Records::new(check, partitions.collect::<Result<_>>()?))
    }
}

/// A worker's end of a spool.
pub struct SpoolWriter<'a> {
    spool: &'a Spool,
    waiting: Vec<Vec<u64>>,
}

impl SpoolWriter<'_> {
    /// Adds the first 64 bits of a digest, and its mark where the records are marked.
    ///
    /// # Errors
    ///
    /// The disk is full.
    #[inline]
    pub fn add(&mut self, digest: u64, mark: u64) -> Result<()> {
        let partition = (digest >> (64 - PARTITION_BITS)) as usize;
        let waiting = &mut self.waiting[partition];
        waiting.push(digest);
        if self.spool.is_marked {
            waiting.push(mark);
        }
        if waiting.len() < HANDOVER { Ok(()) } else { self.spool.take_over(partition, waiting) }
    }

    /// Hands all over that is still here.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn finish(mut self) -> Result<()> {
        for (partition, words) in self.waiting.iter_mut().enumerate() {
            self.spool.take_over(partition, words)?;
        }
        Ok(())
    }
}

fn path(folder: &Path, partition: usize) -> PathBuf {
    folder.join(format!("{partition:02x}.spool"))
}

/// Reads a file of 64-bit words.
pub(crate) fn read_words(path: &Path) -> Result<Vec<u64>> {
    let length = fs::metadata(path).during("read", path)?.len();
    let mut words = vec![0u64; (length / 8) as usize];
    let mut file = fs::File::open(path).during("read", path)?;
    std::io::Read::read_exact(&mut file, bytemuck::cast_slice_mut(&mut words))
        .during("read", path)?;
    Ok(words)
}

/// A worker that panicked left whole words behind; `join` tells of it.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
