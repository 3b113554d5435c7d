//! `hushcheck inspect`: a dataset in words.
use std::process::ExitCode;

use hushcheck_core::{Incident, List, Manifest, Payload, privacy};

use crate::cli::InspectArgs;
use crate::commands::{Meaning, say, warn_expired};
use crate::numbers::{OneIn, Thousands};
use crate::store::{Signed, Store};
use crate::{Result, signing};

pub(crate) fn run(args: &InspectArgs) -> Result<ExitCode> {
    let keys = signing::trusted_keys(&args.trust)?;
    let opened = Store::new(&args.dataset).open(keys.as_deref())?;
    let manifest = &opened.manifest;
    warn_expired(manifest);
    say(format_args!(
        "Dataset {}, number {}, published {}{}",
        manifest.dataset(),
        manifest.number(),
        manifest.published(),
        manifest.expires().map(|day| format!(", expires {day}")).unwrap_or_default()
    ))?;
    say(match opened.signed {
        Signed::Verified if !args.trust.successor.is_empty() => {
            "Signed with the key given, or one that came after it."
        }
        Signed::Verified => "Signed with the key given.",
        Signed::Unverified => "Signed, but not verified: give --public-key.",
        Signed::Unsigned => "Not signed.",
    })?;
    say(format_args!("SHA-256 of the manifest: {}", opened.hash))?;
    if let Some(previous) = manifest.previous() {
        say(format_args!("SHA-256 of the manifest before it: {previous}"))?;
    }
    for reason in manifest.accepted_risks() {
        say(format_args!("Published against the policy, because: {reason}"))?;
    }
    manifest.incidents().iter().try_for_each(incident)?;
    manifest.lists().iter().try_for_each(|list| describe(manifest, list))?;
    Ok(ExitCode::SUCCESS)
}

fn incident(incident: &Incident) -> Result<()> {
    say("")?;
    say(format_args!("Incident {}: {}", incident.name, incident.title))?;
    let texts = [
        ("Organisation", &incident.organisation),
        ("Date", &incident.breach_date),
        ("Source", &incident.source),
        ("Description", &incident.description),
    ];
    for (what, text) in texts {
        if let Some(text) = text {
            say(format_args!("  {what}: {text}"))?;
        }
    }
    if !incident.data_classes.is_empty() {
        say(format_args!("  Data: {}", incident.data_classes.join(", ")))?;
    }
    say(format_args!("  Rows: {}", Thousands(incident.row_count)))
}

fn describe(manifest: &Manifest, list: &List) -> Result<()> {
    let rate = privacy::false_positive_rate(list.entries(), list.fingerprint_bits());
    say("")?;
    say(format_args!("List {}, hashed by {}", list.check(), list.scheme()))?;
    say(format_args!("  Distinct records: {}", Thousands(list.records())))?;
    say(format_args!(
        "  Fingerprints: {} of {} bits; {} people who are not in the list match all the same",
        Thousands(list.entries()),
        list.fingerprint_bits(),
        OneIn(rate)
    ))?;
    say(format_args!(
        "  Files: {} of {} bytes, {} together",
        Thousands(list.buckets()),
        Thousands(list.bucket_bytes()),
        Thousands(list.total_bytes())
    ))?;
    say(format_args!("  Root: {}", list.root()))?;
    let Some(payload) = list.payload() else { return Ok(()) };
    say("  Said about an entry, and the bits that it takes:")?;
    let bits: Vec<u8> = match payload {
        Payload::Incidents(sets) => sets.iter().map(|set| set.code_bits).collect(),
        Payload::Counts(classes) => classes.iter().map(|class| class.code_bits).collect(),
    };
    (0..).zip(bits).try_for_each(|(symbol, bits)| {
        say(format_args!("    {bits:>2}  {}", Meaning { manifest, payload, symbol }))
    })
}
