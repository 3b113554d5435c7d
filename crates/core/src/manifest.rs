//! The manifest: what a dataset is about, its lists, and the numbers to read them.
//!
//! # Overview of types
//!
//! A [`Manifest`] describes one version of a dataset: the [`Incident`]s that it
//! covers and its [`List`]s. It is a JSON file; deserialising checks every bound,
//! so that a `Manifest` in hand can be relied on to be readable, though not to be
//! true: what its numbers say is compared with what the buckets hold.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bucket::Coding;
use crate::calendar;
use crate::merkle::{self, Label};
use crate::payload::{Payload, SymbolCode};
use crate::privacy::Figures;
use crate::{Check, Country, FORMAT, Hash256, Kind, Scheme, ranges};

/// One version of a dataset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawManifest", into = "RawManifest")]
pub struct Manifest {
    raw: RawManifest,
    lists: Vec<List>,
}

/// One leak, in the vocabulary of Have I Been Pwned's public breach model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// A short name that stays: letters, digits, `-`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Whose data it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// What happened, in plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where the publisher has it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it happened: YYYY-MM-DD, YYYY-MM or YYYY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breach_date: Option<String>,
    /// Which kinds of data leaked, by Have I Been Pwned's names where they fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_classes: Vec<String>,
    /// How many rows the leak has, duplicates and unusable ones included.
    pub row_count: u64,
}

/// All records of one check: 2^b buckets and the parameters to read them.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    raw: RawList,
    label: Label,
    coding: Coding,
    is_ranges: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct RawManifest {
    format: String,
    dataset: String,
    number: u64,
    published: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<Country>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<Hash256>,
    incidents: Vec<Incident>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    accepted_risks: Vec<String>,
    lists: Vec<RawList>,
}

/// What a list's entry in a manifest says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawList {
    /// The kinds hashed together.
    pub check: Check,
    /// How messages are hashed.
    pub scheme: Scheme,
    /// N: number of distinct records.
    pub records: u64,
    /// Number of distinct fingerprints: fewer than records, since some records
    /// share theirs.
    pub entries: u64,
    /// t: bits of a fingerprint.
    pub fingerprint_bits: u8,
    /// b: bits of a prefix; the list has 2^b buckets.
    pub prefix_bits: u8,
    /// Golomb-Rice parameter of all buckets.
    pub rice_parameter: u8,
    /// Size of every bucket file in bytes.
    pub bucket_bytes: u32,
    /// Root of the hash tree over the buckets.
    pub root: Hash256,
    /// What is said about each entry besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<Payload>,
    /// What the publisher's program worked out. No reader relies on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
}

/// What a dataset's version is called and when it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// The dataset's name: lower-case letters, digits and `-`.
    pub dataset: String,
    /// Counts up from 1 with each version.
    pub number: u64,
    /// Day of publication, YYYY-MM-DD.
    pub published: String,
    /// The country by which national IDs, and phone numbers written without one,
    /// were understood.
    pub country: Option<Country>,
    /// Day after which it should no longer be relied on, YYYY-MM-DD.
    pub expires: Option<String>,
    /// SHA-256 of the manifest before this one.
    pub previous: Option<Hash256>,
    /// Why the publisher went against the policy, if he did.
    pub accepted_risks: Vec<String>,
}

/// Most bits of a prefix: the request plan reveals no more, so that finer buckets
/// would only be more files.
pub const MAX_PREFIX_BITS: u8 = 16;
/// Most that a number in a manifest can be: JSON's numbers are exact up to here.
pub(crate) const MAX_NUMBER: u64 = (1 << 53) - 1;
/// Most records of a list that a reader accepts.
pub const MAX_RECORDS: u64 = 1 << 40;
/// Largest bucket that a reader accepts, in bytes.
pub const MAX_BUCKET_BYTES: u32 = 64 << 20;
/// Most lists of a manifest.
const MAX_LISTS: usize = 64;

impl Manifest {
    /// Puts a manifest together.
    ///
    /// # Errors
    ///
    /// Anything that a reader would refuse.
    pub fn new(
        edition: Edition,
        incidents: Vec<Incident>,
        lists: Vec<RawList>,
    ) -> Result<Self, ManifestError> {
        let Edition { dataset, number, published, country, expires, previous, accepted_risks } =
            edition;
        let format = FORMAT.to_owned();
        let raw = RawManifest {
            format,
            dataset,
            number,
            published,
            country,
            expires,
            previous,
            incidents,
            accepted_risks,
            lists,
        };
        raw.try_into()
    }

