//! The numbering plans of the world, from the table `plans.txt`.
//!
//! A line is a region: its two letters and calling code, then words. The first region
//! of a calling code says what holds for all, the others only what is different there.
//!
//! | word | meaning |
//! |---|---|
//! | `8,10-12` | lengths of national numbers, without trunk prefix |
//! | `w` | small blocks: four digits are left out of the reduced form |
//! | `z` | some national numbers begin with 00, or with 0 though that is the trunk prefix |
//! | `b[23]` | what national numbers begin with, a pattern |
//! | `t0` | trunk prefix: dialled before national numbers at home |
//! | `i00,011` | international prefixes, if not 00 alone |
//! | `15......>9` | a number that fits the pattern is meant as 9 and the digits kept |
//! | `=48.......` | digits that fit are a national number, not calling code 48 and a rest |
//! | `!`, `?` | as `=`, but they begin with the calling code; cannot be told |
//!
//! Patterns: see [`Digits`]; a `*` at the end stands for any further digits.
//! `tests/identifiers/phone/plans.py` writes the table from libphonenumber's metadata.
use std::sync::OnceLock;

use super::digits::Digits;
#[cfg(not(target_arch = "wasm32"))]
use super::quick::Quick;
use crate::Country;

const TABLE: &str = include_str!("plans.txt");

/// How the numbers of a region are written.
pub(super) struct Plan {
    /// Two letters (ISO 3166-1, and XK, AC, TA); `--` for what is in no country.
    region: &'static str,
    /// Calling code (ITU-T E.164, list of assigned codes).
    pub(super) code: &'static str,
    /// Whether few numbers differ only in the two digits before the last four.
    pub(super) is_wide: bool,
    /// Whether national numbers may begin with what elsewhere is dialled before them.
    may_begin_with_zeros: bool,
    /// Pattern of what national numbers begin with.
    pub(super) first: &'static str,
    /// Bit n: there are national numbers of n digits. None in a code's further regions.
    lengths: u32,
    /// What is dialled before a national number at home, and never from abroad.
    pub(super) trunk: &'static str,
    /// Patterns of what is dialled before a calling code.
    pub(super) international: &'static str,
    /// Whether there is a word with a `>`.
    has_rules: bool,
    /// All words, for the rules among them.
    pub(super) words: &'static str,
    /// For the short way: what is known before any number is read.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) quick: Quick,
}

/// What digits without a plus are that begin with their country's calling code.
pub(super) enum Bare {
    National,
    Code,
    Ambiguous,
}

impl Plan {
    /// Reads a line; `main` is the first region of the same calling code.
    fn parse(line: &'static str, main: Option<&Plan>) -> Option<Plan> {
        let (name, words) = line.split_once(' ').unwrap_or((line, ""));
        let (region, code) = name.split_at_checked(2)?;
        let main = main.filter(|main| main.code == code);
        let mut plan = Plan {
            region,
            code,
            is_wide: false,
            may_begin_with_zeros: false,
            first: "",
            lengths: 0,
            trunk: main.map_or("", |main| main.trunk),
            international: main.map_or("00", |main| main.international),
            has_rules: words.contains('>'),
            words,
            #[cfg(not(target_arch = "wasm32"))]
            quick: Quick::default(),
        };
        for word in words.split(' ') {
            match word.as_bytes() {
                [b'w'] => plan.is_wide = true,
                [b'z'] => plan.may_begin_with_zeros = true,
                [b'b', ..] => plan.first = &word[1..],
                [b't', ..] => plan.trunk = &word[1..],
                [b'i', ..] => plan.international = &word[1..],
                [b'0'..=b'9', ..] if !word.contains('>') => plan.lengths = lengths(word),
                _ => {}
            }
        }
        #[cfg(not(target_arch = "wasm32"))]
        {
            plan.quick = Quick::of(&plan);
        }
        Some(plan)
    }

    pub(super) fn has_length(&self, length: usize) -> bool {
        length < 32 && self.lengths >> length & 1 == 1
    }

    /// Tells whether a national number may begin as it does. Zeros are mostly a prefix
    /// that was not taken off, since what remained was no number.
    pub(super) fn may_begin(&self, national: &Digits) -> bool {
        let zeros: &[u8] = if self.trunk == "0" { b"0" } else { b"00" };
        national.after_prefix(self.first).is_some()
            && (self.may_begin_with_zeros || !national.as_bytes().starts_with(zeros))
    }

    /// Patterns of what is dialled before a calling code, but for a mere 00.
    pub(super) fn other_prefixes(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.international.split(',').filter(|&prefix| prefix != "00")
    }

    /// Tells whether 00 is an international prefix here.
    pub(super) fn has_plain_zeros(&self) -> bool {
        self.international.split(',').any(|prefix| prefix == "00")
    }

