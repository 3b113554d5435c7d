//! Everything that goes over the network.
//!
//! The functions take a [`Host`] or a [`Place`], made from the addresses that a page or a
//! program was set up with, or a [`Run`], which holds no more of a digest than the bits
//! that the request plan allots. So nothing that was typed can be put into an address.
//!
//! How it is asked for (without cookies or referrer, and not for ever where nobody answers)
//! is a function in JavaScript, in `static/boot.js`, which the package takes over.
use hushcheck_core::{DatasetPath, List, Run, Site, SiteDataset};
use js_sys::{Array, ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{read_site, wire};

/// Where files are asked for, and by which function.
pub struct Host {
    /// The address of a folder, ending in a slash.
    base: String,
    /// Asks for a file; see [`Host::of_dataset`].
    ask: Function,
}

/// The folder of a dataset.
pub struct Place<'a> {
    host: &'a Host,
    /// Relative to the host's, or whole where it is another's; empty, or ending in a slash.
    folder: String,
}

/// The places of one dataset: the site's own folder, then its mirrors in their order. There
/// is always one.
pub type Places<'a> = Vec<Place<'a>>;

/// A file that was asked for, for the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The file, relative to the site, or its whole address at another host.
    pub url: String,
    /// What came of it.
    pub arrival: Arrival,
    /// The list that it is part of, by its number in the catalogue.
    pub list: Option<usize>,
    /// Bits of the digest that the list's files reveal together.
    pub revealed_bits: u8,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is on its way.
    Awaited,
    /// The file came; its size in bytes.
    Came(u64),
    /// The file did not come.
    Failed,
    /// The file is on this device already, so that nobody was asked; its size in bytes.
    Kept(u64),
}

wire!(struct Request { url, arrival, list, revealed_bits });
wire!(enum Arrival { 0 => Awaited, 1 => Came(bytes), 2 => Failed, 3 => Kept(bytes) });

/// Why `site.json` cannot be used.
pub enum SiteError {
    /// It did not come.
    Unreachable,
    /// It is no configuration; the reason is for whoever runs the site.
    Malformed(String),
}

/// The file did not come.
pub struct Unreachable;

/// What can be asked for.
enum Address<'a> {
    Site(&'a Host),
    Han(&'a Host),
    Manifest(&'a Place<'a>),
    Signature(&'a Place<'a>),
    Bucket(&'a Place<'a>, &'a List, u64),
}

impl Address<'_> {
    fn host(&self) -> &Host {
        match self {
            Address::Site(host) | Address::Han(host) => host,
            Address::Manifest(place) | Address::Signature(place) | Address::Bucket(place, ..) => {
                place.host
            }
        }
    }

    fn url(&self) -> String {
        match self {
            Address::Site(_) => "site.json".to_owned(),
            Address::Han(_) => "han.txt".to_owned(),
            Address::Manifest(place) => [&place.folder, "manifest.json"].concat(),
            Address::Signature(place) => [&place.folder, "manifest.json.minisig"].concat(),
            Address::Bucket(place, list, bucket) => [&place.folder, &*list.file(*bucket)].concat(),
        }
    }

    /// Buckets leave no trace in the browser's cache: it would tell what was asked.
    fn cache(&self) -> &'static str {
        match self {
            Address::Bucket(..) => "no-store",
            _ => "no-cache",
        }
    }
}

/// A request that is on its way.
pub struct Pending {
    url: String,
    file: Option<Promise>,
}

impl Pending {
    /// The request, for the ledger: it is to be shown before anything comes of it.
    pub fn request(&self) -> Request {
        let url = self.url.clone();
        Request { url, arrival: Arrival::Awaited, list: None, revealed_bits: 0 }
    }

    /// Waits for the whole file.
    pub async fn receive(self) -> (Request, Result<Vec<u8>, Unreachable>) {
        let request = self.request();
        let file = match self.file {
            Some(file) => JsFuture::from(file).await.unwrap_or_default(),
            None => JsValue::UNDEFINED,
        };
        let file: Array = file.dyn_into().unwrap_or_default();
        let is_kept = file.get(1).is_truthy();
        let body: Option<ArrayBuffer> = file.get(0).dyn_into().ok();
        let body = body.map(|buffer| Uint8Array::new(&buffer).to_vec()).ok_or(Unreachable);
        let arrival = match &body {
            Ok(body) if is_kept => Arrival::Kept(body.len() as u64),
            Ok(body) => Arrival::Came(body.len() as u64),
            Err(_) => Arrival::Failed,
        };
        (Request { arrival, ..request }, body)
    }
}

