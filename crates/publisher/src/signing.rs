//! Keys and signatures, in minisign's format.
use std::fmt;
use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};

use crate::cli::TrustArgs;
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
    let text = fs::read_to_string(path).during("read", path)?;
    let key_box = || SecretKeyBox::from_string(&text);
    if let Ok(key) = key_box().and_then(SecretKeyBox::into_unencrypted_secret_key) {
        return Ok(key);
    }
    if let Some(key) = unencrypted_without_checksum(&text) {
        return Ok(key);
    }
    if public_key_of(&text, path.display()).is_ok() {
        return Err(Error::input(format!("{} is a public key", path.display()))
            .hint("the secret key is wanted, which `hushcheck keygen` calls NAME.key"));
    }
    if !is_secret_key(&text) {
        return Err(Error::input(format!("{} is no secret key", path.display()))
            .hint("it must be a secret key made by `hushcheck keygen` or `minisign -G`"));
    }
    // minisign's library asks on the terminal when it is given no password.
    let password = password_from_input()?;
    key_box().and_then(|key_box| key_box.into_secret_key(password)).map_err(|cause| {
        Error::input(format!("cannot open the secret key {}: {cause}", path.display()))
            .hint("its password is asked for, or taken from HUSHCHECK_KEY_PASSWORD if that is set")
    })
}

/// Tells whether a text can be that of a secret key's file, with a password or without.
fn is_secret_key(text: &str) -> bool {
    // Algorithms, salt, costs, number, key and checksum, by minisign's description.
    const BYTES: usize = 3 * 2 + 32 + 2 * 8 + 8 + 64 + 32;
    let bytes = text.lines().nth(1).and_then(|line| BASE64_STANDARD.decode(line.trim()).ok());
    bytes.is_some_and(|bytes| bytes.len() == BYTES)
}

/// Opens a key as `minisign -G -W` (0.11) writes it: without a password, and with
/// zeros for the checksum, which the library takes for a corrupted key.
fn unencrypted_without_checksum(text: &str) -> Option<SecretKey> {
    // Where they stand, by minisign's description of its format.
    const KDF: std::ops::Range<usize> = 2..4;
    const CHECKSUM_BYTES: usize = 32;
    let bytes = BASE64_STANDARD.decode(text.lines().nth(1)?.trim()).ok()?;
    let checksum = &bytes[bytes.len().checked_sub(CHECKSUM_BYTES)?..];
    let fits = bytes.get(KDF)? == [0, 0] && checksum.iter().all(|&byte| byte == 0);
    fits.then(|| SecretKey::from_bytes(&bytes).ok())?
}

/// The variable that gives the password of a secret key where there is no terminal.
pub(crate) const PASSWORD_VARIABLE: &str = "HUSHCHECK_KEY_PASSWORD";

/// Reads a password from the environment for use without a terminal.
fn password_from_input() -> Result<Option<String>> {
    match std::env::var(PASSWORD_VARIABLE) {
        Ok(password) => Ok(Some(password)),
        Err(_) if io::stdin().is_terminal() => Ok(None),
        Err(_) => {
            Err(Error::input("the secret key has a password, and there is no terminal to ask at")
                .hint("set the environment variable HUSHCHECK_KEY_PASSWORD"))
        }
    }
}

/// Signs a manifest, or a key's file; returns the text of the `.minisig` file.
///
/// Signatures are hedged with random numbers against faulty hardware, so that two
/// of the same manifest differ; everything else in a dataset is deterministic.
///
/// # Errors
///
/// The key cannot sign.
pub fn sign(manifest: &[u8], comment: &str, key: &SecretKey) -> Result<String> {
    minisign::sign(None, key, manifest, Some(comment), Some("signature of hushcheck"))
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
        Err(_) => fs::read_to_string(file_or_key)
            .map_err(|cause| Error::io("read the public key", file_or_key, cause))?,
    };
    public_key_of(&text, file_or_key)
}

/// Reads a public key as [`public_key`] does, and returns its base64 line.
pub(crate) fn public_key_line(file_or_key: &str) -> Result<String> {
    if hushcheck_core::PublicKey::parse(file_or_key).is_ok() {
        return Ok(file_or_key.trim().to_owned());
    }
    let path = Path::new(file_or_key);
    let text = fs::read_to_string(path).during("read the public key", path)?;
    key_file(&text, path)?;
    Ok(text.lines().last().unwrap_or_default().trim().to_owned())
}

/// Reads the text of a public key's file.
pub(crate) fn public_key_of(
    text: &str,
    file: impl fmt::Display,
) -> Result<hushcheck_core::PublicKey> {
    let line = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("");
    hushcheck_core::PublicKey::parse(line).map_err(|error| Error::input(format!("{file}: {error}")))
}

/// The keys that are believed, if any was given: the one named, and those that came
/// after it, each vouched for by the one before.
pub(crate) fn trusted_keys(trust: &TrustArgs) -> Result<Option<Vec<hushcheck_core::PublicKey>>> {
    let Some(first) = &trust.public_key else { return Ok(None) };
    let mut last = public_key(first)?;
    let mut keys = vec![last.clone()];
    for path in &trust.successor {
        let text = fs::read_to_string(path).during("read", path)?;
        let signature = endorsement(path);
        let signed = fs::read_to_string(&signature).during("read", &signature)?;
        last.verify(text.as_bytes(), &signed).map_err(|_| {
            Error::verification(format!(
                "{} is not vouched for by the key before it",
                path.display()
            ))
        })?;
        last = key_file(&text, path)?;
        keys.push(last.clone());
    }
    Ok(Some(keys))
}

/// Reads a public key's file as minisign writes it, exactly: what is vouched for must
/// not be anything that merely ends in a key.
pub(crate) fn key_file(text: &str, path: &Path) -> Result<hushcheck_core::PublicKey> {
    let lines: Vec<&str> = text.lines().collect();
    match lines[..] {
        [comment, key] if comment.starts_with("untrusted comment: ") => {
            public_key_of(key, path.display())
        }
        _ => Err(Error::input(format!("{} is no file of a public key", path.display()))
            .hint("it is two lines, as `hushcheck keygen` and `minisign -G` write them")),
    }
}

/// Where the signature of a key's file is.
pub(crate) fn endorsement(key_file: &Path) -> PathBuf {
    let mut name = key_file.as_os_str().to_owned();
    name.push(".minisig");
    name.into()
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
