//! `hushcheck site` and `hushcheck configure`: the page and datasets become a folder for any
//! static file host.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::{ConfigureArgs, SiteArgs};
use crate::commands::{say, warn_expired};
use crate::error::During as _;
use crate::site::{self, Configuration, Parts};
use crate::store::Store;
use crate::{Result, signing};

pub(crate) fn run(args: &SiteArgs) -> Result<ExitCode> {
    let key = |key: &String| signing::public_key_line(key);
    let parts = Parts {
        name: args.name.clone(),
        default_country: args.default_country,
        datasets: args.datasets.clone(),
        keys: args.public_key.iter().map(key).collect::<Result<_>>()?,
        mirrors: args.mirror.clone(),
        configuration: args.site_json.as_deref(),
        app: args.app.as_deref(),
    };
    let configuration = site::assemble(parts, &args.out)?;
    warn_of_datasets(&args.out, &configuration)?;
    if configuration.site.keys.is_empty() {
        eprintln!("warning: without --public-key the page accepts datasets on this computer only");
    }
    say(format_args!("wrote {}; copy it to any static file host", args.out.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Warns of datasets that have expired, and of those that lie in the site but are no longer
/// offered: who copies the site hands them on.
fn warn_of_datasets(site: &Path, configuration: &Configuration) -> Result<()> {
    let paths = configuration.site.datasets.iter().map(|entry| &entry.path);
    let here: Vec<PathBuf> =
        paths.filter(|path| path.host().is_none()).map(|path| site.join(path.as_str())).collect();
    for folder in &here {
        warn_expired(&Store::Folder(folder.clone()).open(None)?.manifest);
    }
    let datasets = site.join("datasets");
    let lying = datasets.is_dir().then(|| fs::read_dir(&datasets).during("read", &datasets));
    for entry in lying.transpose()?.into_iter().flatten() {
        let folder = entry.during("read", &datasets)?.path();
        if !here.contains(&folder) && folder.join("manifest.json").exists() {
            let folder = folder.display();
            eprintln!(
                "warning: site.json does not name {folder}: remove it if nobody should have it"
            );
        }
    }
    Ok(())
}

pub(crate) fn configure(args: &ConfigureArgs) -> Result<ExitCode> {
    let configuration = site::configure(&args.site)?;
    warn_of_datasets(&args.site, &configuration)?;
    let hosts = configuration.hosts();
    say(format_args!(
        "{} is in order, and its pages say so",
        args.site.join("site.json").display()
    ))?;
    if !hosts.is_empty() {
        say(format_args!("besides their own host they may ask {}", hosts.join(", ")))?;
    }
    Ok(ExitCode::SUCCESS)
}
