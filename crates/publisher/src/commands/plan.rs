//! `hushcheck plan`: what a dataset would give away, and to whom.
use std::process::ExitCode;

use hushcheck_core::{Country, Kind, Scheme, policy, privacy};

use crate::cli::{BuildArgs, LeakArgs};
use crate::commands::leak::Leak;
use crate::commands::{left_out, say};
use crate::digests::{Harvest, Workspace};
use crate::error::During as _;
use crate::list::{Draft, Layout};
use crate::numbers::{Count, OneIn, Thousands};
use crate::progress::Progress;
use crate::{Error, Result, dataset};
use crate::{inputs, kept};

pub(crate) fn run(args: &LeakArgs) -> Result<ExitCode> {
    let parts = kept::read_all(&args.from_spools)?;
    let reading = kept::reading(&parts).unwrap_or_default();
    let mut leak = Leak::open(args, &reading)?;
    dataset::fit_together(&leak.recipe.checks)?;
    let schemes: Vec<Scheme> = leak.recipe.checks.iter().map(|(_, scheme)| *scheme).collect();
    if parts.is_empty() {
        // Another hash gives as many records, and a slow one would take as long as building.
        let checks = leak.recipe.checks.iter_mut().map(|(_, scheme)| scheme);
        checks.filter(|scheme| is_slow(**scheme)).for_each(|scheme| *scheme = Scheme::Sha256);
    }
    let folder = tempfile::Builder::new().prefix("hushcheck-").tempdir();
    let folder = folder.during("create a folder in", &std::env::temp_dir())?;
    let progress = Progress::on_terminal();
    let mut exclude = leak.excluded(args, &folder.path().join("excluded"))?;
    kept::join_excluded(&mut exclude, &args.from_spools)?;
    let rejects = leak.rejects(args, &reading);
    let names: Vec<String> = leak.incidents.iter().map(|incident| incident.name.clone()).collect();
    let mut place = Workspace {
        exclude: exclude.clone(),
        others: kept::others(parts, &leak.recipe, &names)?,
        bytes: inputs::text_bytes(&args.leak),
        ..Workspace::new(args.memory, folder.path().join("spool"), &progress)
    };
    let mut harvest = leak.harvest(&mut place, &rejects)?;
    if reading.is_done {
        harvest.tally = reading.tally;
    }
    progress.end();
    left_out::report(&rejects, harvest.origin.short_rows);
    left_out::report_excluded(&harvest.records, &exclude);
    leak.every_check_has_records(&harvest)?;
    say(format_args!("{} read; nothing was written.", Count(harvest.tally.rows, "row")))?;
    for (i, scheme) in schemes.into_iter().enumerate() {
        describe_list(args, &leak, &harvest, i, scheme)?;
    }
    let name = args.id.as_deref().unwrap_or_default();
    let risks = policy::judge(name, &leak.drafts(&harvest), &leak.earlier);
    say("")?;
    if risks.is_empty() && leak.earlier.is_empty() {
        say("Judged alone; name your other datasets with --earlier to judge them together.")?;
    } else if risks.is_empty() {
        say("Nothing speaks against publishing it beside the earlier datasets.")?;
    }
    for risk in &risks {
        say(format_args!("Risk: {risk}."))?;
    }
    Ok(ExitCode::from(u8::from(!risks.is_empty())))
}

/// `--dry-run`: what would be built, in the words of `plan`.
pub(super) fn dry_run(args: &BuildArgs, is_added: bool) -> Result<ExitCode> {
    if is_added {
        return Err(Error::input("--dry-run says nothing of what is added to a dataset")
            .hint("leave it out: what speaks against the new version stops it before it is made"));
    }
    run(&args.job.leak)
}

fn is_slow(scheme: Scheme) -> bool {
    matches!(scheme, Scheme::Argon2id(_))
}

fn describe_list(
    args: &LeakArgs,
    leak: &Leak,
    harvest: &Harvest,
    i: usize,
    scheme: Scheme,
) -> Result<()> {
    let check = leak.recipe.checks[i].0;
    let records = &harvest.records[i];
    let prefix_bits = args.prefix_bits;
    let draft = Draft { check, scheme, records, fingerprint_bits: None, prefix_bits };
    let layout = Layout::plan(&draft)?;
    let entries = layout.entries;
    let rate = privacy::false_positive_rate(entries, layout.fingerprint_bits);
    let (files, bytes) = (1u64 << layout.prefix_bits, layout.bucket_bytes(&draft)?);

    say("")?;
    say(format_args!("List {check}, hashed by {scheme}"))?;
    say(format_args!(
        "  {} of {}, in fingerprints of {} bits.",
        Count(records.len(), "distinct record"),
        Count(harvest.tally.used_rows[i], "row"),
        layout.fingerprint_bits
    ))?;
    say(format_args!(
        "  {} of {}{} bytes, {} together.",
        Count(files, "file"),
        if is_slow(scheme) { "about " } else { "" },
        Thousands(bytes),
        Thousands(files * bytes)
    ))?;
    say(format_args!("  Of people who are not in it, {} match all the same.", OneIn(rate)))?;
    say(format_args!(
        "  Whoever asks for one file reveals {}, shared by {}.",
        Count(layout.prefix_bits.into(), "bit"),
        Count(privacy::records_sharing(entries, layout.prefix_bits), "entry")
    ))?;
    let country = leak.recipe.hints.country;
    check
        .kinds()
        .filter(|kind| kind.is_low_entropy())
        .try_for_each(|kind| describe_open(kind, country))?;
    let Some((space, inside)) = privacy::tried_space(check, records.len(), country) else {
        return Ok(());
    };
    let precision = Percent(privacy::bulk_precision(space.reduced, inside, rate));
    if !check.has_low_entropy() {
        return say(format_args!(
            "  It confirms what somebody knows already. Of the hits of all {:.1e} ({}), {precision} \
             are true.",
            space.reduced, space.source
        ));
    }
    say(format_args!(
        "  Somebody who tries all {:.1e} reduced forms ({}) with the commonest name needs {} of one \
         graphics processor; {precision} of the hits are true.",
        space.reduced,
        space.source,
        Time(privacy::enumeration_gpu_hours(space.reduced, scheme)),
    ))
}

/// What somebody is left with who knows all but the digits that are left out.
fn describe_open(kind: Kind, country: Option<Country>) -> Result<()> {
    match privacy::least_open(kind, country) {
        Some(open) => say(format_args!(
            "  {kind}: somebody who knows the rest of a person's data and all of the number but the \
             digits left out is left with {}, whatever the list says.",
            Count(open, "number")
        )),
        None => say(format_args!(
            "  {kind}: how many numbers somebody is left with who knows all but the digits left out \
             was not counted for this country; docs/IDENTIFIERS.md says what is left out."
        )),
    }
}

/// Hours, in a unit that people have a feeling for.
struct Time(f64);

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (number, unit) = match self.0 {
            hours if hours * 3600.0 < 1.0 => return f.write_str("less than a second"),
            hours if hours < 1.0 / 60.0 => (hours * 3600.0, "second"),
            hours if hours < 1.0 => (hours * 60.0, "minute"),
            hours => (hours, "hour"),
        };
        Count(number.round() as u64, unit).fmt(f)
    }
}

/// A share, with two digits that count.
struct Percent(f64);

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = 100.0 * self.0;
        if percent < 0.000_1 {
            return f.write_str("next to none");
        }
        let digits = if percent >= 10.0 {
            0
        } else {
            (1.0 - percent.log10().floor()).clamp(1.0, 6.0) as usize
        };
        write!(f, "{percent:.digits$} %")
    }
}
