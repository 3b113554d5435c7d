//! The distinct records of one check.
use hushcheck_core::Check;
use rayon::slice::ParallelSliceMut as _;

use crate::marks;

/// The distinct records of one check: their digests, and what is said about each.
///
/// Without `Debug`: the digests say more than the list that is made of them.
pub struct Records {
    check: Check,
    /// The digests' first 64 bits, ascending, each once.
    digests: Vec<u64>,
    /// A set of incidents as bits, or a count, of each; none at all where rows say
    /// nothing.
    marks: Vec<u64>,
}

impl Records {
    /// Takes the digests' first 64 bits in any order, any number of times.
    pub fn of_digests(check: Check, mut digests: Vec<u64>) -> Self {
        digests.par_sort_unstable();
        digests.dedup();
        Records { check, digests, marks: Vec::new() }
    }

    /// As [`Records::of_digests`], each with a mark; those of one record are merged.
    pub fn of_marked(check: Check, mut marked: Vec<(u64, u64)>) -> Self {
        marked.par_sort_unstable();
        let (digests, marks) = merge(check, marked.into_iter());
        Records { check, digests, marks }
    }

    /// Number of distinct records.
    pub fn len(&self) -> u64 {
        self.digests.len() as u64
    }

    /// Tells whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// The first bits (1 to 64) of the digests, each once, and their marks.
    pub(crate) fn shortened_to(&self, bits: u8) -> (Vec<u64>, Vec<u64>) {
        let fingerprints = self.digests.iter().map(|digest| digest >> (64 - bits));
        if self.marks.is_empty() {
            let mut fingerprints: Vec<u64> = fingerprints.collect();
            fingerprints.dedup();
            (fingerprints, Vec::new())
        } else {
            merge(self.check, fingerprints.zip(self.marks.iter().copied()))
        }
    }
}

/// Merges neighbours with the same digest.
fn merge(check: Check, marked: impl Iterator<Item = (u64, u64)>) -> (Vec<u64>, Vec<u64>) {
    let (mut digests, mut marks) = (Vec::new(), Vec::new());
    for (digest, mark) in marked {
        match marks.last_mut() {
            Some(last) if digests.last() == Some(&digest) => {
                *last = marks::merge(check, *last, mark)
            }
            _ => {
                digests.push(digest);
                marks.push(mark);
            }
        }
    }
    (digests, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_once_with_all_that_is_said_of_it() {
        let email: Check = "email".parse().unwrap();
        let records = Records::of_marked(email, vec![(9 << 60, 1), (1 << 60, 1), (9 << 60, 6)]);
        assert_eq!(records.len(), 2);
        assert_eq!(records.shortened_to(4), (vec![1, 9], vec![1, 7]));
        assert_eq!(records.shortened_to(1), (vec![0, 1], vec![1, 7]));
        let counts = vec![(5, 3), (5, 4), (6, u64::MAX), (6, 2)];
        let counts = Records::of_marked(Check::PASSWORD, counts);
        assert_eq!(counts.shortened_to(64), (vec![5, 6], vec![7, u64::MAX]));
        let plain = Records::of_digests(email, vec![7, 3, 7]);
        assert_eq!(plain.shortened_to(64), (vec![3, 7], vec![]));
        assert_eq!(plain.shortened_to(60), (vec![0], vec![]));
    }
}
