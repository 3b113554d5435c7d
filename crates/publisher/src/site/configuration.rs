//! Reading `site.json`, more strictly than pages do: what is wrong is said with its key.
use std::path::Path;
use std::{fmt, fs};

use hushcheck_core::manifest::{MAX_RECORDS, is_day};
use hushcheck_core::{
    DatasetPath, PublicKey, Site, SiteDataset, SiteRanges, is_folder_address, is_web_address,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::look::{Accent, Logo, Look};
use crate::error::During as _;
use crate::store::HOSTS;
use crate::{Error, Result};

/// All that `site.json` says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Configuration {
    /// What pages read.
    #[serde(flatten)]
    pub site: Site,
    /// What is written into pages.
    #[serde(flatten)]
    pub look: Look,
}

/// Most characters of a text below the page.
const LONGEST: usize = 2000;
/// The largest logo, in CSS pixels: beside it there is to be room for the name, on a phone.
const WIDEST: u16 = 160;
const HIGHEST: u16 = 48;

impl Configuration {
    /// Reads a `site.json`.
    ///
    /// # Errors
    ///
    /// It cannot be read, or something is wrong in it; says at which key.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(&fs::read(path).during("read", path)?, path.display())
    }

    /// Reads the bytes of a `site.json`, of which `place` says where they are from.
    pub(crate) fn parse(json: &[u8], place: impl fmt::Display) -> Result<Self> {
        if json.starts_with(b"\xef\xbb\xbf") {
            return Err(Error::input(format!("{place} begins with a byte order mark"))
                .hint("the page cannot read it so: save it as UTF-8 without one (BOM)"));
        }
        let value = serde_json::from_slice(json)
            .map_err(|cause| Error::input(format!("{place} is no JSON: {cause}")))?;
        Self::understand(value).map_err(|fault| Error::input(format!("{place}: {fault}")))
    }

    /// Reads what `site.json` holds; an error begins with the key.
    fn understand(value: Value) -> std::result::Result<Self, String> {
        let Value::Object(mut object) = value else {
            return Err("it is no object: `{ ... }`".to_owned());
        };
        let datasets: Vec<Value> = take(&mut object, "datasets")?.ok_or("`datasets` is missing")?;
        let datasets: std::result::Result<_, String> =
            datasets.into_iter().enumerate().map(|(i, value)| dataset(i, value)).collect();
        let ranges: Vec<Value> = take(&mut object, "ranges")?.unwrap_or_default();
        let ranges: std::result::Result<_, String> =
            ranges.into_iter().enumerate().map(|(i, value)| ranges_of(i, value)).collect();
        let site = Site {
            name: take(&mut object, "name")?.ok_or("`name` is missing")?,
            default_country: take(&mut object, "default_country")?,
            datasets: datasets?,
            ranges: ranges?,
            keys: take(&mut object, "keys")?.unwrap_or_default(),
            links: take(&mut object, "links")?.unwrap_or_default(),
            exit: take(&mut object, "exit")?,
        };
        let look = Look {
            logo: part(&mut object, "logo", |logo| {
                Ok(Logo {
                    file: needed(logo, "file")?,
                    width: needed(logo, "width")?,
                    height: needed(logo, "height")?,
                })
            })?,
            accent: part(&mut object, "accent", |accent| {
                Ok(Accent { light: needed(accent, "light")?, dark: needed(accent, "dark")? })
            })?,
            contact: take(&mut object, "contact")?,
            imprint: take(&mut object, "imprint")?,
            languages: take(&mut object, "languages")?.unwrap_or_default(),
        };
        nothing_left(&object)?;
        let configuration = Configuration { site, look };
        configuration.fault().map_or(Ok(configuration), Err)
    }

    /// What is wrong besides the form.
    fn fault(&self) -> Option<String> {
        let Configuration { site, look } = self;
        if site.name.trim().is_empty() {
            return Some("`name` is empty".to_owned());
        }
        for (i, key) in site.keys.iter().enumerate() {
            if let Err(error) = PublicKey::parse(key) {
                return Some(format!("`keys[{i}]`: {error}"));
            }
        }
        for (i, link) in site.links.iter().enumerate() {
            if link.split_once(' ').is_some_and(|(_, address)| !is_web_address(address)) {
                return Some(format!(
                    "`links[{i}]`: after the name comes a space and an https:// address, or nothing"
                ));
            }
        }
        if site.exit.as_deref().is_some_and(|address| !is_web_address(address)) {
            return Some("`exit`: an address begins with https:// and has no spaces".to_owned());
        }
        for (i, entry) in site.datasets.iter().enumerate() {
            let earlier = &site.datasets[..i];
            let is_same = |other: &SiteDataset| {
                other.path == entry.path
                    || entry.dataset.is_some() && other.dataset == entry.dataset
            };
            if earlier.iter().any(is_same) {
                return Some(format!(
                    "`datasets[{i}]` is named twice; a site offers one version of a dataset"
                ));
            }
            if entry.path.host().is_some() && site.keys.is_empty() {
                return Some(format!(
                    "`datasets[{i}].path`: another host is believed only what is signed: name a public key in `keys`"
                ));
            }
        }
        for (i, ranges) in site.ranges.iter().enumerate() {
            if site.ranges[..i].iter().any(|other| other.path == ranges.path) {
                return Some(format!("`ranges[{i}]` is named twice"));
            }
            if let Some(fault) = fault_of_ranges(ranges) {
                return Some(format!("`ranges[{i}].{fault}"));
            }
        }
        for (key, text) in [("contact", &look.contact), ("imprint", &look.imprint)] {
            if text.as_ref().is_some_and(|text| text.trim().is_empty() || text.len() > LONGEST) {
                return Some(format!("`{key}`: a text of 1 to {LONGEST} bytes is shown"));
            }
        }
        if let Some(Logo { file, width, height }) = &look.logo {
            let letter = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
            let kinds = ["svg", "png", "webp", "jpg", "jpeg", "gif"];
            let ending = file.rsplit_once('.').map(|(_, ending)| ending);
            if !file.bytes().all(letter) || !ending.is_some_and(|ending| kinds.contains(&ending)) {
                return Some(format!(
                    "`logo.file`: a file beside site.json, named by letters, digits and . _ -, that ends in one of {}",
                    kinds.join(", ")
                ));
            }
            if !(8..=WIDEST).contains(width) || !(8..=HIGHEST).contains(height) {
                return Some(format!(
                    "`logo.width` and `logo.height`: from 8 to {WIDEST} and from 8 to {HIGHEST} pixels"
                ));
            }
        }
        look.accent.and_then(Accent::fault)
    }

    /// The other hosts that pages may ask.
    pub fn hosts(&self) -> Vec<&str> {
        let mut hosts: Vec<&str> = Vec::new();
        let of = |entry| SiteDataset::mirrors(entry).map(host_of);
        let mirrors = self.site.datasets.iter().flat_map(of);
        let datasets = self.site.datasets.iter().map(|dataset| &dataset.path);
        let paths = datasets.chain(self.site.ranges.iter().map(|ranges| &ranges.path));
        let others = paths.filter_map(DatasetPath::host);
        for host in others.chain(mirrors) {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }
}

