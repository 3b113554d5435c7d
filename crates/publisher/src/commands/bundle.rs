//! `hushcheck bundle`: a site becomes one HTML file that opens by double click.
use std::fs;
use std::process::ExitCode;

use hushcheck_core::Hash256;

use crate::Result;
use crate::cli::BundleArgs;
use crate::commands::{Thousands, say};
use crate::dataset::{self, Partial};
use crate::error::During as _;

pub(crate) fn run(args: &BundleArgs) -> Result<ExitCode> {
    let out = &args.single_file;
    dataset::refuse_existing(out, "name a file that does not exist")?;
    let page = crate::bundle::single_file(&args.site, args.max_megabytes << 20)?;
    let partial = Partial::beside(out)?;
    let file = partial.place("page.html");
    fs::write(&file, &page).during("write", &file)?;
    fs::rename(&file, out).during("create", out)?;
    say(format_args!("wrote {}, {} bytes", out.display(), Thousands(page.len() as u64)))?;
    // As `sha256sum` prints it, so that its `--check` reads it.
    say(format_args!("{}  {}", Hash256::of(page.as_bytes()), out.display()))?;
    Ok(ExitCode::SUCCESS)
}
