//! One bucket: the suffixes of one prefix, sorted, as Golomb-Rice gaps.
//!
//! # Overview of types
//!
//! A bucket's *content* is the number of entries (u32, little-endian), then for
//! each [`Entry`] the gap to its predecessor as a Golomb-Rice number and its symbol,
//! then zeros up to a size that is the same for all buckets of a list. [`Bucket`]
//! reads it from any bytes; `encode` (feature `build`) writes it. Golomb, *Run-length
//! encodings*, IEEE Trans. Inf. Theory 12 (1966); Rice and Plaunt (1971).
use std::fmt;

use crate::bits::BitReader;
use crate::payload::SymbolCode;

/// What the buckets of a list have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding {
    /// Bits of a suffix: fingerprint less prefix (0 to 64).
    pub suffix_bits: u8,
    /// Golomb-Rice parameter: low bits of a gap that are written as they are (0 to 56).
    pub rice_parameter: u8,
    /// How the entries' symbols are written.
    pub symbols: SymbolCode,
}

/// One fingerprint of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The fingerprint without the bucket's prefix.
    pub suffix: u64,
    /// Position of what is said about it in the list's payload; 0 without one.
    pub symbol: u16,
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
    coding: &'a Coding,
}

impl<'a> Bucket<'a> {
    /// Looks at a bucket's content: number of entries, code, padding.
    ///
    /// # Errors
    ///
    /// Too few bytes for a number of entries, or for so many entries.
    pub fn parse(content: &'a [u8], coding: &'a Coding) -> Result<Self, BucketError> {
        let (count, code) = content.split_first_chunk::<4>().ok_or(BucketError::Truncated)?;
        let entries = u32::from_le_bytes(*count);
        // Every entry takes a one bit, the parameter's bits and a symbol at least.
        let least_bits = u32::from(coding.rice_parameter) + 1 + coding.symbols.least_bits();
        if u64::from(entries) * u64::from(least_bits) > code.len() as u64 * 8 {
            return Err(BucketError::Truncated);
        }
        Ok(Bucket { entries, code, coding })
    }

    /// The number of entries that the bucket says it holds.
    pub fn len(&self) -> u32 {
        self.entries
    }

    /// Tells whether the bucket says that it holds no entry.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Returns the entries by ascending suffix.
    pub fn entries(&self) -> Entries<'a> {
        Entries {
            reader: BitReader::new(self.code),
            coding: self.coding,
            left: self.entries,
            largest: u64::MAX.checked_shr(64 - u32::from(self.coding.suffix_bits)).unwrap_or(0),
            next: 0,
        }
    }

    /// Looks for the suffix among the entries, and returns its symbol if it is one.
    ///
    /// The whole bucket is read and checked whatever is found, so that neither
    /// the time nor an error tells where.
    ///
    /// # Errors
    ///
    /// The bucket is not well-formed.
    pub fn find(&self, wanted: u64) -> Result<Option<u16>, BucketError> {
        let mut found = None;
        self.read(|entry| {
            if entry.suffix == wanted {
                found = Some(entry.symbol);
            }
        })?;
        Ok(found)
    }

    /// Looks for many suffixes, which ascend, in one reading of the bucket; `found` is
    /// called with the place and the symbol of each that is an entry.
    ///
    /// # Errors
    ///
    /// The bucket is not well-formed; what was found until then is to be forgotten.
    pub fn find_all(
        &self,
        wanted: &[u64],
        mut found: impl FnMut(usize, u16),
    ) -> Result<(), BucketError> {
        let mut at = 0;
        self.read(|entry| {
            while wanted.get(at).is_some_and(|&suffix| suffix < entry.suffix) {
                at += 1;
            }
            // The same may be wanted several times.
            let same = wanted[at..].iter().take_while(|&&suffix| suffix == entry.suffix);
            (at..).zip(same).for_each(|(place, _)| found(place, entry.symbol));
        })
    }

    /// Reads and checks all of it.
    #[inline]
    fn read(&self, mut see: impl FnMut(Entry)) -> Result<(), BucketError> {
        let mut entries = self.entries();
        for entry in &mut entries {
            see(entry?);
        }
        if entries.reader.rest_is_zero() { Ok(()) } else { Err(BucketError::Padding) }
    }
}

