//! What is rejected, and why.
use std::fmt;

use hushcheck_core::{IdentifierError, Kind};
use serde::{Deserialize, Serialize};

/// A value that could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reject {
    /// The row's number: the header is row 1, blank lines are not counted.
    pub row: u64,
    /// What should have been there.
    pub field: Field,
    /// What was wrong with it.
    pub reason: Reason,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// An identifier.
    Kind(Kind),
    /// The row as a whole: without what is said about its records besides, it is not used.
    Row,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Kind(kind) => kind.fmt(f),
            Field::Row => f.write_str("row"),
        }
    }
}

/// Why a value could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// It is not one of its kind.
    Identifier(IdentifierError),
    /// It is a number that a spreadsheet program rounded.
    Rounded,
    /// Its bytes are not UTF-8.
    NotUtf8,
    /// The row names no incident, or one that is not described.
    Incident,
    /// The row's count is no number from 1 up.
    Count,
    /// The row has more fields than the header: who knows in which columns they belong.
    TooManyFields,
    /// The row holds no SHA-1 hash.
    Hash,
}

impl Reason {
    /// Why an identifier could not be read.
    pub(crate) fn of(text: &str, error: IdentifierError) -> Self {
        if is_rounded(text.trim()) { Reason::Rounded } else { Reason::Identifier(error) }
    }
}

/// Tells whether spreadsheet programs write large numbers so, such as 1.38E+10: what they do
/// with phone and ID numbers unless the column is text.
fn is_rounded(text: &str) -> bool {
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts = text.split_once("E+").or_else(|| text.split_once("e+"));
    parts.is_some_and(|(number, exponent)| {
        let mut digits = number.splitn(2, ['.', ',']);
        digits.all(are_digits) && are_digits(exponent)
    })
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Identifier(error) => error.fmt(f),
            Reason::Rounded => f.write_str(
                "a spreadsheet rounded the number, as to 1.38E+10: save it anew with this column \
                 as text",
            ),
            Reason::NotUtf8 => f.write_str("it is not UTF-8"),
            Reason::Incident => f.write_str("it names no incident that is described"),
            Reason::Count => f.write_str("its count is not a number from 1 up"),
            Reason::Hash => f.write_str("it holds no SHA-1 hash of 40 hexadecimal digits"),
            Reason::TooManyFields => f.write_str(
                "it has more fields than the header, so that nobody knows which are which",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_rounded_is_told_from_what_is_none() {
        for text in ["1.38E+10", "8,61380013800E+12", " 1E+10 ", "1.10101e+17"] {
            assert_eq!(Reason::of(text, IdentifierError::Character), Reason::Rounded, "{text}");
        }
        for text in ["", "E+10", "1.E+10", "13800138000", "1.2.3E+4", "1E-5", "a@e+1"] {
            let reason = Reason::of(text, IdentifierError::Character);
            assert_eq!(reason, Reason::Identifier(IdentifierError::Character), "{text}");
        }
    }
}