    /// Takes off a trunk prefix, carrier code or the like, and adds what is left out in
    /// local numbers, where what remains is a number of a length that `main` has.
    pub(super) fn stripped(&self, main: &Plan, digits: &Digits) -> Digits {
        let mut now = *digits;
        // Twice where both are there; more often than that it is no number.
        for _ in 0..4 {
            match self.stripped_once(main, &now) {
                Some(next) => now = next,
                None => break,
            }
        }
        now
    }

    fn stripped_once(&self, main: &Plan, digits: &Digits) -> Option<Digits> {
        let fits = |national: &Digits| main.has_length(national.as_bytes().len());
        let untrunked = digits
            .after_prefix(self.trunk)
            // No national number begins with a trunk prefix of 0 that another 0 follows.
            .filter(|rest| !self.trunk.is_empty() && !rest.as_bytes().starts_with(b"0"));
        let words = if self.has_rules { self.words } else { "" };
        for (pattern, begin) in words.split(' ').filter_map(|word| word.split_once('>')) {
            for number in [untrunked.as_ref(), Some(digits)].into_iter().flatten() {
                if let Some(found) = number.rewritten(pattern, begin).filter(fits) {
                    return Some(found);
                }
            }
        }
        untrunked.filter(fits)
    }

    /// Tells what digits without a plus are that begin with the calling code, and whose
    /// length fits both readings. `None` if the plan has no rule for them.
    pub(super) fn bare(&self, digits: &Digits) -> Option<Bare> {
        self.words.split(' ').find_map(|word| {
            let kind = match word.as_bytes().first()? {
                b'=' => Bare::National,
                b'!' => Bare::Code,
                b'?' => Bare::Ambiguous,
                _ => return None,
            };
            digits.fit(&word[1..]).then_some(kind)
        })
    }
}

/// `7,9-10` as bits.
fn lengths(word: &str) -> u32 {
    word.split(',')
        .flat_map(|range| {
            let (least, most) = range.split_once('-').unwrap_or((range, range));
            match (number(least.as_bytes()), number(most.as_bytes())) {
                (Some(least), Some(most)) => least..(most + 1).min(32),
                _ => 0..0,
            }
        })
        .fold(0, |bits, length| bits | 1 << length)
}

/// All plans, and where to find them.
pub(super) struct Table {
    plans: Vec<Plan>,
    /// By calling code: one more than the place of its first region; 0 if there is none.
    by_code: [u16; 1000],
    /// By the region's two letters; as above.
    by_region: [u16; 26 * 26],
}

/// The table, read when it is first needed.
pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(Table::parse)
}

impl Table {
    fn parse() -> Table {
        let mut table = Table { plans: Vec::new(), by_code: [0; 1000], by_region: [0; 26 * 26] };
        for line in TABLE.lines() {
            let main = table.of_code(line.get(2..).unwrap_or_default().as_bytes());
            let Some(plan) = Plan::parse(line, main) else { continue };
            let place = u16::try_from(table.plans.len() + 1).unwrap_or(0);
            if let Some(first @ 0) = number(plan.code.as_bytes()).map(|n| &mut table.by_code[n]) {
                *first = place;
            }
            if let Some(slot) = place_of(plan.region.as_bytes()) {
                table.by_region[slot] = place;
            }
            table.plans.push(plan);
        }
        table
    }

    fn at(&self, place: u16) -> Option<&Plan> {
        self.plans.get(usize::from(place.checked_sub(1)?))
    }

    /// The plan of the calling code that digits begin with. No code is another's prefix.
    pub(super) fn of_code(&self, digits: &[u8]) -> Option<&Plan> {
        (1..=3).find_map(|count| self.at(self.by_code[number(digits.get(..count)?)?]))
    }

    /// The plan of a region.
    pub(super) fn of_country(&self, country: Country) -> Option<&Plan> {
        self.at(self.by_region[place_of(country.as_str().as_bytes())?])
    }

    #[cfg(test)]
    pub(super) fn plans(&self) -> impl Iterator<Item = (&'static str, &Plan)> {
        self.plans.iter().map(|plan| (plan.region, plan))
    }
}

/// The value of up to three digits that do not begin with 0.
fn number(digits: &[u8]) -> Option<usize> {
    if digits.first() == Some(&b'0') || digits.len() > 3 {
        return None;
    }
    digits
        .iter()
        .try_fold(0, |n, digit| digit.is_ascii_digit().then(|| n * 10 + usize::from(digit - b'0')))
}

fn place_of(region: &[u8]) -> Option<usize> {
    match region {
        [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => {
            Some(usize::from(a - b'A') * 26 + usize::from(b - b'A'))
        }
        _ => None,
    }
}