/// What is wrong with ranges, if anything: the rest of a key, and why.
fn fault_of_ranges(ranges: &SiteRanges) -> Option<&'static str> {
    let SiteRanges { title, records, published, .. } = ranges;
    if title.trim().is_empty() || title.len() > 300 {
        Some("title`: a text of 1 to 300 bytes is shown")
    } else if !(1 << 24..=MAX_RECORDS).contains(records) {
        Some(
            "records`: how many passwords it has, about; with fewer than 17 million, publish them \
             as a dataset",
        )
    } else if published.as_ref().is_some_and(|day| !is_day(day)) {
        Some("published`: a day, as 2026-01-31")
    } else {
        None
    }
}

/// The host of a folder's address, as a Content-Security-Policy names it.
fn host_of(address: &str) -> &str {
    let end = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
    &address[..end]
}

/// Takes the value of a key out of an object; none if it is not there or `null`.
fn take<T: DeserializeOwned>(
    object: &mut Map<String, Value>,
    key: &str,
) -> std::result::Result<Option<T>, String> {
    let value = object.remove(key).unwrap_or_default();
    serde_json::from_value(value).map_err(|cause| format!("`{key}`: {cause}"))
}

fn needed<T: DeserializeOwned>(
    object: &mut Map<String, Value>,
    key: &str,
) -> std::result::Result<T, String> {
    take(object, key)?.ok_or_else(|| format!("`{key}` is missing"))
}

