//! One bucket: the suffixes of one prefix, sorted, as Golomb-Rice gaps.
//!
//! # Overview of types
//!
//! A bucket's *content* is the number of entries (u32, little-endian), then for
//! each entry the gap to its predecessor as a Golomb-Rice number, then zeros up to
//! a size that is the same for all buckets of a list. [`Bucket`] reads it from any
//! bytes; `encode` (feature `build`) writes it. Golomb, *Run-length encodings*,
//! IEEE Trans. Inf. Theory 12 (1966); Rice and Plaunt (1971).
use std::fmt;

use crate::bits::BitReader;

/// What the buckets of a list have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coding {
    /// Bits of a suffix: fingerprint less prefix (0 to 64).
    pub suffix_bits: u8,
    /// Golomb-Rice parameter: low bits of a gap that are written as they are (0 to 56).
    pub rice_parameter: u8,
}

/// Why bytes are no bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BucketError {
    /// Fewer bytes or bits than the number of entries needs.
    Truncated,
    /// A suffix longer than the list's suffixes.
    OutOfRange,
    /// Something other than zeros after the last entry.
    Padding,
}

impl fmt::Display for BucketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BucketError::Truncated => "the bucket ends before its last entry",
            BucketError::OutOfRange => "the bucket holds an entry that is out of range",
            BucketError::Padding => "the bucket holds something after its last entry",
        })
    }
}

impl std::error::Error for BucketError {}

/// A view of a bucket's content.
pub struct Bucket<'a> {
    entries: u32,
    code: &'a [u8],
    coding: Coding,
}

impl<'a> Bucket<'a> {
    /// Looks at a bucket's content: number of entries, code, padding.
    ///
    /// # Errors
    ///
    /// Too few bytes for a number of entries, or for so many entries.
    pub fn parse(content: &'a [u8], coding: Coding) -> Result<Self, BucketError> {
        let (count, code) = content.split_first_chunk::<4>().ok_or(BucketError::Truncated)?;
        let entries = u32::from_le_bytes(*count);
        // Every entry takes a one bit and the parameter's bits at least.
        let least = u64::from(entries) * (u64::from(coding.rice_parameter) + 1);
        if least > code.len() as u64 * 8 {
            return Err(BucketError::Truncated);
        }
        Ok(Bucket { entries, code, coding })
    }

    /// The number of entries that the bucket says it holds.
    pub fn entries(&self) -> u32 {
        self.entries
    }

    /// Returns the suffixes in ascending order.
    pub fn suffixes(&self) -> impl Iterator<Item = Result<u64, BucketError>> + 'a {
        let mut reader = BitReader::new(self.code);
        let coding = self.coding;
        let mut next = Some(0u64);
        (0..self.entries).map(move |_| {
            let gap =
                reader.rice(u32::from(coding.rice_parameter)).ok_or(BucketError::Truncated)?;
            let suffix = next.and_then(|next| next.checked_add(gap));
            let suffix = suffix.filter(|suffix| fits(*suffix, coding.suffix_bits));
            let suffix = suffix.ok_or(BucketError::OutOfRange)?;
            next = suffix.checked_add(1);
            Ok(suffix)
        })
    }

    /// Tells whether the suffix is among the entries.
    ///
    /// The whole bucket is read and checked whatever is found, so that neither
    /// the time nor an error tells where.
    ///
    /// # Errors
    ///
    /// The bucket is not well-formed.
    pub fn contains(&self, wanted: u64) -> Result<bool, BucketError> {
        let mut reader = BitReader::new(self.code);
        let parameter = u32::from(self.coding.rice_parameter);
        let mut found = false;
        // One above the last suffix; gaps are counted from there.
        let mut next = Some(0u64);
        for _ in 0..self.entries {
            let gap = reader.rice(parameter).ok_or(BucketError::Truncated)?;
            let suffix =
                next.and_then(|next| next.checked_add(gap)).ok_or(BucketError::OutOfRange)?;
            found |= suffix == wanted;
            next = suffix.checked_add(1);
            if !fits(suffix, self.coding.suffix_bits) {
                return Err(BucketError::OutOfRange);
            }
        }
        if reader.rest_is_zero() { Ok(found) } else { Err(BucketError::Padding) }
    }
}

fn fits(suffix: u64, bits: u8) -> bool {
    bits >= 64 || suffix >> bits == 0
}

/// Returns the Golomb-Rice parameter that codes these many entries in `space_bits`
/// bits of space shortest: the mean gap's, by Kiely, *Selecting the Golomb
/// Parameter in Rice Coding*, IPN Progress Report 42-159 (2004), section 3.
#[cfg(feature = "build")]
pub fn best_rice_parameter(entries: u64, space_bits: u8) -> u8 {
    if entries == 0 {
        return 0;
    }
    // Gaps are counted without the entry itself, so their mean is (space - n) / (n + 1).
    let space = (space_bits as f64).exp2();
    let mean = ((space - entries as f64) / (entries as f64 + 1.0)).max(0.0);
    // k = 1 + floor(log2(log(phi - 1) / log(mean / (mean + 1)))), phi the golden ratio.
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let ratio = golden.ln() / (mean / (mean + 1.0)).ln();
    if ratio.is_finite() && ratio > 0.0 {
        (1.0 + ratio.log2().floor()).clamp(0.0, 56.0) as u8
    } else if mean > 1.0 {
        56
    } else {
        0
    }
}

