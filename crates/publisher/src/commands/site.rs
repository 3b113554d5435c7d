//! `hushcheck site` and `hushcheck configure`: the page and datasets become a folder for any
//! static file host.
use std::process::ExitCode;

use crate::cli::{ConfigureArgs, SiteArgs};
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
        configuration: args.site_json.as_deref(),
        app: args.app.as_deref(),
    };
    if site::assemble(parts, &args.out)?.site.keys.is_empty() {
        eprintln!("warning: without --public-key the page accepts datasets on this computer only");
    }
    say(format_args!("wrote {}; copy it to any static file host", args.out.display()))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn configure(args: &ConfigureArgs) -> Result<ExitCode> {
    let configuration = site::configure(&args.site)?;
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
