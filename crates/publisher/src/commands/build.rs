//! `hushcheck build`: a leak's rows become a dataset.
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use minisign::SecretKey;

use crate::addition::Base;
use crate::cli::{BuildArgs, JobArgs, LeakArgs, WorkArgs};
use crate::commands::also::Ranges;
use crate::commands::leak::{self, Leak};
use crate::commands::report::{self, Report};
use crate::commands::{about, cost, left_out, plan, risks, today};
use crate::dataset::{self, Partial, Plan};
use crate::digests::Workspace;
use crate::kept::{self, Kept};
use crate::list::Draft;
use crate::numbers::{Count, Thousands};
use crate::progress::Progress;
use crate::ranges::RANGES;
use crate::state::{self, State};
use crate::store::MANIFEST;
use crate::{Error, Result, inputs, interrupt, signing};

/// Builds a dataset, or the next version of one.
pub(crate) fn run(args: &BuildArgs, base: Option<&Base>) -> Result<ExitCode> {
    if args.dry_run {
        return plan::dry_run(args, base.is_some());
    }
    let key = args.key.as_deref().map(signing::open_secret_key).transpose()?;
    let JobArgs { out, work, .. } = &args.job;
    state::refuse_existing(out, work.resume, dataset::UNCHANGED)?;
    let mut state = begin(args, base)?;
    let made = match state.was_moved(&out.join(MANIFEST)) {
        true => Report::of_moved(work, &state, out),
        false => make(args, base, key.as_ref(), &mut state, out),
    };
    let made = made.and_then(|report| report.keep_spools().map(|()| report));
    let report = made.map_err(|error| state.can_go_on(error))?;
    state.remove()?;
    report.finish(work.json, out)?;
    Ok(ExitCode::SUCCESS)
}

/// Begins the work, or goes on with it.
pub(super) fn begin(args: &BuildArgs, base: Option<&Base>) -> Result<State> {
    if args.job.leak.part.is_some() && args.job.leak.from_spools.is_empty() {
        return Err(Error::input("a list of a part of the rows would lack people").hint(
            "--part is for `hushcheck spool`; then put the parts together with --from-spools",
        ));
    }
    interrupt::listen();
    let mut identity = leak::identity(&args.job.leak)?;
    // Rejects are written while rows are read, or never.
    let lists_rejects = if args.rejects.is_some() { "a file" } else { "none" };
    identity.insert("--rejects".into(), lists_rejects.into());
    if args.also.is_some() {
        identity.insert("--also".into(), "hibp-ranges".into());
    }
    if let Some(base) = base {
        let version = format!("{} {}", base.manifest.dataset(), base.manifest.number());
        identity.insert("version before".into(), version);
        identity.insert("--spools".into(), format!("{:?}", base.spools));
    }
    let state = State::open(&args.job.out, args.job.work.resume, identity, today())?;
    refuse_half_read(&args.job.leak, &args.job.work, &state)?;
    Ok(state)
}

/// Standard input cannot be taken up in the middle.
pub(super) fn refuse_half_read(leak: &LeakArgs, work: &WorkArgs, state: &State) -> Result<()> {
    let reads_once = leak.leak.iter().any(|path| inputs::is_read_once(path));
    if !(work.resume && reads_once && state.was_there()) || state.reading().is_done {
        return Ok(());
    }
    let folder = state.place("");
    Err(Error::input("what came through standard input or a pipe was not read to its end").hint(
        format!(
            "it cannot be taken up in the middle: remove {} and begin anew; or save the leak as a \
         file first",
            folder.display()
        ),
    ))
}

