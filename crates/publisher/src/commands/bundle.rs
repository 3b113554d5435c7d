//! `hushcheck bundle`: a site becomes a page that opens by double click, for a stick.
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use hushcheck_core::Hash256;
use sha2::{Digest as _, Sha256};

use crate::bundle::Bundle;
use crate::cli::BundleArgs;
use crate::commands::say;
use crate::dataset::{self, Partial};
use crate::error::During as _;
use crate::numbers::Thousands;
use crate::whole::Whole;
use crate::{Error, Result};

/// The page's name in a folder for a stick.
const PAGE: &str = "check.html";

/// The name of all lists' ZIP until it is in its place.
const LISTS: &str = "lists.zip";

pub(crate) fn run(args: &BundleArgs) -> Result<ExitCode> {
    match (&args.out, &args.single_file) {
        (Some(out), _) => folder(args, out)?,
        (None, Some(file)) => single_file(args, file)?,
        (None, None) => return Err(Error::input("say what to make: --out or --single-file")),
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a folder of the page and a ZIP of each dataset.
fn folder(args: &BundleArgs, out: &Path) -> Result<()> {
    dataset::refuse_existing(out, "name a folder that does not exist")?;
    let most = args.max_megabytes.map_or(u64::MAX, |megabytes| megabytes << 20);
    let bundle = Bundle::read(&args.site, most)?;
    let partial = Partial::beside(out)?;
    let stick = partial.place("stick");
    fs::create_dir(&stick).during("create", &stick)?;
    let mut names = bundle.zips(&args.site, &stick)?;
    let page = bundle.page_without_lists(&args.site)?;
    let file = stick.join(PAGE);
    fs::write(&file, page).during("write", &file)?;
    names.insert(0, PAGE.to_owned());
    let sums = names.iter().map(|name| sha256(&stick.join(name))).collect::<Result<Vec<_>>>()?;
    fs::rename(&stick, out).during("create", out)?;
    say(format_args!("wrote {}; copy it onto a stick, and open {PAGE} there", out.display()))?;
    // As `sha256sum` prints it, so that its `--check` reads it.
    for (name, sum) in names.iter().zip(sums) {
        say(format_args!("{sum}  {name}"))?;
    }
    Ok(())
}

/// Makes one HTML file, and one ZIP where the lists are not to stand in it.
fn single_file(args: &BundleArgs, out: &Path) -> Result<()> {
    for out in [Some(out), args.zip.as_deref()].into_iter().flatten() {
        dataset::refuse_existing(out, "name a file that does not exist")?;
    }
    let most = args.max_megabytes.unwrap_or(if args.zip.is_some() { 3500 } else { 8 });
    let bundle = Bundle::read(&args.site, most << 20)?;
    let (page, lists) = match &args.zip {
        None => (bundle.page(&args.site)?, None),
        Some(zip) => {
            let partial = Partial::beside(zip)?;
            bundle.zip(&args.site, &partial.place(LISTS))?;
            (bundle.page_without_lists(&args.site)?, Some((zip, partial)))
        }
    };
    // Both are written before either is in its place.
    let file = Whole::public(out, page.as_bytes())?;
    if let Some((zip, partial)) = lists {
        fs::rename(partial.place(LISTS), zip).during("create", zip)?;
        say(format_args!("wrote {}", zip.display()))?;
    }
    file.keep()?;
    say(format_args!("wrote {}, {} bytes", out.display(), Thousands(page.len() as u64)))?;
    say(format_args!("{}  {}", Hash256::of(page.as_bytes()), out.display()))
}

/// The hash of a file that may be larger than memory.
fn sha256(path: &Path) -> Result<Hash256> {
    let mut file = fs::File::open(path).during("read", path)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer).during("read", path)? {
            0 => return Ok(Hash256(hasher.finalize().into())),
            count => hasher.update(&buffer[..count]),
        }
    }
}
