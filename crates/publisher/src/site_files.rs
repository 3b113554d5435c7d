//! What else of a site's files depends on the site: its name as an app, the page that makes
//! embeds, and what is kept of it for use without a network.
use std::fs;
use std::path::Path;

use hushcheck_core::Site;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::error::During as _;
use crate::pack;
use crate::{Error, Result};

/// The page's files that its service worker does not keep: what belongs to other people's
/// pages, and what must not be older than the host has it.
const NOT_KEPT: [&str; 7] =
    ["site.json", "datasets/", "pack/", "embed.js", "embed.html", "builder.html", "offline.js"];

/// Finishes a site in whose folder its page, `embed.html` and datasets are.
///
/// # Errors
///
/// The page is not of this version, or a file cannot be read or written.
pub fn finish(folder: &Path, site: &Site) -> Result<()> {
    name_app(folder, &site.name)?;
    write(folder, "builder.html", &pack::builder(folder)?)?;
    // Last, since it holds what all the others are.
    write(folder, "offline.js", &worker(folder)?)
}

/// Gives the page the site's name where it is put among somebody's apps.
fn name_app(folder: &Path, name: &str) -> Result<()> {
    const FILE: &str = "webapp.json";
    let malformed = |cause| Error::input(format!("cannot use {FILE}: {cause}"));
    let mut manifest: Value = serde_json::from_str(&read(folder, FILE)?).map_err(malformed)?;
    manifest["name"] = name.into();
    manifest["short_name"] = name.into();
    write(folder, FILE, &(manifest.to_string() + "\n"))
}

/// The service worker, and what it is to keep: each of the page's files, with its SHA-256.
fn worker(folder: &Path) -> Result<String> {
    let mut files = serde_json::Map::new();
    let mut version = Sha256::new();
    for name in pack::names(folder, folder)? {
        if NOT_KEPT.iter().any(|other| name.starts_with(other)) {
            continue;
        }
        let path = folder.join(&name);
        let hash = hushcheck_core::Hash256::of(&fs::read(&path).during("read", &path)?);
        version.update(format!("{name} {hash}\n"));
        files.insert(name, hash.to_string().into());
    }
    let code = read(folder, "pack/offline.js")?;
    // Another worker is another version, even of the same files.
    version.update(&code);
    let version = hushcheck_core::Hash256(version.finalize().into()).to_string();
    let (version, _) = version.split_at(16);
    Ok(format!("const FILES = {};\nconst VERSION = \"{version}\";\n{code}", Value::from(files)))
}

fn read(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    fs::read_to_string(&path).during("read", &path)
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    fs::write(&path, text).during("write", &path)
}
