//! What a list says about each of its entries, besides that it is there.
//!
//! # Overview of types
//!
//! A list without a kind of low entropy may have a [`Payload`]: a table of
//! symbols, each with its meaning and the length of its code. Behind every gap of a
//! bucket stands one symbol in a [`SymbolCode`], the canonical Huffman code of those
//! lengths (Huffman 1952; canonical as in RFC 1951, section 3.2.2). A list without a
//! payload has one symbol, whose code is empty.
use serde::{Deserialize, Serialize};

use crate::bits::BitReader;
use crate::{Check, manifest::MAX_NUMBER};

/// Most symbols of a payload.
const MAX_SYMBOLS: usize = 4096;
/// Longest code of a symbol, in bits.
const MAX_CODE_BITS: u8 = 56;

/// What the symbols of a list mean: the first of the table is symbol 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payload {
    /// In which of the dataset's incidents a record stands.
    Incidents(Vec<IncidentSet>),
    /// How often a password was seen.
    Counts(Vec<CountClass>),
}

/// The incidents in which a record stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentSet {
    /// Length of the symbol's code in bits (0 to 56).
    pub code_bits: u8,
    /// Positions of the incidents in the manifest, ascending.
    pub all_of: Vec<u16>,
    /// Whether it may stand in further ones: sets that few records have are not
    /// told apart, since they would make those records recognisable.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub or_more: bool,
}

/// A coarse count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountClass {
    /// Length of the symbol's code in bits (0 to 56).
    pub code_bits: u8,
    /// The record was seen at least so often, and less often than the next
    /// larger class says.
    pub at_least: u64,
}

impl Payload {
    /// The code in which the symbols are written; `None` when the lengths are not
    /// those of a complete code, or do not ascend.
    pub fn code(&self) -> Option<SymbolCode> {
        match self {
            Payload::Incidents(sets) => SymbolCode::new(sets.iter().map(|set| set.code_bits)),
            Payload::Counts(classes) => {
                SymbolCode::new(classes.iter().map(|class| class.code_bits))
            }
        }
    }

    /// Tells whether a list of this check, in a manifest of so many incidents, can
    /// have this payload.
    pub(crate) fn is_fit(&self, check: Check, incidents: usize) -> bool {
        // What somebody who tries all values should not learn besides membership.
        if check.has_low_entropy() {
            return false;
        }
        match self {
            Payload::Incidents(sets) => {
                check != Check::PASSWORD
                    && sets.iter().enumerate().all(|(i, set)| {
                        let known = set.all_of.last().is_none_or(|&i| usize::from(i) < incidents);
                        let same = |other: &IncidentSet| {
                            other.all_of == set.all_of && other.or_more == set.or_more
                        };
                        known
                            && set.all_of.is_sorted_by(|a, b| a < b)
                            && (set.or_more || !set.all_of.is_empty())
                            && !sets[..i].iter().any(same)
                    })
            }
            Payload::Counts(classes) => {
                check == Check::PASSWORD
                    && classes.iter().enumerate().all(|(i, class)| {
                        let same = |other: &CountClass| other.at_least == class.at_least;
                        (1..=MAX_NUMBER).contains(&class.at_least) && !classes[..i].iter().any(same)
                    })
            }
        }
    }
}

/// A canonical Huffman code over a list's symbols.
///
/// The default is the code of a single symbol, which takes no bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SymbolCode {
    /// How many codes have 1, 2, 3, ... bits.
    of_length: Vec<u32>,
    /// Which symbol the next bits begin with, and the length of its code; 0 where that is
    /// longer. For whoever reads a billion of them: the page, which is to be small, has none.
    #[cfg(feature = "build")]
    quick: Vec<(u16, u8)>,
}

/// Bits that are looked up at once.
#[cfg(feature = "build")]
const QUICK_BITS: u8 = 8;

