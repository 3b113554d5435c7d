//! The distinct records of one check, sorted, in memory or on disk.
use std::fs;
use std::path::{Path, PathBuf};

use hushcheck_core::{Check, privacy};
use rayon::prelude::*;

use crate::error::During as _;
use crate::segments::PER_FILE;
use crate::spool::{self, FILES, PARTITION_BITS};
use crate::{Result, marked, marks, private};

/// The distinct records of one check: their digests, and what is said about each.
///
/// Without `Debug`: the digests say more than the list that is made of them.
pub struct Records {
    check: Check,
    /// By the digests' first eight bits.
    partitions: Vec<Partition>,
    /// Records counted elsewhere, of which only fingerprints are known.
    counted: Option<u64>,
}

/// How records are sorted.
#[derive(Default)]
pub struct Sorting<'a> {
    /// Digests that are left out, ascending.
    pub exclude: &'a [u64],
    /// Folders of other spools of the check, whose digests come to it; and the mark of each
    /// of those, where they have none and should have some.
    pub others: &'a [(PathBuf, Option<u64>)],
    /// Whether the spool's own files stay.
    pub keep: bool,
    /// Told after each of 256 parts.
    pub step: Option<&'a (dyn Fn() + Sync)>,
}

/// The records whose digests begin with the same eight bits.
pub(crate) struct Partition {
    /// Those bits.
    first: u64,
    is_marked: bool,
    records: u64,
    /// Records that were left out of it.
    excluded: u64,
    words: Words,
}

/// Digests, ascending, each once; or what `marked` makes of them and their marks.
enum Words {
    InMemory(Vec<u64>),
    OnDisk(PathBuf),
    /// The 32 bits after the first eight: no fingerprint of the list is longer.
    Short(PathBuf),
}

/// Records with their fingerprints, each once, and as many marks or none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub fingerprints: Vec<u64>,
    pub marks: Vec<u64>,
}

/// What a file of sorted records begins with: how many there are, and how many were excluded.
type Head = [u64; 2];

/// Bits that `Words::Short` keeps.
const SHORT_BITS: u8 = PARTITION_BITS + 32;

/// One partition of a spool, about to be sorted.
struct Raw<'a> {
    check: Check,
    is_marked: bool,
    /// The eight bits with which its digests begin.
    first: u64,
    words: Vec<u64>,
    exclude: &'a [u64],
    /// Where it goes, if not into memory, and whether 40 bits are enough.
    to: Option<(PathBuf, bool)>,
}

impl Raw<'_> {
    fn sort(mut self) -> Result<Partition> {
        let (records, excluded) = self.sort_words();
        let Raw { is_marked, first, words, to, .. } = self;
        let Some((path, is_short)) = to else {
            let words = Words::InMemory(words);
            return Ok(Partition { first, is_marked, records, excluded, words });
        };
        // The numbers of records come first: short ones may be fewer.
        let head: Head = [records, excluded].map(u64::to_le);
        let head = bytemuck::cast_slice(&head);
        if is_short {
            let mut short: Vec<u32> =
                words.iter().map(|digest| (digest >> (64 - SHORT_BITS)) as u32).collect();
            short.dedup();
            private::replace(&path, &[head, bytemuck::cast_slice(&short)])?;
        } else {
            private::replace(&path, &[head, bytemuck::cast_slice(&words)])?;
        }
        Partition::found(first, is_marked, path, is_short)
    }

    /// Sorts, merges what is said of one record, and leaves out what is excluded; returns how
    /// many records are left, and how many were excluded.
    fn sort_words(&mut self) -> (u64, u64) {
        let Raw { check, is_marked, words, exclude, first, .. } = self;
        let is_excluded =
            |digest: u64| !exclude.is_empty() && exclude.binary_search(&digest).is_ok();
        if *is_marked {
            // The bits of the partition are not in these words.
            let by_digest = |words: &mut [u64]| sort(words, |word| (word >> 32) as u32);
            return marked::sort(*check, words, by_digest, |rest| {
                is_excluded(*first << (64 - PARTITION_BITS) | rest)
            });
        }
        sort(words, |word| (word >> (32 - PARTITION_BITS)) as u32);
        words.dedup();
        let all = words.len();
        words.retain(|&digest| !is_excluded(digest));
        (words.len() as u64, (all - words.len()) as u64)
    }
}

