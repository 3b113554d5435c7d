//! Keys and signatures, in minisign's format.
use std::io::{self, IsTerminal as _};
use std::path::Path;

use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};

use crate::error::During as _;
use crate::{Error, Result};

/// Makes a key pair; returns the texts of the secret and the public key's file.
///
/// # Errors
///
/// The system gives no random numbers, or the password cannot be used.
pub fn generate(password: Option<String>) -> Result<(String, String)> {
    let pair = match &password {
        None => KeyPair::generate_unencrypted_keypair(),
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password.clone())),
    };
    let texts = pair.and_then(|pair| {
        let public = pair.pk.to_box()?.into_string();
        Ok((pair.sk.to_box(Some("hushcheck secret key"))?.into_string(), public))
    });
    texts.map_err(|cause| Error::input(format!("cannot make a key pair: {cause}")))
}

/// Opens a secret key's file, asking for its password where it has one.
///
/// # Errors
///
/// The file is no secret key, or the password is wrong.
pub fn open_secret_key(path: &Path) -> Result<SecretKey> {
    let text = std::fs::read_to_string(path).during("read", path)?;
    let key_box = || SecretKeyBox::from_string(&text);
    if let Ok(key) = key_box().and_then(SecretKeyBox::into_unencrypted_secret_key) {
        return Ok(key);
    }
    // minisign's library asks on the terminal when it is given no password.
    let password = password_from_input()?;
    key_box().and_then(|key_box| key_box.into_secret_key(password)).map_err(|cause| {
        Error::input(format!("cannot open the secret key {}: {cause}", path.display()))
            .hint("it must be a secret key made by `hushcheck keygen` or `minisign -G`")
    })
}

/// Reads a password from the environment for use without a terminal.
fn password_from_input() -> Result<Option<String>> {
    match std::env::var("HUSHCHECK_KEY_PASSWORD") {
        Ok(password) => Ok(Some(password)),
        Err(_) if io::stdin().is_terminal() => Ok(None),
        Err(_) => {
            Err(Error::input("the secret key has a password, and there is no terminal to ask at")
                .hint("set the environment variable HUSHCHECK_KEY_PASSWORD"))
        }
    }
}

/// Signs a manifest; returns the text of its `.minisig` file.
///
/// Signatures are hedged with random numbers against faulty hardware, so that two
/// of the same manifest differ; everything else in a dataset is deterministic.
///
/// # Errors
///
/// The key cannot sign.
pub fn sign(manifest: &[u8], comment: &str, key: &SecretKey) -> Result<String> {
    minisign::sign(None, key, manifest, Some(comment), Some("signature of a hushcheck manifest"))
        .map(|signature| signature.into_string())
        .map_err(|cause| Error::input(format!("cannot sign the manifest: {cause}")))
}

/// Reads a public key: minisign's file, or its base64 line itself.
///
/// # Errors
///
/// It is neither.
pub fn public_key(file_or_key: &str) -> Result<hushcheck_core::PublicKey> {
    let text = match hushcheck_core::PublicKey::parse(file_or_key) {
        Ok(key) => return Ok(key),
        Err(_) => std::fs::read_to_string(file_or_key)
            .map_err(|cause| Error::io("read the public key", file_or_key, cause))?,
    };
    let line = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("");
    hushcheck_core::PublicKey::parse(line)
        .map_err(|error| Error::input(format!("{file_or_key}: {error}")))
}

/// Returns a secret key's public key as its base64 line.
///
/// # Errors
///
/// The key holds no public key.
pub fn public_line(key: &SecretKey) -> Result<String> {
    PublicKey::from_secret_key(key)
        .map(|public| public.to_base64())
        .map_err(|cause| Error::input(format!("cannot derive the public key: {cause}")))
}