impl SymbolCode {
    /// Makes the code whose symbols, from the first, have codes of these lengths.
    /// `None` unless they ascend and leave no code unused.
    pub fn new(lengths: impl IntoIterator<Item = u8>) -> Option<Self> {
        let mut of_length = Vec::new();
        let (mut symbols, mut last, mut used) = (0, 0, 0u64);
        for length in lengths {
            symbols += 1;
            if symbols > MAX_SYMBOLS || length < last || length > MAX_CODE_BITS {
                return None;
            }
            of_length.resize(length.into(), 0);
            if let Some(count) = of_length.last_mut() {
                *count += 1;
            }
            last = length;
            // Kraft's sum, in units of the longest code.
            used += 1 << (MAX_CODE_BITS - length);
            if used > 1 << MAX_CODE_BITS {
                return None;
            }
        }
        let code = SymbolCode {
            #[cfg(feature = "build")]
            quick: quick(&of_length),
            of_length,
        };
        (used == 1 << MAX_CODE_BITS).then_some(code)
    }

    /// Bits of the shortest code.
    pub(crate) fn least_bits(&self) -> u32 {
        let shortest = self.of_length.iter().position(|&count| count > 0);
        shortest.map_or(0, |position| position as u32 + 1)
    }

    /// Reads one symbol, given what is known of the bits that are ahead; `None` at their end.
    #[inline]
    pub(crate) fn read(&self, reader: &mut BitReader<'_>, ahead: (u64, u32)) -> Option<u16> {
        // The code of a single symbol.
        if self.of_length.is_empty() {
            return Some(0);
        }
        if let Some((symbol, length)) = self.look_up(ahead) {
            reader.skip(length);
            return Some(symbol);
        }
        self.read_code(reader)
    }

    #[cfg(feature = "build")]
    fn look_up(&self, (bits, there): (u64, u32)) -> Option<(u16, u32)> {
        let (symbol, length) = self.quick[bits as usize % (1 << QUICK_BITS)];
        let length = u32::from(length);
        (length > 0 && length <= there).then_some((symbol, length))
    }

    #[cfg(not(feature = "build"))]
    fn look_up(&self, _: (u64, u32)) -> Option<(u16, u32)> {
        None
    }

    fn read_code(&self, reader: &mut BitReader<'_>) -> Option<u16> {
        // The codes of one length are consecutive numbers, and follow on those of
        // the length before with a zero bit appended.
        let (mut code, mut first, mut symbol) = (0u64, 0u64, 0u32);
        let (mut bits, there) = reader.ahead();
        for (&count, length) in self.of_length.iter().zip(1..) {
            code = code << 1 | bits & 1;
            bits >>= 1;
            first <<= 1;
            let position = code - first;
            if position < u64::from(count) {
                if length > there {
                    return None;
                }
                reader.skip(length);
                return Some((symbol + position as u32) as u16);
            }
            first += u64::from(count);
            symbol += count;
        }
        // Never: no code is unused.
        None
    }

    /// The codes by symbol, as they are written: lowest bit first, and their lengths.
    #[cfg(feature = "build")]
    pub(crate) fn codes(&self) -> Vec<(u64, u8)> {
        codes(&self.of_length)
    }
}

#[cfg(feature = "build")]
fn codes(of_length: &[u32]) -> Vec<(u64, u8)> {
    let (mut codes, mut code) = (Vec::new(), 0u64);
    for (&count, length) in of_length.iter().zip(1u8..) {
        code <<= 1;
        for _ in 0..count {
            codes.push((code.reverse_bits() >> (64 - length), length));
            code += 1;
        }
    }
    if codes.is_empty() {
        codes.push((0, 0));
    }
    codes
}

/// What the next bits begin with, by these bits; nothing for the code of a single symbol.
#[cfg(feature = "build")]
fn quick(of_length: &[u32]) -> Vec<(u16, u8)> {
    if of_length.is_empty() {
        return Vec::new();
    }
    let mut quick = vec![(0, 0); 1 << QUICK_BITS];
    for (symbol, (code, length)) in (0..).zip(codes(of_length)) {
        if length <= QUICK_BITS {
            let with_it = quick.iter_mut().skip(code as usize).step_by(1 << length);
            with_it.for_each(|entry| *entry = (symbol, length));
        }
    }
    quick
}

#[cfg(feature = "build")]
mod build {
    use super::*;
    use std::cmp::Reverse;
    use std::collections::{BTreeMap, BinaryHeap};

