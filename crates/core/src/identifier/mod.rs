//! Identifiers: from what was typed or dumped to the one form that is hashed.
//!
//! # Overview of types
//!
//! [`Identifier::parse`] turns text of a [`Kind`] into its *canonical form*, the
//! one spelling that stands for all spellings. Kinds of low entropy also have a
//! *reduced form*, which leaves out digits that a thief would want to complete:
//! at least 100 completions stay open. Only the reduced form is hashed.
//!
//! Publisher and page call the same function. The few functions of characters that are
//! large come from outside, through the trait [`Unicode`]: from a library in the
//! publisher, from the browser itself in the page, and from a file ([`Han`]).

mod birth_date;
mod card;
mod detect;
mod email;
mod fold;
mod forms;
mod han;
#[cfg(feature = "build")]
mod header;
mod iban;
mod name;
pub mod national_id;
mod passport;
mod phone;
mod plate;
mod shown;
mod words;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use detect::detect;
use forms::Forms;
pub use han::Han;
#[cfg(feature = "build")]
pub use header::kind_of_header;

use crate::{Kind, Secret, SecretPart};

/// An identifier in its canonical form.
///
/// ```
/// # use hushcheck_core::{Hints, Identifier, Kind, Unicode};
/// # struct Plain;
/// # impl Unicode for Plain {
/// #     fn nfkc(&self, text: &str) -> String { text.to_owned() }
/// #     fn nfkd(&self, text: &str) -> String { text.to_owned() }
/// #     fn domain_to_ascii(&self, domain: &str) -> Option<String> { Some(domain.to_owned()) }
/// #     fn simplified(&self, c: char) -> char { c }
/// # }
/// let hints = Hints { country: "CN".parse().ok() };
/// let id = Identifier::parse(Kind::Phone, "0086 138-0013 8000", &hints, &Plain)?;
/// assert_eq!(id.canonical().expose(), "+8613800138000");
/// assert_eq!(id.reduced().expose(), "+86138008000"); // 13 of "0013" are left out
/// # Ok::<(), hushcheck_core::IdentifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    kind: Kind,
    forms: Forms,
}

impl Identifier {
    /// Parses what a person typed, or a column held, into its canonical form.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the text; never holds any of it.
    pub fn parse(
        kind: Kind,
        text: &str,
        hints: &Hints,
        unicode: &dyn Unicode,
    ) -> Result<Self, IdentifierError> {
        let mut identifier = Identifier { kind, forms: Forms::default() };
        identifier.parse_again(kind, text, hints, unicode)?;
        Ok(identifier)
    }

    /// Parses as [`Identifier::parse`] does, in place of what the identifier was, into the
    /// same memory: for publishers, whom allocating costs as much as the rest.
    ///
    /// # Errors
    ///
    /// As above. Then the identifier has no forms, and no digest.
    #[inline]
    pub fn parse_again(
        &mut self,
        kind: Kind,
        text: &str,
        hints: &Hints,
        unicode: &dyn Unicode,
    ) -> Result<(), IdentifierError> {
        self.kind = kind;
        self.forms.clear();
        // Nearly all addresses go the short way.
        #[cfg(not(target_arch = "wasm32"))]
        if kind == Kind::Email && email::plain::write(text, &mut self.forms).is_some() {
            return Ok(());
        }
        let result = read(&mut self.forms, kind, text, hints, unicode);
        if result.is_err() {
            self.forms.clear();
        }
        result
    }

    /// The identifier's kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The one spelling that stands for all spellings.
    pub fn canonical(&self) -> SecretPart<'_> {
        SecretPart::new(text_of(self.forms.canonical()))
    }

    /// What is hashed: the canonical form, or for kinds of low entropy the form
    /// without the digits that a thief would want to complete.
    pub fn reduced(&self) -> SecretPart<'_> {
        SecretPart::new(text_of(self.forms.reduced()))
    }

    /// The bytes of what is hashed.
    pub(crate) fn hashed(&self) -> &[u8] {
        self.forms.reduced()
    }

    /// The canonical form as people read it, to show what was understood. Parsed with
    /// the same hints it is the same identifier.
    pub fn display(&self) -> Secret {
        shown::display(self.kind, self.canonical().expose()).into()
    }

    /// So much of the canonical form as may stand in a table or be said aloud, such as
    /// `l***@example.org`: enough to tell one's own identifiers apart.
    pub fn masked(&self) -> Secret {
        shown::masked(self.kind, self.canonical().expose()).into()
    }
}

/// Writes both forms of a text.
fn read(
    out: &mut Forms,
    kind: Kind,
    text: &str,
    hints: &Hints,
    unicode: &dyn Unicode,
) -> Result<(), IdentifierError> {
    if text.len() > MAX_BYTES {
        return Err(IdentifierError::TooLong);
    }
    let number = || fold::without_affixes(text);
    let canonical = match kind {
        Kind::Phone => return phone::write(number(), hints, out),
        Kind::NationalId => return national_id::write(number(), hints, out),
        Kind::Name => name::canonical(text, unicode)?,
        Kind::Email => email::canonical(text, unicode)?,
        // Passwords are hashed as typed: never trimmed, never normalised.
        Kind::Password if text.is_empty() => return Err(IdentifierError::Empty),
        Kind::Password => {
            out.push(text.as_bytes());
            out.end_canonical();
            return Ok(());
        }
        Kind::BirthDate => birth_date::canonical(number(), hints)?,
        Kind::Username => words::username(text, unicode)?,
        Kind::Iban => iban::canonical(number())?,
        Kind::Card => card::canonical(number())?,
        Kind::Passport => passport::canonical(number())?,
        Kind::Plate => plate::canonical(number(), unicode)?,
        Kind::Text => words::text(text, unicode)?,
    };
    // One character can become many, as ㌄ does: what cannot be read again is no form.
    if canonical.len() > MAX_BYTES {
        return Err(IdentifierError::TooLong);
    }
    let reduced = match kind {
        Kind::BirthDate => Some(birth_date::reduced(&canonical)),
        Kind::Iban => Some(iban::reduced(&canonical)),
        Kind::Card => Some(card::reduced(&canonical)),
        Kind::Passport => Some(passport::reduced(&canonical)),
        Kind::Plate => Some(plate::reduced(&canonical)),
        _ => None,
    };
    out.put(canonical);
    out.end_canonical();
    if let Some(reduced) = reduced {
        out.put(reduced);
    }
    Ok(())
}

