//! The files of a spool: segments of words, by partition.
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::error::During as _;
use crate::{Error, Result};

/// Partitions of a file.
pub(crate) const PER_FILE: usize = 16;
/// Bytes of the numbers with which a segment begins.
const HEAD: usize = PER_FILE * 8;

/// The path of a spool's file.
pub(crate) fn path(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("{number:x}.spool"))
}

/// Writes a segment of the words of each partition, unless there is none. Returns the
/// number of words.
pub(crate) fn write(file: &mut impl Write, partitions: &[Vec<u64>]) -> io::Result<usize> {
    let counts: Vec<u64> = partitions.iter().map(|words| words.len() as u64).collect();
    let total = counts.iter().sum::<u64>() as usize;
    if total > 0 {
        file.write_all(bytemuck::cast_slice(&counts))?;
        for words in partitions {
            file.write_all(bytemuck::cast_slice(words))?;
        }
    }
    Ok(total)
}

/// An open file.
pub(crate) struct Segments {
    file: Mutex<File>,
    path: PathBuf,
    /// For each partition where its words begin, in bytes, and how many there are.
    places: Vec<Vec<(u64, usize)>>,
}

impl Segments {
    /// Opens a file and finds its segments.
    ///
    /// # Errors
    ///
    /// It cannot be read, or ends within a segment.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).during("read", path)?;
        let length = file.metadata().during("read", path)?.len();
        let mut places = vec![Vec::new(); PER_FILE];
        let mut reader = BufReader::with_capacity(HEAD, &file);
        let mut position = 0;
        while position < length {
            let mut counts = [0u64; PER_FILE];
            reader.seek(SeekFrom::Start(position)).during("read", path)?;
            reader.read_exact(bytemuck::cast_slice_mut(&mut counts)).during("read", path)?;
            position += HEAD as u64;
            for (places, count) in places.iter_mut().zip(counts) {
                let bytes = count.checked_mul(8).filter(|&bytes| bytes <= length - position);
                let bytes = bytes.ok_or_else(|| {
                    Error::input(format!("{} is damaged", path.display()))
                        .hint("copy it again, or make it anew")
                })?;
                if count > 0 {
                    places.push((position, count as usize));
                }
                position += bytes;
            }
        }
        Ok(Segments { file: Mutex::new(file), path: path.to_owned(), places })
    }

    /// Number of words of a partition (of those in this file).
    pub fn words(&self, partition: usize) -> usize {
        self.places[partition].iter().map(|place| place.1).sum()
    }

    /// Appends a partition's words.
    pub fn read(&self, partition: usize, words: &mut Vec<u64>) -> Result<()> {
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for &(position, count) in &self.places[partition] {
            let start = words.len();
            words.resize(start + count, 0);
            let bytes = bytemuck::cast_slice_mut(&mut words[start..]);
            file.seek(SeekFrom::Start(position)).during("read", &self.path)?;
            file.read_exact(bytes).during("read", &self.path)?;
        }
        Ok(())
    }
}
