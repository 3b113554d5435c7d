//! Looking a digest up in the files of a run.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bucket::{Bucket, BucketError};
use crate::manifest::{List, Manifest};
use crate::sorted::insert;
use crate::{Digest, Run, privacy, ranges};

/// What a list says about one digest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Chance that a digest that is not in the list matches all the same, by the
    /// number of entries decoded, not by what the manifest says.
    pub false_positive_rate: f64,
    /// Where it matches: position of what the list's payload says about it; 0 if the
    /// list has none.
    pub symbol: Option<u16>,
}

impl Finding {
    /// What stands of it on a day (YYYY-MM-DD): no list is relied on for a "no match"
    /// after the day that its manifest names. A match stays one.
    ///
    /// # Errors
    ///
    /// No match, and the manifest has expired.
    pub fn on(self, today: &str, manifest: &Manifest) -> Result<Self, CouldNotCheck> {
        let has_expired = manifest.expires().is_some_and(|last| last < today);
        if has_expired && !self.is_match() { Err(CouldNotCheck::Expired) } else { Ok(self) }
    }

    /// Whether the fingerprint is in the list.
    pub fn is_match(&self) -> bool {
        self.symbol.is_some()
    }
}

/// Why there is no finding. It is never "no match".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CouldNotCheck {
    /// The host did not answer, or not with the file asked for.
    Unreachable,
    /// A file is not the one that the publisher signed.
    Tampered,
    /// The files are the publisher's, but not what the manifest says.
    Inconsistent,
    /// So many entries match by chance that a match would say nothing.
    SaysTooLittle,
    /// The device could not do the work, for instance for want of memory.
    Device,
    /// Another dataset of the site could not be opened, so that it cannot be told how
    /// much a request may reveal: whoever withholds one manifest now and another later
    /// must not learn more than all together allow.
    PlanUnknown,
    /// More would have to be fetched than a page can hold.
    TooLarge,
    /// The table by which Chinese names are spelled did not come: without it the same name
    /// would have another digest.
    NamesUnknown,
    /// The record is not in the list, but the list is past its day: a host that goes on
    /// serving an old version must not make a later leak unseen.
    Expired,
}

impl CouldNotCheck {
    /// All variants, for tables and translations.
    pub const ALL: [CouldNotCheck; 9] = [
        CouldNotCheck::Unreachable,
        CouldNotCheck::Tampered,
        CouldNotCheck::Inconsistent,
        CouldNotCheck::SaysTooLittle,
        CouldNotCheck::Device,
        CouldNotCheck::PlanUnknown,
        CouldNotCheck::TooLarge,
        CouldNotCheck::Expired,
        CouldNotCheck::NamesUnknown,
    ];
}

impl fmt::Display for CouldNotCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CouldNotCheck::Unreachable => "the list could not be fetched",
            CouldNotCheck::Tampered => "a file of the list is not the one that was signed",
            CouldNotCheck::Inconsistent => "the list does not hold what its manifest says",
            CouldNotCheck::SaysTooLittle => "more than one in ten would match by chance",
            CouldNotCheck::Device => "this device could not do the work",
            CouldNotCheck::PlanUnknown => "another dataset could not be opened",
            CouldNotCheck::Expired => "not in the list, which has expired: that says nothing today",
            CouldNotCheck::NamesUnknown => "the table of Chinese characters is missing",
            CouldNotCheck::TooLarge => "too much of the list would have to be fetched",
        })
    }
}

impl std::error::Error for CouldNotCheck {}

