//! What else of a site's files depends on the site: its name as an app, the page that makes
//! embeds, and what is kept of it for use without a network.
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::error::During as _;
use crate::pack;
use crate::site::Configuration;
use crate::{Error, Result, whole};

/// The page's files that its service worker keeps. What begins so and goes on with a hash
/// ends in `-` here, folders in `/`. Not the files that belong to other people's pages, nor what
/// must not be older than the host has it; nor what else a publisher puts into the folder, such
/// as a host's own configuration: the worker keeps all of them or none.
const KEPT: [&str; 15] = [
    "app-",
    "beside.js",
    "beside/",
    "boot-",
    "han.txt",
    "hushcheck-app-",
    "icon.svg",
    "icons/",
    "index.html",
    "lang/",
    "old.js",
    "plans/",
    "self-test.js",
    "theme.css",
    "webapp.json",
];

/// Finishes a site in whose folder its page, `embed.html` and datasets are.
///
/// # Errors
///
/// The page is not of this version, or a file cannot be read or written.
pub fn finish(folder: &Path, configuration: &Configuration) -> Result<()> {
    name_app(folder, &configuration.site.name)?;
    write(folder, "builder.html", &pack::builder(folder)?)?;
    // Last, since it holds what all the others are.
    let logo = configuration.look.logo.as_ref().map(|logo| logo.file.as_str());
    write(folder, "offline.js", &worker(folder, logo)?)
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

/// The names of the files that are kept, in order.
fn kept(folder: &Path, logo: Option<&str>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).during("read", folder)? {
        let entry = entry.during("read", folder)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() {
            if KEPT.contains(&&*format!("{name}/")) {
                names.extend(pack::names(folder, &path)?);
            }
        } else if is_kept(&name) || Some(&*name) == logo {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn is_kept(name: &str) -> bool {
    KEPT.iter().any(|kept| *kept == name || (kept.ends_with('-') && name.starts_with(kept)))
}

/// The service worker, and what it is to keep: each of the page's files, with its SHA-256.
fn worker(folder: &Path, logo: Option<&str>) -> Result<String> {
    let mut files = serde_json::Map::new();
    let mut version = Sha256::new();
    for name in kept(folder, logo)? {
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
    whole::replace(&folder.join(name), text)
}
