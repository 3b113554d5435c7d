//! `hushcheck build`: a leak's rows become a dataset.
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hushcheck_core::manifest::Edition;
use hushcheck_core::{Incident, List, policy, privacy};
use minisign::SecretKey;

use crate::cli::BuildArgs;
use crate::commands::leak::Leak;
use crate::commands::{OneIn, Thousands, left_out, today};
use crate::dataset::{self, Partial, Plan};
use crate::digests::Harvest;
use crate::list::Draft;
use crate::store::Store;
use crate::{Error, Result, signing};

pub(crate) fn run(args: &BuildArgs) -> Result<ExitCode> {
    let key = args.key.as_deref().map(signing::open_secret_key).transpose()?;
    make(args, key.as_ref(), &args.out)?;
    Ok(ExitCode::SUCCESS)
}

/// Makes the dataset in a new folder, and tells what came of it.
pub(super) fn make(args: &BuildArgs, key: Option<&SecretKey>, out: &Path) -> Result<()> {
    let started = Instant::now();
    let mut leak = Leak::open(&args.leak)?;
    let (mut edition, mut incidents) = describe(args, &leak)?;
    dataset::preflight(&edition, &incidents, &leak.recipe.checks, out)?;
    let mut rejects = leak.rejects(&args.leak);
    if let Some(path) = &args.rejects {
        rejects = rejects.write_to(path)?;
    }

    let partial = Partial::beside(out)?;
    let harvest = leak.harvest(&args.leak, &partial.place("spool"), &rejects)?;
    left_out::report(&leak, &rejects);
    leak.every_check_has_records(&harvest)?;
    if !has_accepted_risks(args, &leak, &edition, &harvest)? {
        // Nobody should read of a risk that there is not.
        edition.accepted_risks.clear();
    }

    for (i, incident) in incidents.iter_mut().enumerate() {
        incident.row_count = harvest.incident_rows.get(i).copied().unwrap_or(harvest.rows);
    }
    let draft = |(&(check, scheme), records)| Draft {
        check,
        scheme,
        records,
        prefix_bits: args.leak.prefix_bits,
    };
    let lists = leak.recipe.checks.iter().zip(&harvest.records).map(draft);
    let plan = Plan { edition, incidents, lists: lists.collect(), key };
    let manifest = dataset::write(plan, &partial, out)?;
    rejects.keep()?;

    eprintln!("{} rows read from {}", Thousands(harvest.rows), leak.source.name());
    for (list, &used) in manifest.lists().iter().zip(&harvest.used_rows) {
        report_list(list, used);
    }
    match key {
        Some(key) => eprintln!("signed; public key {}", signing::public_line(key)?),
        None => eprintln!(
            "warning: the dataset is not signed, so the page accepts it on this computer only; \
             make a key with `hushcheck keygen` and build with --key"
        ),
    }
    eprintln!("wrote {} in {:.1} s", out.display(), started.elapsed().as_secs_f64());
    Ok(())
}

/// Stops at what the policy forbids, unless there is a reason to go on; tells
/// whether there was anything.
fn has_accepted_risks(
    args: &BuildArgs,
    leak: &Leak,
    edition: &Edition,
    harvest: &Harvest,
) -> Result<bool> {
    let risks = policy::judge(&edition.dataset, &leak.drafts(harvest), &leak.earlier);
    for risk in &risks {
        eprintln!("risk: {risk}");
    }
    if risks.is_empty() || !args.accept_risk.is_empty() {
        return Ok(!risks.is_empty());
    }
    Err(Error::input("publishing this would give people away").hint(
        "leave the check out; or, if you must, go on with --accept-risk \"REASON\": the reason \
         will stand in the manifest and on the page",
    ))
}

/// What the manifest will say; the rows are not counted yet.
fn describe(args: &BuildArgs, leak: &Leak) -> Result<(Edition, Vec<Incident>)> {
    let about = &args.about;
    let name = match (&args.leak.id, &about.title) {
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
        published: about.published.clone().unwrap_or_else(today),
        country: args.leak.country,
        expires: about.expires.clone(),
        previous: previous.map(|previous| previous.hash),
        accepted_risks: args.accept_risk.clone(),
    };
    let Some(title) = about.title.clone() else { return Ok((edition, leak.incidents.clone())) };
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
    Ok((edition, vec![incident]))
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
