//! Writing one list: the buckets of one check, all of one size.
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use hushcheck_core::bucket::{self, Coding, Entry};
use hushcheck_core::manifest::{List, MAX_BUCKET_BYTES, RawList, bucket_name};
use hushcheck_core::merkle::{self, Label, Tree};
use hushcheck_core::payload::Legend;
use hushcheck_core::{Check, Hash256, Payload, Scheme, plan, privacy};
use rayon::prelude::*;

use crate::error::During as _;
use crate::records::Records;
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
    /// Prefix bits other than those for files of about 512 KiB.
    pub prefix_bits: Option<u8>,
}

/// Writes the list's files into `folder/<check>/` and returns its entry.
///
/// # Errors
///
/// The parameters do not fit the records, a bucket is far fuller than chance
/// makes it, or a file cannot be written.
pub fn write(draft: &Draft<'_>, label: &Label, folder: &Path) -> Result<RawList> {
    let layout = Layout::plan(draft)?;
    let buckets = layout.buckets();
    refuse_planted_rows(&buckets, layout.fingerprints.len(), draft.check)?;

    // First pass: how large the files are.
    let total = bucket_bytes(&layout);
    let content_bytes = total - layout.proof_bytes();
    let bucket_bytes =
        u32::try_from(total).ok().filter(|&bytes| bytes <= MAX_BUCKET_BYTES).ok_or_else(|| {
            Error::input(format!("a bucket of the list {} is too large", draft.check))
        })?;

    // Second pass: the bytes.
    let folder = folder.join(draft.check.folder());
    fs::create_dir_all(&folder).during("create", &folder)?;
    let path = |number: u64| folder.join(bucket_name(number, layout.prefix_bits) + ".bin");
    let write_content = |(number, bucket): (usize, &Range<usize>)| -> Result<Hash256> {
        let mut content = bucket::encode(layout.bucket(bucket), &layout.coding);
        content.resize(content_bytes as usize, 0);
        let path = path(number as u64);
        fs::write(&path, &content).during("write", &path)?;
        Ok(label.leaf(number as u64, &content))
    };
    let leaves = buckets.par_iter().enumerate().map(write_content).collect::<Result<Vec<_>>>()?;

    let tree = Tree::new(leaves);
    (0..buckets.len() as u64).into_par_iter().try_for_each(|number| {
        let path = path(number);
        let file = OpenOptions::new().append(true).open(&path);
        let append = |mut file: File| file.write_all(&tree.proof(number));
        file.and_then(append).during("write", &path)
    })?;
    Ok(RawList {
        check: draft.check,
        scheme: draft.scheme,
        records: draft.records.len(),
        entries: layout.entries(),
        fingerprint_bits: layout.fingerprint_bits,
        prefix_bits: layout.prefix_bits,
        rice_parameter: layout.coding.rice_parameter,
        bucket_bytes,
        root: tree.root(),
        payload: layout.payload,
        figures: None,
    })
}

/// Returns the size of every file of a list: that of the largest bucket's code, and
/// of a proof.
pub(crate) fn bucket_bytes(layout: &Layout) -> u64 {
    let encoded_len =
        |bucket: &Range<usize>| bucket::encoded_len(layout.bucket(bucket), &layout.coding);
    layout.buckets().par_iter().map(encoded_len).max().unwrap_or(0) + layout.proof_bytes()
}

/// How the entries are laid out over buckets.
pub(crate) struct Layout {
    fingerprints: Vec<u64>,
    /// The fingerprints' symbols: as many, or none where the list has no payload.
    symbols: Vec<u16>,
    payload: Option<Payload>,
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
        let fingerprint_bits = privacy::fingerprint_bits(draft.check, draft.records.len());
        let (fingerprints, marks) = draft.records.shortened_to(fingerprint_bits);
        let legend = legend(draft.check, &marks);
        let symbols = match &legend {
            Some(legend) => marks.iter().map(|&mark| legend.symbol(mark)).collect(),
            None => Vec::new(),
        };
        let payload = legend.map(|legend| legend.payload);
        let code = payload.as_ref().and_then(Payload::code).unwrap_or_default();

