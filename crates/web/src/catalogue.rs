//! What a site offers: its configuration, and the manifests behind it.
use hushcheck_core::{
    Check, CouldNotCheck, Country, DatasetPath, Han, Hash256, Hints, Incident, Kind, List,
    ListPlan, Manifest, PublicKey, RequestPlan, SignatureError, Site, SiteRanges, verify_by_any,
};

use crate::http::{self, Host, Pending, Place, Places, Request, SiteError};
use crate::{Browser, read_manifest, read_site, today, wire};

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
    /// It is not asked, but counted when it is planned how much is revealed.
    pub counted_only: bool,
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
    /// There is none: the site names ranges, and believes their host.
    Host,
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
wire!(enum Trust { 0 => Signed, 1 => Local, 2 => Host });
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

/// Most files of ranges that a page asks for: they are many and small.
const MAX_RANGES: u64 = 64;

/// A list and where it belongs.
#[derive(Clone, Copy)]
pub struct ListEntry<'a> {
    /// The dataset's number in the catalogue.
    pub dataset: usize,
    /// The dataset.
    pub opened: &'a Opened,
    /// The list.
    pub list: &'a List,
    /// Whether it is asked, and not only counted.
    pub is_asked: bool,
}

impl ListEntry<'_> {
    /// Tells whether it answers one of the checks.
    pub fn answers(&self, checks: &[Check]) -> bool {
        self.is_asked && checks.contains(&self.list.check())
    }
}

impl Catalogue {
    /// Reads what another opened; `None` if it cannot be read after all.
    pub fn read(files: &Files) -> Option<Self> {
        let site = read_site(&files.site).ok()?;
        let datasets = site.datasets.iter().zip(&files.datasets).map(|(entry, file)| {
            let opened = file.as_ref().map_err(|&problem| problem).and_then(read);
            Dataset { path: entry.path.clone(), opened, counted_only: entry.counted_only }
        });
        let datasets = datasets.chain(ranges(&site)).collect();
        Some(Catalogue { site, datasets, han: files.han.as_deref().and_then(Han::read) })
    }

    /// A catalogue of one dataset, opened by its address.
    pub fn of_one(opened: Opened, country: Option<Country>, han: Option<Han>) -> Option<Self> {
        let path = DatasetPath::try_from(opened.manifest.dataset().to_owned()).ok()?;
        let datasets = vec![Dataset { path, opened: Ok(opened), counted_only: false }];
        let site = Site { default_country: country, ..Site::default() };
        Some(Catalogue { site, datasets, han })
    }

