//! The distinct records of one check, sorted, in memory or on disk.
use std::fs;
use std::path::PathBuf;

use hushcheck_core::Check;

use crate::error::During as _;
use crate::spool::{self, PARTITION_BITS};
use crate::{Result, marks};

/// The distinct records of one check: their digests, and what is said about each.
///
/// Without `Debug`: the digests say more than the list that is made of them.
pub struct Records {
    check: Check,
    /// By the digests' first eight bits.
    partitions: Vec<Partition>,
}

/// The records whose digests begin with the same eight bits.
pub(crate) struct Partition {
    is_marked: bool,
    records: u64,
    words: Words,
}

/// Digests, ascending, each once; or digests and marks in turn.
enum Words {
    InMemory(Vec<u64>),
    OnDisk(PathBuf),
}

/// Records with their fingerprints, each once, and as many marks or none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub fingerprints: Vec<u64>,
    pub marks: Vec<u64>,
}

impl Partition {
    /// Sorts words that stay in memory.
    pub(crate) fn in_memory(check: Check, is_marked: bool, words: Vec<u64>) -> Self {
        let words = sorted(check, is_marked, words);
        let records = (words.len() / words_each(is_marked)) as u64;
        Partition { is_marked, records, words: Words::InMemory(words) }
    }

    /// Sorts words that go back to disk.
    pub(crate) fn on_disk(
        check: Check,
        is_marked: bool,
        words: Vec<u64>,
        path: PathBuf,
    ) -> Result<Self> {
        let words = sorted(check, is_marked, words);
        let records = (words.len() / words_each(is_marked)) as u64;
        let sorted = path.with_extension("sorted");
        fs::write(&sorted, bytemuck::cast_slice(&words)).during("write", &sorted)?;
        fs::remove_file(&path).during("remove", &path)?;
        Ok(Partition { is_marked, records, words: Words::OnDisk(sorted) })
    }

    /// Appends its fingerprints of so many bits to a group.
    fn add_to(&self, group: &mut Group, check: Check, bits: u8) -> Result<()> {
        match &self.words {
            Words::InMemory(words) => self.add_words(words, group, check, bits),
            Words::OnDisk(path) => {
                self.add_words(&spool::read_words(path)?, group, check, bits);
            }
        }
        Ok(())
    }

    fn add_words(&self, words: &[u64], group: &mut Group, check: Check, bits: u8) {
        group.fingerprints.reserve(self.records as usize);
        if self.is_marked {
            group.marks.reserve(self.records as usize);
            for pair in words.chunks_exact(2) {
                let fingerprint = pair[0] >> (64 - bits);
                match group.marks.last_mut() {
                    Some(last) if group.fingerprints.last() == Some(&fingerprint) => {
                        *last = marks::merge(check, *last, pair[1]);
                    }
                    _ => {
                        group.fingerprints.push(fingerprint);
                        group.marks.push(pair[1]);
                    }
                }
            }
        } else {
            for digest in words {
                let fingerprint = digest >> (64 - bits);
                if group.fingerprints.last() != Some(&fingerprint) {
                    group.fingerprints.push(fingerprint);
                }
            }
        }
    }
}

fn words_each(is_marked: bool) -> usize {
    if is_marked { 2 } else { 1 }
}

/// Sorts, and merges what is said of one record.
fn sorted(check: Check, is_marked: bool, mut words: Vec<u64>) -> Vec<u64> {
    if !is_marked {
        words.sort_unstable();
        words.dedup();
        return words;
    }
    let pairs: &mut [[u64; 2]] = bytemuck::cast_slice_mut(&mut words);
    pairs.sort_unstable();
    let mut kept: Vec<u64> = Vec::with_capacity(words.len());
    for pair in words.chunks_exact(2) {
        match kept[..] {
            [.., digest, ref mut mark] if digest == pair[0] => {
                *mark = marks::merge(check, *mark, pair[1]);
            }
            _ => kept.extend(pair),
        }
    }
    kept
}

impl Records {
    pub(crate) fn new(check: Check, partitions: Vec<Partition>) -> Self {
        Records { check, partitions }
    }

    /// Takes the digests' first 64 bits in any order, any number of times.
    pub fn of_digests(check: Check, digests: impl IntoIterator<Item = u64>) -> Self {
        let mut partitions = vec![Vec::new(); 1 << PARTITION_BITS];
        for digest in digests {
            partitions[(digest >> (64 - PARTITION_BITS)) as usize].push(digest);
        }
        let sort = |words| Partition::in_memory(check, false, words);
        Records { check, partitions: partitions.into_iter().map(sort).collect() }
    }

    /// The check.
    pub fn check(&self) -> Check {
        self.check
    }

    /// Number of distinct records.
    pub fn len(&self) -> u64 {
        self.partitions.iter().map(|partition| partition.records).sum()
    }

    /// Tells whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The records whose digests begin with these `group_bits` (at most 8) bits, as
    /// fingerprints of `bits` (at least as many) bits.
    pub(crate) fn group(&self, number: u64, group_bits: u8, bits: u8) -> Result<Group> {
        let each = 1usize << (PARTITION_BITS - group_bits);
        let first = number as usize * each;
        let mut group = Group::default();
        for partition in &self.partitions[first..first + each] {
            partition.add_to(&mut group, self.check, bits)?;
        }
        Ok(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::Spool;

    /// Spools in memory and on disk; both give the same.
    fn group(check: Check, pairs: &[(u64, u64)], is_marked: bool, bits: u8) -> Group {
        let folder = tempfile::tempdir().unwrap();
        let [here, there] = [1 << 20, 8].map(|memory| {
            let spool = Spool::new(check, is_marked, memory, folder.path());
            let mut writer = spool.writer();
            pairs.iter().for_each(|&(digest, mark)| writer.add(digest, mark).unwrap());
            writer.finish().unwrap();
            spool.into_records().unwrap()
        });
        assert_eq!(here.len(), there.len());
        let group = here.group(0, 0, bits).unwrap();
        assert_eq!(there.group(0, 0, bits).unwrap(), group);
        let halves = [0, 1].map(|half| here.group(half, 1, bits).unwrap().fingerprints);
        assert_eq!(halves.concat(), group.fingerprints);
        group
    }

    #[test]
    fn each_record_once_with_all_that_is_said_of_it() {
        let email: Check = "email".parse().unwrap();
        let pairs = [(9 << 60, 1), (1 << 60, 1), (9 << 60, 6)];
        let marked = |bits| group(email, &pairs, true, bits);
        let expected = |fingerprints: &[u64], marks: &[u64]| Group {
            fingerprints: fingerprints.to_vec(),
            marks: marks.to_vec(),
        };
        assert_eq!(marked(4), expected(&[1, 9], &[1, 7]));
        assert_eq!(marked(1), expected(&[0, 1], &[1, 7]));
        assert_eq!(group(email, &pairs, false, 64), expected(&[1 << 60, 9 << 60], &[]));
        let counts = [(5, 3), (5, 4), (6, u64::MAX), (6, 2)];
        let counts = group(Check::PASSWORD, &counts, true, 64);
        assert_eq!(counts, expected(&[5, 6], &[7, u64::MAX]));
    }
}
