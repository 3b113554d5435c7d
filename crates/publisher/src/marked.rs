//! A record and its mark in one word, or in two where the mark is large.
//!
//! Which partition a digest is in says its first eight bits, so that their place is free for
//! the mark: nearly all counts are small, and so are sets of the first incidents. A word
//! whose mark is 255 is followed by the mark itself.
use hushcheck_core::Check;

use crate::marks;
use crate::spool::PARTITION_BITS;

/// What stands for marks that are no smaller.
const LARGE: u64 = (1 << PARTITION_BITS) - 1;

/// Appends a digest, of which the first bits are known, and its mark.
#[inline]
pub(crate) fn push(words: &mut Vec<u64>, digest: u64, mark: u64) {
    words.push(digest << PARTITION_BITS | mark.min(LARGE));
    if mark >= LARGE {
        words.push(mark);
    }
}

/// Sorts the records of a partition as `order` sorts words, merges the marks of those that are
/// there several times, and leaves out those that are excluded. Returns how many are left, and
/// how many were excluded; the words are followed by the large marks among theirs, in the same
/// order.
pub(crate) fn sort(
    check: Check,
    words: &mut Vec<u64>,
    order: impl FnOnce(&mut [u64]),
    is_excluded: impl Fn(u64) -> bool,
) -> (u64, u64) {
    let mut large = take_large(words);
    order(words);
    large.sort_unstable_by_key(|record| record.0);

    // Those that are kept move to the front.
    let mut marks = large.into_iter().map(|(_, mark)| mark);
    let mut mark_of = |word| match word & LARGE {
        LARGE => marks.next().unwrap_or(LARGE),
        small => small,
    };
    let (mut kept, mut excluded, mut at) = (0, 0, 0);
    let mut kept_marks = Vec::new();
    while let Some(&word) = words.get(at) {
        let digest = word >> PARTITION_BITS;
        let mut mark = mark_of(word);
        at += 1;
        while let Some(&same) = words.get(at).filter(|&&word| word >> PARTITION_BITS == digest) {
            mark = marks::merge(check, mark, mark_of(same));
            at += 1;
        }
        if is_excluded(digest) {
            excluded += 1;
            continue;
        }
        words[kept] = digest << PARTITION_BITS | mark.min(LARGE);
        kept += 1;
        if mark >= LARGE {
            kept_marks.push(mark);
        }
    }
    words.truncate(kept);
    words.append(&mut kept_marks);
    (kept as u64, excluded)
}

/// Takes the large marks out of words, each with the word that it belongs to.
fn take_large(words: &mut Vec<u64>) -> Vec<(u64, u64)> {
    let mut large = Vec::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(&word) = words.get(at) {
        at += 1;
        if word & LARGE == LARGE {
            large.push((word, words.get(at).copied().unwrap_or(LARGE)));
            at += 1;
        }
        words[kept] = word;
        kept += 1;
    }
    words.truncate(kept);
    large
}

/// The digests, of which the first bits are given, and marks of so many sorted records.
pub(crate) fn records(
    words: &[u64],
    records: u64,
    first: u64,
) -> impl Iterator<Item = (u64, u64)> + '_ {
    let (words, large) = words.split_at((records as usize).min(words.len()));
    let mut large = large.iter();
    words.iter().map(move |&word| {
        let mark = match word & LARGE {
            LARGE => large.next().copied().unwrap_or(LARGE),
            small => small,
        };
        (first << (64 - PARTITION_BITS) | word >> PARTITION_BITS, mark)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn records_are_sorted_and_marks_merged(
            pushed in prop::collection::vec(
                (0u64..40, prop_oneof![0u64..300, 250u64..260, any::<u64>()]),
                0..200,
            ),
            excluded in 0u64..50,
            check in prop::sample::select(vec![Check::PASSWORD, "email".parse().unwrap()]),
        ) {
            // Digests of partition 7, some of which differ in their lowest bits only.
            let whole = |digest: u64| (7 << 56) + ((digest / 4) << 30) + digest % 4;
            let mut expected = BTreeMap::new();
            let mut words = Vec::new();
            for &(digest, mark) in &pushed {
                push(&mut words, whole(digest), mark);
                let merged = expected.entry(whole(digest)).or_insert(0);
                *merged = marks::merge(check, *merged, mark);
            }
            let is_excluded = |rest| 7 << 56 | rest == whole(excluded);
            let by_word = |words: &mut [u64]| words.sort_unstable();
            let (kept, left_out) = sort(check, &mut words, by_word, is_excluded);
            let was_there = expected.remove(&whole(excluded)).is_some();
            prop_assert_eq!(left_out, u64::from(was_there));
            prop_assert_eq!(kept as usize, expected.len());
            let read: Vec<(u64, u64)> = records(&words, kept, 7).collect();
            prop_assert_eq!(read, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
