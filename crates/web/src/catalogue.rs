//! What a site offers: its configuration, and the manifests behind it.
use hushcheck_core::{
    CouldNotCheck, DatasetPath, Han, Hash256, Hints, Kind, List, ListPlan, Manifest, PublicKey,
    RequestPlan, SignatureError, Site, verify_by_any,
};

use crate::Browser;
use crate::http::{self, Pending, Request, SiteError};
use crate::wire;

/// A site and its datasets, opened as far as possible.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// The site's configuration.
    pub site: Site,
    /// Its datasets, in the order of requests.
    pub datasets: Vec<Dataset>,
    /// The table of Chinese characters, without which names cannot be checked: it did
    /// not come, or another came.
    pub han: Option<Han>,
}

/// A dataset, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Its folder.
    pub path: DatasetPath,
    /// What was found there.
    pub opened: Result<Opened, Problem>,
}

/// A dataset whose manifest is believed.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The manifest.
    pub manifest: Manifest,
    /// Why it is believed.
    pub trust: Trust,
}

/// Why a manifest is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// One of the site's keys signed it.
    Signed,
    /// Nobody did; but it comes from this very computer.
    Local,
}

/// Why a dataset cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The manifest did not come.
    Unreachable,
    /// There is no signature.
    Unsigned,
    /// There is a signature, but not by a key of the site.
    Untrusted,
    /// The manifest is not what was signed.
    Tampered,
    /// The manifest is signed, but is none of this version of the format.
    Malformed,
    /// The manifest is of another dataset, or of an older version, than the site's
    /// configuration expects; or the dataset stands in the catalogue twice.
    Unexpected,
}

/// Why a site cannot be used at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteProblem {
    /// `site.json` did not come.
    Unreachable,
    /// `site.json` is no configuration; the reason is for whoever runs the site.
    Malformed(String),
}

/// A catalogue as its files came: what one that opened it gives to another, which need
/// not fetch and verify once more.
#[derive(Clone)]
pub struct Files {
    /// `site.json`.
    pub site: String,
    /// The datasets, in its order.
    pub datasets: Vec<Result<File, Problem>>,
    /// The table of Chinese characters, if it came.
    pub han: Option<String>,
}

/// A manifest as it came.
#[derive(Clone)]
pub struct File {
    /// What it says.
    pub manifest: String,
    /// Why it is believed.
    pub trust: Trust,
}

wire!(struct Files { site, datasets, han });
wire!(struct File { manifest, trust });
wire!(enum Trust { 0 => Signed, 1 => Local });
wire!(enum SiteProblem { 0 => Unreachable, 1 => Malformed(reason) });
wire!(enum Problem {
    0 => Unreachable,
    1 => Unsigned,
    2 => Untrusted,
    3 => Tampered,
    4 => Malformed,
    5 => Unexpected,
});

/// Most bytes of one list that a page fetches: it holds them in memory.
const MAX_BYTES: u64 = 128 << 20;

/// A list and where it belongs.
#[derive(Clone, Copy)]
pub struct ListEntry<'a> {
    /// The dataset's number in the catalogue.
    pub dataset: usize,
    /// The dataset.
    pub opened: &'a Opened,
    /// The list.
    pub list: &'a List,
}

impl Catalogue {
    /// Reads what another opened; `None` if it cannot be read after all.
    pub fn read(files: &Files) -> Option<Self> {
        let site: Site = http::parse_json(&files.site).ok()?;
        let read = |file: &File| {
            let manifest = http::parse_json(&file.manifest).map_err(|_| Problem::Malformed)?;
            Ok(Opened { manifest, trust: file.trust })
        };
        let datasets = site.datasets.iter().zip(&files.datasets).map(|(entry, file)| {
            let opened = file.as_ref().map_err(|&problem| problem).and_then(read);
            Dataset { path: entry.path.clone(), opened }
        });
        let datasets = datasets.collect();
        Some(Catalogue { site, datasets, han: files.han.as_deref().and_then(Han::read) })
    }

