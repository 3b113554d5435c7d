//! The publishing policy: what must not be published without a reason.
//!
//! What concerns one manifest alone, no reader accepts (see
//! [`ManifestError`](crate::ManifestError)). What follows concerns all datasets of
//! one publisher together: it is judged before anything is built, from the earlier
//! manifests, and overruled only by a reason that goes into the new one.
use std::fmt;

use crate::{Check, Kind, List, Manifest, privacy};

/// How many ID or phone numbers somebody has to tell apart who knows the rest of
/// one: the last digits of an ID whose holder's region and birth date are known.
const COMPLETIONS: f64 = 1000.0;

/// A list that is to be published.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draft {
    /// The kinds hashed together.
    pub check: Check,
    /// Number of distinct records.
    pub records: u64,
}

impl Draft {
    /// Chance that an identifier that is not in the list matches all the same, with
    /// fingerprints of the default length.
    pub fn false_positive_rate(&self) -> f64 {
        let bits = privacy::fingerprint_bits(self.check, self.records);
        privacy::false_positive_rate(self.records, bits)
    }
}

/// A reason against publishing a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Risk {
    /// A kind that can be enumerated stands in an earlier list as well: where a
    /// person is in both, false matches cancel.
    LowEntropyAgain {
        /// The kind.
        kind: Kind,
        /// The dataset that holds it already.
        dataset: String,
        /// The check that holds it there.
        check: Check,
        /// Share of completions that would be true, were the digits not left out.
        precision: f64,
    },
    /// The same check stands in another dataset: what the two lists share and what
    /// they do not tells more than one list would.
    CheckAgain {
        /// The check.
        check: Check,
        /// The dataset that holds it already.
        dataset: String,
    },
    /// Few entries come to a list that can be enumerated: whoever has both versions has
    /// these as a list of their own.
    SmallDifference {
        /// The check.
        check: Check,
        /// Entries of the version before.
        before: u64,
        /// Entries that come to it.
        new: u64,
        /// Share of completions that would be true, were the digits not left out.
        precision: f64,
    },
    /// Few entries of a list that can be enumerated are no longer there: whoever has both
    /// versions has these as a list of their own, and perhaps of people who wish to hide.
    SmallRemoval {
        /// The check.
        check: Check,
        /// Entries that are gone.
        gone: u64,
        /// Share of completions that would be true, were the digits not left out.
        precision: f64,
    },
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Risk::LowEntropyAgain { kind, dataset, check, precision } => write!(
                f,
                "{kind} stands in the list {check} of the dataset {dataset} already; for people \
                 in both lists false matches cancel: {}",
                Guess(*precision)
            ),
            Risk::CheckAgain { check, dataset } => write!(
                f,
                "the dataset {dataset} has a list {check} already; merge the leaks into a new \
                 version of it, so that nobody stands in two lists"
            ),
            Risk::SmallDifference { check, before, new, precision } => write!(
                f,
                "the list {check} grows by {new} only, from {before} entries, and who has both \
                 versions has what comes as a list of its own: {}. Hold it back until there is more",
                Guess(*precision)
            ),
            Risk::SmallRemoval { check, gone, precision } => write!(
                f,
                "the list {check} loses {gone} of its entries, and who has both versions has what \
                 is gone as a list of its own: {}. Leave it in, since taking it out points at it",
                Guess(*precision)
            ),
        }
    }
}

/// Says how sure somebody is who knows nearly all of a person's number and tries the rest.
struct Guess(f64);

impl fmt::Display for Guess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "who knows a person's number but for three digits and tries these would find the true \
             number in {:.0} of 100 matches, if no digits had been left out before hashing",
            100.0 * self.0
        )
    }
}

/// Judges lists that are to be published beside earlier datasets of the same
/// publisher. Earlier versions of the same `dataset` are not beside it.
pub fn judge<'a>(
    dataset: &str,
    drafts: &[Draft],
    earlier: impl IntoIterator<Item = &'a Manifest>,
) -> Vec<Risk> {
    let mut risks = Vec::new();
    for manifest in earlier.into_iter().filter(|manifest| manifest.dataset() != dataset) {
        for list in manifest.lists() {
            for draft in drafts {
                if draft.check == list.check() {
                    let dataset = manifest.dataset().to_owned();
                    risks.push(Risk::CheckAgain { check: draft.check, dataset });
                } else {
                    risks.extend(low_entropy_again(manifest.dataset(), list, draft));
                }
            }
        }
    }
    risks
}

