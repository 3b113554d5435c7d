//! `hushcheck verify`: every file, every entry, and who signed it.
use std::process::ExitCode;

use crate::cli::InspectArgs;
use crate::commands::{say, warn_expired};
use crate::numbers::Count;
use crate::store::{Signed, Store};
use crate::{Result, dataset, signing};

pub(crate) fn run(args: &InspectArgs) -> Result<ExitCode> {
    let keys = signing::trusted_keys(&args.trust)?;
    let store = Store::new(&args.dataset);
    let opened = store.open(keys.as_deref())?;
    dataset::verify(&store, &opened.manifest)?;
    warn_expired(&opened.manifest);
    let files: u64 = opened.manifest.lists().iter().map(|list| list.buckets()).sum();
    say(format_args!(
        "{} {} what the manifest says",
        Count(files, "file"),
        if files == 1 { "is" } else { "are" }
    ))?;
    say(match opened.signed {
        Signed::Verified if !args.trust.successor.is_empty() => {
            "the manifest is signed with the key given, or one that came after it"
        }
        Signed::Verified => "the manifest is signed with the key given",
        Signed::Unverified => {
            "warning: who signed the manifest was not verified; give --public-key"
        }
        Signed::Unsigned => "warning: the manifest is not signed",
    })?;
    Ok(ExitCode::SUCCESS)
}