impl Run {
    /// Verifies the run's files, decodes them all and looks the digest up.
    ///
    /// `files` are the bytes of the files of [`Run::buckets`], in their order.
    ///
    /// # Errors
    ///
    /// Any file is missing, changed or not plausible: then there is no verdict,
    /// even if the digest's own bucket is whole.
    pub fn look_up(
        &self,
        list: &List,
        files: &[impl AsRef<[u8]>],
        digest: &Digest,
    ) -> Result<Finding, CouldNotCheck> {
        if list.is_ranges() {
            return ranges::look_up(self, list, files, digest);
        }
        let (wanted_bucket, wanted) = place(list, digest);
        if !self.buckets().contains(&wanted_bucket) {
            return Err(CouldNotCheck::Unreachable);
        }
        let mut symbol = None;
        let false_positive_rate = self.read(list, files, |number, bucket| {
            let found = bucket.find(wanted)?;
            if number == wanted_bucket {
                symbol = found;
            }
            Ok(())
        })?;
        Ok(Finding { false_positive_rate, symbol })
    }

    /// Looks many digests up in one reading of the files; their findings are in the
    /// digests' order.
    ///
    /// # Errors
    ///
    /// As for [`Run::look_up`], also when one digest lies outside of the run.
    pub fn look_up_all(
        &self,
        list: &List,
        files: &[impl AsRef<[u8]>],
        digests: &[Digest],
    ) -> Result<Vec<Finding>, CouldNotCheck> {
        let mut wanted: Vec<((u64, u64), usize)> = Vec::with_capacity(digests.len());
        for (at, digest) in digests.iter().enumerate() {
            insert(&mut wanted, (place(list, digest), at), |(place, _)| *place);
        }
        let buckets = self.buckets();
        if !wanted.iter().all(|((bucket, _), _)| buckets.contains(bucket)) {
            return Err(CouldNotCheck::Unreachable);
        }
        let mut symbols = vec![None; digests.len()];
        let false_positive_rate = self.read(list, files, |number, bucket| {
            let first = wanted.partition_point(|((bucket, _), _)| *bucket < number);
            let here = wanted[first..].iter().take_while(|((bucket, _), _)| *bucket == number);
            let suffixes: Vec<u64> = here.map(|((_, suffix), _)| *suffix).collect();
            bucket.find_all(&suffixes, |at, symbol| symbols[wanted[first + at].1] = Some(symbol))
        })?;
        Ok(symbols.into_iter().map(|symbol| Finding { false_positive_rate, symbol }).collect())
    }

    /// Verifies and reads all files, and returns the chance of a match by accident.
    fn read(
        &self,
        list: &List,
        files: &[impl AsRef<[u8]>],
        mut see: impl FnMut(u64, &Bucket<'_>) -> Result<(), BucketError>,
    ) -> Result<f64, CouldNotCheck> {
        if files.len() as u64 != self.plan().files() {
            return Err(CouldNotCheck::Unreachable);
        }
        let coding = list.coding();
        let mut entries = 0u64;
        for (number, file) in self.buckets().zip(files) {
            let content = list.open(number, file.as_ref()).ok_or(CouldNotCheck::Tampered)?;
            let bucket = Bucket::parse(content, coding).map_err(|_| CouldNotCheck::Inconsistent)?;
            see(number, &bucket).map_err(|_| CouldNotCheck::Inconsistent)?;
            if !privacy::is_plausible(bucket.len().into(), list.mean_entries()) {
                return Err(CouldNotCheck::Inconsistent);
            }
            entries += u64::from(bucket.len());
        }
        if self.plan().is_whole() && entries != list.entries() {
            return Err(CouldNotCheck::Inconsistent);
        }
        let space_bits = list.fingerprint_bits() - self.plan().revealed_bits();
        let false_positive_rate = privacy::false_positive_rate(entries, space_bits);
        if false_positive_rate > privacy::MAX_FALSE_POSITIVE_RATE {
            return Err(CouldNotCheck::SaysTooLittle);
        }
        Ok(false_positive_rate)
    }
}

/// The bucket in which a digest's fingerprint lies, and the rest of it.
fn place(list: &List, digest: &Digest) -> (u64, u64) {
    let fingerprint = digest.first_bits(list.fingerprint_bits());
    let bits = u32::from(list.coding().suffix_bits);
    let bucket = fingerprint.checked_shr(bits).unwrap_or(0);
    (bucket, fingerprint & !u64::MAX.checked_shl(bits).unwrap_or(0))
}