    /// What is known of ranges, which have no manifest of their own.
    pub(crate) fn of_ranges(
        path: &str,
        published: &str,
        incident: Incident,
        list: RawList,
    ) -> Self {
        let raw = RawManifest {
            format: String::new(),
            dataset: path.to_owned(),
            number: 1,
            published: published.to_owned(),
            country: None,
            expires: None,
            previous: None,
            incidents: vec![incident],
            accepted_risks: Vec::new(),
            lists: Vec::new(),
        };
        let coding = Coding {
            suffix_bits: list.fingerprint_bits - list.prefix_bits,
            rice_parameter: 0,
            symbols: SymbolCode::default(),
        };
        let label = Label::new("", 0, list.check);
        Manifest { raw, lists: vec![List { raw: list, label, coding, is_ranges: true }] }
    }

    /// The dataset's name.
    pub fn dataset(&self) -> &str {
        &self.raw.dataset
    }

    /// The version's number, from 1.
    pub fn number(&self) -> u64 {
        self.raw.number
    }

    /// The day of publication, YYYY-MM-DD.
    pub fn published(&self) -> &str {
        &self.raw.published
    }

    /// The country by which identifiers were understood.
    pub fn country(&self) -> Option<Country> {
        self.raw.country
    }

    /// The day after which it should no longer be relied on, YYYY-MM-DD.
    pub fn expires(&self) -> Option<&str> {
        self.raw.expires.as_deref()
    }

    /// SHA-256 of the manifest before this one.
    pub fn previous(&self) -> Option<Hash256> {
        self.raw.previous
    }

    /// Why the publisher went against the policy, in his words; empty if he did not.
    pub fn accepted_risks(&self) -> &[String] {
        &self.raw.accepted_risks
    }

    /// The incidents that the dataset covers.
    pub fn incidents(&self) -> &[Incident] {
        &self.raw.incidents
    }

    /// The lists, one a check.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }
}

impl List {
    /// The kinds hashed together.
    pub fn check(&self) -> Check {
        self.raw.check
    }

    /// How messages are hashed.
    pub fn scheme(&self) -> Scheme {
        self.raw.scheme
    }

    /// N: number of distinct records, as the manifest says.
    pub fn records(&self) -> u64 {
        self.raw.records
    }

    /// Number of distinct fingerprints, as the manifest says.
    pub fn entries(&self) -> u64 {
        self.raw.entries
    }

    /// Number of entries of a bucket on average.
    pub fn mean_entries(&self) -> f64 {
        self.raw.entries as f64 / self.buckets() as f64
    }

    /// t: bits of a fingerprint.
    pub fn fingerprint_bits(&self) -> u8 {
        self.raw.fingerprint_bits
    }

    /// b: bits of a prefix.
    pub fn prefix_bits(&self) -> u8 {
        self.raw.prefix_bits
    }

    /// Number of buckets, and so of files: 2^b.
    pub fn buckets(&self) -> u64 {
        1 << self.raw.prefix_bits
    }

    /// Size of every bucket file in bytes.
    pub fn bucket_bytes(&self) -> u64 {
        u64::from(self.raw.bucket_bytes)
    }

    /// Size of all files together in bytes.
    pub fn total_bytes(&self) -> u64 {
        self.bucket_bytes() << self.raw.prefix_bits
    }

    /// Root of the hash tree over the buckets.
    pub fn root(&self) -> Hash256 {
        self.raw.root
    }

    /// How the buckets are coded.
    pub fn coding(&self) -> &Coding {
        &self.coding
    }

    /// What the publisher's program worked out, if it says so: to be compared with
    /// `privacy::figures`, not to be relied on.
    pub fn figures(&self) -> Option<&Figures> {
        self.raw.figures.as_ref()
    }

    /// What is said about each entry besides, if anything.
    pub fn payload(&self) -> Option<&Payload> {
        self.raw.payload.as_ref()
    }

    /// Returns the file of a bucket, relative to the dataset's folder.
    ///
    /// Names are of one length over letters that HTTP's header compression codes
    /// with equally many bits (RFC 7541, appendix B), so that the size of a
    /// request does not tell which bucket is asked for.
    ///
    /// ```
    /// # use hushcheck_core::manifest::bucket_name;
    /// assert_eq!(bucket_name(0, 4), "00");
    /// assert_eq!(bucket_name(15, 4), "1o");
    /// assert_eq!(bucket_name(0, 0), "0");
    /// ```
    pub fn file(&self, bucket: u64) -> String {
        if self.is_ranges {
            return ranges::file(bucket);
        }
        let name = bucket_name(bucket, self.raw.prefix_bits);
        [&*self.check().folder(), "/", &name, ".bin"].concat()
    }