/// Takes an object out of an object, and reads all that is in it.
fn part<T>(
    object: &mut Map<String, Value>,
    key: &str,
    read: impl FnOnce(&mut Map<String, Value>) -> std::result::Result<T, String>,
) -> std::result::Result<Option<T>, String> {
    let Some(mut inner) = take::<Map<String, Value>>(object, key)? else { return Ok(None) };
    let part = read(&mut inner).and_then(|part| nothing_left(&inner).map(|()| part));
    // "`file` is missing" becomes "`logo.file` is missing".
    part.map(Some).map_err(|fault| fault.replacen('`', &format!("`{key}."), 1))
}

fn dataset(i: usize, value: Value) -> std::result::Result<SiteDataset, String> {
    let key = format!("datasets[{i}]");
    let mut object = Map::from_iter([(key.clone(), value)]);
    let entry = part(&mut object, &key, |entry| {
        Ok(SiteDataset {
            path: needed(entry, "path")?,
            dataset: take(entry, "dataset")?,
            min_number: take(entry, "min_number")?,
            manifest_sha256: take(entry, "manifest_sha256")?,
            mirrors: mirrors(entry)?,
            counted_only: take(entry, "counted_only")?.unwrap_or_default(),
        })
    })?;
    entry.ok_or_else(|| format!("`{key}` is null"))
}

fn ranges_of(i: usize, value: Value) -> std::result::Result<SiteRanges, String> {
    let key = format!("ranges[{i}]");
    let mut object = Map::from_iter([(key.clone(), value)]);
    let ranges = part(&mut object, &key, |entry| {
        Ok(SiteRanges {
            path: needed(entry, "path")?,
            title: needed(entry, "title")?,
            records: needed(entry, "records")?,
            published: take(entry, "published")?,
            counted_only: take(entry, "counted_only")?.unwrap_or_default(),
        })
    })?;
    ranges.ok_or_else(|| format!("`{key}` is null"))
}

fn mirrors(entry: &mut Map<String, Value>) -> std::result::Result<Vec<String>, String> {
    let mirrors: Vec<String> = take(entry, "mirrors")?.unwrap_or_default();
    if mirrors.iter().all(|address| is_folder_address(address)) {
        Ok(mirrors)
    } else {
        Err(format!("`mirrors`: each is the address of a folder, with a slash at its end: {HOSTS}"))
    }
}

