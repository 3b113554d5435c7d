//! Chinese characters: one for all the ways in which one is written.
//!
//! The table is too large to be in the page's program: it comes as a file, of which
//! the program knows the hash. So publisher and page surely have the same.
use std::fmt;

use crate::Hash256;

/// The table by which characters in names are simplified.
///
/// ```
/// use hushcheck_core::Han;
/// let simplified = |name: &str| -> String {
///     name.chars().map(|c| Han::bundled().simplified(c)).collect()
/// };
/// assert_eq!(simplified("張偉"), "张伟");
/// assert_eq!(simplified("张伟"), "张伟");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Han {
    /// Characters and what they become, ascending.
    pairs: Vec<(char, char)>,
}

impl Han {
    /// SHA-256 of the one table that this version of the format has.
    pub const SHA256: Hash256 = Hash256([
        0xad, 0xe0, 0x3b, 0xa0, 0x38, 0xd2, 0xbd, 0x98, 0x88, 0xf9, 0x95, 0x7d, 0x8d, 0x7a, 0xcc,
        0xa2, 0xf4, 0xfe, 0x09, 0x93, 0x81, 0x83, 0xd1, 0xba, 0xb4, 0xf0, 0x8b, 0x3b, 0x8b, 0xd1,
        0x78, 0xec,
    ]);

    /// Reads the table's file; `None` if it is another than that of this version.
    pub fn read(file: &str) -> Option<Self> {
        if Hash256::of(file.as_bytes()) != Self::SHA256 {
            return None;
        }
        let mut lines = file.lines().skip_while(|line| line.starts_with('#'));
        let (mut from, mut to) = (0u32, 0u32);
        let steps = lines.next()?.chars().zip(lines.next()?.chars());
        let pairs = steps.map(|(step_to, step_from)| {
            to = to.wrapping_add(number(step_to));
            let step = number(step_from);
            // Even numbers are steps up, odd ones down.
            from = from.wrapping_add(step >> 1 ^ 0u32.wrapping_sub(step & 1));
            Some((char::from_u32(from)?, char::from_u32(to)?))
        });
        let mut pairs: Vec<_> = pairs.collect::<Option<_>>()?;
        pairs.sort_unstable();
        Some(Han { pairs })
    }

    /// The table, for whoever carries it along: publishers and tests.
    #[cfg(feature = "build")]
    pub fn bundled() -> &'static Self {
        static HAN: std::sync::LazyLock<Han> = std::sync::LazyLock::new(|| {
            let read = Han::read(include_str!("han.txt"));
            // It is part of the program, and tested.
            read.expect("han.txt is not the table whose hash stands beside it")
        });
        &HAN
    }

    /// The one character that stands for all forms of this one.
    pub fn simplified(&self, c: char) -> char {
        let place = self.pairs.binary_search_by_key(&c, |pair| pair.0);
        place.map_or(c, |place| self.pairs[place].1)
    }

    /// All characters that become another one, with that one.
    pub fn pairs(&self) -> &[(char, char)] {
        &self.pairs
    }
}

/// The number that a character of the file stands for: they count from `@` and leave out the
/// surrogates, which are no characters.
fn number(c: char) -> u32 {
    c as u32 - if c <= '\u{D7FF}' { 0x40 } else { 0x840 }
}

impl fmt::Debug for Han {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Han")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::fold;
    use icu_normalizer::ComposingNormalizerBorrowed;

    #[test]
    fn the_table_is_sorted_and_what_comes_out_stays() {
        let han = Han::bundled();
        assert!(han.pairs.len() > 4_000);
        assert!(han.pairs.is_sorted_by(|a, b| a.0 < b.0));
        let nfkc = ComposingNormalizerBorrowed::new_nfkc();
        for &(from, to) in &han.pairs {
            assert_ne!(from, to);
            assert_eq!(han.simplified(from), to);
            assert_eq!(han.simplified(to), to, "what U+{:04X} becomes", from as u32);
            for c in [from, to] {
                // Normal forms leave it, and whatever else is folded too.
                assert!(nfkc.is_normalized(c.encode_utf8(&mut [0; 4])), "U+{:04X}", c as u32);
                assert!(c >= '\u{3400}' && !fold::is_invisible(c) && c.is_alphabetic());
            }
        }
    }

    #[test]
    fn another_file_is_refused() {
        let good = include_str!("han.txt");
        assert_eq!(Han::read(good).as_ref(), Some(Han::bundled()));
        assert_eq!(Han::read(""), None);
        assert_eq!(Han::read(&good[..good.len() - 1]), None);
        assert_eq!(Han::read(&good.replace('A', "B")), None);
    }
}