impl Host {
    /// The site that the page is of, as `boot.js` leaves its address in page and worker.
    pub fn of_page() -> Self {
        let boot = Reflect::get(&js_sys::global(), &"hushcheck".into()).unwrap_or_default();
        let get = |name: &str| Reflect::get(&boot, &name.into()).unwrap_or_default();
        // Were it no function, calling it would fail, as a request does.
        Host { base: get("base").as_string().unwrap_or_default(), ask: get("ask").unchecked_into() }
    }

    /// A dataset's folder, whose address is made to end in a slash, and a function that asks
    /// for a file. It is called with the address and how `fetch` is to use the browser's cache,
    /// and returns a promise of an `ArrayBuffer` and whether it was here already, in an array;
    /// of anything else where the file did not come. The promise never fails: one that did
    /// before anybody waits for it would be unhandled, by which the page knows a lost worker.
    pub fn of_dataset(mut base: String, ask: Function) -> Self {
        if !base.ends_with('/') {
            base.push('/');
        }
        Host { base, ask }
    }

    /// The dataset that the host's folder is.
    pub fn dataset(&self) -> Places<'_> {
        vec![Place { host: self, folder: String::new() }]
    }

    /// Tells whether it is this very computer.
    fn is_local(&self) -> bool {
        let host = web_sys::Url::new(&self.base).map(|url| url.hostname()).unwrap_or_default();
        matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }
}

impl Place<'_> {
    /// Tells whether it is on this very computer, as the site is.
    pub fn is_local(&self) -> bool {
        self.host.is_local() && !is_whole(&self.folder)
    }
}

/// Fetches the site's configuration; returns it as it came, and as it is understood.
pub async fn site(host: &Host) -> (Request, Result<(String, Site), SiteError>) {
    let (request, body) = send(&Address::Site(host)).receive().await;
    let site = body.map_err(|Unreachable| SiteError::Unreachable);
    let site = site.and_then(|body| {
        let text = text(body).map_err(SiteError::Malformed)?;
        let site = read_site(&text).map_err(SiteError::Malformed)?;
        Ok((text, site))
    });
    (request, site)
}

/// Asks for the table of Chinese characters ([`Han`](hushcheck_core::Han)), which is one of
/// the app's own files.
pub fn han(host: &Host) -> Pending {
    send(&Address::Han(host))
}

/// Makes the places that a site's configuration names: its datasets', then its ranges'.
pub fn places<'a>(host: &'a Host, site: &Site) -> Vec<Places<'a>> {
    let folder = |path: &DatasetPath| Place { host, folder: [path.as_str(), "/"].concat() };
    let of_dataset = |dataset: &SiteDataset| {
        let mut places = vec![folder(&dataset.path)];
        places.extend(dataset.mirrors().map(|mirror| Place { host, folder: mirror.to_owned() }));
        places
    };
    let of_ranges = site.ranges.iter().map(|ranges| vec![folder(&ranges.path)]);
    site.datasets.iter().map(of_dataset).chain(of_ranges).collect()
}

/// Asks for a dataset's manifest.
pub fn manifest(place: &Place) -> Pending {
    send(&Address::Manifest(place))
}

/// Asks for the signature of a dataset's manifest.
pub fn signature(place: &Place) -> Pending {
    send(&Address::Signature(place))
}

/// Asks for the files of a run, in their order.
pub fn run(place: &Place, list: &List, run: Run) -> Vec<Pending> {
    run.buckets().map(|bucket| send(&Address::Bucket(place, list, bucket))).collect()
}

/// What a file of text says.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "it is not in UTF-8".to_owned())
}

/// Tells whether an address names its host.
fn is_whole(address: &str) -> bool {
    address.contains("://")
}

/// Sends a request; it is on its way when this returns.
fn send(address: &Address) -> Pending {
    let url = address.url();
    let host = address.host();
    let base = if is_whole(&url) { "" } else { &host.base };
    let whole = [base, &*url].concat().into();
    let asked = host.ask.call2(&JsValue::UNDEFINED, &whole, &address.cache().into());
    Pending { url, file: asked.and_then(JsCast::dyn_into).ok() }
}
