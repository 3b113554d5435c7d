//! A whole site for a USB stick: one HTML file, with the lists in it or in ZIPs beside it.
use std::fmt::Display;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use hushcheck_core::{PublicKey, SiteDataset};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::dataset;
use crate::error::During as _;
use crate::pack::{self, File, Purpose};
use crate::site::{self, Configuration};
use crate::store::{MANIFEST, SIGNATURE, Store};
use crate::{Error, Result};

/// Entries that a ZIP can have without the extension that the page does not read.
const MOST_ENTRIES: usize = 65_535;

/// Bytes that a ZIP can have so, with some room for its directory.
const MOST_BYTES: u64 = 3500 << 20;

/// The parts of a site, verified.
pub struct Bundle {
    /// `site.json`.
    configuration: File,
    datasets: Vec<Dataset>,
}

/// A dataset in the site's folder.
struct Dataset {
    /// Its folder there.
    path: String,
    /// Manifest and signature.
    about: Vec<File>,
    /// The names of the lists' files in the site's folder.
    lists: Vec<String>,
    /// Bytes of these files.
    bytes: u64,
}

impl Bundle {
    /// Reads a site whose lists hold at most `most` bytes. Every dataset is verified.
    ///
    /// # Errors
    ///
    /// It is no site of this version, a dataset is not what it should be or not signed, or
    /// the lists hold more.
    pub fn read(site: &Path, most: u64) -> Result<Self> {
        let path = site.join("site.json");
        let mut json = fs::read(&path).during("read", &path).map_err(site::no_site)?;
        let mut configuration = Configuration::read(&path)?;
        if configuration.site.datasets.iter().any(|entry| !entry.mirrors.is_empty()) {
            // The file has the lists, and asks nobody.
            configuration.site.datasets.iter_mut().for_each(|entry| entry.mirrors.clear());
            json = serde_json::to_vec_pretty(&configuration)
                .map_err(|cause| Error::io("write", "site.json", cause))?;
            json.push(b'\n');
        }
        if let Some(host) = configuration.hosts().first() {
            return Err(Error::input(format!("lists that {host} has cannot stand in a file"))
                .hint("a file asks for nothing: make a site of datasets that are in folders"));
        }
        let configuration = configuration.site;
        if !configuration.ranges.is_empty() {
            return Err(Error::input("`ranges` of site.json cannot stand in a file")
                .hint("a file asks for nothing: take `ranges` out of a copy of the site"));
        }
        let keys: Vec<PublicKey> = configuration.public_keys().collect();
        if keys.is_empty() {
            return Err(Error::input("the site names no public key").hint(
                "a page that is opened from a disk believes signed lists only: make the site \
                 with --public-key",
            ));
        }
        let mut rest = most;
        let datasets = configuration.datasets.iter().map(|entry| {
            let dataset = Dataset::read(site, entry, &keys, rest)?;
            rest -= dataset.bytes;
            Ok(dataset)
        });
        let datasets = datasets.collect::<Result<_>>()?;
        Ok(Bundle { configuration: ("site.json".to_owned(), json), datasets })
    }

    /// Packs everything into one HTML document.
    ///
    /// # Errors
    ///
    /// The site's folder does not hold the page of this version.
    pub fn page(self, site: &Path) -> Result<String> {
        let names = self.datasets.iter().flat_map(|dataset| &dataset.lists);
        let lists = names.map(|name| Ok((name.clone(), read(site, name)?)));
        let lists = lists.collect::<Result<Vec<File>>>()?;
        pack::pack(site, Purpose::File, [self.about(), lists].concat())
    }

    /// Packs everything but the lists into one HTML document.
    ///
    /// # Errors
    ///
    /// As of `page`.
    pub fn page_without_lists(&self, site: &Path) -> Result<String> {
        pack::pack(site, Purpose::FileWithoutLists, self.about())
    }

    /// Puts all lists into one ZIP, of which the page reads what it needs.
    ///
    /// # Errors
    ///
    /// They are too many for one, or it cannot be written.
    pub fn zip(&self, site: &Path, zip: &Path) -> Result<()> {
        let names = self.datasets.iter().flat_map(|dataset| &dataset.lists);
        let entries: Vec<_> = names.map(|name| (name.as_str(), name.as_str())).collect();
        write_zip(site, &entries, zip)
    }

