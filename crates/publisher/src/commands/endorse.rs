//! `hushcheck endorse`: the old key vouches for the new one.
use std::fs;
use std::process::ExitCode;

use crate::cli::EndorseArgs;
use crate::commands::say;
use crate::error::During as _;
use crate::{Result, signing, whole};

pub(crate) fn run(args: &EndorseArgs) -> Result<ExitCode> {
    let path = &args.successor;
    let text = fs::read_to_string(path).during("read", path)?;
    // Nobody should vouch for what is no key.
    signing::key_file(&text, path)?;
    let key = signing::open_secret_key(&args.key)?;
    let signature = signing::sign(text.as_bytes(), "hushcheck successor", &key)?;
    let out = signing::endorsement(path);
    whole::replace(&out, &signature)?;
    say(format_args!("{} vouches for {}", signing::public_line(&key)?, path.display()))?;
    say(format_args!("signature: {}", out.display()))?;
    Ok(ExitCode::SUCCESS)
}