    /// Tells whether its files are [`SiteRanges`](crate::SiteRanges), and not buckets that
    /// somebody signed.
    pub fn is_ranges(&self) -> bool {
        self.is_ranges
    }

    /// Verifies a bucket's file and returns its content: `None` when its size or
    /// its proof is not that of this list, this bucket; nothing of ranges can be verified.
    pub fn open<'a>(&self, bucket: u64, file: &'a [u8]) -> Option<&'a [u8]> {
        if file.len() as u64 != self.bucket_bytes() {
            return None;
        }
        let proof_bytes = usize::from(self.raw.prefix_bits) * merkle::STEP;
        let (content, proof) = file.split_at_checked(file.len().checked_sub(proof_bytes)?)?;
        let root = merkle::root(self.label.leaf(bucket, content), bucket, proof);
        (root == self.raw.root).then_some(content)
    }
}

/// Returns a bucket's name: its number in base 8, over the letters `012aceio`.
pub fn bucket_name(bucket: u64, prefix_bits: u8) -> String {
    let digits = u32::from(prefix_bits).div_ceil(3).max(1);
    let letter = |digit: u32| char::from(b"012aceio"[(bucket >> (3 * digit) & 7) as usize]);
    (0..digits).rev().map(letter).collect()
}

/// Why a manifest cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManifestError {
    /// Written in a version of the format that is not known here.
    Format(String),
    /// A field holds what it may not; the field's name.
    Field(&'static str),
    /// Two lists of the same check.
    CheckTwice(Check),
    /// SHA-1 is for passwords that are looked up as Have I Been Pwned does.
    Sha1(Check),
    /// A kind that can be enumerated stands alone.
    LowEntropyAlone(Kind),
    /// A kind that can be enumerated stands in several checks.
    LowEntropyTwice(Kind),
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ManifestError::Format(found) => {
                write!(f, "the manifest is of format \"{found}\", this program reads {FORMAT}")
            }
            ManifestError::Field(field) => {
                write!(f, "the manifest's field {field} is missing or out of bounds")
            }
            ManifestError::CheckTwice(check) => {
                write!(f, "the manifest has two lists of the check {check}")
            }
            ManifestError::Sha1(check) => {
                write!(f, "the scheme sha1 is for the check password, not for {check}")
            }
            ManifestError::LowEntropyAlone(kind) => write!(
                f,
                "a list of {kind} alone can be read by trying all values; \
                 it may only stand together with another kind, as in name+{kind}"
            ),
            ManifestError::LowEntropyTwice(kind) => write!(
                f,
                "two lists hold {kind}, or what is part of it; where both match, false matches \
                 cancel, and the digits that were left out can be found: keep it in one check"
            ),
        }
    }
}

impl std::error::Error for ManifestError {}

impl TryFrom<RawManifest> for Manifest {
    type Error = ManifestError;

    fn try_from(raw: RawManifest) -> Result<Self, ManifestError> {
        if raw.format != FORMAT {
            let plain = raw.format.chars().filter(|c| !c.is_control());
            return Err(ManifestError::Format(plain.take(40).collect()));
        }
        ensure(is_name(&raw.dataset), "dataset")?;
        ensure((1..=MAX_NUMBER).contains(&raw.number), "number")?;
        ensure(is_day(&raw.published), "published")?;
        ensure(raw.expires.as_deref().is_none_or(is_day), "expires")?;
        ensure(!raw.incidents.is_empty(), "incidents")?;
        raw.incidents.iter().try_for_each(check_incident)?;
        let risks = &raw.accepted_risks;
        let fit = risks.len() <= 20 && risks.iter().all(|why| is_plain(why, 1..=1000));
        ensure(fit, "accepted_risks")?;
        ensure((1..=MAX_LISTS).contains(&raw.lists.len()), "lists")?;
        let mut lists: Vec<List> = Vec::new();
        for list in &raw.lists {
            let coding = check_list(list, raw.incidents.len())?;
            if lists.iter().any(|earlier| earlier.check() == list.check) {
                return Err(ManifestError::CheckTwice(list.check));
            }
            let earlier = || lists.iter().flat_map(|list| list.check().kinds());
            let stands_twice = |kind: &Kind| earlier().any(|other| kind.overlaps(other));
            if let Some(kind) = list.check.kinds().find(stands_twice) {
                return Err(ManifestError::LowEntropyTwice(kind));
            }
            let label = Label::new(&raw.dataset, raw.number, list.check);
            lists.push(List { raw: list.clone(), label, coding, is_ranges: false });
        }
        Ok(Manifest { raw, lists })
    }
}