/// Judges a new version of a list whose records are hashed in another way than before: for
/// whoever has both versions they are two lists of the same people.
pub fn judge_other_scheme(dataset: &str, before: &List, draft: &Draft) -> Vec<Risk> {
    low_entropy_again(dataset, before, draft).collect()
}

/// The kinds of a list that a dataset holds already and that can be enumerated.
fn low_entropy_again(dataset: &str, list: &List, draft: &Draft) -> impl Iterator<Item = Risk> {
    let other = privacy::false_positive_rate(list.entries(), list.fingerprint_bits());
    let rate = draft.false_positive_rate() * other;
    let shared = |kind: &Kind| list.check().kinds().any(|other| kind.overlaps(other));
    draft.check.kinds().filter(shared).map(move |kind| Risk::LowEntropyAgain {
        kind,
        dataset: dataset.to_owned(),
        check: list.check(),
        precision: privacy::completion_precision(COMPLETIONS, rate),
    })
}

/// Judges a new version of a list that has so many entries more than the version before:
/// they are held back where most completions that match them would be true.
pub fn judge_difference(before: &List, new: u64) -> Option<Risk> {
    let (check, before, precision) = (before.check(), before.entries(), too_precise(before, new)?);
    Some(Risk::SmallDifference { check, before, new, precision })
}

/// Judges a new version of a list in which so many entries of the version before are gone.
pub fn judge_removal(before: &List, gone: u64) -> Option<Risk> {
    let (check, precision) = (before.check(), too_precise(before, gone)?);
    Some(Risk::SmallRemoval { check, gone, precision })
}

/// The share of completions that would be true in so many entries of a list alone, where it
/// is most of them.
fn too_precise(list: &List, entries: u64) -> Option<f64> {
    let rate = privacy::false_positive_rate(entries, list.fingerprint_bits());
    let precision = privacy::completion_precision(COMPLETIONS, rate);
    (entries > 0 && precision > 0.5 && list.check().has_low_entropy()).then_some(precision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::tests::{manifest, raw_list};

    #[test]
    fn what_stands_in_earlier_datasets_is_found() {
        let earlier = manifest(vec![
            crate::manifest::RawList { fingerprint_bits: 27, ..raw_list("name+phone", 1 << 20, 0) },
            raw_list("email", 1000, 0),
        ]);
        let earlier = [earlier.unwrap()];
        let draft = |check: &str| Draft { check: check.parse().unwrap(), records: 1 << 20 };
        let risks = judge("new", &[draft("email+phone"), draft("email")], &earlier);
        let [Risk::LowEntropyAgain { kind: Kind::Phone, precision, .. }, Risk::CheckAgain { .. }] =
            &risks[..]
        else {
            panic!("{risks:?}")
        };
        assert!((0.93..0.95).contains(precision), "{precision}");
        assert!(judge("new", &[draft("name+national-id")], &earlier).is_empty());
        let ids = [manifest(vec![raw_list("name+national-id", 1000, 0)]).unwrap()];
        assert_eq!(judge("new", &[draft("email+birth-date")], &ids).len(), 1);
        // A new version of the same dataset takes the place of the earlier one.
        assert!(judge("example", &[draft("name+phone")], &earlier).is_empty());
        let [phones, mails] = earlier[0].lists() else { panic!() };
        assert_eq!(judge_other_scheme("example", phones, &draft("name+phone")).len(), 1);
        assert!(judge_other_scheme("example", mails, &draft("email")).is_empty());
    }

    #[test]
    fn few_more_entries_are_a_list_of_their_own() {
        let list = |check: &str| crate::manifest::RawList {
            fingerprint_bits: 27,
            ..raw_list(check, 1 << 20, 0)
        };
        let lists = manifest(vec![list("name+phone"), list("email")]).unwrap();
        let [phones, mails] = lists.lists() else { panic!() };
        // A false match of 2^-11 leaves half a person among 1000 completions; 2^-7 leaves eight.
        for (new, is_small) in [(0, false), (1, true), (1 << 16, true), (1 << 20, false)] {
            assert_eq!(judge_difference(phones, new).is_some(), is_small, "{new}");
            assert_eq!(judge_removal(phones, new).is_some(), is_small, "{new}");
            assert_eq!(judge_difference(mails, new), None);
            assert_eq!(judge_removal(mails, new), None);
        }
    }
}
