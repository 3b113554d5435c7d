//! `site.json` and manifests, out of the browser's values: the same as core's serde makes of
//! the same files, in fewer bytes. A test compares them.
use hushcheck_core::manifest::{Edition, RawList};
use hushcheck_core::payload::{CountClass, IncidentSet};
use hushcheck_core::privacy::Figures;
use hushcheck_core::{
    Argon2Cost, FORMAT, Incident, Manifest, Payload, Scheme, Site, SiteDataset, SiteRanges,
};

use crate::value::{Fault, Fields};

/// Most that a number in JSON can be and be exact.
const MOST: u64 = (1 << 53) - 1;

/// Reads a site's configuration.
///
/// # Errors
///
/// What is wrong, and where; never what stands there.
pub fn read_site(text: &str) -> Result<Site, String> {
    let fault = Fault::default();
    let fields = fault.parse(text);
    let ranges = fields.objects_if_any("ranges").unwrap_or_default();
    let site = Site {
        name: fields.text("name"),
        default_country: fields.known_if_any("default_country"),
        datasets: fields.objects("datasets").iter().filter_map(site_dataset).collect(),
        ranges: ranges.iter().filter_map(site_ranges).collect(),
        keys: fields.texts("keys"),
        links: fields.texts("links"),
        exit: fields.text_if_any("exit"),
    };
    drop((fields, ranges));
    fault.unless(site)
}

fn site_dataset(fields: &Fields<'_>) -> Option<SiteDataset> {
    Some(SiteDataset {
        path: fields.known("path")?,
        dataset: fields.text_if_any("dataset"),
        min_number: fields.whole_if_any("min_number"),
        manifest_sha256: fields.known_if_any("manifest_sha256"),
        mirrors: fields.texts("mirrors"),
        counted_only: fields.flag("counted_only"),
    })
}

fn site_ranges(fields: &Fields<'_>) -> Option<SiteRanges> {
    Some(SiteRanges {
        path: fields.known("path")?,
        title: fields.text("title"),
        records: fields.whole("records", MOST),
        published: fields.text_if_any("published"),
        counted_only: fields.flag("counted_only"),
    })
}

/// Reads a manifest that is believed; before that its bytes are not looked at. `None` if it
/// is none of this version.
pub fn read_manifest(text: &str) -> Option<Manifest> {
    let fault = Fault::default();
    let fields = fault.parse(text);
    let edition = Edition {
        dataset: fields.text("dataset"),
        number: fields.whole("number", MOST),
        published: fields.text("published"),
        country: fields.known_if_any("country"),
        expires: fields.text_if_any("expires"),
        previous: fields.known_if_any("previous"),
        accepted_risks: fields.texts("accepted_risks"),
    };
    let incidents = fields.objects("incidents").iter().map(incident).collect();
    let lists = fields.objects("lists").iter().filter_map(list).collect();
    if fields.text("format") != FORMAT {
        fields.unknown("format");
    }
    drop(fields);
    let (edition, incidents, lists) = fault.unless((edition, incidents, lists)).ok()?;
    Manifest::new(edition, incidents, lists).ok()
}

fn incident(fields: &Fields<'_>) -> Incident {
    Incident {
        name: fields.text("name"),
        title: fields.text("title"),
        organisation: fields.text_if_any("organisation"),
        description: fields.text_if_any("description"),
        source: fields.text_if_any("source"),
        breach_date: fields.text_if_any("breach_date"),
        data_classes: fields.texts("data_classes"),
        row_count: fields.whole("row_count", MOST),
    }
}

fn list(fields: &Fields<'_>) -> Option<RawList> {
    let byte = |name: &str| fields.whole(name, u8::MAX.into()) as u8;
    Some(RawList {
        check: fields.known("check")?,
        root: fields.known("root")?,
        scheme: scheme(fields)?,
        records: fields.whole("records", MOST),
        entries: fields.whole("entries", MOST),
        fingerprint_bits: byte("fingerprint_bits"),
        prefix_bits: byte("prefix_bits"),
        rice_parameter: byte("rice_parameter"),
        bucket_bytes: fields.whole("bucket_bytes", u32::MAX.into()) as u32,
        payload: fields.object_if_any("payload").and_then(|fields| payload(&fields)),
        figures: fields.object_if_any("figures").map(|fields| figures(&fields)),
    })
}

/// A name, or an object of one field for the one that has a cost.
fn scheme(fields: &Fields<'_>) -> Option<Scheme> {
    let name = "scheme";
    match fields.text_or_object(name) {
        Ok(text) if text == "sha256" => return Some(Scheme::Sha256),
        Ok(text) if text == "sha1" => return Some(Scheme::Sha1),
        Err(Some(object)) if object.only() == "argon2id" => {
            if let Some(cost) = object.object_if_any("argon2id") {
                let number = |name: &str| cost.whole(name, u32::MAX.into()) as u32;
                if let Ok(cost) = Argon2Cost::new(number("memory_kib"), number("passes")) {
                    return Some(Scheme::Argon2id(cost));
                }
            }
        }
        _ => {}
    }
    fields.unknown(name);
    None
}

fn payload(fields: &Fields<'_>) -> Option<Payload> {
    let byte = |fields: &Fields<'_>| fields.whole("code_bits", u8::MAX.into()) as u8;
    let name = fields.only();
    match &*name {
        "incidents" => {
            let set = |fields: &Fields<'_>| {
                let places = fields.numbers("all_of", u16::MAX.into()).into_iter();
                IncidentSet {
                    code_bits: byte(fields),
                    all_of: places.map(|place| place as u16).collect(),
                    or_more: fields.flag("or_more"),
                }
            };
            Some(Payload::Incidents(fields.objects(&name).iter().map(set).collect()))
        }
        "counts" => {
            let class = |fields: &Fields<'_>| CountClass {
                code_bits: byte(fields),
                at_least: fields.whole("at_least", MOST),
            };
            Some(Payload::Counts(fields.objects(&name).iter().map(class).collect()))
        }
        _ => {
            fields.unknown("");
            None
        }
    }
}

fn figures(fields: &Fields<'_>) -> Figures {
    Figures {
        false_positives_per_million: fields.whole("false_positives_per_million", MOST),
        open_completions: fields.whole_if_any("open_completions"),
        true_hits_per_million: fields.whole_if_any("true_hits_per_million"),
        enumeration_gpu_seconds: fields.whole_if_any("enumeration_gpu_seconds"),
    }
}
