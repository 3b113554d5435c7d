//! `hushcheck build`: a leak's rows become a dataset.
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hushcheck_core::manifest::Edition;
use hushcheck_core::{Incident, List, privacy};
use minisign::SecretKey;

use crate::addition::Base;
use crate::cli::{BuildArgs, LeakArgs, WorkArgs};
use crate::commands::also::Ranges;
use crate::commands::leak::{self, Leak};
use crate::commands::report::Report;
use crate::commands::{cost, left_out, plan, risks, today};
use crate::dataset::{self, Plan};
use crate::digests::Workspace;
use crate::kept::{self, Kept};
use crate::list::Draft;
use crate::marks::MOST_INCIDENTS;
use crate::numbers::{Count, OneIn, Thousands};
use crate::progress::Progress;
use crate::ranges::RANGES;
use crate::state::State;
use crate::store::Store;
use crate::{Error, Result, incidents, inputs, interrupt, signing};

/// Builds a dataset, or the next version of one.
pub(crate) fn run(args: &BuildArgs, base: Option<&Base>) -> Result<ExitCode> {
    if args.dry_run {
        return plan::dry_run(args, base.is_some());
    }
    let key = args.key.as_deref().map(signing::open_secret_key).transpose()?;
    dataset::refuse_existing(&args.job.out, dataset::UNCHANGED)?;
    let mut state = begin(args, base)?;
    let made = make(args, base, key.as_ref(), &mut state, &args.job.out);
    let report = made.map_err(|error| state.can_go_on(error))?;
    state.remove()?;
    report.finish(args.job.work.json, &args.job.out)?;
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
    }
    let ranges = Ranges::asked(args, base.is_some(), state)?;
    let parts = kept::read_all(&args.job.leak.from_spools)?;
    if let Some(reading) = kept::reading(&parts) {
        state.adopt(reading);
    }
    let mut leak = Leak::open(&args.job.leak, state.reading())?;
    let (mut edition, mut incidents) = describe(args, base, &leak, state.begun())?;
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
    let plan = Plan { edition, incidents, lists: lists.collect(), key };
    let manifest = dataset::write(plan, &written, &progress, out, || {
        rejects.keep()?;
        ranges.as_ref().map_or(Ok(()), Ranges::keep)
    })?;

    eprintln!("{} read from {}", Count(harvest.tally.rows, "row"), harvest.origin.name);
    for (list, &used) in manifest.lists().iter().zip(&harvest.tally.used_rows) {
        report_list(list, used, base.is_some());
        let usual = privacy::fingerprint_bits(list.check(), list.records());
        if list.check().has_low_entropy() && list.fingerprint_bits() < usual {
            eprintln!(
                "warning: as the list was decoded, more people match it by chance than need be: \
                 with the spools of all leaks (--spools) it would be {}",
                OneIn(privacy::false_positive_rate(list.records(), usual))
            );
        }
    }
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
    if let Some(folder) = &args.job.work.keep_spools {
        let names = manifest.incidents().iter().map(|incident| incident.name.clone());
        let names =
            if leak.recipe.marks.is_some() || before > 0 { names.collect() } else { Vec::new() };
        let kept = Kept::new(&leak.recipe, names, harvest.tally.clone(), &harvest.origin);
        let kept = kept.excluding(exclude);
        kept.finish(&spool, folder)?;
        eprintln!("kept the digests in {}: they say more than the lists", folder.display());
    }
    Ok(Report { manifest, tally: harvest.tally, rejects: rejects.counts(), started, read })
}

