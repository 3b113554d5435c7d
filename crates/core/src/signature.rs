//! Signatures of manifests, in minisign's format.
use std::fmt;

use minisign_verify as minisign;

/// Whose signatures are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(minisign::PublicKey);

/// Verifies a manifest by any of several keys.
///
/// # Errors
///
/// That of the key whose signature it says it is; else that of none.
pub fn verify_by_any(
    keys: &[PublicKey],
    manifest: &[u8],
    signature: &str,
) -> Result<(), SignatureError> {
    let mut problem = SignatureError::OtherKey;
    for key in keys {
        match key.verify(manifest, signature) {
            Ok(()) => return Ok(()),
            Err(SignatureError::OtherKey) => {}
            Err(error) => problem = error,
        }
    }
    Err(problem)
}

impl PublicKey {
    /// Reads a key as minisign writes it: the line of 56 base64 characters.
    ///
    /// # Errors
    ///
    /// The text is no such key.
    pub fn parse(text: &str) -> Result<Self, SignatureError> {
        let key = minisign::PublicKey::from_base64(text.trim());
        key.map(PublicKey).map_err(|_| SignatureError::Key)
    }

    /// Verifies a manifest by the text of its `.minisig` file.
    ///
    /// # Errors
    ///
    /// No signature, another key's, or the manifest was changed.
    pub fn verify(&self, manifest: &[u8], signature: &str) -> Result<(), SignatureError> {
        let signature =
            minisign::Signature::decode(signature).map_err(|_| SignatureError::Malformed)?;
        self.0.verify(manifest, &signature, false).map_err(|error| match error {
            minisign::Error::UnexpectedKeyId => SignatureError::OtherKey,
            _ => SignatureError::Invalid,
        })
    }
}

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The public key is not one of minisign's.
    Key,
    /// The signature file is not one of minisign's.
    Malformed,
    /// Signed with a key that is not pinned.
    OtherKey,
    /// The manifest is not what was signed.
    Invalid,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignatureError::Key => "this is not a minisign public key (56 characters of base64)",
            SignatureError::Malformed => "the signature file is not in minisign's format",
            SignatureError::OtherKey => "the manifest is signed with a key that is not expected",
            SignatureError::Invalid => "the manifest was changed after it was signed",
        })
    }
}

impl std::error::Error for SignatureError {}
