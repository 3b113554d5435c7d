//! Signatures of manifests, in minisign's format.
//!
//! Source: <https://jedisct1.github.io/minisign/>, "Signature format" and "Public key
//! format". Only signatures of the message's BLAKE2b digest (`ED`) are taken, which
//! minisign makes since its version 0.10.
use std::fmt;

use blake2::{Blake2b512, Digest as _};
use ed25519_compact as ed25519;

use crate::base64;

/// Whose signatures are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    id: [u8; 8],
    key: ed25519::PublicKey,
}

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
        let bytes: [u8; 42] = base64::bytes(text.trim()).ok_or(SignatureError::Key)?;
        let (algorithm, id, key) = parts(&bytes);
        if algorithm == *ED25519 || algorithm == *ED25519_OF_DIGEST {
            Ok(PublicKey { id, key: ed25519::PublicKey::new(key) })
        } else {
            Err(SignatureError::Key)
        }
    }

    /// Verifies a manifest by the text of its `.minisig` file.
    ///
    /// # Errors
    ///
    /// No signature, another key's, or the manifest was changed.
    pub fn verify(&self, manifest: &[u8], signature: &str) -> Result<(), SignatureError> {
        let file = File::parse(signature).ok_or(SignatureError::Malformed)?;
        if file.key_id != self.id {
            return Err(SignatureError::OtherKey);
        }
        let digest = Blake2b512::digest(manifest);
        // The second signature is over the first and the comment.
        let signed = [&file.signature, file.trusted_comment.as_bytes()].concat();
        let is_valid = file.is_of_digest
            && self.signed(&digest, file.signature)
            && self.signed(&signed, file.global_signature);
        if is_valid { Ok(()) } else { Err(SignatureError::Invalid) }
    }

    fn signed(&self, message: &[u8], signature: [u8; 64]) -> bool {
        self.key.verify(message, &ed25519::Signature::new(signature)).is_ok()
    }
}

/// The algorithm of keys and of signatures over the whole message.
const ED25519: &[u8; 2] = b"Ed";
/// The algorithm of signatures over the message's digest.
const ED25519_OF_DIGEST: &[u8; 2] = b"ED";

/// What a `.minisig` file holds.
struct File<'a> {
    is_of_digest: bool,
    key_id: [u8; 8],
    signature: [u8; 64],
    trusted_comment: &'a str,
    global_signature: [u8; 64],
}

impl<'a> File<'a> {
    /// Reads the file's four lines; what follows them does not matter.
    fn parse(text: &'a str) -> Option<Self> {
        let mut lines = text.lines();
        let _untrusted_comment = lines.next()?;
        let bytes: [u8; 74] = base64::bytes(lines.next()?)?;
        let (algorithm, key_id, signature) = parts(&bytes);
        let trusted_comment = lines.next()?.strip_prefix("trusted comment: ")?;
        let global_signature = base64::bytes(lines.next()?)?;
        let is_of_digest = algorithm == *ED25519_OF_DIGEST;
        (is_of_digest || algorithm == *ED25519).then_some(File {
            is_of_digest,
            key_id,
            signature,
            trusted_comment,
            global_signature,
        })
    }
}

/// Takes apart what begins with an algorithm and the key's number.
fn parts<const N: usize, const REST: usize>(bytes: &[u8; N]) -> ([u8; 2], [u8; 8], [u8; REST]) {
    const { assert!(N == 2 + 8 + REST) };
    let part = |from: usize, at: usize| bytes[from + at];
    (
        std::array::from_fn(|at| part(0, at)),
        std::array::from_fn(|at| part(2, at)),
        std::array::from_fn(|at| part(10, at)),
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    /// From the documentation of `minisign-verify` 0.3: minisign's own key and signature of
    /// the message `test`.
    const KEY: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    const FILE: &str = "untrusted comment: signature from minisign secret key
RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=
trusted comment: timestamp:1633700835\tfile:test\tprehashed
wLMDjy9FLAuxZ3q4NlEvkgtyhrr0gtTu6KC4KBJdITbbOeAi1zBIYo0v4iTgt8jJpIidRJnp94ABQkJAgAooBQ==
";

    fn verify(message: &[u8], file: &str) -> Result<(), SignatureError> {
        PublicKey::parse(KEY).unwrap().verify(message, file)
    }

    #[test]
    fn what_minisign_signed_is_accepted() {
        assert_eq!(verify(b"test", FILE), Ok(()));
        assert_eq!(verify(b"test", &FILE.replace('\n', "\r\n")), Ok(()));
        let other = &FILE.replace("signature from", "anything but");
        assert_eq!(verify(b"test", other), Ok(()), "nobody signed that comment");
    }

    #[test]
    fn every_changed_bit_is_refused() {
        assert_eq!(verify(b"Test", FILE), Err(SignatureError::Invalid));
        assert_eq!(verify(b"", FILE), Err(SignatureError::Invalid));
        let signed_from = FILE.find('\n').unwrap() + 1;
        for at in (signed_from..FILE.len() - 1).filter(|&at| FILE.as_bytes()[at] != b'\n') {
            for bit in 0..7 {
                let mut changed = FILE.as_bytes().to_vec();
                changed[at] ^= 1 << bit;
                let Ok(changed) = String::from_utf8(changed) else { continue };
                assert!(verify(b"test", &changed).is_err(), "{changed}");
            }
        }
    }

    #[test]
    fn signatures_over_the_whole_message_are_not_taken() {
        // The algorithm is not signed; the digest is another message than the text.
        let whole = FILE.replace("RUQf6", "RWQf6");
        assert_eq!(verify(b"test", &whole), Err(SignatureError::Invalid));
    }

    #[test]
    fn a_key_of_low_order_signs_nothing() {
        // The neutral element, with which S = 0 would fit any message.
        let mut key = [0; 32];
        key[0] = 1;
        let key = PublicKey { id: [0; 8], key: ed25519::PublicKey::new(key) };
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(!key.signed(b"test", signature));
    }

    #[test]
    fn what_is_no_key_or_file_is_told() {
        for key in ["", "RWQ", &KEY[..55], &KEY.replace("RWQ", "AWQ"), &format!("{KEY}=")] {
            assert_eq!(PublicKey::parse(key), Err(SignatureError::Key), "{key}");
        }
        for file in ["", "\n\n\n\n", &FILE.replace("trusted comment: t", "t"), &FILE[..200]] {
            assert_eq!(verify(b"test", file), Err(SignatureError::Malformed), "{file}");
        }
        let other = FILE.replace("RUQf6", "RUQf7");
        assert_eq!(verify(b"test", &other), Err(SignatureError::OtherKey));
    }
}
