//! The person's language, for all components.
use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

use crate::boot::Language;
use crate::format::Format;
use crate::messages::Messages;

/// The texts of the language that is shown, and how it writes numbers.
#[derive(Clone)]
pub struct Texts {
    language: Rc<Language>,
    /// Numbers, sizes and dates.
    pub format: Format,
}

impl Texts {
    /// Makes the texts of a language.
    pub fn new(language: Language) -> Self {
        let format = Format::new(&language.code);
        Texts { language: Rc::new(language), format }
    }

    /// The language's code.
    pub fn code(&self) -> &str {
        &self.language.code
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
        Rc::ptr_eq(&self.language, &other.language)
    }
}

/// The texts that the page is shown in.
#[hook]
pub fn use_texts() -> Texts {
    // The app provides them to everything.
    #[expect(clippy::expect_used, reason = "the app wraps all components in the provider")]
    use_context::<Texts>().expect("texts are provided by the app")
}
