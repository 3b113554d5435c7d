//! `hushcheck verify`: every file, every entry, and who signed it; of a site also the page.
use std::process::ExitCode;

use hushcheck_core::{Manifest, PublicKey};

use crate::cli::VerifyArgs;
use crate::commands::{say, warn_expired};
use crate::numbers::Count;
use crate::served::Served;
use crate::store::{Signed, Store};
use crate::{Error, Result, dataset, signing};

pub(crate) fn run(args: &VerifyArgs) -> Result<ExitCode> {
    let keys = signing::trusted_keys(&args.trust)?;
    let store = Store::new(&args.place);
    match Served::open(&store)? {
        Some(served) => site(args, &store, &served, keys)?,
        None => one(args, &store, keys.as_deref())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Verifies a dataset.
fn one(args: &VerifyArgs, store: &Store, keys: Option<&[PublicKey]>) -> Result<()> {
    let opened = store.open(keys).map_err(|error| match store {
        Store::Folder(_) => error.hint("a site is a folder with a site.json in it"),
        Store::Url(..) => error,
    })?;
    dataset::verify(store, &opened.manifest)?;
    warn_expired(&opened.manifest);
    say(format_args!("{} what the manifest says", files_are(&opened.manifest)))?;
    say(match opened.signed {
        Signed::Verified if !args.trust.successor.is_empty() => {
            "the manifest is signed with the key given, or one that came after it"
        }
        Signed::Verified => "the manifest is signed with the key given",
        Signed::Unverified => {
            "warning: who signed the manifest was not verified; give --public-key"
        }
        Signed::Unsigned => "warning: the manifest is not signed",
    })
}

/// Verifies a site: its page, and the datasets that it names.
fn site(
    args: &VerifyArgs,
    store: &Store,
    served: &Served<'_>,
    given: Option<Vec<PublicKey>>,
) -> Result<()> {
    let site = &served.configuration.site;
    let named: Vec<PublicKey> = site.public_keys().collect();
    if let Some(given) = &given
        && let Some(i) = named.iter().position(|key| !given.contains(key))
    {
        let message = format!("`keys[{i}]` of site.json is not the key given");
        return Err(
            Error::verification(message).hint("the page believes datasets that are signed with it")
        );
    }
    let files = served.compare(args.app.as_deref())?;
    let count = Count(files.len() as u64, "file");
    say(format_args!("the page's {count} are those that this command makes"))?;
    let mut faults = served.faults(&files)?;
    let keys = given.as_deref().unwrap_or(&named);
    let signed = if keys.is_empty() { "" } else { ", which is signed" };
    for entry in &site.datasets {
        let manifest = served
            .verify(entry, keys)
            .map_err(|error| error.hint(format!("site.json names it: {}", entry.path.as_str())))?;
        warn_expired(&manifest);
        faults.extend(served.faults_of(entry, &manifest)?);
        let (name, number) = (manifest.dataset(), manifest.number());
        let are = files_are(&manifest);
        say(format_args!("{name}, number {number}: {are} what the manifest says{signed}"))?;
    }
    for fault in &faults {
        eprintln!("warning: {fault}");
    }
    if !faults.is_empty() {
        eprintln!("what a host should send: docs/HOSTING.md");
    }
    if named.is_empty() {
        eprintln!("warning: no dataset is signed, so the page accepts them on one's computer only");
    } else if given.is_none() {
        eprintln!("warning: the keys are those that the site names itself; give --public-key");
    }
    if !site.ranges.is_empty() {
        eprintln!("warning: ranges of passwords are not signed, and were not verified");
    }
    if store.is_remote() {
        say("this is what the host answers here and now; it can answer others otherwise")?;
    }
    Ok(())
}

/// How many files a dataset has, up to the verb.
fn files_are(manifest: &Manifest) -> String {
    let files = manifest.lists().iter().map(|list| list.buckets()).sum();
    format!("{} {}", Count(files, "file"), if files == 1 { "is" } else { "are" })
}
