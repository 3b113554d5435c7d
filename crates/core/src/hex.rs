//! A 32-byte hash that is written as hexadecimal digits.
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 value that may be shown: a Merkle root, a manifest's hash.
///
/// Never the digest of an identifier: that is a [`Digest`](crate::Digest), which
/// cannot be printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash256(pub [u8; 32]);

impl Hash256 {
    /// Hashes a file that is public, such as a manifest.
    pub fn of(bytes: &[u8]) -> Self {
        Hash256(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash256({self})")
    }
}

impl From<Hash256> for String {
    fn from(hash: Hash256) -> String {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash256 {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "a hash is 64 lower-case hexadecimal digits";
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(WRONG);
        }
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(WRONG),
        };
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Ok(Hash256(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_being_written_and_read() {
        let hash = Hash256(std::array::from_fn(|i| (i * 9) as u8));
        assert_eq!(Hash256::try_from(hash.to_string()), Ok(hash));
        assert!(Hash256::try_from("0".repeat(63)).is_err());
        assert!(Hash256::try_from("G".repeat(64)).is_err());
    }
}
