//! `site.json`: what a site offers and whom it believes.
//!
//! The same file says how a site looks (logo, colours, contact, imprint). Nothing of that is
//! here: `hushcheck` writes it into the pages, so that no visitor downloads the code for it.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Country, Hash256, Manifest, PublicKey};

/// A site's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The site's name, shown as its title.
    pub name: String,
    /// The country of national IDs and of phone numbers written without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_country: Option<Country>,
    /// The catalogue: the datasets offered, in the order of requests.
    pub datasets: Vec<SiteDataset>,
    /// Passwords in the layout of Have I Been Pwned's ranges, asked after the datasets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<SiteRanges>,
    /// Public keys in minisign's format; a dataset is signed by one of them.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Other addresses than those in the page's action plans, or none at all: an address
    /// that is wrong harms people, and the site's people may know better. Each is the name
    /// of a link in the plans and, after a space, its address; without one it is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Where whoever leaves quickly is taken; an empty page if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<String>,
}

/// A dataset of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteDataset {
    /// The folder of the version that is offered, here or at another host.
    pub path: DatasetPath,
    /// The dataset's name, if another one there is to be refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// The least version number that is believed: a mirror may be out of date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_number: Option<u64>,
    /// SHA-256 of the one manifest that is believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<Hash256>,
    /// Other addresses of the same folder, each asked when those before it failed or lied.
    /// All of them learn the same of who asks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mirrors: Vec<String>,
    /// It is not asked, but counted when it is planned how much is revealed: a page for
    /// one dataset of several must not reveal more than one for all of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub counted_only: bool,
}

/// Passwords in the layout of Have I Been Pwned's ranges: a folder, or a host that answers as
/// theirs does. Nothing of it is signed: whoever names it here believes the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRanges {
    /// The folder that holds `00000` to `FFFFF`, here or at another host.
    pub path: DatasetPath,
    /// What people call it.
    pub title: String,
    /// How many passwords it has, about: by them is told how many share what is revealed.
    pub records: u64,
    /// The day that it is of, YYYY-MM-DD; without one it is taken to be kept up to date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// As that of a dataset.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub counted_only: bool,
}

impl SiteDataset {
    /// Tells whether a manifest is of the dataset, recent enough, and the one that
    /// is pinned; `hash` is that of its bytes.
    pub fn expects(&self, manifest: &Manifest, hash: Hash256) -> bool {
        self.dataset.as_deref().is_none_or(|name| name == manifest.dataset())
            && self.min_number.is_none_or(|least| least <= manifest.number())
            && self.manifest_sha256.is_none_or(|pinned| pinned == hash)
    }

    /// The mirrors that can be asked: what is no folder's address is left out.
    pub fn mirrors(&self) -> impl Iterator<Item = &str> {
        self.mirrors.iter().map(String::as_str).filter(|address| is_folder_address(address))
    }
}

impl Site {
    /// What the site says about a link of the plans: nothing, that it is to be left out, or
    /// another address. One that nobody can be sent to leaves it out.
    pub fn link(&self, name: &str) -> Option<Option<&str>> {
        self.links.iter().find_map(|line| {
            let (other, address) = line.split_once(' ').unwrap_or((line, ""));
            (other == name).then(|| Some(address).filter(|address| is_web_address(address)))
        })
    }

    /// Where whoever leaves quickly is taken.
    pub fn exit(&self) -> Option<&str> {
        self.exit.as_deref().filter(|address| is_web_address(address))
    }

    /// The keys that can be read; a key that cannot is believed by nobody.
    pub fn public_keys(&self) -> impl Iterator<Item = PublicKey> + '_ {
        self.keys.iter().filter_map(|key| PublicKey::parse(key).ok())
    }
}

/// Tells whether a person can be sent to an address: `https://` and no spaces or control
/// characters, so that it is no script.
pub fn is_web_address(address: &str) -> bool {
    let rest = address.strip_prefix("https://").unwrap_or_default();
    !rest.is_empty() && rest.bytes().all(|b| b > b' ' && b != 0x7F)
}

/// Tells whether an address is that of a folder on a host that may be asked, ending in a slash,
/// and of no letters that mean something in a Content-Security-Policy.
pub fn is_folder_address(address: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/%".contains(&b);
    address.ends_with('/') && address.bytes().all(letter) && has_safe_line(split_host(address).0)
}

/// A folder below the site's own, or of another host: segments of `a-z 0-9 . _ -` between
/// slashes, behind `https://` and the host if it is another one. Whether a page may ask that
/// host its Content-Security-Policy says.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatasetPath(String);

impl DatasetPath {
    /// The path, without a slash at either end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The other host, as a Content-Security-Policy names it; `None` for the site's own.
    pub fn host(&self) -> Option<&str> {
        Some(split_host(&self.0).0).filter(|host| !host.is_empty())
    }
}

/// Host and folder; the host is empty if it is the site's own.
fn split_host(path: &str) -> (&str, &str) {
    let start = path.find("://").map_or(path.len(), |at| at + 3);
    let end = path[start..].find('/').map(|at| start + at);
    end.map_or(("", path), |end| (&path[..end], &path[end + 1..]))
}

/// Tells whether lists may be asked for there.
fn is_host(host: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:/".contains(&b);
    host.bytes().all(letter) && has_safe_line(host)
}

