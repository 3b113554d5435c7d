//! A whole site in one HTML file, for a USB stick: page, lists and signatures.
use std::fs;
use std::path::Path;

use hushcheck_core::{PublicKey, Site, SiteDataset};

use crate::dataset;
use crate::error::During as _;
use crate::pack::{self, File, Purpose};
use crate::store::{MANIFEST, SIGNATURE, Store};
use crate::{Error, Result};

/// Packs a site into one HTML document. Every dataset is verified first.
///
/// # Errors
///
/// It is no site of this version, a dataset is not what it should be or not signed, or the
/// lists hold more than `most` bytes.
pub fn single_file(site: &Path, most: u64) -> Result<String> {
    let path = site.join("site.json");
    let json = fs::read(&path).during("read", &path)?;
    let configuration: Site = serde_json::from_slice(&json)
        .map_err(|cause| Error::input(format!("cannot use {}: {cause}", path.display())))?;
    let keys: Vec<PublicKey> = configuration.public_keys().collect();
    if keys.is_empty() {
        return Err(Error::input("the site names no public key")
            .hint("a page that is opened from a disk believes signed lists only: make the site with --public-key"));
    }
    let mut files = vec![("site.json".to_owned(), json)];
    let mut bytes = 0;
    for entry in &configuration.datasets {
        bytes += take_in(site, entry, &keys, most.saturating_sub(bytes), &mut files)?;
    }
    pack::pack(site, Purpose::File, files)
}

/// Adds a dataset's files, and tells how many bytes its lists hold, at most `most`.
fn take_in(
    site: &Path,
    entry: &SiteDataset,
    keys: &[PublicKey],
    most: u64,
    files: &mut Vec<File>,
) -> Result<u64> {
    let path = entry.path.as_str();
    let store = Store::Folder(site.join(path));
    let opened = store.open(Some(keys))?;
    if !entry.expects(&opened.manifest, opened.hash) {
        return Err(Error::verification(format!(
            "{path} is not the dataset that the site expects"
        )));
    }
    let lists = opened.manifest.lists();
    let bytes = lists.iter().map(|list| list.total_bytes()).sum();
    if bytes > most {
        return Err(Error::input(format!(
            "with {path} the lists hold more than one file is to hold: it alone has {bytes} bytes"
        ))
        .hint("allow more with --max-megabytes, or bundle a site of fewer datasets"));
    }
    dataset::verify(&store, &opened.manifest)?;
    let mut add = |name: &str, most| -> Result<()> {
        files.push((format!("{path}/{name}"), store.read(name, most)?));
        Ok(())
    };
    add(MANIFEST, u64::MAX - 1)?;
    add(SIGNATURE, u64::MAX - 1)?;
    for list in lists {
        for bucket in 0..list.buckets() {
            add(&list.file(bucket), list.bucket_bytes())?;
        }
    }
    Ok(bytes)
}
