//! A site as its host serves it, held against the one that this command makes of the same
//! `site.json`: who changed the page, changed what it does with what people type.
mod headers;

use std::path::Path;
use std::{fs, iter};

use hushcheck_core::{Manifest, PublicKey, SiteDataset};

use crate::dataset;
use crate::error::During as _;
use crate::pack;
use crate::site::{self, Configuration};
use crate::store::{MANIFEST, Store};
use crate::{Error, Result};

/// The longest file that is read: no file of a page is nearly so long.
const MOST: u64 = 64 << 20;
/// How many files are named.
const NAMED: usize = 6;

/// A site that was opened.
pub struct Served<'a> {
    store: &'a Store,
    json: Vec<u8>,
    /// What it offers and how it looks.
    pub configuration: Configuration,
}

impl<'a> Served<'a> {
    /// Opens the site in a folder or at a URL; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Its `site.json` cannot be read, or something is wrong in it.
    pub fn open(store: &'a Store) -> Result<Option<Self>> {
        let is_there = match store {
            Store::Folder(folder) => folder.is_dir(),
            Store::Url(..) => true,
        };
        let json = is_there.then(|| store.read_if_there("site.json", MOST)).transpose()?;
        let Some(json) = json.flatten() else { return Ok(None) };
        // Some hosts answer with a page what they do not have.
        if json.trim_ascii_start().starts_with(b"<") {
            return Ok(None);
        }
        let configuration = Configuration::parse(&json, store.place("site.json"))?;
        Ok(Some(Served { store, json, configuration }))
    }

    /// Holds the page's files against those of a site made anew, and returns their names.
    ///
    /// # Errors
    ///
    /// One of them is another or is not there, or something cannot be read.
    pub fn compare(&self, app: Option<&Path>) -> Result<Vec<String>> {
        let anew = tempfile::tempdir()
            .map_err(|cause| Error::io("create", "a folder for what passes", cause))?;
        let anew = anew.path();
        site::put_app(app, anew)?;
        let path = anew.join("site.json");
        fs::write(&path, &self.json).during("write", &path)?;
        if let Some(logo) = &self.configuration.look.logo {
            let path = anew.join(&logo.file);
            fs::write(&path, self.store.read(&logo.file, MOST)?).during("write", &path)?;
        }
        site::write(anew, &self.configuration)?;
        let names = pack::names(anew, anew)?;
        let (mut missing, mut others) = (Vec::new(), Vec::new());
        for name in &names {
            let path = anew.join(name);
            match is_as(self.store, name, &fs::read(&path).during("read", &path)?)? {
                None => missing.push(&**name),
                Some(false) => others.push(&**name),
                Some(true) => {}
            }
        }
        let faults: Vec<String> = [("missing", missing), ("not as this command makes it", others)]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(fault, names)| format!("{fault}: {}", listed(&names)))
            .collect();
        if faults.is_empty() {
            return Ok(names);
        }
        let message = format!("the page at {} is another: {}", self.store, faults.join("; "));
        Err(Error::verification(message).hint(format!(
            "this is hushcheck {}; if another version made the site, compare with that one. Else \
             somebody changed it, or the host puts something of its own into pages: turn that off",
            env!("CARGO_PKG_VERSION")
        )))
    }

    /// Verifies a dataset of the site whole, at each of its places, and returns it.
    ///
    /// # Errors
    ///
    /// It is not what its manifest or its signature says, or a mirror has another.
    pub fn verify(&self, entry: &SiteDataset, keys: &[PublicKey]) -> Result<Manifest> {
        let keys = (!keys.is_empty()).then_some(keys);
        let first = self.place(entry);
        let opened = first.open(keys)?;
        if !entry.expects(&opened.manifest, opened.hash) {
            let (name, number) = (opened.manifest.dataset(), opened.manifest.number());
            return Err(Error::verification(format!(
                "{first} holds number {number} of {name}, which is not what site.json asks for"
            )));
        }
        dataset::verify(&first, &opened.manifest)?;
        for mirror in entry.mirrors().map(Store::new) {
            let of_mirror = |error: Error| error.hint(format!("it is the mirror {mirror}"));
            if mirror.open(keys).map_err(of_mirror)?.hash != opened.hash {
                return Err(Error::verification(format!("{mirror} has another version")));
            }
            dataset::verify(&mirror, &opened.manifest).map_err(of_mirror)?;
        }
        Ok(opened.manifest)
    }

    /// Where a dataset is.
    fn place(&self, entry: &SiteDataset) -> Store {
        match entry.path.host() {
            None => self.store.below(entry.path.as_str()),
            Some(_) => Store::new(entry.path.as_str()),
        }
    }

    /// What hosts send otherwise than they should, of the page's files.
    ///
    /// # Errors
    ///
    /// A host cannot be asked.
    pub fn faults(&self, files: &[String]) -> Result<Vec<String>> {
        let one = |end: &str| files.iter().find(|name| name.ends_with(end));
        let names = [".wasm", ".js", ".css", "site.json"].into_iter().filter_map(one);
        headers::faults(self.store, &names.map(String::as_str).collect::<Vec<_>>())
    }

    /// What hosts send otherwise than they should, of a dataset's files.
    ///
    /// # Errors
    ///
    /// A host cannot be asked.
    pub fn faults_of(&self, entry: &SiteDataset, manifest: &Manifest) -> Result<Vec<String>> {
        let list = manifest.lists().first().map(|list| list.file(0));
        let names: Vec<&str> = iter::once(MANIFEST).chain(list.as_deref()).collect();
        let mut faults = headers::faults(&self.place(entry), &names)?;
        for mirror in entry.mirrors() {
            faults.extend(headers::faults(&Store::new(mirror), &names)?);
        }
        Ok(faults)
    }
}

/// Tells whether a file is served as it should be; `None` if it is not there.
fn is_as(store: &Store, name: &str, expected: &[u8]) -> Result<Option<bool>> {
    // Pages are compared as visitors get them: some hosts serve `embed.html` as `embed`, and send
    // there whoever asks for it by its name.
    let Some(page) = name.strip_suffix(".html").filter(|_| store.is_remote()) else {
        return Ok(store.read_if_there(name, MOST)?.map(|bytes| bytes == expected));
    };
    if page == "index" {
        return Ok(store.read_if_there("", MOST)?.map(|bytes| bytes == expected));
    }
    match store.read_if_there(page, MOST)? {
        Some(bytes) if bytes == expected => Ok(Some(true)),
        _ => Ok(store.read_if_there(name, MOST)?.map(|bytes| bytes == expected)),
    }
}

/// The first names of many, and how many more there are.
fn listed(names: &[&str]) -> String {
    match names.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..NAMED].join(", ")),
    }
}