/// Makes the dataset in a new folder, and tells what came of it.
pub(super) fn make(
    args: &BuildArgs,
    base: Option<&Base>,
    key: Option<&SecretKey>,
    state: &mut State,
    out: &Path,
) -> Result<Report> {
    let started = Instant::now();
    if let Some(folder) = &args.job.work.keep_spools {
        dataset::refuse_existing(folder, "name a folder that does not exist")?;
        // Hours later would be late to notice that nothing can be written there.
        Partial::beside(folder)?;
    }
    let ranges = Ranges::asked(args, base.is_some(), state)?;
    let parts = kept::read_all(&args.job.leak.from_spools)?;
    if let Some(reading) = kept::reading(&parts) {
        state.adopt(reading);
    }
    let mut leak = Leak::open(&args.job.leak, state.reading())?;
    let (mut edition, mut incidents) = about::describe(args, base, &leak, state.begun())?;
    let previous = match (base, args.about.previous.as_deref()) {
        (None, Some(place)) => Some(Base::open(place)?),
        _ => None,
    };
    let before = base.map_or(0, |base| base.manifest.incidents().len());
    if base.is_some() {
        leak.recipe.first_incident = Some(before as u8);
    }
    dataset::preflight(&edition, &incidents, &leak.recipe.checks, out)?;
    let mut rejects = leak.rejects(&args.job.leak, state.reading());
    if let Some(path) = &args.rejects {
        rejects = rejects.write_to(path, state.place("rejects.csv"), state.was_there())?;
    }

    cost::announce(&args.job.leak, &leak, state.reading(), args.job.work.yes)?;
    let progress = Progress::on_terminal();
    let (spool, written) = (state.place("spool"), state.place("dataset"));
    let names: Vec<String> = leak.incidents.iter().map(|incident| incident.name.clone()).collect();
    let mut others = kept::others(parts, &leak.recipe, &names)?;
    others.extend(base.map(|base| base.others(&leak.recipe)).transpose()?.into_iter().flatten());
    let mut exclude = leak.excluded(&args.job.leak, &state.place("excluded"))?;
    for folders in [Some(&args.job.leak.from_spools), base.map(|base| &base.spools)] {
        kept::join_excluded(&mut exclude, folders.map_or(&[], Vec::as_slice))?;
    }
    let mut place = Workspace {
        exclude: exclude.clone(),
        others,
        keep: args.job.work.keep_spools.is_some(),
        state: Some(state),
        every: args.job.work.every()?,
        bytes: inputs::text_bytes(&args.job.leak.leak),
        is_read_once: args.job.leak.leak.iter().any(|path| inputs::is_read_once(path)),
        ..Workspace::new(args.job.leak.memory, spool.clone(), &progress)
    };
    let mut harvest = leak.harvest(&mut place, &rejects)?;
    progress.end();
    let read = started.elapsed();
    left_out::report(&rejects, harvest.origin.short_rows);
    left_out::report_excluded(&harvest.records, &exclude);
    leak.every_check_has_records(&harvest)?;
    if let Some(base) = base.filter(|base| base.spools.is_empty()) {
        for records in &mut harvest.records {
            if let Some(list) = base.list(records.check()) {
                *records = base.merge(list, records)?;
            }
        }
    }
    let more = ranges.as_ref().map(|ranges| ranges.risk(&harvest));
    let before_it = base.or(previous.as_ref());
    let risks = risks::judge(&edition.dataset, &leak, &harvest, before_it, &exclude)?;
    let risks: Vec<String> = risks.iter().map(ToString::to_string).chain(more).collect();
    if !risks::are_accepted(&risks, &args.accept_risk)? {
        // Nobody should read of a risk that there is not.
        edition.accepted_risks.clear();
    }

    if let Some(ranges) = &ranges {
        ranges.make(args, &leak, &harvest, &exclude, state, &progress)?;
    }
    for (i, incident) in incidents.iter_mut().skip(before).enumerate() {
        incident.row_count =
            harvest.tally.incident_rows.get(i).copied().unwrap_or(harvest.tally.rows);
    }
    let draft = |(&(check, scheme), records)| Draft {
        check,
        scheme,
        records,
        fingerprint_bits: base
            .filter(|base| base.spools.is_empty())
            .and_then(|base| base.list(check).map(|list| list.fingerprint_bits())),
        prefix_bits: args.job.leak.prefix_bits,
    };
    let lists = leak.recipe.checks.iter().zip(&harvest.records).map(draft);
    let has_marks = leak.recipe.marks.is_some() || before > 0;
    let names = incidents.iter().filter(|_| has_marks).map(|incident| incident.name.clone());
    let kept = Kept::new(&leak.recipe, names.collect(), harvest.tally.clone(), &harvest.origin);
    let kept = kept.excluding(exclude);
    let keep_at = args.job.work.keep_spools.as_ref();
    let mut spools = None;
    let plan = Plan { edition, incidents, lists: lists.collect(), key };
    let manifest = dataset::write(plan, &written, &progress, out, || {
        spools = keep_at.map(|folder| kept.prepare(&spool, folder)).transpose()?;
        state.moves(&written.join(MANIFEST))?;
        rejects.keep()?;
        ranges.as_ref().map_or(Ok(()), Ranges::keep)
    })?;

    eprintln!("{} read from {}", Count(harvest.tally.rows, "row"), harvest.origin.name);
    report::tell_lists(&manifest, &harvest.tally, base.is_some());
    if let Some(ranges) = &ranges {
        eprintln!("wrote {} ranges into {}", Thousands(RANGES), ranges.place().display());
    }
    match key {
        Some(key) => eprintln!("signed; public key {}", signing::public_line(key)?),
        None => eprintln!(
            "warning: the dataset is not signed, so the page accepts it on this computer only; \
             make a key with `hushcheck keygen` and build with --key"
        ),
    }
    Ok(Report { manifest, tally: harvest.tally, rejects: rejects.counts(), started, read, spools })
}
