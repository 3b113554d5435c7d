//! A check: the kinds that are hashed together.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::kind::Kind;

/// A set of kinds that are hashed together, such as `name+national-id`.
///
/// ```
/// use hushcheck_core::Check;
/// let check: Check = "national-id+name".parse()?;
/// assert_eq!(check.to_string(), "name+national-id");
/// assert_eq!(check.folder(), "name_national-id");
/// # Ok::<(), hushcheck_core::CheckError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Check {
    /// One bit a kind, by the kind's code: a set has one order only.
    kinds: u64,
}

impl Check {
    /// The check of a password.
    pub const PASSWORD: Check = Check { kinds: 1 << Kind::Password.code() };

    /// Makes a check of the kinds given.
    ///
    /// # Errors
    ///
    /// No kind, a kind twice, or a password together with something else.
    pub fn new(kinds: impl IntoIterator<Item = Kind>) -> Result<Self, CheckError> {
        let mut set = 0u64;
        for kind in kinds {
            let bit = 1 << kind.code();
            if set & bit != 0 {
                return Err(CheckError::Twice(kind));
            }
            set |= bit;
        }
        let check = Check { kinds: set };
        if set == 0 {
            Err(CheckError::Empty)
        } else if check.contains(Kind::Password) && check != Check::PASSWORD {
            Err(CheckError::PasswordNotAlone)
        } else {
            Ok(check)
        }
    }

    /// The kinds, in the registry's order.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }

    /// Tells whether the kind is part of the check.
    pub fn contains(self, kind: Kind) -> bool {
        self.kinds & (1 << kind.code()) != 0
    }

    /// Tells whether the check holds a kind of low entropy.
    pub fn has_low_entropy(self) -> bool {
        self.kinds().any(Kind::is_low_entropy)
    }

    /// The name of the check's folder in a dataset: `+` is not left alone by all
    /// file hosts, `_` is.
    pub fn folder(self) -> String {
        self.to_string().replace('+', "_")
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, kind) in self.kinds().enumerate() {
            f.write_str(if i > 0 { "+" } else { "" })?;
            f.write_str(kind.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({self})")
    }
}

/// Why a text or a set of kinds is no check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckError {
    /// No kind at all.
    Empty,
    /// A name that is not a kind's.
    UnknownKind,
    /// The same kind twice.
    Twice(Kind),
    /// A password is always checked by itself.
    PasswordNotAlone,
    /// In a file, the kinds are not in the registry's order.
    Order,
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CheckError::Empty => f.write_str("a check needs at least one kind"),
            CheckError::UnknownKind => crate::kind::UnknownKind.fmt(f),
            CheckError::Twice(kind) => write!(f, "the kind {kind} stands twice"),
            CheckError::PasswordNotAlone => f.write_str("a password is always checked by itself"),
            CheckError::Order => f.write_str("the kinds of the check are not in their order"),
        }
    }
}

impl std::error::Error for CheckError {}

impl FromStr for Check {
    type Err = CheckError;

    fn from_str(text: &str) -> Result<Self, CheckError> {
        let kinds: Result<Vec<Kind>, _> = text.split('+').map(str::parse).collect();
        Check::new(kinds.map_err(|_| CheckError::UnknownKind)?)
    }
}

impl TryFrom<String> for Check {
    type Error = CheckError;

    fn try_from(text: String) -> Result<Self, CheckError> {
        // In files a check has one spelling; people may type another.
        let check: Check = text.parse()?;
        if check.to_string() == text { Ok(check) } else { Err(CheckError::Order) }
    }
}

impl From<Check> for String {
    fn from(check: Check) -> String {
        check.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_nonsense_is_refused() {
        assert_eq!("phone+name".parse::<Check>(), "name+phone".parse());
        assert_eq!(Check::try_from("phone+name".to_owned()), Err(CheckError::Order));
        assert_eq!("".parse::<Check>(), Err(CheckError::UnknownKind));
        assert_eq!("name+name".parse::<Check>(), Err(CheckError::Twice(Kind::Name)));
        assert_eq!("name+password".parse::<Check>(), Err(CheckError::PasswordNotAlone));
    }
}