impl From<Manifest> for RawManifest {
    fn from(manifest: Manifest) -> RawManifest {
        manifest.raw
    }
}

fn ensure(holds: bool, field: &'static str) -> Result<(), ManifestError> {
    if holds { Ok(()) } else { Err(ManifestError::Field(field)) }
}

fn check_incident(incident: &Incident) -> Result<(), ManifestError> {
    ensure(is_name(&incident.name), "incidents.name")?;
    ensure(is_plain(&incident.title, 1..=300), "incidents.title")?;
    ensure(incident.row_count <= MAX_NUMBER, "incidents.row_count")?;
    let texts = [&incident.organisation, &incident.description, &incident.source];
    ensure(texts.into_iter().flatten().all(|text| is_plain(text, 0..=10_000)), "incidents")?;
    let date = incident.breach_date.as_deref();
    ensure(date.is_none_or(is_day_month_or_year), "incidents.breach_date")?;
    let classes = &incident.data_classes;
    let fit = classes.len() <= 200 && classes.iter().all(|class| is_plain(class, 1..=100));
    ensure(fit, "incidents.data_classes")
}

/// Tells whether a text's length in bytes fits, and no control character but line
/// ends is in it: others could pretend, on a terminal, to be the program's own words.
fn is_plain(text: &str, bytes: std::ops::RangeInclusive<usize>) -> bool {
    bytes.contains(&text.len()) && !text.chars().any(|c| c.is_control() && c != '\n')
}

fn check_list(list: &RawList, incidents: usize) -> Result<Coding, ManifestError> {
    let mut kinds = list.check.kinds();
    if let (Some(only), None) = (kinds.next(), kinds.next())
        && only.is_low_entropy()
    {
        return Err(ManifestError::LowEntropyAlone(only));
    }
    if list.scheme == Scheme::Sha1 && list.check != Check::PASSWORD {
        return Err(ManifestError::Sha1(list.check));
    }
    ensure(list.records <= MAX_RECORDS, "lists.records")?;
    ensure(list.entries <= list.records, "lists.entries")?;
    ensure(list.fingerprint_bits <= 64, "lists.fingerprint_bits")?;
    ensure(list.prefix_bits <= MAX_PREFIX_BITS.min(list.fingerprint_bits), "lists.prefix_bits")?;
    ensure(list.rice_parameter <= 56, "lists.rice_parameter")?;
    let least = 4 + merkle::STEP as u32 * u32::from(list.prefix_bits);
    ensure((least..=MAX_BUCKET_BYTES).contains(&list.bucket_bytes), "lists.bucket_bytes")?;
    let symbols = match &list.payload {
        None => Some(SymbolCode::default()),
        Some(payload) if payload.is_fit(list.check, incidents) => payload.code(),
        Some(_) => None,
    };
    Ok(Coding {
        suffix_bits: list.fingerprint_bits - list.prefix_bits,
        rice_parameter: list.rice_parameter,
        symbols: symbols.ok_or(ManifestError::Field("lists.payload"))?,
    })
}

/// Tells whether a text can be a dataset's or an incident's name.
pub fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Tells whether a text is written as a day, YYYY-MM-DD.
pub fn is_day(text: &str) -> bool {
    text.len() == 10 && is_day_month_or_year(text)
}