    /// Puts each dataset into a ZIP of its own, whole: with manifest and signature it can
    /// be unpacked and served, too. Returns the files' names, `NAME-NUMBER.zip`.
    ///
    /// # Errors
    ///
    /// A dataset is too large for one, two have one name, or one cannot be written.
    pub fn zips(&self, site: &Path, folder: &Path) -> Result<Vec<String>> {
        let mut made: Vec<String> = Vec::new();
        for dataset in &self.datasets {
            let folder_name = dataset.path.rsplit('/').next().unwrap_or_default();
            let name = format!("{folder_name}.zip");
            if made.contains(&name) {
                return Err(Error::input(format!(
                    "two of the site's folders are called {folder_name}"
                ))
                .hint("the page tells datasets apart by these names: rename one in site.json"));
            }
            let files = dataset.about.iter().map(|(name, _)| name).chain(&dataset.lists);
            let inside = |name: &str| {
                format!(
                    "{folder_name}/{}",
                    name.strip_prefix(&dataset.path).unwrap_or(name).trim_start_matches('/')
                )
            };
            let entries: Vec<(String, &str)> =
                files.map(|name| (inside(name), name.as_str())).collect();
            let entries: Vec<_> =
                entries.iter().map(|(inside, name)| (inside.as_str(), *name)).collect();
            if dataset.bytes > MOST_BYTES {
                let text = format!(
                    "the lists of {folder_name} are too large for a ZIP that the page can read"
                );
                return Err(Error::input(text)
                    .hint("copy the dataset's folder instead: the page reads it too"));
            }
            write_zip(site, &entries, &folder.join(&name))?;
            made.push(name);
        }
        Ok(made)
    }

    /// `site.json`, manifests and signatures.
    fn about(&self) -> Vec<File> {
        let about = self.datasets.iter().flat_map(|dataset| dataset.about.iter().cloned());
        std::iter::once(self.configuration.clone()).chain(about).collect()
    }
}

impl Dataset {
    /// Reads and verifies one whose lists hold at most `most` bytes.
    fn read(site: &Path, entry: &SiteDataset, keys: &[PublicKey], most: u64) -> Result<Self> {
        let path = entry.path.as_str();
        let store = Store::Folder(site.join(path));
        let opened = store.open(Some(keys))?;
        if !entry.expects(&opened.manifest, opened.hash) {
            let text = format!("{path} is not the dataset that the site expects");
            return Err(Error::verification(text));
        }
        let lists = opened.manifest.lists();
        let bytes = lists.iter().map(|list| list.total_bytes()).sum();
        if bytes > most {
            let text = format!("with the {bytes} bytes of {path} the lists hold too much");
            return Err(Error::input(text)
                .hint("allow more with --max-megabytes, put lists into a --zip, or bundle fewer"));
        }
        dataset::verify(&store, &opened.manifest)?;
        let about = [MANIFEST, SIGNATURE].map(|name| {
            let name = format!("{path}/{name}");
            let bytes = read(site, &name)?;
            Ok((name, bytes))
        });
        let about = about.into_iter().collect::<Result<_>>()?;
        let files = lists.iter().flat_map(|list| {
            (0..list.buckets()).map(move |bucket| format!("{path}/{}", list.file(bucket)))
        });
        Ok(Dataset { path: path.to_owned(), about, lists: files.collect(), bytes })
    }
}

/// Writes a ZIP of files of a site: their names in it, and in the site's folder. They are
/// stored, not compressed: lists get no smaller, and a page can read one without the others.
fn write_zip(site: &Path, entries: &[(&str, &str)], zip: &Path) -> Result<()> {
    if entries.len() > MOST_ENTRIES {
        let text = format!("{} files are too many for a ZIP that the page can read", entries.len());
        return Err(
            Error::input(text).hint("copy the datasets' folders instead: the page reads them too")
        );
    }
    let failed = |cause: &dyn Display| Error::io("write", zip.display(), cause);
    let mut writer = ZipWriter::new(fs::File::create(zip).during("write", zip)?);
    // No time and no owner: the same lists are the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut add = |inside: &str, name: &str| {
        writer.start_file(inside, options).map_err(|cause| failed(&cause))?;
        writer.write_all(&read(site, name)?).during("write", zip)
    };
    if let Err(error) = entries.iter().try_for_each(|(inside, name)| add(inside, name)) {
        // It would try to end the ZIP, and tell that it cannot.
        std::mem::forget(writer);
        return Err(error);
    }
    writer.finish().map_err(|cause| failed(&cause)).map(drop)
}

/// Reads a file that was verified; who opens the page verifies it once more.
fn read(site: &Path, name: &str) -> Result<Vec<u8>> {
    let path = site.join(name);
    fs::read(&path).during("read", &path)
}
