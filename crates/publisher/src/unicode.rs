//! The functions of characters that the page takes from the browser, or loads.
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
        Han::bundled().simplified(c)
    }
}