impl Partition {
    /// Takes a partition that was sorted before.
    fn found(first: u64, is_marked: bool, path: PathBuf, is_short: bool) -> Result<Self> {
        let mut head = Head::default();
        let mut file = fs::File::open(&path).during("read", &path)?;
        let bytes = bytemuck::cast_slice_mut(&mut head);
        std::io::Read::read_exact(&mut file, bytes).during("read", &path)?;
        let [records, excluded] = head.map(u64::from_le);
        let words = if is_short { Words::Short(path) } else { Words::OnDisk(path) };
        Ok(Partition { first, is_marked, records, excluded, words })
    }

    /// Hands out its digests and marks, ascending; marks are 0 where there are none.
    fn each(&self, see: impl FnMut((u64, u64))) -> Result<()> {
        match &self.words {
            Words::InMemory(words) => self.each_of(words, see),
            Words::OnDisk(path) => self.each_of(&read_words(path)?, see),
            Words::Short(path) => {
                let words: Vec<u32> = read_words(path)?;
                let first = self.first << (64 - PARTITION_BITS);
                let whole = |&word: &u32| first | u64::from(word) << (64 - SHORT_BITS);
                words.iter().map(whole).map(|digest| (digest, 0)).for_each(see);
            }
        }
        Ok(())
    }

    fn each_of(&self, words: &[u64], see: impl FnMut((u64, u64))) {
        if self.is_marked {
            marked::records(words, self.records, self.first).for_each(see);
        } else {
            words.iter().map(|&digest| (digest, 0)).for_each(see);
        }
    }
}

/// Reads a file of words, after its head.
fn read_words<T: bytemuck::Pod>(path: &Path) -> Result<Vec<T>> {
    let mut file = fs::File::open(path).during("read", path)?;
    let head = size_of::<Head>() as u64;
    let length = file.metadata().during("read", path)?.len().saturating_sub(head);
    let mut words = vec![T::zeroed(); length as usize / size_of::<T>()];
    let read = std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(head))
        .and_then(|_| std::io::Read::read_exact(&mut file, bytemuck::cast_slice_mut(&mut words)));
    read.during("read", path)?;
    Ok(words)
}

/// Sorts words by their values. The 32 bits that `key` takes of them, those after the bits of
/// the partition, are nearly always enough to tell digests apart, and sorting by so few takes
/// half the time.
fn sort(words: &mut [u64], key: impl Fn(&u64) -> u32) {
    radsort::sort_by_key(words, &key);
    for same in words.chunk_by_mut(|one, other| key(one) == key(other)) {
        if same.len() > 1 {
            same.sort_unstable();
        }
    }
}

impl Records {
    /// Sorts what waits in memory and in the spool's files. What was sorted before an
    /// interruption is not sorted again.
    pub(crate) fn sort(
        check: Check,
        is_marked: bool,
        mut waiting: Vec<Vec<u64>>,
        folder: &Path,
        sorting: &Sorting<'_>,
    ) -> Result<Self> {
        let others = sorting.others.iter().map(|(path, mark)| (path.as_path(), *mark));
        let folders: Vec<(&Path, Option<u64>)> =
            [(folder, None)].into_iter().chain(others).collect();
        let is_on_disk = folder.exists() || !sorting.others.is_empty();
        let is_short = is_on_disk && is_short(check, is_marked, &waiting, &folders, folder)?;
        if is_on_disk {
            private::create_dir_all(folder)?;
        }
        let mut partitions = Vec::new();
        for number in 0..FILES {
            let files = spool::open_files(&folders, number)?;
            let here = waiting[number * PER_FILE..][..PER_FILE].iter_mut();
            let of_file: Vec<(usize, Vec<u64>)> = here.map(std::mem::take).enumerate().collect();
            let sort = |(i, mut words): (usize, Vec<u64>)| {
                let first = (number * PER_FILE + i) as u64;
                let path = folder.join(format!("{first:02x}.sorted"));
                let done = if path.exists() {
                    Partition::found(first, is_marked, path, is_short)
                } else {
                    words.reserve_exact(files.iter().map(|(file, _)| file.words(i)).sum());
                    for (file, mark) in &files {
                        let start = words.len();
                        file.read(i, &mut words)?;
                        if let Some(mark) = *mark {
                            let bare = words.split_off(start);
                            let push = |digest| marked::push(&mut words, digest, mark);
                            bare.into_iter().for_each(push);
                        }
                    }
                    let to = is_on_disk.then_some((path, is_short));
                    let exclude = sorting.exclude;
                    Raw { check, is_marked, first, words, exclude, to }.sort()
                };
                sorting.step.inspect(|step| step());
                done
            };
            let sorted: Result<Vec<_>> = of_file.into_par_iter().map(sort).collect();
            partitions.extend(sorted?);
            if !sorting.keep {
                spool::remove_file(folder, number)?;
            }
        }
        Ok(Records { check, partitions, counted: None })
    }