/// Tells whether nobody between can see or change what a host is asked: `https`, or the
/// visitor's own computer, to try it. `[::1]` is none, as no Content-Security-Policy can name it.
fn has_safe_line(host: &str) -> bool {
    let (scheme, name) = host.split_once("://").unwrap_or_default();
    let domain = name.split(':').next().unwrap_or_default();
    let is_here = || matches!(domain, "localhost" | "127.0.0.1") || domain.ends_with(".localhost");
    !domain.is_empty() && (scheme == "https" || scheme == "http" && is_here())
}

impl TryFrom<String> for DatasetPath {
    type Error = &'static str;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
        let segment = |s: &str| !s.is_empty() && !s.starts_with('.') && s.bytes().all(letter);
        let (host, folder) = split_host(&path);
        if (host.is_empty() || is_host(host)) && folder.split('/').all(segment) {
            Ok(DatasetPath(path))
        } else {
            Err("a dataset's path is relative or https:// (http:// of localhost alone), of \
             a-z 0-9 . _ - and slashes")
        }
    }
}

impl From<DatasetPath> for String {
    fn from(path: DatasetPath) -> String {
        path.0
    }
}

impl fmt::Debug for DatasetPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_manifest_that_is_expected_is_believed() {
        use crate::manifest::tests::{manifest, raw_list};
        let manifest = manifest(vec![raw_list("email", 1, 0)]).unwrap();
        let (here, there) = (Hash256([1; 32]), Hash256([2; 32]));
        let any = SiteDataset {
            path: DatasetPath("datasets/example".to_owned()),
            dataset: None,
            min_number: None,
            manifest_sha256: None,
            mirrors: Vec::new(),
            counted_only: false,
        };
        assert!(any.expects(&manifest, here));
        let named = |name: &str| SiteDataset { dataset: Some(name.to_owned()), ..any.clone() };
        assert!(named("example").expects(&manifest, here));
        assert!(!named("other").expects(&manifest, here));
        let recent = |least| SiteDataset { min_number: Some(least), ..any.clone() };
        assert!(recent(1).expects(&manifest, here) && !recent(2).expects(&manifest, here));
        let pinned = SiteDataset { manifest_sha256: Some(here), ..any.clone() };
        assert!(pinned.expects(&manifest, here) && !pinned.expects(&manifest, there));
    }

    #[test]
    fn addresses_are_no_scripts() {
        assert!(is_web_address("https://www.example.org/a?b#c"));
        for address in
            ["", "https://", "http://a.example", "javascript:alert(1)", "https://a b", " https://a"]
        {
            assert!(!is_web_address(address), "{address}");
        }
        let site: Site = serde_json::from_str(
            r#"{"name": "n", "datasets": [], "exit": "javascript:alert(1)",
                "links": ["a", "b https://b.example", "c http://c.example"]}"#,
        )
        .unwrap();
        assert_eq!(site.exit(), None);
        assert_eq!(site.link("a"), Some(None));
        assert_eq!(site.link("b"), Some(Some("https://b.example")));
        assert_eq!(site.link("c"), Some(None));
        assert_eq!(site.link("d"), None);
        let exit = Some("https://weather.example".to_owned());
        assert_eq!(Site { exit, ..site }.exit(), Some("https://weather.example"));
    }

    #[test]
    fn mirrors_are_folders_on_hosts() {
        let addresses = [
            "https://mirror.example/police-1/",
            "http://localhost:8080/",
            "http://127.0.0.1/police-1/",
            "http://mirror.localhost/police-1/",
            "http://mirror.example/police-1/",
            "http://localhost.example/",
            "http://[::1]:8080/",
            "https://:80/",
            "https://mirror.example/police-1",
            "https:///a/",
            "ftp://a/",
            "datasets/police-1/",
            "https://a.example/;script-src */",
            "https://a.example/ b/",
            "https://a.example/?b/",
            "https://a@b.example/",
        ];
        let entry = SiteDataset {
            path: DatasetPath("a".to_owned()),
            dataset: None,
            min_number: None,
            manifest_sha256: None,
            mirrors: addresses.map(String::from).into(),
            counted_only: false,
        };
        assert_eq!(entry.mirrors().collect::<Vec<_>>(), &addresses[..4]);
    }

    #[test]
    fn paths_stay_below_the_site() {
        let fine = |path: &str| DatasetPath::try_from(path.to_owned()).is_ok();
        assert!(fine("datasets/police-1"));
        for path in
            ["", "/a", "a/", "a//b", "../a", "a/../b", "http://a", "a?b", "a#b", "a%2e", "A"]
        {
            assert!(!fine(path), "{path}");
        }
        let own = DatasetPath::try_from("datasets/police-1".to_owned()).unwrap();
        assert_eq!(own.host(), None);
    }

    #[test]
    fn folders_of_other_hosts_need_a_safe_line() {
        for (path, host) in [
            ("https://lists.example.org/a/b-1", "https://lists.example.org"),
            ("https://lists.example.org:8443/a", "https://lists.example.org:8443"),
            ("http://localhost:8080/a", "http://localhost:8080"),
            ("http://127.0.0.1/a", "http://127.0.0.1"),
        ] {
            let path = DatasetPath::try_from(path.to_owned()).unwrap();
            assert_eq!(path.host(), Some(host));
        }
        for path in [
            "http://lists.example.org/a",
            "http://localhost.example.org/a",
            "http://[::1]/a",
            "https:///a",
            "https://a",
            "https://a/",
            "https://a/../b",
            "https://a;b/c",
            "https://a b/c",
            "https://a@b/c",
            "https://a/b?c",
            "ftp://a/b",
            "javascript://a/b",
            "x/https://a/b",
        ] {
            assert!(DatasetPath::try_from(path.to_owned()).is_err(), "{path}");
        }
    }
}
