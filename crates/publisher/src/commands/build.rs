//! `hushcheck build`: a leak's rows become a dataset.
use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hushcheck_core::manifest::Edition;
use hushcheck_core::{Argon2Cost, Hints, Incident, Kind, List, Scheme, privacy};

use crate::cli::{BuildArgs, SchemeName};
use crate::commands::{OneIn, Thousands, today};
use crate::dataset::{self, Plan};
use crate::digests::{self, Harvest, Reason, Recipe, Reject};
use crate::error::During as _;
use crate::list::Draft;
use crate::mapping::Columns;
use crate::source::{CONVERT, Source};
use crate::{Error, Result, signing};

/// How many rejected rows are shown; the rest go to the file of `--rejects`.
const SHOWN_REJECTS: usize = 10;

pub(crate) fn run(args: &BuildArgs) -> Result<ExitCode> {
    let started = Instant::now();
    let scheme = scheme(args)?;
    let key = args.key.as_deref().map(signing::open_secret_key).transpose()?;
    let mut source = Source::open(&args.leak)?;
    // In an order of their own, so that that of the arguments changes nothing.
    let checks = BTreeSet::from_iter(args.check.iter().copied());
    let recipe = Recipe {
        checks: checks.into_iter().map(|check| (check, scheme)).collect(),
        columns: Columns::find(&args.map, source.header())?,
        hints: Hints { country: args.country },
    };
    every_kind_is_mapped(&recipe)?;
    one_spelling_of_each(&recipe)?;
    let (edition, mut incident) = describe(args)?;
    dataset::preflight(&edition, &incident, &recipe.checks, &args.out)?;
    let rejects = args.rejects.as_deref().map(new_file).transpose()?;

    let harvest = digests::harvest(&mut source, &recipe)?;
    report_rejects(&harvest, rejects)?;
    if source.ragged_rows() > 0 {
        eprintln!(
            "{} rows have more or fewer fields than the first row",
            Thousands(source.ragged_rows())
        );
    }
    for (&(check, _), digests) in recipe.checks.iter().zip(&harvest.digests) {
        if digests.is_empty() {
            return Err(Error::input(format!("no row could be used for the check {check}"))
                .hint("see the reasons above; perhaps --map names the wrong columns"));
        }
    }

    incident.row_count = harvest.rows;
    let draft = |(&(check, scheme), digests)| Draft {
        check,
        scheme,
        digests,
        prefix_bits: args.prefix_bits,
    };
    let lists = recipe.checks.iter().zip(harvest.digests.iter().map(Vec::as_slice)).map(draft);
    let plan =
        Plan { edition, incidents: vec![incident], lists: lists.collect(), key: key.as_ref() };
    let manifest = dataset::write(plan, &args.out)?;

    eprintln!("{} rows read from {}", Thousands(harvest.rows), args.leak.display());
    for (list, &used) in manifest.lists().iter().zip(&harvest.used_rows) {
        report_list(list, used);
    }
    match &key {
        Some(key) => eprintln!("signed; public key {}", signing::public_line(key)?),
        None => eprintln!(
            "warning: the dataset is not signed, so the page accepts it on this computer only; \
             make a key with `hushcheck keygen` and build with --key"
        ),
    }
    eprintln!("wrote {} in {:.1} s", args.out.display(), started.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

fn scheme(args: &BuildArgs) -> Result<Scheme> {
    let recommended = Argon2Cost::RECOMMENDED;
    let cost = Argon2Cost::new(
        args.argon2_memory.unwrap_or(recommended.memory_kib()),
        args.argon2_passes.unwrap_or(recommended.passes()),
    );
    match args.scheme {
        SchemeName::Argon2id => Ok(Scheme::Argon2id(cost.map_err(Error::input)?)),
        _ if args.argon2_memory.is_some() || args.argon2_passes.is_some() => {
            Err(Error::input("--argon2-memory and --argon2-passes belong to --scheme argon2id"))
        }
        SchemeName::Sha256 => Ok(Scheme::Sha256),
        SchemeName::Sha1 => Ok(Scheme::Sha1),
    }
}

fn every_kind_is_mapped(recipe: &Recipe) -> Result<()> {
    let mapped: Vec<_> = recipe.columns.kinds().collect();
    for (check, _) in &recipe.checks {
        if let Some(kind) = check.kinds().find(|kind| !mapped.contains(kind)) {
            return Err(Error::input(format!("the check {check} needs the kind {kind}"))
                .hint(format!("say which column holds it: --map {kind}=COLUMN")));
        }
    }
    Ok(())
}

/// In a check with a kind of low entropy a person must not stand under several
/// spellings of the other: where all of them match, false matches cancel.
fn one_spelling_of_each(recipe: &Recipe) -> Result<()> {
    for (check, _) in recipe.checks.iter().filter(|(check, _)| check.has_low_entropy()) {
        let several: Vec<Kind> =
            check.kinds().filter(|&kind| recipe.columns.has_alternatives(kind)).collect();
        if several.len() > 1 || several.iter().any(|kind| !kind.is_low_entropy()) {
            return Err(Error::input(format!(
                "in the check {check} one person would stand under several spellings, by which \
                 the digits that were left out can be found"
            ))
            .hint("name several columns only for the phone or the ID number; choose one name"));
        }
    }
    Ok(())
}

/// What the manifest will say; the rows are not counted yet.
fn describe(args: &BuildArgs) -> Result<(Edition, Incident)> {
    let about = &args.about;
    let name = match &about.id {
        Some(id) => id.clone(),
        None => name_of(&about.title)?,
    };
    let edition = Edition {
        dataset: name.clone(),
        number: about.number,
        published: about.published.clone().unwrap_or_else(today),
        country: args.country,
        expires: about.expires.clone(),
        previous: None,
    };
    let incident = Incident {
        name,
        title: about.title.clone(),
        organisation: about.organisation.clone(),
        description: about.description.clone(),
        source: about.source.clone(),
        breach_date: about.date.clone(),
        data_classes: about.data_class.clone(),
        row_count: 0,
    };
    Ok((edition, incident))
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

/// Makes a file that does not exist yet.
fn new_file(path: &Path) -> Result<(File, &Path)> {
    let file = File::options().write(true).create_new(true).open(path).during("create", path)?;
    Ok((file, path))
}

fn report_rejects(harvest: &Harvest, file: Option<(File, &Path)>) -> Result<()> {
    for reject in harvest.rejects.iter().take(SHOWN_REJECTS) {
        eprintln!("row {}: {} not used: {}", reject.row, reject.kind, reject.reason);
    }
    if harvest.rejects.len() > SHOWN_REJECTS {
        let more = Thousands((harvest.rejects.len() - SHOWN_REJECTS) as u64);
        let rest = if file.is_some() { "" } else { "; --rejects FILE lists them all" };
        eprintln!("and {more} more{rest}");
    }
    for ((kind, reason), count) in harvest.reject_counts() {
        eprintln!("{} of {kind} not used: {reason}", Thousands(count));
        if reason == Reason::NotUtf8 {
            eprintln!("hint: {CONVERT}");
        }
    }
    let Some((file, path)) = file else { return Ok(()) };
    let mut table = csv::Writer::from_writer(file);
    let mut write = || -> csv::Result<()> {
        table.write_record(["row", "kind", "reason"])?;
        for Reject { row, kind, reason } in &harvest.rejects {
            table.write_record([row.to_string(), kind.to_string(), reason.to_string()])?;
        }
        Ok(table.flush()?)
    };
    write().map_err(|cause| Error::io("write", path.display(), cause))
}

fn report_list(list: &List, used_rows: u64) {
    let rate = privacy::false_positive_rate(list.entries(), list.fingerprint_bits());
    eprintln!(
        "{}: {} distinct records of {} rows, {} files of {} bytes; \
         {} people who are not in it will match all the same",
        list.check(),
        Thousands(list.records()),
        Thousands(used_rows),
        Thousands(list.buckets()),
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