    /// Fewest records that a set of incidents is told of: a rarer one would make its
    /// few records recognisable elsewhere.
    pub const FEWEST_OF_A_SET: u64 = 1000;

    /// Numbers from which a class of counts begins.
    const CLASSES: [u64; 8] = [1, 2, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// A payload, and which symbol stands for which mark: a set of incidents as bits
    /// (incident i is bit i), or a count.
    pub struct Legend {
        /// What goes into the manifest.
        pub payload: Payload,
        symbols: BTreeMap<u64, u16>,
        /// Those of the lowest marks, by mark: nearly all counts are among them, and each
        /// record's is asked for twice.
        of_low: Vec<u16>,
    }

    /// Marks that are counted as low.
    const LOW: u64 = 4096;

    impl Legend {
        fn new(payload: Payload, symbols: BTreeMap<u64, u16>) -> Self {
            let of_low = (0..LOW).map(|mark| symbols.get(&mark).copied().unwrap_or(0)).collect();
            Legend { payload, symbols, of_low }
        }

        /// Makes the symbols for marks that are sets of incidents, given how many
        /// records have each. Sets that fewer than [`FEWEST_OF_A_SET`] have lose their
        /// rarest incidents until enough share what is left.
        pub fn of_incidents(marks: &BTreeMap<u64, u64>) -> Self {
            let mut of_incident = [0u64; 64];
            for (mark, records) in marks {
                for i in bits(*mark) {
                    of_incident[usize::from(i)] += records;
                }
            }
            // As many sets as a payload can tell apart: of the common ones, in a dataset of
            // a great many incidents.
            let mut fewest = FEWEST_OF_A_SET;
            let kept = loop {
                let kept = common_sets(marks, &of_incident, fewest);
                if kept.len() <= MAX_SYMBOLS {
                    break kept;
                }
                fewest *= 2;
            };
            let (sets, symbols) = shortest(kept, |set, code_bits| set.code_bits = code_bits);
            Legend::new(Payload::Incidents(sets), symbols)
        }

        /// Makes the symbols for marks that are counts.
        pub fn of_counts(marks: &BTreeMap<u64, u64>) -> Self {
            let mut classes: BTreeMap<u64, (Vec<u64>, u64)> = BTreeMap::new();
            for (&mark, records) in marks {
                let at_least = CLASSES.into_iter().rev().find(|&least| least <= mark).unwrap_or(1);
                let (members, all) = classes.entry(at_least).or_default();
                members.push(mark);
                *all += records;
            }
            let class = |(at_least, (members, records))| {
                (CountClass { code_bits: 0, at_least }, members, records)
            };
            let kept = classes.into_iter().map(class).collect();
            let (classes, symbols) = shortest(kept, |class, code_bits| class.code_bits = code_bits);
            Legend::new(Payload::Counts(classes), symbols)
        }

        /// Tells whether there is any record of which something is said.
        pub fn says_something(&self) -> bool {
            match &self.payload {
                Payload::Incidents(sets) => sets.iter().any(|set| !set.all_of.is_empty()),
                Payload::Counts(_) => true,
            }
        }

        /// The symbol that stands for a mark.
        #[inline]
        pub fn symbol(&self, mark: u64) -> u16 {
            let low = usize::try_from(mark).ok().and_then(|at| self.of_low.get(at));
            low.or_else(|| self.symbols.get(&mark)).copied().unwrap_or(0)
        }
    }

    /// A meaning, the marks that it stands for, and how many records have them.
    type Kept<T> = (T, Vec<u64>, u64);

    /// Takes from sets that fewer than so many records have their rarest incidents.
    fn common_sets(
        marks: &BTreeMap<u64, u64>,
        of_incident: &[u64; 64],
        fewest: u64,
    ) -> Vec<Kept<IncidentSet>> {
        // From the largest sets to the smallest, so that what one loses can make
        // the next common enough.
        let mut groups: BTreeMap<(Reverse<u32>, u64, bool), Vec<u64>> = BTreeMap::new();
        for &mark in marks.keys() {
            groups.insert((Reverse(mark.count_ones()), mark, false), vec![mark]);
        }
        let mut kept = Vec::new();
        while let Some(((size, set, or_more), members)) = groups.pop_first() {
            let records = members.iter().map(|mark| marks[mark]).sum();
            if set == 0 || records >= fewest {
                let meaning = IncidentSet { code_bits: 0, all_of: bits(set).collect(), or_more };
                kept.push((meaning, members, records));
                continue;
            }
            let rarest = bits(set).min_by_key(|&i| (of_incident[usize::from(i)], Reverse(i)));
            let left = set & !rarest.map_or(0, |i| 1 << i);
            groups.entry((Reverse(size.0 - 1), left, true)).or_default().extend(members);
        }
        kept
    }

    /// The positions of a number's one bits, ascending.
    fn bits(set: u64) -> impl Iterator<Item = u16> {
        (0..64).filter(move |i| set >> i & 1 == 1)
    }

    /// Gives each meaning the length of its Huffman code and sorts them by it.
    fn shortest<T>(
        mut kept: Vec<Kept<T>>,
        set_code_bits: impl Fn(&mut T, u8),
    ) -> (Vec<T>, BTreeMap<u64, u16>) {
        // The commonest first: among codes of one length that is the order as well.
        kept.sort_by_key(|(_, _, records)| Reverse(*records));
        let lengths = code_lengths(&kept.iter().map(|(_, _, n)| *n).collect::<Vec<_>>());
        let mut symbols = BTreeMap::new();
        let meanings = kept.into_iter().zip(lengths).enumerate();
        let meanings = meanings.map(|(symbol, ((mut meaning, members, _), length))| {
            set_code_bits(&mut meaning, length);
            symbols.extend(members.into_iter().map(|mark| (mark, symbol as u16)));
            meaning
        });
        (meanings.collect(), symbols)
    }

    /// The lengths of a Huffman code for these frequencies, which descend.
    fn code_lengths(frequencies: &[u64]) -> Vec<u8> {
        // Each tree: its weight, a number that makes the order definite, its leaves.
        let mut trees: BinaryHeap<Reverse<(u64, usize, Vec<usize>)>> =
            frequencies.iter().enumerate().map(|(i, &n)| Reverse((n, i, vec![i]))).collect();
        let mut lengths = vec![0; frequencies.len()];
        let mut next = frequencies.len();
        while let (Some(Reverse(one)), Some(Reverse(other))) = (trees.pop(), trees.pop()) {
            let leaves = [one.2, other.2].concat();
            leaves.iter().for_each(|&leaf| lengths[leaf] += 1);
            trees.push(Reverse((one.0 + other.0, next, leaves)));
            next += 1;
        }
        // Equal frequencies may have unequal lengths in any order.
        lengths.sort_unstable();
        lengths
    }
}

#[cfg(feature = "build")]
pub use build::{FEWEST_OF_A_SET, Legend};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bits::BitWriter;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn set(code_bits: u8, all_of: &[u16], or_more: bool) -> IncidentSet {
        IncidentSet { code_bits, all_of: all_of.into(), or_more }
    }

