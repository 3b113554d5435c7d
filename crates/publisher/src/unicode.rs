//! The functions of characters that the page takes from the browser, or loads.
use std::sync::LazyLock;

use hushcheck_core::{Han, Unicode};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Unicode by ICU4X and the `idna` crate; the table of Chinese characters built in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Unicode for Native {
    fn nfkc(&self, text: &str) -> String {
        ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
    }

    fn nfkd(&self, text: &str) -> String {
        DecomposingNormalizerBorrowed::new_nfkd().normalize(text).into_owned()
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        idna::domain_to_ascii(domain).ok()
    }

    fn simplified(&self, c: char) -> char {
        let place = (c as usize).wrapping_sub(FIRST_HAN);
        SIMPLIFIED.get(place).copied().unwrap_or_else(|| Han::bundled().simplified(c))
    }
}

/// The first of the characters in `SIMPLIFIED`, CJK Unified Ideographs.
const FIRST_HAN: usize = 0x4e00;

/// What becomes of each of them: a billion names are as many searches.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let block = ('\u{4e00}'..='\u{9fff}').map(|c| Han::bundled().simplified(c));
    block.collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_table_is_the_table() {
        for c in '\u{3000}'..='\u{2ffff}' {
            assert_eq!(Native.simplified(c), Han::bundled().simplified(c));
        }
    }
}
