//! Putting a dataset together: lists, manifest, signature, the finished folder.
use std::fs;
use std::path::{Path, PathBuf};

use hushcheck_core::manifest::{Edition, RawList};
use hushcheck_core::merkle::Label;
use hushcheck_core::{Check, Hash256, Incident, Manifest, Scheme, privacy};
use minisign::SecretKey;
use tempfile::TempDir;

use crate::error::During as _;
use crate::list::{self, Draft};
use crate::progress::Progress;
use crate::store::{MANIFEST, SIGNATURE, Store};
use crate::{Error, Result, signing};

/// What is to be written.
pub struct Plan<'a> {
    /// The version's name and date.
    pub edition: Edition,
    /// What the dataset is about.
    pub incidents: Vec<Incident>,
    /// The lists.
    pub lists: Vec<Draft<'a>>,
    /// The key to sign with.
    pub key: Option<&'a SecretKey>,
}

/// Checks, before any work is done, that a dataset like this could be written.
///
/// # Errors
///
/// `out` exists, or a reader would refuse the manifest.
pub fn preflight(
    edition: &Edition,
    incidents: &[Incident],
    lists: &[(Check, Scheme)],
    out: &Path,
) -> Result<()> {
    refuse_existing(out, UNCHANGED)?;
    manifest(edition.clone(), incidents.to_vec(), empty_lists(lists)).map(drop)
}

/// Checks that readers would accept lists of these checks beside each other.
///
/// # Errors
///
/// They would not, whatever the lists hold.
pub fn fit_together(lists: &[(Check, Scheme)]) -> Result<()> {
    let edition = Edition {
        dataset: "plan".to_owned(),
        number: 1,
        published: "2000-01-01".to_owned(),
        country: None,
        expires: None,
        previous: None,
        accepted_risks: Vec::new(),
    };
    let name = "plan".to_owned();
    let incident = Incident { name: name.clone(), title: name, ..Incident::default() };
    manifest(edition, vec![incident], empty_lists(lists)).map(drop)
}

fn empty_lists(lists: &[(Check, Scheme)]) -> Vec<RawList> {
    let empty = |&(check, scheme): &(Check, Scheme)| RawList {
        check,
        scheme,
        records: 0,
        entries: 0,
        fingerprint_bits: 0,
        prefix_bits: 0,
        rice_parameter: 0,
        bucket_bytes: 4,
        root: Hash256([0; 32]),
        payload: None,
        figures: None,
    };
    lists.iter().map(empty).collect()
}

fn manifest(edition: Edition, incidents: Vec<Incident>, lists: Vec<RawList>) -> Result<Manifest> {
    Manifest::new(edition, incidents, lists).map_err(|error| Error::input(error.to_string()))
}

/// A folder beside the output for what is not finished; it goes when it is dropped.
pub struct Partial(TempDir);

impl Partial {
    /// Makes the folder, which only its owner can enter.
    ///
    /// # Errors
    ///
    /// Nothing can be written there.
    pub fn beside(out: &Path) -> Result<Self> {
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        fs::create_dir_all(parent).during("create", parent)?;
        let folder = tempfile::Builder::new().prefix(".hushcheck-partial-").tempdir_in(parent);
        folder.during("create a folder in", parent).map(Partial)
    }

    /// A place in the folder.
    pub fn place(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// Writes the dataset into a new folder and returns its manifest.
///
/// All is written to `folder` first, beside `out`, read back and verified, and then moved
/// into place: `out` is there whole or not at all. `before` is called when nothing is left
/// to do but that.
///
/// # Errors
///
/// `out` exists, something cannot be written, a list cannot be made, or `before` fails.
pub fn write(
    plan: Plan<'_>,
    folder: &Path,
    progress: &Progress,
    out: &Path,
    before: impl FnOnce() -> Result<()>,
) -> Result<Manifest> {
    refuse_existing(out, UNCHANGED)?;
    // Half of one, from before an interruption: it comes out the same.
    if folder.exists() {
        fs::remove_dir_all(folder).during("remove", folder)?;
    }
    fs::create_dir(folder).during("create", folder)?;
    let lists = plan.lists.iter().map(|draft| {
        let label = Label::new(&plan.edition.dataset, plan.edition.number, draft.check);
        let mut list = list::write(draft, &label, folder, progress)?;
        list.figures = Some(privacy::figures(&list, plan.edition.country));
        Ok(list)
    });
    let lists = lists.collect::<Result<Vec<RawList>>>()?;
    let manifest = manifest(plan.edition, plan.incidents, lists)?;
    write_manifest(&manifest, plan.key, folder)?;
    progress.phase("reading back", manifest.lists().iter().map(|list| list.buckets()).sum());
    verify(&Store::Folder(folder.to_owned()), &manifest)?;
    // The folder may have been made by somebody else meanwhile.
    refuse_existing(out, UNCHANGED)?;
    before()?;
    fs::rename(folder, out).during("create", out)?;
    progress.end();
    Ok(manifest)
}

pub(crate) const UNCHANGED: &str =
    "a version of a dataset is never changed; name a folder that does not exist";

/// Stops where something is already.
pub(crate) fn refuse_existing(out: &Path, hint: &str) -> Result<()> {
    if out.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Error::input(format!("{} exists already", out.display())).hint(hint))
}

fn write_manifest(manifest: &Manifest, key: Option<&SecretKey>, folder: &Path) -> Result<()> {
    let mut json = serde_json::to_vec_pretty(manifest)
        .map_err(|cause| Error::input(format!("cannot write the manifest: {cause}")))?;
    json.push(b'\n');
    let path = folder.join(MANIFEST);
    fs::write(&path, &json).during("write", &path)?;
    let Some(key) = key else { return Ok(()) };
    let signature = signing::sign(&json, &trusted_comment(manifest), key)?;
    let path = folder.join(SIGNATURE);
    fs::write(&path, signature).during("write", &path)
}

/// What a signature says besides that it is one.
pub(crate) fn trusted_comment(manifest: &Manifest) -> String {
    let (dataset, number) = (manifest.dataset(), manifest.number());
    format!("hushcheck {dataset} number {number} published {}", manifest.published())
}

/// Reads all lists of a dataset back and checks them.
///
/// # Errors
///
/// The first file that is not what the manifest says.
pub fn verify(store: &Store, manifest: &Manifest) -> Result<()> {
    manifest
        .lists()
        .iter()
        .try_for_each(|list| list::verify(list, |name| store.read(name, list.bucket_bytes())))
}
