//! What a dataset says of itself, and what asking it costs and reveals.
use hushcheck_core::{
    Check, CouldNotCheck, Country, Incident, Kind, List, ListPlan, Manifest, Scheme,
};
use hushcheck_web::{Opened, Trust};
use serde::Serialize;

/// A dataset.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DatasetInfo<'a> {
    dataset: &'a str,
    number: u64,
    published: &'a str,
    expires: Option<&'a str>,
    country: Option<Country>,
    signed: bool,
    incidents: Vec<IncidentInfo<'a>>,
    accepted_risks: &'a [String],
    lists: Vec<ListInfo>,
}

impl<'a> DatasetInfo<'a> {
    /// Gathers it.
    pub fn new(opened: &'a Opened) -> Self {
        let manifest: &Manifest = &opened.manifest;
        DatasetInfo {
            dataset: manifest.dataset(),
            number: manifest.number(),
            published: manifest.published(),
            expires: manifest.expires(),
            country: manifest.country(),
            signed: opened.trust == Trust::Signed,
            incidents: manifest.incidents().iter().map(IncidentInfo::new).collect(),
            accepted_risks: manifest.accepted_risks(),
            lists: manifest.lists().iter().map(ListInfo::new).collect(),
        }
    }
}

/// One leak.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IncidentInfo<'a> {
    name: &'a str,
    title: &'a str,
    organisation: Option<&'a str>,
    description: Option<&'a str>,
    source: Option<&'a str>,
    breach_date: Option<&'a str>,
    data_classes: &'a [String],
    row_count: u64,
}

impl<'a> IncidentInfo<'a> {
    /// Gathers it.
    pub fn new(incident: &'a Incident) -> Self {
        IncidentInfo {
            name: &incident.name,
            title: &incident.title,
            organisation: incident.organisation.as_deref(),
            description: incident.description.as_deref(),
            source: incident.source.as_deref(),
            breach_date: incident.breach_date.as_deref(),
            data_classes: &incident.data_classes,
            row_count: incident.row_count,
        }
    }
}

/// A list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListInfo {
    check: Check,
    kinds: Vec<Kind>,
    records: u64,
    entries: u64,
    bytes: u64,
    scheme: &'static str,
}

impl ListInfo {
    fn new(list: &List) -> Self {
        ListInfo {
            check: list.check(),
            kinds: list.check().kinds().collect(),
            records: list.records(),
            entries: list.entries(),
            bytes: list.total_bytes(),
            scheme: match list.scheme() {
                Scheme::Sha256 => "sha256",
                Scheme::Argon2id(_) => "argon2id",
                Scheme::Sha1 => "sha1",
            },
        }
    }
}

/// How much of a list is fetched.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanInfo {
    check: Check,
    files: u64,
    bytes: u64,
    revealed_bits: u8,
    records_sharing: Option<u64>,
    refused: Option<CouldNotCheck>,
}

impl PlanInfo {
    /// Gathers it.
    pub fn new(list: &List, plan: ListPlan, refused: Option<CouldNotCheck>) -> Self {
        PlanInfo {
            check: list.check(),
            files: plan.files(),
            bytes: plan.bytes(),
            revealed_bits: plan.revealed_bits(),
            records_sharing: (!plan.is_whole()).then(|| plan.records_sharing()),
            refused,
        }
    }
}