/// What the manifest will say; the rows are not counted yet.
fn describe(
    args: &BuildArgs,
    base: Option<&Base>,
    leak: &Leak,
    today: &str,
) -> Result<(Edition, Vec<Incident>)> {
    let about = &args.about;
    let name = match (&args.job.leak.id, &about.title) {
        (Some(id), _) => id.clone(),
        (None, Some(title)) => name_of(title)?,
        (None, None) => {
            return Err(Error::input("a dataset of several incidents needs a name")
                .hint("give it with --id, of a-z, 0-9 and -"));
        }
    };
    let previous =
        about.previous.as_deref().map(|place| Store::new(place).open(None)).transpose()?;
    if let Some(previous) = previous.as_ref().filter(|previous| previous.manifest.dataset() != name)
    {
        let other = previous.manifest.dataset();
        return Err(Error::input(format!(
            "the previous version is of the dataset {other}, not {name}"
        ))
        .hint("versions of one dataset have one name; give it with --id"));
    }
    let next = previous.as_ref().map_or(1, |previous| previous.manifest.number() + 1);
    let edition = Edition {
        dataset: name.clone(),
        number: about.number.unwrap_or(next),
        published: about.published.clone().unwrap_or_else(|| today.to_owned()),
        country: args.job.leak.country,
        expires: about.expires.clone(),
        previous: previous.map(|previous| previous.hash),
        accepted_risks: args.accept_risk.clone(),
    };
    // Days are written so that their order is that of the letters.
    if let Some(expires) = edition.expires.as_ref().filter(|day| **day < edition.published) {
        let published = &edition.published;
        return Err(Error::input(format!(
            "the dataset would expire on {expires}, before it is published on {published}"
        ))
        .hint("--expires takes the last day on which it says something"));
    }
    let mut incidents = base.map_or(Vec::new(), |base| base.manifest.incidents().to_vec());
    let Some(title) = about.title.clone() else {
        incidents.extend(leak.incidents.iter().cloned());
        return Ok((edition, distinct(incidents)?));
    };
    // A title without Latin letters names a further leak by its version.
    let by_number = || format!("{}-{}", edition.dataset, edition.number);
    let name = if base.is_some() { name_of(&title).unwrap_or_else(|_| by_number()) } else { name };
    let incident = Incident {
        name,
        title,
        organisation: about.organisation.clone(),
        description: about.description.clone(),
        source: about.source.clone(),
        breach_date: about.date.clone(),
        data_classes: about.data_class.clone(),
        row_count: 0,
    };
    incidents::refuse_to_come(std::slice::from_ref(&incident))?;
    incidents.push(incident);
    Ok((edition, distinct(incidents)?))
}

/// Stops at incidents of one name, or too many.
fn distinct(incidents: Vec<Incident>) -> Result<Vec<Incident>> {
    for (i, incident) in incidents.iter().enumerate() {
        if incidents[..i].iter().any(|other| other.name == incident.name) {
            let message = format!("the dataset has an incident {} already", incident.name);
            return Err(Error::input(message).hint("give the new one another --title"));
        }
    }
    if incidents.len() > MOST_INCIDENTS {
        return Err(Error::input(format!("a dataset holds at most {MOST_INCIDENTS} incidents")));
    }
    Ok(incidents)
}

/// Makes a dataset's name from a title: lower-case letters and digits, hyphens.
fn name_of(title: &str) -> Result<String> {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    name.truncate(64);
    if name.is_empty() {
        return Err(Error::input("the title gives no name for the dataset")
            .hint("name it with --id, of a-z, 0-9 and -"));
    }
    Ok(name)
}

/// Where rows are added, records are those of the version before, too.
fn report_list(list: &List, used_rows: u64, are_added: bool) {
    let rate = privacy::false_positive_rate(list.entries(), list.fingerprint_bits());
    let rows = if are_added {
        format!(" now, with {}", Count(used_rows, "new row"))
    } else {
        format!(" of {}", Count(used_rows, "row"))
    };
    eprintln!(
        "{}: {}{rows}, {} of {} bytes; \
         {} people who are not in it will match all the same",
        list.check(),
        Count(list.records(), "distinct record"),
        Count(list.buckets(), "file"),
        Thousands(list.bucket_bytes()),
        OneIn(rate),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_gives_a_name() {
        assert_eq!(name_of("Shanghai police, 2022").unwrap(), "shanghai-police-2022");
        assert!(name_of("上海").is_err());
    }
}
