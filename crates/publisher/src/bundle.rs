//! A whole site in one HTML file, for a USB stick: page, lists and signatures.
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
use crate::site::Configuration;
use crate::store::{MANIFEST, SIGNATURE, Store};
use crate::{Error, Result};

/// The parts of a site, verified.
pub struct Bundle {
    /// `site.json`, manifests and signatures.
    about: Vec<File>,
    /// The names of the lists' files.
    lists: Vec<String>,
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
        let json = fs::read(&path).during("read", &path)?;
        let configuration = Configuration::read(&path)?;
        if let Some(host) = configuration.hosts().first() {
            return Err(Error::input(format!("lists that {host} has cannot stand in a file"))
                .hint("a file asks for nothing: make a site of datasets that are in folders"));
        }
        let configuration = configuration.site;
        let keys: Vec<PublicKey> = configuration.public_keys().collect();
        if keys.is_empty() {
            return Err(Error::input("the site names no public key").hint(
                "a page that is opened from a disk believes signed lists only: make the site \
                 with --public-key",
            ));
        }
        let about = vec![("site.json".to_owned(), json)];
        let mut bundle = Bundle { about, lists: Vec::new() };
        let mut rest = most;
        for entry in &configuration.datasets {
            rest -= bundle.take_in(site, entry, &keys, rest)?;
        }
        Ok(bundle)
    }

    /// Packs everything into one HTML document.
    ///
    /// # Errors
    ///
    /// The site's folder does not hold the page of this version.
    pub fn page(mut self, site: &Path) -> Result<String> {
        for name in self.lists {
            let bytes = read(site, &name)?;
            self.about.push((name, bytes));
        }
        pack::pack(site, Purpose::File, self.about)
    }

    /// Packs everything but the lists into one HTML document, and these into a ZIP of
    /// stored entries, so that a page can read one without the others.
    ///
    /// # Errors
    ///
    /// As of `page`, or the ZIP cannot be written.
    pub fn page_and_zip(self, site: &Path, zip: &Path) -> Result<String> {
        let page = pack::pack(site, Purpose::FileWithoutLists, self.about)?;
        let failed = |cause: &dyn Display| Error::io("write", zip.display(), cause);
        let mut writer = ZipWriter::new(fs::File::create(zip).during("write", zip)?);
        // No time and no owner: the same lists are the same file.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        for name in &self.lists {
            writer.start_file(name.as_str(), options).map_err(|cause| failed(&cause))?;
            writer.write_all(&read(site, name)?).during("write", zip)?;
        }
        writer.finish().map_err(|cause| failed(&cause))?;
        Ok(page)
    }

    /// Adds a dataset's files, and tells how many bytes its lists hold, at most `most`.
    fn take_in(
        &mut self,
        site: &Path,
        entry: &SiteDataset,
        keys: &[PublicKey],
        most: u64,
    ) -> Result<u64> {
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
        for name in [MANIFEST, SIGNATURE] {
            let name = format!("{path}/{name}");
            let bytes = read(site, &name)?;
            self.about.push((name, bytes));
        }
        for list in lists {
            let names = (0..list.buckets()).map(|bucket| format!("{path}/{}", list.file(bucket)));
            self.lists.extend(names);
        }
        Ok(bytes)
    }
}

/// Reads a file that was verified; who opens the page verifies it once more.
fn read(site: &Path, name: &str) -> Result<Vec<u8>> {
    let path = site.join(name);
    fs::read(&path).during("read", &path)
}
