//! `hushcheck publish`: from a leak to a finished site.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use minisign::SecretKey;

use crate::cli::{JobArgs, PublishArgs};
use crate::commands::report::Report;
use crate::commands::{build, plan, say};
use crate::error::During as _;
use crate::site::{self, DATASETS, Parts};
use crate::state::{self, State};
use crate::store::MANIFEST;
use crate::{Result, dataset, signing};

pub(crate) fn run(args: &PublishArgs) -> Result<ExitCode> {
    if args.build.dry_run {
        return plan::dry_run(&args.build, false);
    }
    let JobArgs { out, work, .. } = &args.build.job;
    state::refuse_existing(out, work.resume, site::ANEW)?;
    site::ensure_app(args.app.as_deref())?;
    let key = args.build.key.as_deref().map(signing::open_secret_key).transpose()?;
    let mut state = build::begin(&args.build, None)?;
    let made = match moved(&state, out) {
        Some(dataset) => Report::of_moved(work, &state, &dataset),
        None => make(args, key.as_ref(), &mut state),
    };
    let made = made.and_then(|report| report.keep_spools().map(|()| report));
    let report = made.map_err(|error| state.can_go_on(error))?;
    state.remove()?;
    report.finish(work.json, out)?;
    if work.json {
        return Ok(ExitCode::SUCCESS);
    }
    say("copy it to any static file host")?;
    say(format_args!("to look at it first: hushcheck serve {}", out.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// The dataset in a site that was in its place already when the work was interrupted.
fn moved(state: &State, out: &Path) -> Option<PathBuf> {
    let datasets = fs::read_dir(out.join(DATASETS)).ok()?.flatten();
    datasets.map(|entry| entry.path()).find(|dataset| state.was_moved(&dataset.join(MANIFEST)))
}

/// Makes the dataset, and the site around it.
fn make(args: &PublishArgs, key: Option<&SecretKey>, state: &mut State) -> Result<Report> {
    let out = &args.build.job.out;
    let dataset = state.place("finished");
    // It is made of what was sorted, in little time.
    if dataset.exists() {
        fs::remove_dir_all(&dataset).during("remove", &dataset)?;
    }
    dataset::refuse_existing(out, site::ANEW)?;
    let report = build::make(&args.build, None, key, state, &dataset)?;
    let title = args.build.about.title.as_ref().or(args.build.job.leak.id.as_ref());
    let parts = Parts {
        mirrors: Vec::new(),
        name: args.name.clone().or(title.cloned()),
        default_country: args.build.job.leak.country,
        datasets: vec![dataset],
        configuration: None,
        keys: key.into_iter().map(signing::public_line).collect::<Result<_>>()?,
        app: args.app.as_deref(),
    };
    site::assemble(parts, out)?;
    Ok(report)
}
