//! Text that must not be printed and is wiped when it is dropped.
use std::fmt;

use zeroize::Zeroizing;

/// Text from which a person could be known: what was typed, and its forms.
///
/// `Debug` is redacted, there is no `Display` and no `Serialize`, and the memory
/// is overwritten on drop.
///
/// ```
/// let secret = hushcheck_core::Secret::from("li@example.org".to_owned());
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the text. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Secret(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A part of a secret, which does not print itself either.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SecretPart<'a>(&'a str);

impl<'a> SecretPart<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        SecretPart(text)
    }

    /// Returns the text. Whoever calls this answers for where it goes.
    pub fn expose(self) -> &'a str {
        self.0
    }
}

impl fmt::Debug for SecretPart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