        let entries = fingerprints.len() as u64;
        let coding = Coding {
            suffix_bits: fingerprint_bits,
            rice_parameter: bucket::best_rice_parameter(entries, fingerprint_bits),
            symbols: code,
        };
        let mut layout =
            Layout { fingerprints, symbols, payload, fingerprint_bits, prefix_bits: 0, coding };

        let most = plan::useful_prefix_bits(draft.check, entries).min(fingerprint_bits);
        layout.prefix_bits = match draft.prefix_bits {
            Some(bits) if bits > most => {
                return Err(Error::input(format!(
                    "{bits} prefix bits are too many for the list {}: at most {most} are of \
                     use, since a request reveals no more and keeps 1,024 records together",
                    draft.check
                )));
            }
            Some(bits) => bits,
            None => {
                let all = layout.bucket(&(0..layout.fingerprints.len()));
                let files = bucket::encoded_len(all, &layout.coding).div_ceil(TARGET_BYTES);
                (files.next_power_of_two().trailing_zeros() as u8).min(most)
            }
        };
        layout.coding.suffix_bits -= layout.prefix_bits;
        Ok(layout)
    }

    /// Number of distinct fingerprints.
    pub(crate) fn entries(&self) -> u64 {
        self.fingerprints.len() as u64
    }

    fn proof_bytes(&self) -> u64 {
        u64::from(self.prefix_bits) * merkle::STEP as u64
    }

    /// Where the fingerprints of each bucket are, by prefix.
    fn buckets(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        (0..1u64 << self.prefix_bits)
            .map(|prefix| {
                let rest = &self.fingerprints[start..];
                let end =
                    start + rest.partition_point(|&fingerprint| self.prefix(fingerprint) <= prefix);
                std::mem::replace(&mut start, end)..end
            })
            .collect()
    }

    fn prefix(&self, fingerprint: u64) -> u64 {
        fingerprint.checked_shr(self.coding.suffix_bits.into()).unwrap_or(0)
    }

    /// The entries of a bucket.
    fn bucket(&self, range: &Range<usize>) -> impl Iterator<Item = Entry> + '_ {
        let bits = u32::from(self.coding.suffix_bits);
        let mask = !u64::MAX.checked_shl(bits).unwrap_or(0);
        range.clone().map(move |i| Entry {
            suffix: self.fingerprints[i] & mask,
            symbol: self.symbols.get(i).copied().unwrap_or(0),
        })
    }
}

/// Makes symbols of the entries' marks, where there are any and they say something.
fn legend(check: Check, marks: &[u64]) -> Option<Legend> {
    let mut records = BTreeMap::new();
    for mark in marks {
        *records.entry(*mark).or_default() += 1;
    }
    if records.is_empty() {
        None
    } else if check == Check::PASSWORD {
        Some(Legend::of_counts(&records))
    } else {
        Some(Legend::of_incidents(&records)).filter(Legend::says_something)
    }
}

/// Stops at a bucket that is far off what chance makes it. The salt is public,
/// so whoever can add rows to a leak can aim them at one bucket and so make all
/// buckets, which have the size of the largest, grow.
fn refuse_planted_rows(buckets: &[Range<usize>], entries: usize, check: Check) -> Result<()> {
    let mean = entries as f64 / buckets.len() as f64;
    match buckets.iter().find(|bucket| !privacy::is_plausible(bucket.len() as u64, mean)) {
        None => Ok(()),
        Some(bucket) => Err(Error::input(format!(
            "a bucket of the list {check} holds {} fingerprints where {mean:.0} are expected",
            bucket.len()
        ))
        .hint(
            "chance does not do that: somebody has planted rows in the leak, \
             aimed at one bucket; find and remove them",
        )),
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
            "the list {} holds {entries} entries, its manifest says {}",
            list.check(),
            list.entries()
        )));
    }
    let rate = privacy::false_positive_rate(entries, list.fingerprint_bits());
    if rate > privacy::MAX_FALSE_POSITIVE_RATE {
        let message = format!("in the list {} more than one in ten match by chance", list.check());
        return Err(Error::verification(message));
    }
    Ok(())
}
