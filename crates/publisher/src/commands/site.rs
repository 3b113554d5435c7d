//! `hushcheck site`: the page and datasets become a folder for any static file host.
use std::process::ExitCode;

use crate::cli::SiteArgs;
use crate::commands::say;
use crate::site::{self, Parts};
use crate::{Result, signing};

pub(crate) fn run(args: &SiteArgs) -> Result<ExitCode> {
    let key = |key: &String| signing::public_key_line(key);
    let parts = Parts {
        name: args.name.clone(),
        default_country: args.default_country,
        datasets: args.datasets.clone(),
        keys: args.public_key.iter().map(key).collect::<Result<_>>()?,
        mirrors: args.mirror.clone(),
        app: args.app.as_deref(),
    };
    if parts.keys.is_empty() {
        eprintln!("warning: without --public-key the page accepts datasets on this computer only");
    }
    site::assemble(parts, &args.out)?;
    say(format_args!("wrote {}; copy it to any static file host", args.out.display()))?;
    Ok(ExitCode::SUCCESS)
}
