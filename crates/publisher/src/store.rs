//! Reading a dataset back, from a folder or from a URL.
use std::io::{ErrorKind, Read as _};
use std::path::PathBuf;
use std::time::Duration;
use std::{fmt, fs};

use hushcheck_core::{Hash256, Manifest, PublicKey, is_folder_address, verify_by_any};
use ureq::http::HeaderMap;

use crate::error::During as _;
use crate::{Error, Result};

/// Name of the manifest's file.
pub const MANIFEST: &str = "manifest.json";
/// Name of its signature's file.
pub const SIGNATURE: &str = "manifest.json.minisig";

/// Which hosts may be asked for lists.
pub(crate) const HOSTS: &str = "https:// and a host; at http:// whoever is between sees what is \
    asked, and pages may not ask there (but localhost and 127.0.0.1, for trials)";

/// Where a dataset is.
#[derive(Clone, Debug)]
pub enum Store {
    /// In a folder.
    Folder(PathBuf),
    /// Below a URL, with the connections to its host.
    Url(String, ureq::Agent),
}

/// How long a host may take for one file.
const PATIENCE: Duration = Duration::from_secs(120);

/// A manifest and what is known about who signed it.
pub struct Opened {
    /// The manifest.
    pub manifest: Manifest,
    /// SHA-256 of its bytes.
    pub hash: Hash256,
    /// Its signature.
    pub signed: Signed,
}

/// What is known about a manifest's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// Verified with the key given.
    Verified,
    /// There is a signature, and no key was given to verify it with.
    Unverified,
    /// There is no signature.
    Unsigned,
}

/// Refuses the address of a folder whose lists should not be asked for.
pub(crate) fn refuse_open_line(place: &str) -> Result<()> {
    if is_folder_address(&[place.trim_end_matches('/'), "/"].concat()) {
        return Ok(());
    }
    Err(Error::input(format!("lists are not asked for at {place}"))
        .hint(format!("name an address that begins with {HOSTS}")))
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Store::Folder(folder) => folder.display().fmt(f),
            Store::Url(base, _) => f.write_str(base),
        }
    }
}

impl Store {
    /// Takes a place from the command line.
    pub fn new(place: &str) -> Self {
        if place.starts_with("http://") || place.starts_with("https://") {
            let config = ureq::Agent::config_builder()
                .max_redirects(0)
                .http_status_as_error(false)
                .timeout_global(Some(PATIENCE))
                .build();
            Store::Url(place.trim_end_matches('/').to_owned(), config.new_agent())
        } else {
            Store::Folder(place.into())
        }
    }

    /// The folder in it with such a name.
    pub(crate) fn below(&self, name: &str) -> Self {
        match self {
            Store::Folder(folder) => Store::Folder(folder.join(name)),
            Store::Url(base, agent) => Store::Url(format!("{base}/{name}"), agent.clone()),
        }
    }

    /// What a file of it is called in messages.
    pub(crate) fn place(&self, name: &str) -> String {
        match self {
            Store::Folder(folder) => folder.join(name).display().to_string(),
            Store::Url(base, _) => format!("{base}/{name}"),
        }
    }

    /// Tells whether reading tells somebody else what is read.
    pub fn is_remote(&self) -> bool {
        matches!(self, Store::Url(..))
    }

    /// Reads a file of the dataset, up to `most` bytes.
    ///
    /// # Errors
    ///
    /// It is not there, cannot be read, or is longer than `most`.
    pub fn read(&self, name: &str, most: u64) -> Result<Vec<u8>> {
        let missing = || Error::io("read", self.place(name), "there is no such file");
        self.read_if_there(name, most)?.ok_or_else(missing)
    }

    /// As `read`, but a file that is not there is none.
    pub(crate) fn read_if_there(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>> {
        let bytes = match self {
            Store::Folder(folder) => {
                let path = folder.join(name);
                let mut bytes = Vec::new();
                let file = match fs::File::open(&path) {
                    Err(error) if error.kind() == ErrorKind::NotFound && folder.is_dir() => {
                        return Ok(None);
                    }
                    file => file.during("read", &path)?,
                };
                file.take(most + 1).read_to_end(&mut bytes).during("read", &path)?;
                bytes
            }
            Store::Url(_, agent) => {
                let url = self.place(name);
                let failed = |cause: ureq::Error| Error::io("fetch", &url, cause);
                let response = agent.get(&url).call().map_err(failed)?;
                match response.status().as_u16() {
                    200 => {}
                    404 | 410 => return Ok(None),
                    status => {
                        return Err(Error::io("fetch", &url, format!("the host answers {status}")));
                    }
                }
                let body = response.into_body().into_with_config().limit(most + 1);
                body.read_to_vec().map_err(failed)?
            }
        };
        if bytes.len() as u64 > most {
            return Err(Error::verification(format!("{name} is longer than it should be")));
        }
        Ok(Some(bytes))
    }

    /// What a host sends with a file to a frame in somebody else's page; `None` from a folder.
    ///
    /// # Errors
    ///
    /// The host cannot be asked.
    pub(crate) fn headers(&self, name: &str) -> Result<Option<HeaderMap>> {
        let Store::Url(_, agent) = self else { return Ok(None) };
        let url = self.place(name);
        // Such frames have no origin that they would tell.
        let request =
            agent.get(&url).header("Origin", "null").header("Accept-Encoding", "gzip, br");
        let response = request.call().map_err(|cause| Error::io("fetch", &url, cause))?;
        Ok(Some(response.headers().clone()))
    }

    /// Opens the dataset: reads its manifest and, when keys are given, verifies it by one of them.
    ///
    /// # Errors
    ///
    /// The manifest cannot be read or used, or is not signed with one of the keys.
    pub fn open(&self, keys: Option<&[PublicKey]>) -> Result<Opened> {
        const MOST: u64 = 16 << 20;
        let bytes = self.read(MANIFEST, MOST).map_err(|error| match self {
            Store::Folder(_) => error.hint("a dataset is a folder that `hushcheck build` made"),
            Store::Url(..) => error,
        })?;
        let signature = self.read_if_there(SIGNATURE, MOST)?;
        let signature = signature.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let signed = match (keys, signature) {
            (Some(keys), Some(signature)) => {
                verify_by_any(keys, &bytes, &signature)
                    .map_err(|e| Error::verification(e.to_string()))?;
                Signed::Verified
            }
            (Some(_), None) => return Err(Error::verification("the dataset is not signed")),
            (None, Some(_)) => Signed::Unverified,
            (None, None) => Signed::Unsigned,
        };
        let manifest = serde_json::from_slice(&bytes)
            .map_err(|cause| Error::verification(format!("{MANIFEST} cannot be used: {cause}")))?;
        Ok(Opened { manifest, hash: Hash256::of(&bytes), signed })
    }
}
