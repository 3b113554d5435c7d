//! Putting a site together: the page, datasets, and the file that names them.
mod colour;
mod configuration;
mod look;
mod pages;

use std::fs;
use std::path::{Path, PathBuf};

use hushcheck_core::{Country, PublicKey, SiteDataset};

pub use self::configuration::Configuration;
pub use self::look::{Accent, Logo, Look};
pub use self::pages::{THEME, configure};
pub(crate) use self::pages::{no_site, write};

use crate::dataset::{self, Partial};
use crate::error::During as _;
use crate::store::{self, Store};
use crate::{Error, Result};

include!(concat!(env!("OUT_DIR"), "/app.rs"));

/// The folder of a site in which its datasets are.
pub(crate) const DATASETS: &str = "datasets";

/// What to do where a site cannot be made because its folder is there.
pub(crate) const ANEW: &str = "a site is made anew: name a folder that does not exist";

/// What a site is made of.
pub struct Parts<'a> {
    /// The site's name, shown as its title; that of the configuration if there is none.
    pub name: Option<String>,
    /// The country of national IDs and of phone numbers written without one.
    pub default_country: Option<Country>,
    /// The folders of the datasets, or their addresses at other hosts, in the order of
    /// requests.
    pub datasets: Vec<PathBuf>,
    /// The public keys that are believed, as their base64 lines.
    pub keys: Vec<String>,
    /// Other addresses of datasets' folders: the dataset's name and the address.
    pub mirrors: Vec<(String, String)>,
    /// A `site.json` of which everything is taken but the datasets.
    pub configuration: Option<&'a Path>,
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
pub fn assemble(parts: Parts<'_>, out: &Path) -> Result<Configuration> {
    dataset::refuse_existing(out, ANEW)?;
    let mut configuration =
        parts.configuration.map(Configuration::read).transpose()?.unwrap_or_default();
    let site = &mut configuration.site;
    site.name = parts.name.unwrap_or_else(|| std::mem::take(&mut site.name));
    site.default_country = parts.default_country.or(site.default_country);
    if !parts.keys.is_empty() {
        site.keys = parts.keys;
    }
    let keys: Vec<PublicKey> = site
        .keys
        .iter()
        .map(|key| PublicKey::parse(key).map_err(|error| Error::input(error.to_string())))
        .collect::<Result<_>>()?;
    let partial = Partial::beside(out)?;
    let folder = partial.place("site");
    put_app(parts.app, &folder)?;
    if let (Some(from), Some(logo)) = (parts.configuration, &configuration.look.logo) {
        let (from, to) = (from.with_file_name(&logo.file), folder.join(&logo.file));
        fs::copy(&from, to).during("read", &from)?;
    }
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
    let site = &mut configuration.site;
    if let Some(first) = datasets.first().filter(|_| site.name.is_empty()) {
        site.name = first.dataset.clone().unwrap_or_default();
    }
    site.datasets = datasets;
    let json = serde_json::to_string_pretty(&configuration)
        .map_err(|cause| Error::input(format!("cannot write site.json: {cause}")))?;
    let path = folder.join("site.json");
    fs::write(&path, json + "\n").during("write", &path)?;
    let configuration = configure(&folder)?;
    fs::rename(&folder, out).during("create", out)?;
    Ok(configuration)
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
pub(crate) fn put_app(app: Option<&Path>, folder: &Path) -> Result<()> {
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

/// Verifies a dataset, copies it unless another host has it, and says how the page is to
/// find and to expect it.
fn take_in(from: &Path, keys: &[PublicKey], folder: &Path) -> Result<SiteDataset> {
    let place = from.to_str().unwrap_or_default().trim_end_matches('/');
    let is_elsewhere = place.contains("://");
    let store = if is_elsewhere { Store::new(place) } else { Store::Folder(from.to_owned()) };
    if is_elsewhere {
        store::refuse_open_line(place)?;
    }
    if is_elsewhere && keys.is_empty() {
        return Err(Error::input(format!("{place} is another host's, which must be signed"))
            .hint("name the key that is believed, with --public-key"));
    }
    let opened = store.open((!keys.is_empty()).then_some(keys))?;
    dataset::verify(&store, &opened.manifest)?;
    let (name, number) = (opened.manifest.dataset().to_owned(), opened.manifest.number());
    let path = if is_elsewhere {
        place.to_owned()
    } else {
        let path = format!("{DATASETS}/{name}-{number}");
        copy(from, &folder.join(&path))?;
        path
    };
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