/// Returns the length of `encode`'s result in bytes, without making it.
#[cfg(feature = "build")]
pub fn encoded_len(suffixes: impl IntoIterator<Item = u64>, coding: Coding) -> u64 {
    let mut bits = 0u64;
    let mut next = 0u64;
    for suffix in suffixes {
        let gap = suffix - next;
        bits += (gap >> coding.rice_parameter) + 1 + u64::from(coding.rice_parameter);
        next = suffix.wrapping_add(1);
    }
    4 + bits.div_ceil(8)
}

/// Encodes a bucket's entries, which ascend strictly, without padding.
#[cfg(feature = "build")]
pub fn encode(suffixes: &[u64], coding: Coding) -> Vec<u8> {
    debug_assert!(suffixes.is_sorted_by(|a, b| a < b));
    let mut writer = crate::bits::BitWriter::default();
    let mut next = 0u64;
    for &suffix in suffixes {
        writer.rice(suffix - next, u32::from(coding.rice_parameter));
        next = suffix.wrapping_add(1);
    }
    let mut content = (suffixes.len() as u32).to_le_bytes().to_vec();
    content.extend(writer.into_bytes());
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const CODING: Coding = Coding { suffix_bits: 20, rice_parameter: 7 };

    fn padded(suffixes: &[u64], coding: Coding) -> Vec<u8> {
        let mut content = encode(suffixes, coding);
        assert_eq!(content.len() as u64, encoded_len(suffixes.iter().copied(), coding));
        content.resize(content.len() + 5, 0);
        content
    }

    #[test]
    fn a_bucket_is_these_bytes() {
        // Gaps 3, 0, 130: "1 3" "1 0" "01 2", each 1 + 7 or 2 + 7 bits.
        let content = encode(&[3, 4, 135], CODING);
        assert_eq!(content, [3, 0, 0, 0, 0b0000_0111, 0b0000_0001, 0b0000_1010, 0]);
    }

    #[test]
    fn an_empty_bucket_and_the_edges_of_the_space() {
        let empty = padded(&[], CODING);
        assert_eq!(Bucket::parse(&empty, CODING).unwrap().contains(0), Ok(false));
        let wide = Coding { suffix_bits: 64, rice_parameter: 56 };
        let content = padded(&[0, u64::MAX], wide);
        let bucket = Bucket::parse(&content, wide).unwrap();
        assert_eq!(bucket.contains(u64::MAX), Ok(true));
        assert_eq!(bucket.contains(1), Ok(false));
        let narrow = Coding { suffix_bits: 0, rice_parameter: 0 };
        let content = padded(&[0], narrow);
        assert_eq!(Bucket::parse(&content, narrow).unwrap().contains(0), Ok(true));
    }

    #[test]
    fn what_is_malformed_is_refused() {
        let content = padded(&[3, 4, 135], CODING);
        let parse = |content: &[u8]| Bucket::parse(content, CODING).and_then(|b| b.contains(3));
        assert_eq!(parse(&content[..3]), Err(BucketError::Truncated));
        assert_eq!(parse(&content[..6]), Err(BucketError::Truncated));
        let mut more = content.clone();
        more[0] = 200;
        assert_eq!(parse(&more), Err(BucketError::Truncated));
        let mut tail = content.clone();
        *tail.last_mut().unwrap() = 1;
        assert_eq!(parse(&tail), Err(BucketError::Padding));
        let short = Coding { suffix_bits: 7, ..CODING };
        let out = Bucket::parse(&content, short).and_then(|b| b.contains(3));
        assert_eq!(out, Err(BucketError::OutOfRange));
    }

    proptest! {
        #[test]
        fn finds_exactly_what_was_put_in(
            set in prop::collection::btree_set(0u64..1 << 20, 0..300),
            asked in prop::collection::vec(0u64..1 << 20, 50),
        ) {
            let suffixes: Vec<u64> = set.iter().copied().collect();
            let coding = Coding { rice_parameter: best_rice_parameter(set.len() as u64, 20), ..CODING };
            let content = padded(&suffixes, coding);
            let bucket = Bucket::parse(&content, coding).unwrap();
            let read: Result<BTreeSet<u64>, _> = bucket.suffixes().collect();
            prop_assert_eq!(read, Ok(set.clone()));
            for wanted in asked.into_iter().chain(suffixes) {
                prop_assert_eq!(bucket.contains(wanted), Ok(set.contains(&wanted)));
            }
        }

        #[test]
        fn no_bytes_panic(content in prop::collection::vec(any::<u8>(), 0..80), suffix_bits in 0u8..65, rice_parameter in 0u8..57) {
            if let Ok(bucket) = Bucket::parse(&content, Coding { suffix_bits, rice_parameter }) {
                let _ = bucket.contains(1);
                prop_assert!(bucket.suffixes().count() <= 80 * 8);
            }
        }
    }
}