    /// All lists, in the order of requests; their numbers are counted here.
    pub fn lists(&self) -> Vec<ListEntry<'_>> {
        let mut lists = Vec::new();
        for (dataset, entry) in self.datasets.iter().enumerate() {
            if let Ok(opened) = &entry.opened {
                for list in opened.manifest.lists() {
                    lists.push(ListEntry { dataset, opened, list });
                }
            }
        }
        lists
    }

    /// How identifiers are understood: by the site's country, or that of the first
    /// dataset which names one.
    pub fn hints(&self) -> Hints {
        let opened = self.datasets.iter().filter_map(|dataset| dataset.opened.as_ref().ok());
        let country = opened.flat_map(|opened| opened.manifest.country()).next();
        Hints { country: self.site.default_country.or(country) }
    }

    /// The functions by which identifiers are understood.
    pub fn unicode(&self) -> Browser<'_> {
        Browser { han: self.han.as_ref() }
    }

    /// Tells whether all datasets could be opened. Else the plan is not that of the
    /// whole catalogue, and what it would reveal is not bounded by the others.
    pub fn is_complete(&self) -> bool {
        self.datasets.iter().all(|dataset| dataset.opened.is_ok())
    }

    /// Tells why a list is not asked at all, if it is not.
    pub fn refusal(&self, list: &List, plan: ListPlan) -> Option<CouldNotCheck> {
        if self.han.is_none() && list.check().contains(Kind::Name) {
            // Whatever the name is: what is asked for does not depend on what was typed.
            Some(CouldNotCheck::NamesUnknown)
        } else if plan.bytes() > MAX_BYTES {
            Some(CouldNotCheck::TooLarge)
        } else if !plan.is_whole() && !self.is_complete() {
            Some(CouldNotCheck::PlanUnknown)
        } else {
            None
        }
    }

    /// How much of each list is fetched: of the whole catalogue, whatever is asked.
    pub fn plan(&self, dial: hushcheck_core::Dial) -> RequestPlan {
        RequestPlan::new(self.lists().iter().map(|entry| entry.list), dial)
    }
}

/// Opens the site's catalogue, and loads what names are understood by: always, whatever
/// the lists hold and the language is. Each file asked for is reported.
///
/// # Errors
///
/// Only what stops everything; a dataset that cannot be opened says so itself.
pub async fn open(report: impl Fn(Request)) -> Result<(Catalogue, Files), SiteProblem> {
    let pending = http::han();
    report(pending.request());
    let opened = open_datasets(&report).await;
    let (request, table) = pending.receive().await;
    report(request);
    let table = table.ok().and_then(|table| http::text(table).ok());
    let (mut catalogue, mut files) = opened?;
    catalogue.han = table.as_deref().and_then(Han::read);
    // No other than the one that there is.
    files.han = table.filter(|_| catalogue.han.is_some());
    Ok((catalogue, files))
}

/// Opens all but the table.
async fn open_datasets(report: &impl Fn(Request)) -> Result<(Catalogue, Files), SiteProblem> {
    let (request, site) = http::site().await;
    report(request);
    let (text, site) = site.map_err(|error| match error {
        SiteError::Unreachable => SiteProblem::Unreachable,
        SiteError::Malformed(reason) => SiteProblem::Malformed(reason),
    })?;
    let keys: Vec<PublicKey> = site.public_keys().collect();
    let places = http::places(&site);
    let pending: Vec<_> =
        places.iter().map(|place| (http::manifest(place), http::signature(place))).collect();
    for (manifest, signature) in &pending {
        report(manifest.request());
        report(signature.request());
    }
    let mut datasets: Vec<Dataset> = Vec::new();
    let mut files = Vec::new();
    for (entry, (manifest, signature)) in site.datasets.iter().zip(pending) {
        let file = receive(manifest, signature, &keys, report).await;
        let opened = file.as_ref().map_err(|&problem| problem).and_then(|file| {
            // Only now are the bytes looked at.
            let manifest: Manifest =
                http::parse_json(&file.manifest).map_err(|_| Problem::Malformed)?;
            let hash = Hash256::of(file.manifest.as_bytes());
            let stands_twice = |other: &Dataset| {
                let other = other.opened.as_ref();
                other.is_ok_and(|other| other.manifest.dataset() == manifest.dataset())
            };
            if entry.expects(&manifest, hash) && !datasets.iter().any(stands_twice) {
                Ok(Opened { manifest, trust: file.trust })
            } else {
                Err(Problem::Unexpected)
            }
        });
        files.push(opened.as_ref().map_err(|&problem| problem).and(file));
        datasets.push(Dataset { path: entry.path.clone(), opened });
    }
    let files = Files { site: text, datasets: files, han: None };
    Ok((Catalogue { site, datasets, han: None }, files))
}

/// Waits for a manifest and its signature, and says why it is believed.
async fn receive(
    manifest: Pending,
    signature: Pending,
    keys: &[PublicKey],
    report: &impl Fn(Request),
) -> Result<File, Problem> {
    let (request, manifest) = manifest.receive().await;
    report(request);
    let (request, signature) = signature.receive().await;
    report(request);
    let manifest = manifest.map_err(|_| Problem::Unreachable)?;
    let trust = match verify(&manifest, signature.ok(), keys) {
        Err(Problem::Unsigned) if http::is_local() => Trust::Local,
        verified => verified.map(|()| Trust::Signed)?,
    };
    let manifest = http::text(manifest).map_err(|_| Problem::Malformed)?;
    Ok(File { manifest, trust })
}

/// Verifies a manifest by any of the keys.
fn verify(manifest: &[u8], signature: Option<Vec<u8>>, keys: &[PublicKey]) -> Result<(), Problem> {
    let signature = signature.and_then(|bytes| String::from_utf8(bytes).ok());
    let signature = signature.ok_or(Problem::Unsigned)?;
    verify_by_any(keys, manifest, &signature).map_err(|error| match error {
        SignatureError::Invalid => Problem::Tampered,
        _ => Problem::Untrusted,
    })
}