    /// Takes the digests' first 64 bits in any order, any number of times.
    pub fn of_digests(check: Check, digests: impl IntoIterator<Item = u64>) -> Self {
        Self::in_memory(check, false, digests.into_iter().map(|digest| (digest, 0)))
    }

    /// Takes digests and marks, which say nothing where records have none.
    pub(crate) fn in_memory(
        check: Check,
        is_marked: bool,
        records: impl IntoIterator<Item = (u64, u64)>,
    ) -> Self {
        let mut partitions = vec![Vec::new(); 1 << PARTITION_BITS];
        for (digest, mark) in records {
            let words = &mut partitions[(digest >> (64 - PARTITION_BITS)) as usize];
            if is_marked {
                marked::push(words, digest, mark);
            } else {
                words.push(digest);
            }
        }
        let sort = |(first, words)| {
            let mut raw = Raw { check, is_marked, first, words, exclude: &[], to: None };
            let (records, excluded) = raw.sort_words();
            Partition { first, is_marked, records, excluded, words: Words::InMemory(raw.words) }
        };
        let partitions = (0..).zip(partitions).map(sort).collect();
        Records { check, partitions, counted: None }
    }

    /// Says how many records there are, where only their fingerprints are held.
    pub(crate) fn with_count(self, records: u64) -> Self {
        Records { counted: Some(records), ..self }
    }

    /// The check.
    pub fn check(&self) -> Check {
        self.check
    }

    /// Whether something is said of each besides.
    pub(crate) fn is_marked(&self) -> bool {
        self.partitions.iter().any(|partition| partition.is_marked)
    }

    /// Number of distinct records.
    pub fn len(&self) -> u64 {
        let count = || self.partitions.iter().map(|partition| partition.records).sum();
        self.counted.unwrap_or_else(count)
    }

    /// Number of records that were excluded.
    pub(crate) fn excluded(&self) -> u64 {
        self.partitions.iter().map(|partition| partition.excluded).sum()
    }

    /// Tells whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The records whose digests begin with these `group_bits` (at most 8) bits, as
    /// fingerprints of `bits` (at least as many) bits.
    pub(crate) fn group(&self, number: u64, group_bits: u8, bits: u8) -> Result<Group> {
        let mut group = Group::default();
        let partitions = self.of_group(number, group_bits).iter();
        group.fingerprints.reserve(partitions.map(|one| one.records as usize).sum());
        let is_marked = self.is_marked();
        if is_marked {
            group.marks.reserve(group.fingerprints.capacity());
        }
        self.each_entry(number, group_bits, bits, |fingerprint, mark| {
            group.fingerprints.push(fingerprint);
            if is_marked {
                group.marks.push(mark);
            }
        })?;
        Ok(group)
    }

    /// Hands out the same, ascending, each fingerprint once with all that is said of it.
    pub(crate) fn each_entry(
        &self,
        number: u64,
        group_bits: u8,
        bits: u8,
        mut see: impl FnMut(u64, u64),
    ) -> Result<()> {
        let mut last: Option<(u64, u64)> = None;
        for partition in self.of_group(number, group_bits) {
            partition.each(|(digest, mark)| {
                let fingerprint = digest >> (64 - bits);
                match &mut last {
                    Some((same, merged)) if *same == fingerprint => {
                        *merged = marks::merge(self.check, *merged, mark);
                    }
                    _ => {
                        if let Some((fingerprint, mark)) = last.replace((fingerprint, mark)) {
                            see(fingerprint, mark);
                        }
                    }
                }
            })?;
        }
        if let Some((fingerprint, mark)) = last {
            see(fingerprint, mark);
        }
        Ok(())
    }

