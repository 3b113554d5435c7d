//! `hushcheck plan`: what a dataset would give away, and to whom.
use std::process::ExitCode;

use hushcheck_core::{Kind, Scheme, policy, privacy};

use crate::Result;
use crate::cli::LeakArgs;
use crate::commands::leak::Leak;
use crate::commands::{OneIn, Thousands, say};
use crate::digests::Harvest;
use crate::error::During as _;
use crate::list::{Draft, Layout};

pub(crate) fn run(args: &LeakArgs) -> Result<ExitCode> {
    let mut leak = Leak::open(args)?;
    let folder = tempfile::Builder::new().prefix("hushcheck-").tempdir();
    let folder = folder.during("create a folder in", &std::env::temp_dir())?;
    let harvest = leak.harvest(args, &folder.path().join("spool"))?;
    leak.every_check_has_records(&harvest)?;
    say(format_args!("{} rows read; nothing was written.", Thousands(harvest.rows)))?;
    for i in 0..leak.recipe.checks.len() {
        describe_list(args, &leak, &harvest, i)?;
    }
    let dataset = args.id.as_deref().unwrap_or_default();
    let risks = policy::judge(dataset, &leak.drafts(&harvest), &leak.earlier);
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

fn describe_list(args: &LeakArgs, leak: &Leak, harvest: &Harvest, i: usize) -> Result<()> {
    let (check, scheme) = leak.recipe.checks[i];
    let records = &harvest.records[i];
    let draft = Draft { check, scheme, records, prefix_bits: args.prefix_bits };
    let layout = Layout::plan(&draft)?;
    let entries = layout.entries;
    let rate = privacy::false_positive_rate(entries, layout.fingerprint_bits);
    let (files, bytes) = (1u64 << layout.prefix_bits, layout.bucket_bytes);

    say("")?;
    say(format_args!("List {check}, hashed by {scheme}"))?;
    say(format_args!(
        "  {} distinct records of {} rows, in fingerprints of {} bits.",
        Thousands(records.len()),
        Thousands(harvest.used_rows[i]),
        layout.fingerprint_bits
    ))?;
    say(format_args!(
        "  {} files of {} bytes, {} together.",
        Thousands(files),
        Thousands(bytes),
        Thousands(files * bytes)
    ))?;
    say(format_args!("  Of people who are not in it, {} match all the same.", OneIn(rate)))?;
    say(format_args!(
        "  Whoever asks for one file reveals {} bits, which {} entries share.",
        layout.prefix_bits,
        Thousands(privacy::records_sharing(entries, layout.prefix_bits))
    ))?;
    for kind in check.kinds() {
        describe_kind(leak, kind, scheme, records.len() as f64, rate)?;
    }
    Ok(())
}

/// What somebody gets who tries all values of a kind.
fn describe_kind(leak: &Leak, kind: Kind, scheme: Scheme, records: f64, rate: f64) -> Result<()> {
    let country = leak.recipe.hints.country;
    let Some(space) = privacy::space(kind, country) else { return Ok(()) };
    if !kind.is_low_entropy() {
        let precision = privacy::bulk_precision(space.values, records, rate);
        return say(format_args!(
            "  {kind}: it confirms what somebody knows already. Of the hits of all {:.1e} \
             ({}), {} are true.",
            space.values,
            space.source,
            Percent(precision)
        ));
    }
    let open = space.values / space.reduced;
    say(format_args!(
        "  {kind}: somebody who knows the rest of a person's data and all of the number but the \
         digits left out is left with {open:.0} numbers, whatever the list says."
    ))?;
    let Some(share) = privacy::commonest_name_share(country) else { return Ok(()) };
    let precision = privacy::bulk_precision(space.reduced, records * share, rate);
    say(format_args!(
        "  {kind}: somebody who tries all {:.1e} reduced forms ({}) with the commonest name needs \
         {} of one graphics processor; {} of the hits are true.",
        space.reduced,
        space.source,
        Time(privacy::enumeration_gpu_hours(space.reduced, scheme)),
        Percent(precision)
    ))
}

/// Hours, in a unit that people have a feeling for.
struct Time(f64);

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            hours if hours * 3600.0 < 1.0 => f.write_str("less than a second"),
            hours if hours < 1.0 / 60.0 => write!(f, "{:.0} seconds", hours * 3600.0),
            hours if hours < 1.0 => write!(f, "{:.0} minutes", hours * 60.0),
            hours => write!(f, "{hours:.0} hours"),
        }
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
