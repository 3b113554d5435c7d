//! Where digests wait until all rows are read: in memory, and on disk when that is
//! full or a checkpoint is due.
//!
//! They are kept by their first eight bits, so that each of the 256 partitions can be
//! sorted by itself. What is written is digests and marks only, in files that only
//! their owner can read; yet it says more than the list that is made of it, and is
//! removed with it.
//!
//! # Files
//!
//! One for sixteen partitions: few enough to be brought to disk in a moment, and many
//! enough that little is there twice while they are sorted. A file is a row of segments,
//! each of sixteen numbers of words and the words of its partitions, all 64-bit and
//! little-endian: digests, or what `marked` makes of digests and marks. Files only grow, so
//! that a length is a checkpoint.
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use hushcheck_core::Check;

use crate::error::During as _;
use crate::records::{Records, Sorting};
use crate::segments::{self, PER_FILE, Segments};
use crate::{Error, Result, marked, private};

/// Bits of a digest by which partitions are told apart.
pub(crate) const PARTITION_BITS: u8 = 8;
pub(crate) const PARTITIONS: usize = 1 << PARTITION_BITS;
/// Number of files of a spool.
pub(crate) const FILES: usize = PARTITIONS / PER_FILE;
/// Words that a worker keeps of each partition before it hands them over: so few that those
/// of all partitions stay near the processor.
const HANDOVER: usize = 128;

/// The digests of one check, while rows are read.
pub struct Spool {
    check: Check,
    is_marked: bool,
    /// What was handed over and is not written yet.
    partitions: Vec<Mutex<Vec<u64>>>,
    /// Words in memory.
    waiting: AtomicUsize,
    /// Words that may be.
    most_waiting: usize,
    /// Where partitions are written; the folder is made when it is needed.
    folder: PathBuf,
    /// Whoever writes has this: the memory of one file's partitions, which takes the place
    /// of that which is written, so that nothing is allocated anew.
    spilling: Mutex<Vec<Vec<u64>>>,
}

impl Spool {
    /// Makes a spool that takes up to `memory` bytes and writes what is more into a
    /// folder of its own in `folder`.
    pub fn new(check: Check, is_marked: bool, memory: usize, folder: &Path) -> Self {
        Spool {
            check,
            is_marked,
            partitions: (0..PARTITIONS).map(|_| Mutex::new(room(memory / PARTITIONS))).collect(),
            waiting: AtomicUsize::new(0),
            // While one partition is written all others are filled: where that never ends,
            // each has held twice the mean when its turn comes.
            most_waiting: memory / 2 / size_of::<u64>(),
            folder: folder.join(check.folder()),
            spilling: Mutex::new(vec![Vec::new(); PER_FILE]),
        }
    }

    /// Takes back what was written until a checkpoint; what was written after it goes.
    ///
    /// # Errors
    ///
    /// A file is shorter than it was, or cannot be cut.
    pub fn resume(&self, lengths: &[u64]) -> Result<()> {
        for number in 0..FILES {
            let path = segments::path(&self.folder, number);
            let wanted = lengths.get(number).copied().unwrap_or(0);
            let there = path.metadata().map_or(0, |metadata| metadata.len());
            if there < wanted {
                return Err(Error::input(format!("{} is not whole", path.display()))
                    .hint("remove the folder that it is in, and begin anew"));
            }
            if there > wanted {
                let file = File::options().write(true).open(&path).during("write", &path)?;
                file.set_len(wanted).during("write", &path)?;
            }
        }
        Ok(())
    }

