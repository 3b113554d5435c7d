//! `hushcheck bundle`: a site becomes one HTML file that opens by double click.
use std::fs;
use std::process::ExitCode;

use hushcheck_core::Hash256;

use crate::Result;
use crate::bundle::Bundle;
use crate::cli::BundleArgs;
use crate::commands::{Thousands, say};
use crate::dataset::{self, Partial};
use crate::error::During as _;

pub(crate) fn run(args: &BundleArgs) -> Result<ExitCode> {
    let out = &args.single_file;
    for out in [Some(out), args.zip.as_ref()].into_iter().flatten() {
        dataset::refuse_existing(out, "name a file that does not exist")?;
    }
    let most = args.max_megabytes.unwrap_or(if args.zip.is_some() { 3500 } else { 8 });
    let bundle = Bundle::read(&args.site, most << 20)?;
    let partial = Partial::beside(args.zip.as_ref().unwrap_or(out))?;
    let page = match &args.zip {
        None => bundle.page(&args.site)?,
        Some(zip) => {
            let file = partial.place("lists.zip");
            let page = bundle.page_and_zip(&args.site, &file)?;
            fs::rename(&file, zip).during("create", zip)?;
            say(format_args!("wrote {}", zip.display()))?;
            page
        }
    };
    let partial = Partial::beside(out)?;
    let file = partial.place("page.html");
    fs::write(&file, &page).during("write", &file)?;
    fs::rename(&file, out).during("create", out)?;
    say(format_args!("wrote {}, {} bytes", out.display(), Thousands(page.len() as u64)))?;
    // As `sha256sum` prints it, so that its `--check` reads it.
    say(format_args!("{}  {}", Hash256::of(page.as_bytes()), out.display()))?;
    Ok(ExitCode::SUCCESS)
}
