//! The Unicode functions that the page takes from the browser.
use hushcheck_core::Unicode;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Unicode by ICU4X and the `idna` crate.
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
}