    #[test]
    fn codes_are_canonical() {
        let code = SymbolCode::new([1, 2, 3, 3]).unwrap();
        // 0, 10, 110, 111; written with their first bit lowest.
        assert_eq!(code.codes(), [(0b0, 1), (0b01, 2), (0b011, 3), (0b111, 3)]);
        assert_eq!(code.least_bits(), 1);
        assert_eq!(SymbolCode::new([0]), Some(SymbolCode::default()));
    }

    #[test]
    fn incomplete_and_overfull_codes_are_refused() {
        for lengths in [&[][..], &[1], &[1, 1, 1], &[2, 1, 2], &[0, 1], &[57, 57], &[1, 2, 2, 2]] {
            assert_eq!(SymbolCode::new(lengths.iter().copied()), None, "{lengths:?}");
        }
        assert_eq!(SymbolCode::new([0; 5000]), None);
    }

    #[test]
    fn rare_sets_lose_their_rarest_incidents() {
        // Incident 0 is large, 1 middling, 2 small.
        let marks =
            BTreeMap::from([(0b001, 9000), (0b011, 2000), (0b111, 400), (0b101, 700), (0b100, 5)]);
        let legend = Legend::of_incidents(&marks);
        let expected = Payload::Incidents(vec![
            set(1, &[0], false),
            set(2, &[0, 1], false),
            // 400 of three incidents and 700 of two keep what they share.
            set(3, &[0], true),
            set(3, &[], true),
        ]);
        assert_eq!(legend.payload, expected);
        assert_eq!([0b001, 0b011, 0b111, 0b101, 0b100].map(|m| legend.symbol(m)), [0, 1, 2, 2, 3]);
    }