/// Tells whether a text is a day, a month or a year: `YYYY-MM-DD`, `YYYY-MM`, `YYYY`.
pub fn is_day_month_or_year(text: &str) -> bool {
    let mut parts = text.split('-').map(|part| {
        let is_number = part.bytes().all(|b| b.is_ascii_digit());
        if is_number { part.parse::<u32>().ok() } else { None }
    });
    let (year, month, day) = match (text.len(), parts.next(), parts.next(), parts.next()) {
        (4, Some(Some(year)), None, None) => (year, 1, 1),
        (7, Some(Some(year)), Some(Some(month)), None) => (year, month, 1),
        (10, Some(Some(year)), Some(Some(month)), Some(Some(day))) => (year, month, day),
        _ => return false,
    };
    let dashes = text.bytes().enumerate().filter(|(_, b)| *b == b'-').map(|(at, _)| at);
    dashes.eq([4, 7].into_iter().take_while(|at| *at < text.len()))
        && calendar::is_day(year, month, day)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn raw_list(check: &str, records: u64, prefix_bits: u8) -> RawList {
        RawList {
            check: check.parse().unwrap(),
            scheme: Scheme::Sha256,
            records,
            entries: records,
            fingerprint_bits: 40,
            prefix_bits,
            rice_parameter: 20,
            bucket_bytes: 500_000,
            root: Hash256([0; 32]),
            payload: None,
            figures: None,
        }
    }

    pub(crate) fn manifest(lists: Vec<RawList>) -> Result<Manifest, ManifestError> {
        let edition = Edition {
            dataset: "example".into(),
            number: 1,
            published: "2026-11-22".into(),
            country: None,
            expires: None,
            previous: None,
            accepted_risks: Vec::new(),
        };
        let incident =
            Incident { name: "example".into(), title: "Example".into(), ..Incident::default() };
        Manifest::new(edition, vec![incident], lists)
    }

    #[test]
    fn survives_json() {
        let made =
            manifest(vec![raw_list("email", 1000, 3), raw_list("name+phone", 9, 0)]).unwrap();
        let json = serde_json::to_string_pretty(&made).unwrap();
        assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap(), made);
        let newer = json.replace("hushcheck-1", "hushcheck-2");
        let error = serde_json::from_str::<Manifest>(&newer).unwrap_err().to_string();
        assert!(error.contains("hushcheck-2"), "{error}");
    }

    #[test]
    fn what_is_out_of_bounds_is_refused() {
        let refused = |change: fn(&mut RawList)| {
            let mut list = raw_list("email", 1000, 3);
            change(&mut list);
            manifest(vec![list]).unwrap_err()
        };
        assert_eq!(refused(|l| l.records = 1 << 60), ManifestError::Field("lists.records"));
        assert_eq!(refused(|l| l.prefix_bits = 41), ManifestError::Field("lists.prefix_bits"));
        assert_eq!(
            refused(|l| l.fingerprint_bits = 65),
            ManifestError::Field("lists.fingerprint_bits")
        );
        assert_eq!(refused(|l| l.bucket_bytes = 99), ManifestError::Field("lists.bucket_bytes"));
        assert_eq!(
            refused(|l| l.bucket_bytes = u32::MAX),
            ManifestError::Field("lists.bucket_bytes")
        );
        assert_eq!(
            refused(|l| l.scheme = Scheme::Sha1),
            ManifestError::Sha1("email".parse().unwrap())
        );
        let phone = refused(|l| l.check = "phone".parse().unwrap());
        assert_eq!(phone, ManifestError::LowEntropyAlone(Kind::Phone));
        let phones = manifest(vec![raw_list("name+phone", 1, 0), raw_list("email+phone", 1, 0)]);
        assert_eq!(phones, Err(ManifestError::LowEntropyTwice(Kind::Phone)));
        let dates =
            manifest(vec![raw_list("name+national-id", 1, 0), raw_list("name+birth-date", 1, 0)]);
        assert_eq!(dates, Err(ManifestError::LowEntropyTwice(Kind::BirthDate)));
        let twice = manifest(vec![raw_list("email", 1, 0), raw_list("email", 1, 0)]);
        assert!(matches!(twice, Err(ManifestError::CheckTwice(_))));
        assert_eq!(manifest(vec![]), Err(ManifestError::Field("lists")));
    }

    #[test]
    fn text_that_plays_with_a_terminal_is_refused() {
        let made = manifest(vec![raw_list("email", 1, 0)]).unwrap();
        let json = serde_json::to_string(&made).unwrap();
        let hostile = json.replace("\"Example\"", "\"\\u001b[2JSigned\"");
        assert_ne!(json, hostile);
        assert!(serde_json::from_str::<Manifest>(&hostile).is_err());
    }

    #[test]
    fn names_of_buckets_have_one_length() {
        for bits in 0..=12 {
            let names: std::collections::BTreeSet<_> =
                (0..1u64 << bits).map(|bucket| bucket_name(bucket, bits)).collect();
            assert_eq!(names.len(), 1 << bits);
            assert!(names.iter().all(|name| name.len() == names.first().unwrap().len()));
        }
    }

    #[test]
    fn dates_are_told_from_other_text() {
        assert!(["2022-07-01", "2022-07", "2022"].iter().all(|text| is_day_month_or_year(text)));
        let wrong = [
            "2022-13-01",
            "2022-02-29",
            "0000",
            "22",
            "2022/07/01",
            "2022-7-1",
            "2022-7-001",
            "20-22-0711",
            "2022-07-01-",
            "+022",
            "",
            "２０２",
        ];
        assert!(wrong.iter().all(|text| !is_day_month_or_year(text)));
    }
}