    /// Makes a worker's own end.
    pub fn writer(&self) -> SpoolWriter<'_> {
        let waiting = (0..PARTITIONS).map(|_| Vec::with_capacity(HANDOVER + 1)).collect();
        SpoolWriter { spool: self, waiting }
    }

    fn take_over(&self, partition: usize, words: &[u64]) -> Result<()> {
        let before = self.waiting.fetch_add(words.len(), Ordering::Relaxed);
        let is_full = before + words.len() > self.most_waiting;
        locked(&self.partitions[partition]).extend_from_slice(words);
        // One worker writes; the others go on, and wait at the next handover only if
        // memory is full again meanwhile.
        if is_full { self.spill(self.most_waiting) } else { Ok(()) }
    }

    /// Writes all that waits in memory to disk, if it is more than so many words.
    fn spill(&self, most: usize) -> Result<()> {
        let mut spare = locked(&self.spilling);
        if self.waiting.load(Ordering::Relaxed) <= most {
            return Ok(());
        }
        private::create_dir_all(&self.folder)?;
        for (number, partitions) in self.partitions.chunks(PER_FILE).enumerate() {
            for (words, spare) in partitions.iter().zip(spare.iter_mut()) {
                std::mem::swap(&mut *locked(words), spare);
            }
            let path = segments::path(&self.folder, number);
            let mut file = BufWriter::with_capacity(1 << 18, private::append(&path)?);
            let words = segments::write(&mut file, &spare).and_then(|n| file.flush().map(|()| n));
            self.waiting.fetch_sub(words.during("write", &path)?, Ordering::Relaxed);
            spare.iter_mut().for_each(Vec::clear);
        }
        Ok(())
    }

    /// Brings all to disk for good, and returns the lengths of its files.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn checkpoint(&self) -> Result<Vec<u64>> {
        self.spill(0)?;
        let sync = |number| {
            let path = segments::path(&self.folder, number);
            if !path.exists() {
                return Ok(0);
            }
            let file = File::open(&path).during("read", &path)?;
            file.sync_data().during("write", &path)?;
            Ok(file.metadata().during("read", &path)?.len())
        };
        (0..FILES).map(sync).collect()
    }

    /// Sorts the partitions; each record is kept once.
    ///
    /// # Errors
    ///
    /// A file cannot be read or written.
    pub fn into_records(self, sorting: &Sorting<'_>) -> Result<Records> {
        let Spool { check, is_marked, partitions, folder, .. } = self;
        let waiting = partitions.into_iter();
        let waiting =
            waiting.map(|p| p.into_inner().unwrap_or_else(|poison| poison.into_inner())).collect();
        Records::sort(check, is_marked, waiting, &folder, sorting)
    }
}

/// Opens the files of spools of one check, those of the same partitions together, each with
/// what its folder comes with.
pub(crate) fn open_files<T: Copy>(
    folders: &[(&Path, T)],
    number: usize,
) -> Result<Vec<(Segments, T)>> {
    let paths = folders.iter().map(|(folder, with)| (segments::path(folder, number), *with));
    let there = paths.filter(|(path, _)| path.exists());
    there.map(|(path, with)| Ok((Segments::open(&path)?, with))).collect()
}

/// Removes a file of a spool, if it is there.
pub(crate) fn remove_file(folder: &Path, number: usize) -> Result<()> {
    let path = segments::path(folder, number);
    if path.exists() { fs::remove_file(&path).during("remove", &path) } else { Ok(()) }
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
        if self.spool.is_marked {
            marked::push(waiting, digest, mark);
        } else {
            waiting.push(digest);
        }
        if waiting.len() < HANDOVER {
            return Ok(());
        }
        self.spool.take_over(partition, waiting)?;
        waiting.clear();
        Ok(())
    }

    /// Hands all over that is still here.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn finish(self) -> Result<()> {
        let left = self.waiting.iter().enumerate().filter(|(_, words)| !words.is_empty());
        left.into_iter().try_for_each(|(partition, words)| self.spool.take_over(partition, words))
    }
}

/// Room for words in so many bytes of memory, which the system gives as it is used: growing
/// would copy them. None where so much is not to be had.
fn room(bytes: usize) -> Vec<u64> {
    let mut words = Vec::new();
    let _ = words.try_reserve_exact(bytes / size_of::<u64>());
    words
}

/// A worker that panicked left whole words behind; `join` tells of it.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