    #[test]
    fn more_sets_than_can_be_told_apart_are_merged() {
        // All sets of 13 incidents, each common.
        let marks: BTreeMap<u64, u64> = (1..1 << 13).map(|mark| (mark, 1000 + mark)).collect();
        let legend = Legend::of_incidents(&marks);
        assert!(legend.payload.code().is_some());
        assert!(legend.payload.is_fit("email".parse().unwrap(), 13));
    }

    #[test]
    fn counts_are_coarse() {
        let marks = BTreeMap::from([(1, 50), (2, 20), (9, 20), (10, 9), (5_000_000, 1)]);
        let legend = Legend::of_counts(&marks);
        let Payload::Counts(classes) = &legend.payload else { panic!() };
        let classes: Vec<_> = classes.iter().map(|c| (c.code_bits, c.at_least)).collect();
        assert_eq!(classes, [(1, 1), (2, 2), (3, 10), (3, 1_000_000)]);
        assert_eq!(legend.symbol(9), 1);
    }

    #[test]
    fn payloads_stand_where_they_may() {
        let [email, phone] = ["email", "name+phone"].map(|check| check.parse::<Check>().unwrap());
        let sets = |all_of: &[u16], or_more| Payload::Incidents(vec![set(0, all_of, or_more)]);
        assert!(sets(&[0, 1], false).is_fit(email, 2));
        assert!(sets(&[], true).is_fit(email, 2));
        assert!(!sets(&[0, 1], false).is_fit(phone, 2));
        assert!(!sets(&[0, 1], false).is_fit(Check::PASSWORD, 2));
        assert!(!sets(&[0, 2], false).is_fit(email, 2));
        assert!(!sets(&[1, 0], false).is_fit(email, 2));
        assert!(!sets(&[], false).is_fit(email, 2));
        let twice = Payload::Incidents(vec![set(1, &[0], false), set(1, &[0], false)]);
        assert!(!twice.is_fit(email, 2));
        let counts = |at_least| Payload::Counts(vec![CountClass { code_bits: 0, at_least }]);
        assert!(counts(1).is_fit(Check::PASSWORD, 1));
        assert!(!counts(0).is_fit(Check::PASSWORD, 1));
        assert!(!counts(1).is_fit(email, 1));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            counts in prop::collection::vec(1u64..1 << 30, 1..60),
            wanted in prop::collection::vec(any::<prop::sample::Index>(), 0..200),
        ) {
            let marks: BTreeMap<u64, u64> = (1..).zip(counts).collect();
            let legend = Legend::of_incidents(&marks);
            let code = legend.payload.code().unwrap();
            prop_assert!(legend.payload.is_fit("email".parse().unwrap(), 64));
            let codes = code.codes();
            let marks: Vec<u64> = marks.into_keys().collect();
            let symbols: Vec<u16> = wanted.iter().map(|i| legend.symbol(*i.get(&marks))).collect();
            let mut writer = BitWriter::default();
            for &symbol in &symbols {
                let (bits, length) = codes[usize::from(symbol)];
                writer.bits(bits, length.into());
            }
            let bytes = writer.into_bytes();
            let mut reader = BitReader::new(&bytes);
            for symbol in symbols {
                let ahead = reader.ahead();
                prop_assert_eq!(code.read(&mut reader.clone(), (0, 0)), Some(symbol));
                prop_assert_eq!(code.read(&mut reader, ahead), Some(symbol));
            }
        }
    }
}
