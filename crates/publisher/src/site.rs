//! Putting a site together: the page, datasets, and the file that names them.
use std::fs;
use std::path::{Path, PathBuf};

use hushcheck_core::{Country, PublicKey, Site, SiteDataset};

use crate::dataset::{self, Partial};
use crate::error::During as _;
use crate::pack::{self, Purpose};
use crate::store::Store;
use crate::{Error, Result, site_files};

include!(concat!(env!("OUT_DIR"), "/app.rs"));

/// What a site is made of.
pub struct Parts<'a> {
    /// The site's name, shown as its title.
    pub name: String,
    /// The country of national IDs and of phone numbers written without one.
    pub default_country: Option<Country>,
    /// The folders of the datasets, in the order of requests.
    pub datasets: Vec<PathBuf>,
    /// The public keys that are believed, as their base64 lines.
    pub keys: Vec<String>,
    /// Other addresses of datasets' folders: the dataset's name and the address.
    pub mirrors: Vec<(String, String)>,
    /// A built page other than the one that the command carries.
    pub app: Option<&'a Path>,
}

/// Makes a site in a new folder. Every dataset is verified whole before it is taken in;
/// `out` is there whole or not at all.
///
/// # Errors
///
/// `out` exists, there is no page, a dataset is not what it should be, or something
/// cannot be written.
pub fn assemble(parts: Parts<'_>, out: &Path) -> Result<()> {
    dataset::refuse_existing(out, "a site is made anew: name a folder that does not exist")?;
    let keys: Vec<PublicKey> = parts
        .keys
        .iter()
        .map(|key| PublicKey::parse(key).map_err(|error| Error::input(error.to_string())))
        .collect::<Result<_>>()?;
    let partial = Partial::beside(out)?;
    let folder = partial.place("site");
    put_app(parts.app, &folder)?;
    let framed = pack::pack(&folder, Purpose::Frame, Vec::new())?;
    let path = folder.join("embed.html");
    fs::write(&path, framed).during("write", &path)?;
    let mut datasets = Vec::new();
    for dataset in &parts.datasets {
        datasets.push(take_in(dataset, &keys, &folder)?);
    }
    for (i, entry) in datasets.iter().enumerate() {
        if datasets[..i].iter().any(|earlier| earlier.dataset == entry.dataset) {
            let name = entry.dataset.as_deref().unwrap_or_default();
            return Err(Error::input(format!("the dataset {name} is named twice"))
                .hint("a site offers one version of a dataset: the last"));
        }
    }
    for (name, address) in parts.mirrors {
        let of = |entry: &&mut SiteDataset| entry.dataset.as_ref() == Some(&name);
        let Some(entry) = datasets.iter_mut().find(of) else {
            return Err(Error::input(format!("--mirror names {name}, which is no dataset here")));
        };
        entry.mirrors.push(address);
    }
    let site = Site {
        name: parts.name,
        default_country: parts.default_country,
        datasets,
        keys: parts.keys,
        links: Vec::new(),
        exit: None,
    };
    let json = serde_json::to_string_pretty(&site)
        .map_err(|cause| Error::input(format!("cannot write site.json: {cause}")))?;
    let path = folder.join("site.json");
    fs::write(&path, json + "\n").during("write", &path)?;
    site_files::finish(&folder, &site)?;
    fs::rename(&folder, out).during("create", out)
}

/// Tells, before any work is done, whether there is a page.
///
/// # Errors
///
/// There is none.
pub fn ensure_app(app: Option<&Path>) -> Result<()> {
    match app {
        Some(app) if app.join("index.html").is_file() => Ok(()),
        Some(app) => Err(Error::input(format!("{} holds no built page", app.display()))
            .hint("name the folder that `trunk build --release` makes")),
        None if FILES.is_empty() => Err(Error::input("this command was built without the page")
            .hint("name a built one with --app, or build the command with `cargo xtask build`")),
        None => Ok(()),
    }
}

/// Writes the page's files.
fn put_app(app: Option<&Path>, folder: &Path) -> Result<()> {
    ensure_app(app)?;
    match app {
        Some(app) => copy(app, folder),
        None => FILES.iter().try_for_each(|(name, bytes)| {
            let path = folder.join(name);
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).during("create", parent)?;
            fs::write(&path, bytes).during("write", &path)
        }),
    }
}

/// Verifies a dataset, copies it, and says how the page is to find and to expect it.
fn take_in(from: &Path, keys: &[PublicKey], folder: &Path) -> Result<SiteDataset> {
    let store = Store::Folder(from.to_owned());
    let opened = store.open((!keys.is_empty()).then_some(keys))?;
    dataset::verify(&store, &opened.manifest)?;
    let (name, number) = (opened.manifest.dataset().to_owned(), opened.manifest.number());
    let path = format!("datasets/{name}-{number}");
    copy(from, &folder.join(&path))?;
    Ok(SiteDataset {
        path: path.try_into().map_err(Error::input)?,
        dataset: Some(name),
        min_number: Some(number),
        manifest_sha256: None,
        mirrors: Vec::new(),
        counted_only: false,
    })
}

/// Copies all files below a folder.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).during("create", to)?;
    for entry in fs::read_dir(from).during("read", from)? {
        let entry = entry.during("read", from)?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).during("write", &to)?;
        }
    }
    Ok(())
}
