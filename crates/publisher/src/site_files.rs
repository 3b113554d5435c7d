//! What of a site's page depends on the site: the hosts that it may ask, its name as an app,
//! the page that makes embeds, and what is kept of it for use without a network.
use std::fs;
use std::path::Path;

use hushcheck_core::{Site, SiteDataset};
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
    let hosts = hosts(&site.datasets);
    if !hosts.is_empty() {
        allow(folder, &hosts)?;
    }
    name_app(folder, &site.name)?;
    write(folder, "builder.html", &pack::builder(folder)?)?;
    // Last, since it holds what all the others are.
    write(folder, "offline.js", &worker(folder)?)
}

/// The hosts of the mirrors, as a Content-Security-Policy names them.
fn hosts(datasets: &[SiteDataset]) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    for mirror in datasets.iter().flat_map(SiteDataset::mirrors) {
        let end = mirror.match_indices('/').nth(2).map_or(mirror.len(), |(at, _)| at);
        if !hosts.iter().any(|known| known == &mirror[..end]) {
            hosts.push(mirror[..end].to_owned());
        }
    }
    hosts
}

/// Lets the pages ask these hosts as well: of themselves their policies know one only.
fn allow(folder: &Path, hosts: &[String]) -> Result<()> {
    const SELF: &str = "connect-src 'self'";
    const POLICY: &str = "<meta http-equiv=Content-Security-Policy";
    let hosts = hosts.join(" ");
    let added = format!("<meta name=mirrors content=\"{hosts}\">\n{POLICY}");
    let change = |name: &str, from: &str, to: &str| {
        let text = read(folder, name)?;
        if text.matches(from).count() != 1 {
            let text = format!("{name} is not the page of this version: it has no `{from}`");
            return Err(Error::input(text));
        }
        write(folder, name, &text.replace(from, to))
    };
    change("index.html", SELF, &format!("{SELF} {hosts}"))?;
    // A frame's own script narrows its policy, and reads there what is left.
    change("embed.html", POLICY, &added)
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