    fn of_group(&self, number: u64, group_bits: u8) -> &[Partition] {
        let each = 1usize << (PARTITION_BITS - group_bits);
        &self.partitions[number as usize * each..][..each]
    }
}

/// Tells whether 40 bits of each digest are enough for the list's fingerprints, and so
/// how partitions are or were written.
fn is_short(
    check: Check,
    is_marked: bool,
    waiting: &[Vec<u64>],
    folders: &[(&Path, Option<u64>)],
    folder: &Path,
) -> Result<bool> {
    if is_marked {
        return Ok(false);
    }
    // A file of the spool goes when it is sorted, so what is left may be fewer.
    let marker = folder.join("short");
    if marker.exists() {
        return Ok(true);
    }
    if (0..1 << PARTITION_BITS).any(|i| folder.join(format!("{i:02x}.sorted")).exists()) {
        return Ok(false);
    }
    let mut most = waiting.iter().map(Vec::len).sum::<usize>();
    for number in 0..FILES {
        for (file, _) in spool::open_files(folders, number)? {
            most += (0..PER_FILE).map(|i| file.words(i)).sum::<usize>();
        }
    }
    if privacy::fingerprint_bits(check, most as u64) > SHORT_BITS {
        return Ok(false);
    }
    private::create_dir_all(folder)?;
    private::replace(&marker, &[])?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::Spool;

    /// Spools in memory and on disk; both give the same.
    fn group(check: Check, pairs: &[(u64, u64)], is_marked: bool, bits: u8) -> Group {
        let [here, there] = [1 << 20, 8].map(|memory| {
            let folder = tempfile::tempdir().unwrap();
            let spool = Spool::new(check, is_marked, memory, folder.path());
            let mut writer = spool.writer();
            pairs.iter().for_each(|&(digest, mark)| writer.add(digest, mark).unwrap());
            writer.finish().unwrap();
            (spool.into_records(&Sorting::default()).unwrap(), folder)
        });
        let (here, there) = (here.0, &there.0);
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
        assert_eq!(group(email, &pairs, false, 40), expected(&[1 << 36, 9 << 36], &[]));
        let counts = [(5, 3), (5, 4), (6, u64::MAX), (6, 2)];
        let counts = group(Check::PASSWORD, &counts, true, 64);
        assert_eq!(counts, expected(&[5, 6], &[7, u64::MAX]));
    }

    #[test]
    fn what_was_sorted_before_an_interruption_is_taken_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let check: Check = "name+phone".parse().unwrap();
        let digests = || (0..100_000u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let fill = |spool: &Spool| {
            let mut writer = spool.writer();
            digests().for_each(|digest| writer.add(digest, 0).unwrap());
            writer.finish().unwrap();
        };
        let spool = Spool::new(check, false, 1 << 10, folder.path());
        fill(&spool);
        let lengths = spool.checkpoint().unwrap();
        // What comes after the checkpoint does not count.
        fill(&spool);
        spool.checkpoint().unwrap();
        let whole = || {
            let spool = Spool::new(check, false, 1 << 10, folder.path());
            spool.into_records(&Sorting::default()).unwrap()
        };
        let spool = Spool::new(check, false, 1 << 10, folder.path());
        spool.resume(&lengths).unwrap();
        drop(spool);
        let expected = Records::of_digests(check, digests());
        let groups = |records: &Records| -> Vec<Group> {
            (0..256).map(|i| records.group(i, 8, 24).unwrap()).collect()
        };
        for _ in 0..2 {
            assert_eq!(whole().len(), expected.len());
            assert_eq!(groups(&whole()), groups(&expected));
        }
        assert!(Spool::new(check, false, 0, folder.path()).resume(&lengths).is_err());
    }

    #[test]
    fn excluded_digests_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let check: Check = "email".parse().unwrap();
        for is_marked in [false, true] {
            let spool = Spool::new(check, is_marked, 1 << 20, folder.path());
            let mut writer = spool.writer();
            [5, 6, 7, 6].iter().for_each(|&digest| writer.add(digest, 1).unwrap());
            writer.finish().unwrap();
            let sorting = Sorting { exclude: &[4, 6], ..Sorting::default() };
            let records = spool.into_records(&sorting).unwrap();
            assert_eq!(records.group(0, 0, 64).unwrap().fingerprints, [5, 7]);
            assert_eq!(records.excluded(), 1);
        }
    }
}