    /// All lists, in the order of requests; their numbers are counted here.
    pub fn lists(&self) -> Vec<ListEntry<'_>> {
        let mut lists = Vec::new();
        for (dataset, entry) in self.datasets.iter().enumerate() {
            if let Ok(opened) = &entry.opened {
                for list in opened.manifest.lists() {
                    lists.push(ListEntry { dataset, opened, list, is_asked: !entry.counted_only });
                }
            }
        }
        lists
    }

    /// The first incident of that name.
    pub fn incident(&self, name: &str) -> Option<&Incident> {
        for dataset in &self.datasets {
            if let Ok(opened) = &dataset.opened {
                let incidents = opened.manifest.incidents();
                if let Some(known) = incidents.iter().find(|known| known.name == name) {
                    return Some(known);
                }
            }
        }
        None
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
        } else if plan.bytes() > MAX_BYTES || list.is_ranges() && plan.files() > MAX_RANGES {
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
pub async fn open(
    host: &Host,
    report: impl Fn(Request),
) -> Result<(Catalogue, Files), SiteProblem> {
    let pending = http::han(host);
    report(pending.request());
    let opened = open_datasets(host, &report).await;
    let (request, table) = pending.receive().await;
    report(request);
    let table = table.ok().and_then(|table| http::text(table).ok());
    let (mut catalogue, mut files) = opened?;
    catalogue.han = table.as_deref().and_then(Han::read);
    // No other than the one that there is.
    files.han = table.filter(|_| catalogue.han.is_some());
    Ok((catalogue, files))
}

/// Opens a single dataset, by keys that are known beforehand.
///
/// # Errors
///
/// Why it is not believed or cannot be used.
pub async fn open_dataset(places: &Places<'_>, keys: &[PublicKey]) -> Result<Opened, Problem> {
    let place = places.first().ok_or(Problem::Unreachable)?;
    read(&Asked::of(place).receive(keys, &|_| ()).await?)
}

/// Opens all but the table.
async fn open_datasets(
    host: &Host,
    report: &impl Fn(Request),
) -> Result<(Catalogue, Files), SiteProblem> {
    let (request, site) = http::site(host).await;
    report(request);
    let (text, site) = site.map_err(|error| match error {
        SiteError::Unreachable => SiteProblem::Unreachable,
        SiteError::Malformed(reason) => SiteProblem::Malformed(reason),
    })?;
    let keys: Vec<PublicKey> = site.public_keys().collect();
    let places = http::places(host, &site);
    let ask = |place| Asked::reported(place, report);
    // Ranges have no manifest to ask for.
    let of_datasets = places.iter().take(site.datasets.len());
    let asked: Vec<Option<Asked>> = of_datasets.map(|of| of.first().map(ask)).collect();
    let mut datasets: Vec<Dataset> = Vec::new();
    let mut files = Vec::new();
    for ((entry, places), mut asked) in site.datasets.iter().zip(&places).zip(asked) {
        let mut mirrors = places.iter().skip(1);
        // One after another, until one has the manifest that is expected. If none has, what
        // is wrong with the site's own is told.
        let mut result = Err(Problem::Unreachable);
        let mut is_first = true;
        while let Some(now) = asked {
            let file = now.receive(&keys, report).await;
            let opened = file.as_ref().map_err(|&problem| problem).and_then(|file| {
                let opened = read(file)?;
                let hash = Hash256::of(file.manifest.as_bytes());
                let stands_twice = |other: &Dataset| {
                    let other = other.opened.as_ref();
                    other.is_ok_and(|other| other.manifest.dataset() == opened.manifest.dataset())
                };
                if entry.expects(&opened.manifest, hash) && !datasets.iter().any(stands_twice) {
                    Ok(opened)
                } else {
                    Err(Problem::Unexpected)
                }
            });
            let now = opened.and_then(|opened| Ok((opened, file?)));
            let is_open = now.is_ok();
            if is_open || is_first {
                result = now;
            }
            is_first = false;
            asked = mirrors.next().filter(|_| !is_open).map(ask);
        }
        let (opened, file) = match result {
            Ok((opened, file)) => (Ok(opened), Ok(file)),
            Err(problem) => (Err(problem), Err(problem)),
        };
        files.push(file);
        datasets.push(Dataset {
            path: entry.path.clone(),
            opened,
            counted_only: entry.counted_only,
        });
    }
    datasets.extend(ranges(&site));
    let files = Files { site: text, datasets: files, han: None };
    Ok((Catalogue { site, datasets, han: None }, files))
}

/// A manifest and its signature, on their way.
struct Asked {
    manifest: Pending,
    signature: Pending,
    is_local: bool,
}

impl Asked {
    fn of(place: &Place<'_>) -> Self {
        let (manifest, signature) = (http::manifest(place), http::signature(place));
        Asked { manifest, signature, is_local: place.is_local() }
    }

    /// Asks for both, and reports it.
    fn reported(place: &Place<'_>, report: &impl Fn(Request)) -> Self {
        let asked = Asked::of(place);
        report(asked.manifest.request());
        report(asked.signature.request());
        asked
    }

    /// Waits for both, and says why the manifest is believed.
    async fn receive(self, keys: &[PublicKey], report: &impl Fn(Request)) -> Result<File, Problem> {
        let (request, manifest) = self.manifest.receive().await;
        report(request);
        let (request, signature) = self.signature.receive().await;
        report(request);
        let manifest = manifest.map_err(|_| Problem::Unreachable)?;
        let trust = match verify(&manifest, signature.ok(), keys) {
            Err(Problem::Unsigned) if self.is_local => Trust::Local,
            verified => verified.map(|()| Trust::Signed)?,
        };
        let manifest = http::text(manifest).map_err(|_| Problem::Malformed)?;
        Ok(File { manifest, trust })
    }
}

/// The ranges that the site names: nothing is fetched to know them.
fn ranges(site: &Site) -> Vec<Dataset> {
    let today = today();
    let dataset = |ranges: &SiteRanges| {
        let opened = Opened { manifest: ranges.manifest(&today), trust: Trust::Host };
        let counted_only = ranges.counted_only;
        Dataset { path: ranges.path.clone(), opened: Ok(opened), counted_only }
    };
    site.ranges.iter().map(dataset).collect()
}

/// Reads a manifest that is believed.
fn read(file: &File) -> Result<Opened, Problem> {
    let manifest = read_manifest(&file.manifest).ok_or(Problem::Malformed)?;
    Ok(Opened { manifest, trust: file.trust })
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
