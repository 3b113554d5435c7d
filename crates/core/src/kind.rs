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
    /// The day of a person's birth. Low entropy.
    BirthDate = 6,
    /// A name that a person chose at some service.
    Username = 7,
    /// An international bank account number (ISO 13616). Low entropy.
    Iban = 8,
    /// The number of a payment card (ISO/IEC 7812). Low entropy.
    Card = 9,
    /// The number of a passport (ICAO 9303). Low entropy.
    Passport = 10,
    /// The registration of a vehicle. Low entropy.
    Plate = 11,
    /// Whatever else a publisher has; should be long enough not to be guessed.
    Text = 12,
}

impl Kind {
    /// All kinds in the registry's order.
    #[rustfmt::skip]
    pub const ALL: [Kind; 12] = [
        Kind::Name, Kind::NationalId, Kind::Phone, Kind::Email, Kind::Password, Kind::BirthDate,
        Kind::Username, Kind::Iban, Kind::Card, Kind::Passport, Kind::Plate, Kind::Text,
    ];

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
            Kind::BirthDate => "birth-date",
            Kind::Username => "username",
            Kind::Iban => "iban",
            Kind::Card => "card",
            Kind::Passport => "passport",
            Kind::Plate => "plate",
            Kind::Text => "text",
        }
    }

    /// Tells whether all values of this kind can be tried one after another, so
    /// that a list of their digests alone is readable. Such a kind stands only in
    /// compound checks, in its reduced form.
    pub const fn is_low_entropy(self) -> bool {
        use Kind::{BirthDate, Card, Iban, NationalId, Passport, Phone, Plate};
        matches!(self, NationalId | Phone | BirthDate | Iban | Card | Passport | Plate)
    }
}

impl Kind {
    /// Tells whether what one of two low-entropy kinds says may be part of what the other
    /// says: many national IDs hold the birth date, so that two lists of them would tell
    /// together what each leaves out.
    pub fn overlaps(self, other: Kind) -> bool {
        const ONE: [Kind; 2] = [Kind::NationalId, Kind::BirthDate];
        let is_one = ONE.contains(&self) && ONE.contains(&other);
        is_one || self == other && self.is_low_entropy()
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
