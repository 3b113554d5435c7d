//! Writing one list: the buckets of one check, all of one size.
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use hushcheck_core::bucket::{self, Coding, Entry};
use hushcheck_core::manifest::{List, MAX_BUCKET_BYTES, RawList, bucket_name};
use hushcheck_core::merkle::{self, Label, Tree};
use hushcheck_core::payload::{Legend, SymbolCode};
use hushcheck_core::{Check, Scheme, plan, privacy};
use rayon::prelude::*;

use crate::error::During as _;
use crate::numbers::Count;
use crate::progress::Progress;
use crate::records::{Group, Records};
use crate::spool::PARTITION_BITS;
use crate::{Error, Result};

/// About how large a bucket's file should be, in bytes.
const TARGET_BYTES: u64 = 512 * 1024;

/// What is to be written.
pub struct Draft<'a> {
    /// The kinds hashed together.
    pub check: Check,
    /// How messages were hashed.
    pub scheme: Scheme,
    /// The distinct records.
    pub records: &'a Records,
    /// Bits of a fingerprint, where a version before has it: otherwise by the records.
    pub fingerprint_bits: Option<u8>,
    /// Prefix bits other than those for files of about 512 KiB.
    pub prefix_bits: Option<u8>,
}

/// Writes the list's files into `folder/<check>/` and returns its entry.
///
/// # Errors
///
/// The parameters do not fit the records, a bucket is far fuller than chance
/// makes it, or a file cannot be written.
pub fn write(
    draft: &Draft<'_>,
    label: &Label,
    folder: &Path,
    progress: &Progress,
) -> Result<RawList> {
    progress.phase("measuring", 1);
    let layout = Layout::plan(draft)?;

    // First the code, whose longest says how long all files are; then the rest of them.
    let folder = folder.join(draft.check.folder());
    fs::create_dir_all(&folder).during("create", &folder)?;
    let path = |number: u64| folder.join(bucket_name(number, layout.prefix_bits) + ".bin");
    progress.phase("writing", 1 << layout.prefix_bits);
    let lengths = layout.for_each_bucket(draft, |number, entries| {
        progress.step();
        let (code, path) = (bucket::encode(entries, &layout.coding), path(number));
        fs::write(&path, &code).during("write", &path)?;
        Ok(code.len() as u64)
    })?;
    let content_bytes = lengths.into_iter().max().unwrap_or(0);
    let bucket_bytes = u32::try_from(content_bytes + layout.proof_bytes())
        .ok()
        .filter(|&bytes| bytes <= MAX_BUCKET_BYTES)
        .ok_or_else(|| {
            Error::input(format!("a bucket of the list {} is too large", draft.check))
        })?;

    let numbers = || (0..1u64 << layout.prefix_bits).into_par_iter();
    let leaf = |number| {
        let path = path(number);
        let mut content = fs::read(&path).during("read", &path)?;
        content.resize(content_bytes as usize, 0);
        Ok(label.leaf(number, &content))
    };
    let tree = Tree::new(numbers().map(leaf).collect::<Result<Vec<_>>>()?);
    numbers().try_for_each(|number| {
        let path = path(number);
        let append = |mut file: File| {
            file.set_len(content_bytes)?;
            file.write_all(&tree.proof(number))
        };
        let file = OpenOptions::new().append(true).open(&path);
        file.and_then(append).during("write", &path)
    })?;
    Ok(RawList {
        check: draft.check,
        scheme: draft.scheme,
        records: draft.records.len(),
        entries: layout.entries,
        fingerprint_bits: layout.fingerprint_bits,
        prefix_bits: layout.prefix_bits,
        rice_parameter: layout.coding.rice_parameter,
        bucket_bytes,
        root: tree.root(),
        payload: layout.legend.map(|legend| legend.payload),
        figures: None,
    })
}

/// How the entries are laid out over buckets.
pub(crate) struct Layout {
    /// What stands for the records' marks, where the list has a payload.
    legend: Option<Legend>,
    /// Number of distinct fingerprints.
    pub(crate) entries: u64,
    pub(crate) fingerprint_bits: u8,
    pub(crate) prefix_bits: u8,
    coding: Coding,
}