/// The entries of a bucket, up to the first that is malformed.
pub struct Entries<'a> {
    reader: BitReader<'a>,
    coding: &'a Coding,
    left: u32,
    /// What no suffix exceeds.
    largest: u64,
    /// One above the last suffix, from where gaps are counted.
    next: u64,
}

impl Iterator for Entries<'_> {
    type Item = Result<Entry, BucketError>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let entry = self.read();
        if entry.is_err() {
            self.left = 0;
        }
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left as usize))
    }
}

impl Entries<'_> {
    #[inline(always)]
    fn read(&mut self) -> Result<Entry, BucketError> {
        let parameter = u32::from(self.coding.rice_parameter);
        let (gap, ahead) = self.reader.rice(parameter).ok_or(BucketError::Truncated)?;
        let symbol = self.coding.symbols.read(&mut self.reader, ahead);
        let symbol = symbol.ok_or(BucketError::Truncated)?;
        let suffix = self.next.checked_add(gap).filter(|&suffix| suffix <= self.largest);
        let suffix = suffix.ok_or(BucketError::OutOfRange)?;
        self.next = suffix.wrapping_add(1);
        // Nothing comes after the largest number that there is.
        if self.next == 0 && self.left > 0 {
            return Err(BucketError::OutOfRange);
        }
        Ok(Entry { suffix, symbol })
    }
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
pub fn encoded_len(entries: impl IntoIterator<Item = Entry>, coding: &Coding) -> u64 {
    let codes = coding.symbols.codes();
    let mut bits = 0u64;
    let mut next = 0u64;
    for Entry { suffix, symbol } in entries {
        let gap = suffix - next;
        bits += (gap >> coding.rice_parameter) + 1 + u64::from(coding.rice_parameter);
        bits += u64::from(codes[usize::from(symbol)].1);
        next = suffix.wrapping_add(1);
    }
    4 + bits.div_ceil(8)
}

