//! `hushcheck sign`: signs a manifest where the key is, which need not be where the
//! dataset is: the manifest alone vouches for all files.
use std::fs;
use std::process::ExitCode;

use hushcheck_core::Manifest;

use crate::cli::SignArgs;
use crate::commands::say;
use crate::error::During as _;
use crate::store::SIGNATURE;
use crate::{Error, Result, dataset, signing, whole};

pub(crate) fn run(args: &SignArgs) -> Result<ExitCode> {
    let path = &args.manifest;
    if path.is_dir() {
        return Err(Error::input(format!("{} is a folder", path.display()))
            .hint("name the file manifest.json in it"));
    }
    let bytes = fs::read(path).during("read", path)?;
    // Nobody should sign what no reader will accept.
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|cause| {
        Error::verification(format!("{} is no manifest: {cause}", path.display()))
    })?;
    let key = signing::open_secret_key(&args.key)?;
    let signature = signing::sign(&bytes, &dataset::trusted_comment(&manifest), &key)?;
    let out = path.with_file_name(SIGNATURE);
    whole::replace(&out, &signature)?;
    say(format_args!("signed {} number {}", manifest.dataset(), manifest.number()))?;
    say(format_args!("signature: {}", out.display()))?;
    say(format_args!("public key: {}", signing::public_line(&key)?))?;
    Ok(ExitCode::SUCCESS)
}
