//! The person's language: its texts, and how it writes numbers.
use std::ops::Deref;

use crate::boot::Language;
use crate::format::Format;
use crate::messages::Messages;
use crate::plans::Plans;

/// The texts of the language that is shown.
#[derive(Clone)]
pub struct Texts {
    /// Never dropped: a person changes the language a few times at most, and the code that
    /// takes hundreds of texts down again is kilobytes of the page.
    language: &'static Language,
    /// Numbers, sizes and dates.
    pub format: Format,
}

impl Texts {
    /// Makes the texts of a language.
    pub fn new(language: Language) -> Self {
        let format = Format::new(&language.code);
        Texts { language: Box::leak(Box::new(language)), format }
    }

    /// The language's code.
    pub fn code(&self) -> &str {
        &self.language.code
    }

    /// What stands between two sentences: nothing in languages, such as Chinese, that put no
    /// blank behind a colon either.
    pub fn gap(&self) -> &'static str {
        if self.colon.ends_with(' ') { " " } else { "" }
    }

    /// The action plans, if they came.
    pub fn plans(&self) -> Option<&Plans> {
        self.language.plans.as_ref()
    }
}

impl Deref for Texts {
    type Target = Messages;

    fn deref(&self) -> &Messages {
        &self.language.messages
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.language, other.language)
    }
}