impl Layout {
    /// Chooses the list's parameters.
    ///
    /// # Errors
    ///
    /// The prefix bits asked for are too many.
    pub(crate) fn plan(draft: &Draft<'_>) -> Result<Self> {
        let records = draft.records;
        let by_records = || privacy::fingerprint_bits(draft.check, records.len());
        let fingerprint_bits = draft.fingerprint_bits.unwrap_or_else(by_records);
        let Census { entries, marks } = census(records, fingerprint_bits)?;
        let legend = legend(draft.check, &marks);
        let code = match &legend {
            Some(legend) => legend.payload.code().ok_or_else(|| {
                Error::input("the payload has no code; this is a bug of hushcheck")
            })?,
            None => SymbolCode::default(),
        };
        let coding = Coding {
            suffix_bits: fingerprint_bits,
            rice_parameter: bucket::best_rice_parameter(entries, fingerprint_bits),
            symbols: code,
        };
        let mut layout = Layout { legend, entries, fingerprint_bits, prefix_bits: 0, coding };

        let most = plan::useful_prefix_bits(draft.check, entries).min(fingerprint_bits);
        let prefix_bits = match draft.prefix_bits {
            Some(bits) if bits > most => {
                return Err(Error::input(format!(
                    "{bits} prefix bits are too many for the list {}: at most {most} are of \
                     use, since a request reveals no more and keeps 1,024 records together",
                    draft.check
                )));
            }
            Some(bits) => bits,
            None => {
                // Digests are spread evenly: as long as one part is, about so long are all.
                layout.split(most.min(PARTITION_BITS));
                let length =
                    |_, entries: Entries<'_>| Ok(bucket::encoded_len(entries, &layout.coding));
                let part = layout.of_group(records, 0, length)?.into_iter().sum::<u64>();
                let files = (part << layout.prefix_bits).div_ceil(TARGET_BYTES);
                (files.next_power_of_two().trailing_zeros() as u8).min(most)
            }
        };
        layout.split(prefix_bits);
        Ok(layout)
    }

    /// Sets the prefix's length.
    fn split(&mut self, prefix_bits: u8) {
        self.prefix_bits = prefix_bits;
        self.coding.suffix_bits = self.fingerprint_bits - prefix_bits;
    }

    /// Size of every file, in bytes: that of the longest code, and of a proof.
    ///
    /// # Errors
    ///
    /// A bucket is far fuller than chance makes it.
    pub(crate) fn bucket_bytes(&self, draft: &Draft<'_>) -> Result<u64> {
        let length = |_, entries: Entries<'_>| Ok(bucket::encoded_len(entries, &self.coding));
        let lengths = self.for_each_bucket(draft, length)?;
        Ok(lengths.into_iter().max().unwrap_or(0) + self.proof_bytes())
    }

    /// Stops at a bucket of a number of entries that is far off what chance makes it. The
    /// salt is public, so whoever can add rows to a leak can aim them at one bucket and so
    /// make all files, which have the size of the largest, grow.
    fn examine(&self, check: Check, count: u64) -> Result<()> {
        let mean = self.entries as f64 / f64::from(self.prefix_bits).exp2();
        if privacy::is_plausible(count, mean) {
            return Ok(());
        }
        Err(Error::input(format!(
            "a bucket of the list {check} holds {count} fingerprints where {mean:.0} are expected"
        ))
        .hint(
            "chance does not do that: somebody has planted rows in the leak, \
             aimed at one bucket; find and remove them",
        ))
    }

    fn proof_bytes(&self) -> u64 {
        u64::from(self.prefix_bits) * merkle::STEP as u64
    }

