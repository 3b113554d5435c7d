//! The kinds of identifier, in the registry's fixed order.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a person can be found by.
///
/// The order of the variants is the order in which they stand in a message, and
/// the discriminants are the format's kind codes: neither may ever change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Kind {
    /// A person's name, in any script.
    Name = 1,
    /// A number that a state gave to a person. Low entropy.
    NationalId = 2,
    /// A telephone number, E.164. Low entropy.
    Phone = 3,
    /// An e-mail address.
    Email = 4,
    /// A password, exactly as typed.
    Password = 5,
}

impl Kind {
    /// All kinds in the registry's order.
    pub const ALL: [Kind; 5] =
        [Kind::Name, Kind::NationalId, Kind::Phone, Kind::Email, Kind::Password];

    /// The kind's code in a message (1 to 63).
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The kind's name, as written in manifests and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Name => "name",
            Kind::NationalId => "national-id",
            Kind::Phone => "phone",
            Kind::Email => "email",
            Kind::Password => "password",
        }
    }

    /// Tells whether all values of this kind can be tried one after another, so
    /// that a list of their digests alone is readable. Such a kind stands only in
    /// compound checks, in its reduced form.
    pub const fn is_low_entropy(self) -> bool {
        matches!(self, Kind::NationalId | Kind::Phone)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownKind;

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown kind; known are ")?;
        for (i, kind) in Kind::ALL.iter().enumerate() {
            write!(f, "{}{kind}", if i > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or(UnknownKind)
    }
}
