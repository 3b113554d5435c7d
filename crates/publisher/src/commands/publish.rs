//! `hushcheck publish`: from a leak to a finished site.
use std::fs;
use std::process::ExitCode;

use crate::cli::PublishArgs;
use crate::commands::{build, plan, say};
use crate::dataset;
use crate::error::During as _;
use crate::site::{self, Parts};
use crate::{Result, signing};

pub(crate) fn run(args: &PublishArgs) -> Result<ExitCode> {
    if args.build.dry_run {
        return plan::dry_run(&args.build, false);
    }
    let out = &args.build.job.out;
    dataset::refuse_existing(out, "a site is made anew: name a folder that does not exist")?;
    site::ensure_app(args.app.as_deref())?;
    let key = args.build.key.as_deref().map(signing::open_secret_key).transpose()?;
    let mut state = build::begin(&args.build, None)?;
    let dataset = state.place("finished");
    // It is made of what was sorted, in little time.
    if dataset.exists() {
        fs::remove_dir_all(&dataset).during("remove", &dataset)?;
    }
    let made = build::make(&args.build, None, key.as_ref(), &mut state, &dataset);
    let title = args.build.about.title.as_ref().or(args.build.job.leak.id.as_ref());
    let parts = Parts {
        mirrors: Vec::new(),
        name: args.name.clone().or(title.cloned()),
        default_country: args.build.job.leak.country,
        datasets: vec![dataset],
        configuration: None,
        keys: key.iter().map(signing::public_line).collect::<Result<_>>()?,
        app: args.app.as_deref(),
    };
    let made = made.and_then(|report| {
        site::assemble(parts, out)?;
        report.keep_spools()?;
        Ok(report)
    });
    let report = made.map_err(|error| state.can_go_on(error))?;
    state.remove()?;
    report.finish(args.build.job.work.json, out)?;
    if args.build.job.work.json {
        return Ok(ExitCode::SUCCESS);
    }
    say("copy it to any static file host")?;
    say(format_args!("to look at it first: hushcheck serve {}", out.display()))?;
    Ok(ExitCode::SUCCESS)
}