    /// Does something with the entries of every bucket, on all cores, and returns what
    /// came of it in the buckets' order. Only as many records are in memory as there
    /// are threads. Fails at a bucket that is far fuller than chance makes it.
    fn for_each_bucket<T: Send>(
        &self,
        draft: &Draft<'_>,
        work: impl Fn(u64, Entries<'_>) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let examine = |number, entries: Entries<'_>| {
            self.examine(draft.check, entries.len() as u64)?;
            work(number, entries)
        };
        let of_group = |number| self.of_group(draft.records, number, examine);
        let groups = (0..1u64 << self.group_bits()).into_par_iter().map(of_group);
        Ok(groups.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Bits of the prefix by which records are read together.
    fn group_bits(&self) -> u8 {
        self.prefix_bits.min(PARTITION_BITS)
    }

    /// Does something with the entries of the buckets of one group of records.
    fn of_group<T>(
        &self,
        records: &Records,
        number: u64,
        work: impl Fn(u64, Entries<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let each = 1u64 << (self.prefix_bits - self.group_bits());
        let group = records.group(number, self.group_bits(), self.fingerprint_bits)?;
        let mut start = 0;
        let of_bucket = |prefix: u64| {
            let rest = &group.fingerprints[start..];
            let inside = rest.partition_point(|fingerprint| self.prefix(*fingerprint) <= prefix);
            let range = start..start + inside;
            start = range.end;
            work(prefix, Entries { layout: self, group: &group, range })
        };
        (number * each..(number + 1) * each).map(of_bucket).collect()
    }

    fn prefix(&self, fingerprint: u64) -> u64 {
        fingerprint.checked_shr(self.coding.suffix_bits.into()).unwrap_or(0)
    }
}

/// The entries of one bucket.
struct Entries<'a> {
    layout: &'a Layout,
    group: &'a Group,
    range: Range<usize>,
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let i = self.range.next()?;
        let bits = u32::from(self.layout.coding.suffix_bits);
        let mask = !u64::MAX.checked_shl(bits).unwrap_or(0);
        let symbol = match (&self.layout.legend, self.group.marks.get(i)) {
            (Some(legend), Some(&mark)) => legend.symbol(mark),
            _ => 0,
        };
        Some(Entry { suffix: self.group.fingerprints[i] & mask, symbol })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl ExactSizeIterator for Entries<'_> {}

/// How many entries there are, and how many have each mark.
struct Census {
    entries: u64,
    marks: BTreeMap<u64, u64>,
}

/// Number of entries with fingerprints of so many bits.
pub(crate) fn entries(records: &Records, fingerprint_bits: u8) -> Result<u64> {
    Ok(census(records, fingerprint_bits)?.entries)
}

fn census(records: &Records, fingerprint_bits: u8) -> Result<Census> {
    let group_bits = fingerprint_bits.min(PARTITION_BITS);
    let is_marked = records.is_marked();
    let count = |number: u64| -> Result<Census> {
        // Most marks are small: those are counted in tables, two in turn, since one number
        // that is raised again and again waits for itself.
        let (mut small, mut marks) = ([[0u64; 256]; 2], BTreeMap::new());
        let mut entries = 0;
        records.each_entry(number, group_bits, fingerprint_bits, |_, mark| {
            match small[entries % 2].get_mut(mark as usize) {
                Some(count) => *count += 1,
                None => *marks.entry(mark).or_default() += 1,
            }
            entries += 1;
        })?;
        if is_marked {
            let small = small[0].iter().zip(small[1]).map(|(one, other)| one + other);
            marks.extend((0..).zip(small).filter(|&(_, count)| count > 0));
        }
        Ok(Census { entries: entries as u64, marks })
    };
    let add = |mut one: Census, other: Census| {
        one.entries += other.entries;
        other.marks.into_iter().for_each(|(mark, n)| *one.marks.entry(mark).or_default() += n);
        Ok(one)
    };
    let none = || Census { entries: 0, marks: BTreeMap::new() };
    (0..1u64 << group_bits).into_par_iter().map(count).try_reduce(none, add)
}

/// Makes symbols of the entries' marks, where there are any and they say something.
fn legend(check: Check, marks: &BTreeMap<u64, u64>) -> Option<Legend> {
    if marks.is_empty() {
        None
    } else if check == Check::PASSWORD {
        Some(Legend::of_counts(marks))
    } else {
        Some(Legend::of_incidents(marks)).filter(Legend::says_something)
    }
}

/// Reads a list's files back and checks that they are what its entry says.
///
/// # Errors
///
/// The first file that is not.
pub fn verify(list: &List, read: impl Fn(&str) -> Result<Vec<u8>> + Sync) -> Result<()> {
    let entries = (0..list.buckets())
        .into_par_iter()
        .map(|number| {
            let name = list.file(number);
            let wrong = |what: &str| Error::verification(format!("{name} {what}"));
            let file = read(&name)?;
            let content = list
                .open(number, &file)
                .ok_or_else(|| wrong("is not the file that the manifest's root vouches for"))?;
            let bucket = bucket::Bucket::parse(content, list.coding());
            let well_formed = bucket.and_then(|bucket| bucket.find(0).map(|_| bucket.len()));
            let entries =
                u64::from(well_formed.map_err(|error| wrong(&format!("is malformed: {error}")))?);
            if privacy::is_plausible(entries, list.mean_entries()) {
                Ok(entries)
            } else {
                Err(wrong("holds a number of entries that chance does not make"))
            }
        })
        .try_reduce(|| 0, |a, b| Ok(a + b))?;
    if entries != list.entries() {
        return Err(Error::verification(format!(
            "the list {} holds {}, its manifest says {}",
            list.check(),
            Count(entries, "entry"),
            list.entries()
        )));
    }
    let rate = privacy::false_positive_rate(entries, list.fingerprint_bits());
    if rate > privacy::MAX_FALSE_POSITIVE_RATE {
        let message = format!("in the list {} more than one in ten match by chance", list.check());
        return Err(Error::verification(message).hint(
            "if a leak was added to it, add it to the spools of all leaks (--spools), or build \
             all leaks anew with --previous: fingerprints are longer then",
        ));
    }
    Ok(())
}