/// Encodes a bucket's entries, whose suffixes ascend strictly, without padding.
#[cfg(feature = "build")]
pub fn encode(entries: impl IntoIterator<Item = Entry>, coding: &Coding) -> Vec<u8> {
    let codes = coding.symbols.codes();
    let mut writer = crate::bits::BitWriter::default();
    let (mut next, mut count) = (0u64, 0u32);
    for Entry { suffix, symbol } in entries {
        let symbol = codes[usize::from(symbol)];
        writer.rice(suffix - next, u32::from(coding.rice_parameter), symbol);
        next = suffix.wrapping_add(1);
        count += 1;
    }
    let mut content = count.to_le_bytes().to_vec();
    content.extend(writer.into_bytes());
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn coding(suffix_bits: u8, rice_parameter: u8) -> Coding {
        Coding { suffix_bits, rice_parameter, symbols: SymbolCode::default() }
    }

    fn plain(suffixes: &[u64]) -> impl Iterator<Item = Entry> + Clone {
        suffixes.iter().map(|&suffix| Entry { suffix, symbol: 0 })
    }

    fn padded(entries: impl Iterator<Item = Entry> + Clone, coding: &Coding) -> Vec<u8> {
        let mut content = encode(entries.clone(), coding);
        assert_eq!(content.len() as u64, encoded_len(entries, coding));
        content.resize(content.len() + 5, 0);
        content
    }

    #[test]
    fn a_bucket_is_these_bytes() {
        // Gaps 3, 0, 130: "1 3" "1 0" "01 2", each 1 + 7 or 2 + 7 bits.
        let content = encode(plain(&[3, 4, 135]), &coding(20, 7));
        assert_eq!(content, [3, 0, 0, 0, 0b0000_0111, 0b0000_0001, 0b0000_1010, 0]);
    }

    #[test]
    fn a_bucket_with_symbols_is_these_bytes() {
        // As above, with symbols 2, 0, 1, whose codes are 11, 0, 10.
        let symbols = SymbolCode::new([1, 2, 2]).unwrap();
        let coding = Coding { symbols, ..coding(20, 7) };
        let entries = [(3, 2), (4, 0), (135, 1)].map(|(suffix, symbol)| Entry { suffix, symbol });
        let content = encode(entries, &coding);
        assert_eq!(content, [3, 0, 0, 0, 0b0000_0111, 0b0000_0111, 0b0101_0000, 0b0001_0000]);
        let bucket = Bucket::parse(&content, &coding).unwrap();
        assert_eq!(
            [3, 4, 5, 135].map(|suffix| bucket.find(suffix)),
            [2, 0, 9, 1].map(|symbol| Ok((symbol < 9).then_some(symbol)))
        );
    }

    #[test]
    fn an_empty_bucket_and_the_edges_of_the_space() {
        let narrow = coding(20, 7);
        let empty = padded(plain(&[]), &narrow);
        assert_eq!(Bucket::parse(&empty, &narrow).unwrap().find(0), Ok(None));
        let wide = coding(64, 56);
        let content = padded(plain(&[0, u64::MAX]), &wide);
        let bucket = Bucket::parse(&content, &wide).unwrap();
        assert_eq!(bucket.find(u64::MAX), Ok(Some(0)));
        assert_eq!(bucket.find(1), Ok(None));
        let point = coding(0, 0);
        let content = padded(plain(&[0]), &point);
        assert_eq!(Bucket::parse(&content, &point).unwrap().find(0), Ok(Some(0)));
    }

    #[test]
    fn what_is_malformed_is_refused() {
        let narrow = coding(20, 7);
        let content = padded(plain(&[3, 4, 135]), &narrow);
        let parse = |content: &[u8]| Bucket::parse(content, &narrow).and_then(|b| b.find(3));
        assert_eq!(parse(&content[..3]), Err(BucketError::Truncated));
        assert_eq!(parse(&content[..6]), Err(BucketError::Truncated));
        let mut more = content.clone();
        more[0] = 200;
        assert_eq!(parse(&more), Err(BucketError::Truncated));
        let mut tail = content.clone();
        *tail.last_mut().unwrap() = 1;
        assert_eq!(parse(&tail), Err(BucketError::Padding));
        let short = coding(7, 7);
        let out = Bucket::parse(&content, &short).and_then(|b| b.find(3));
        assert_eq!(out, Err(BucketError::OutOfRange));
    }

    proptest! {
        #[test]
        fn finds_exactly_what_was_put_in(
            set in prop::collection::btree_map(0u64..1 << 20, 0u16..5, 0..300),
            asked in prop::collection::vec(0u64..1 << 20, 50),
        ) {
            let symbols = SymbolCode::new([1, 3, 3, 3, 3]).unwrap();
            let rice_parameter = best_rice_parameter(set.len() as u64, 20);
            let coding = Coding { symbols, ..coding(20, rice_parameter) };
            let entries = set.iter().map(|(&suffix, &symbol)| Entry { suffix, symbol });
            let content = padded(entries.clone(), &coding);
            let bucket = Bucket::parse(&content, &coding).unwrap();
            let read: Result<BTreeMap<u64, u16>, _> =
                bucket.entries().map(|entry| entry.map(|e| (e.suffix, e.symbol))).collect();
            prop_assert_eq!(read, Ok(set.clone()));
            for wanted in asked.iter().copied().chain(set.keys().copied()) {
                prop_assert_eq!(bucket.find(wanted), Ok(set.get(&wanted).copied()));
            }
            let mut all: Vec<u64> = asked.iter().copied().chain(set.keys().copied()).collect();
            all.extend(asked);
            all.sort_unstable();
            let mut found = vec![None; all.len()];
            let read = bucket.find_all(&all, |at, symbol| found[at] = Some(symbol));
            prop_assert_eq!(read, Ok(()));
            let expected: Vec<_> = all.iter().map(|wanted| set.get(wanted).copied()).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn no_bytes_panic(
            content in prop::collection::vec(any::<u8>(), 0..80),
            suffix_bits in 0u8..65,
            rice_parameter in 0u8..57,
            has_symbols in any::<bool>(),
        ) {
            let symbols = has_symbols.then(|| SymbolCode::new([1, 2, 2]).unwrap());
            let symbols = symbols.unwrap_or_default();
            let coding = Coding { symbols, ..coding(suffix_bits, rice_parameter) };
            if let Ok(bucket) = Bucket::parse(&content, &coding) {
                let _ = bucket.find(1);
                prop_assert!(bucket.entries().count() <= 80 * 8);
            }
        }
    }
}