/// Refuses keys that nobody knows: most are misspelt.
fn nothing_left(object: &Map<String, Value>) -> std::result::Result<(), String> {
    object.keys().next().map_or(Ok(()), |key| Err(format!("`{key}` is no key that is known")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(json: &str) -> String {
        let value = serde_json::from_str(json).unwrap();
        Configuration::understand(value).map_or_else(|fault| fault, |_| "none".to_owned())
    }

    #[test]
    fn what_is_wrong_is_said_with_its_key() {
        let with = |more: &str| fault(&format!("{{\"name\": \"n\", \"datasets\": [], {more}}}"));
        assert_eq!(with("\"contact\": \"a\""), "none");
        for (more, begin) in [
            ("\"colour\": 1", "`colour` is no key"),
            ("\"name\": \"\"", "`name` is empty"),
            ("\"name\": 5", "`name`: invalid type"),
            ("\"default_country\": \"XX1\"", "`default_country`: "),
            ("\"keys\": [\"x\"]", "`keys[0]`: "),
            ("\"links\": [\"a http://b.example\"]", "`links[0]`: "),
            ("\"exit\": \"javascript:alert(1)\"", "`exit`: "),
            ("\"datasets\": [{\"path\": \"a\"}, {\"path\": \"/b\"}]", "`datasets[1].path`: "),
            ("\"datasets\": [{\"path\": \"a\", \"number\": 1}]", "`datasets[0].number` is no"),
            (
                "\"datasets\": [{\"path\": \"a\", \"mirrors\": [\"http://b.example/\"]}]",
                "`datasets[0].mirrors`: each is the address of a folder",
            ),
            ("\"datasets\": [{\"path\": \"http://a.example/b\"}]", "`datasets[0].path`: "),
            (
                "\"ranges\": [{\"path\": \"http://a.example/b\", \"title\": \"t\", \
                 \"records\": 20000000}]",
                "`ranges[0].path`: ",
            ),
            ("\"datasets\": [{}]", "`datasets[0].path` is missing"),
            ("\"datasets\": [{\"path\": \"a\", \"min_number\": -1}]", "`datasets[0].min_number`: "),
            (
                "\"datasets\": [{\"path\": \"a\"}, {\"path\": \"a\"}]",
                "`datasets[1]` is named twice",
            ),
            ("\"datasets\": [{\"path\": \"https://a.example/b\"}]", "`datasets[0].path`: another"),
            ("\"logo\": {\"file\": \"a.svg\", \"width\": 10}", "`logo.height` is missing"),
            ("\"logo\": {\"file\": \"../a.svg\", \"width\": 10, \"height\": 10}", "`logo.file`: "),
            ("\"logo\": {\"file\": \"a.svg\", \"width\": 999, \"height\": 10}", "`logo.width`"),
            ("\"accent\": {\"light\": \"red\", \"dark\": \"#ffffff\"}", "`accent.light`: "),
            ("\"accent\": {\"light\": \"#ffff00\", \"dark\": \"#ffffff\"}", "`accent.light`: the"),
            ("\"imprint\": \" \"", "`imprint`: "),
            ("\"languages\": \"en\"", "`languages`: "),
            ("\"ranges\": [{\"path\": \"a\", \"title\": \"t\"}]", "`ranges[0].records` is missing"),
            (
                "\"ranges\": [{\"path\": \"a\", \"title\": \"t\", \"records\": 9}]",
                "`ranges[0].records`: how many",
            ),
            (
                "\"ranges\": [{\"path\": \"a\", \"title\": \"t\", \"records\": 20000000, \
                 \"published\": \"today\"}]",
                "`ranges[0].published`: a day",
            ),
            (
                "\"ranges\": [{\"path\": \"a\", \"title\": \"t\", \"records\": 20000000}, \
                 {\"path\": \"a\", \"title\": \"u\", \"records\": 20000000}]",
                "`ranges[1]` is named twice",
            ),
        ] {
            let fault = with(more);
            assert!(fault.starts_with(begin), "{more}: {fault}");
        }
        assert_eq!(fault("{\"datasets\": []}"), "`name` is missing");
        assert_eq!(fault("{\"name\": \"n\"}"), "`datasets` is missing");
    }

    #[test]
    fn hosts_are_named_once() {
        let key = "RWSoyRHYJL7uhHNvAdv2kFv0ZLl7dzWDkWmFrwpDXcCbpfxXwf9ZFLqW";
        let entry = |path: &str| format!("{{\"path\": \"{path}\"}}");
        let paths = ["a", "https://a.example/b", "https://a.example/c"].map(entry).join(",");
        let ranges =
            "{\"path\": \"https://b.example/range\", \"title\": \"t\", \"records\": 20000000}";
        let json = format!(
            "{{\"name\": \"n\", \"keys\": [\"{key}\"], \"datasets\": [{paths}], \
             \"ranges\": [{ranges}]}}"
        );
        match Configuration::understand(serde_json::from_str(&json).unwrap()) {
            Ok(configuration) => {
                assert_eq!(configuration.hosts(), ["https://a.example", "https://b.example"]);
            }
            Err(fault) => assert!(fault.starts_with("`keys"), "{fault}"),
        }
    }
}