/// Forms are text: all that writes them does.
fn text_of(form: &[u8]) -> &str {
    std::str::from_utf8(form).unwrap_or_default()
}

/// Longest text of any kind that is looked at, in bytes of UTF-8.
const MAX_BYTES: usize = 1024;

/// What is known from elsewhere about the identifiers to parse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// The country of national IDs and of phone numbers written without one, and the one
    /// by whose habit a date's day and month are told apart.
    pub country: Option<Country>,
}

/// A country by its two letters (ISO 3166-1 alpha-2), upper-case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// China.
    pub const CN: Country = Country(*b"CN");

    /// The two letters.
    pub fn as_str(&self) -> &str {
        // Two upper-case ASCII letters, by construction.
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl FromStr for Country {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Country([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err("a country is two letters, such as CN (ISO 3166-1)"),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> String {
        country.as_str().to_owned()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The functions of characters that are too large to carry into the page.
///
/// For assigned characters all implementations agree: by Unicode's stability policy, and
/// because there is one table of Chinese characters, [`Han`].
pub trait Unicode {
    /// Normalisation form KC (Unicode Standard Annex 15).
    fn nfkc(&self, text: &str) -> String;

    /// Normalisation form KD (Unicode Standard Annex 15).
    fn nfkd(&self, text: &str) -> String;

    /// Lower case, character by character: what stands around one does not matter
    /// (`SpecialCasing.txt` without its conditions).
    fn lower(&self, text: &str) -> String {
        text.chars().flat_map(char::to_lowercase).collect()
    }

    /// Upper case, as above.
    fn upper(&self, text: &str) -> String {
        text.chars().flat_map(char::to_uppercase).collect()
    }

    /// A domain's ASCII form by UTS 46, non-transitional; `None` if it has none.
    fn domain_to_ascii(&self, domain: &str) -> Option<String>;

    /// The Chinese character that stands for all forms of this one, by [`Han`].
    fn simplified(&self, c: char) -> char;
}

/// What is wrong with an identifier. Never holds any part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum IdentifierError {
    /// Nothing was given.
    Empty,
    /// Longer than any identifier of its kind.
    TooLong,
    /// A character that cannot stand in an identifier of this kind.
    Character,
    /// An e-mail address without exactly one usable `@`.
    EmailAt,
    /// An e-mail address whose domain cannot be one.
    EmailDomain,
    /// A phone number written without a country, and none is known.
    PhoneCountry,
    /// A phone number with too few or too many digits for its country.
    PhoneLength,
    /// A phone number that begins as none in its country does.
    PhonePrefix,
    /// A national ID, and no country is known or its numbers are not known here.
    IdCountry,
    /// The birth date inside a national ID is no date.
    IdDate,
    /// A text that is no date, or could be two.
    Date,
    /// A number with too few or too many characters.
    Length,
    /// A number whose check digit does not fit the others.
    Check,
    /// A user name or free text that is a number: all of them can be tried.
    OnlyNumber,
}

impl IdentifierError {
    /// All variants, for tables and translations.
    pub const ALL: [IdentifierError; 14] = [
        IdentifierError::Empty,
        IdentifierError::TooLong,
        IdentifierError::Character,
        IdentifierError::EmailAt,
        IdentifierError::EmailDomain,
        IdentifierError::PhoneCountry,
        IdentifierError::PhoneLength,
        IdentifierError::PhonePrefix,
        IdentifierError::IdCountry,
        IdentifierError::IdDate,
        IdentifierError::Date,
        IdentifierError::Length,
        IdentifierError::Check,
        IdentifierError::OnlyNumber,
    ];
}

impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            IdentifierError::Empty => "nothing was given",
            IdentifierError::TooLong => "it is too long",
            IdentifierError::Character => "it holds a character that cannot be part of it",
            IdentifierError::EmailAt => "an e-mail address needs one @ between name and domain",
            IdentifierError::EmailDomain => "the part after @ is not a domain",
            IdentifierError::PhoneCountry => "the number is written without a country, such as +86",
            IdentifierError::PhoneLength => "the number has too few or too many digits",
            IdentifierError::PhonePrefix => "no phone number of that country begins like this",
            IdentifierError::IdCountry => "the ID numbers of that country are not known here",
            IdentifierError::IdDate => "the birth date inside the ID number is not a date",
            IdentifierError::Date => {
                "it is no date, or day and month can be told in two ways; write it as 1990-12-31"
            }
            IdentifierError::Length => "it has too few or too many characters",
            IdentifierError::Check => {
                "one of its characters is wrong: its check digit does not fit"
            }
            IdentifierError::OnlyNumber => {
                "it is a number, and all numbers can be tried; it belongs to a kind of its own"
            }
        })
    }
}

impl std::error::Error for IdentifierError {}

#[cfg(test)]
mod open;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod vectors;
