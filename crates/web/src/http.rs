//! Everything that goes over the network.
//!
//! The functions take a [`Place`], which only [`places`] makes, from the site's own
//! configuration, or a [`Run`], which holds no more of a digest than the bits that
//! the request plan allots. So nothing that was typed can be put into an address.
use hushcheck_core::{DatasetPath, List, Run, Site};
use js_sys::{ArrayBuffer, Function, JSON, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect,
    Response,
};

use crate::wire;

/// The folder of a dataset that the site's configuration names.
pub struct Place(DatasetPath);

/// A file that was asked for, for the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The file, relative to the site.
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
}

wire!(struct Request { url, arrival, list, revealed_bits });
wire!(enum Arrival { 0 => Awaited, 1 => Came(bytes), 2 => Failed });

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
    Site,
    Han,
    Manifest(&'a Place),
    Signature(&'a Place),
    Bucket(&'a Place, &'a List, u64),
}

impl Address<'_> {
    fn url(&self) -> String {
        match self {
            Address::Site => "site.json".to_owned(),
            Address::Han => "han.txt".to_owned(),
            Address::Manifest(place) => format!("{}/manifest.json", place.0.as_str()),
            Address::Signature(place) => format!("{}/manifest.json.minisig", place.0.as_str()),
            Address::Bucket(place, list, bucket) => {
                format!("{}/{}", place.0.as_str(), list.file(*bucket))
            }
        }
    }

    /// Buckets leave no trace in the browser's cache: it would tell what was asked.
    fn cache(&self) -> RequestCache {
        match self {
            Address::Bucket(..) => RequestCache::NoStore,
            _ => RequestCache::NoCache,
        }
    }
}

/// A request that is on its way.
pub struct Pending {
    url: String,
    body: Promise,
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
        let body = JsFuture::from(self.body).await.unwrap_or_default();
        let body: Option<ArrayBuffer> = body.dyn_into().ok();
        let body = body.map(|buffer| Uint8Array::new(&buffer).to_vec()).ok_or(Unreachable);
        let came = |body: &Vec<u8>| Arrival::Came(body.len() as u64);
        let arrival = body.as_ref().map_or(Arrival::Failed, came);
        (Request { arrival, ..request }, body)
    }
}

/// Fetches the site's configuration; returns it as it came, and as it is understood.
pub async fn site() -> (Request, Result<(String, Site), SiteError>) {
    let (request, body) = send(&Address::Site).receive().await;
    let site = body.map_err(|Unreachable| SiteError::Unreachable);
    let site = site.and_then(|body| {
        let text = text(body).map_err(SiteError::Malformed)?;
        let site = parse_json(&text).map_err(SiteError::Malformed)?;
        Ok((text, site))
    });
    (request, site)
}

/// Asks for the table of Chinese characters ([`Han`](hushcheck_core::Han)), which is one of
/// the app's own files.
pub fn han() -> Pending {
    send(&Address::Han)
}

/// Makes the places that a site's configuration names.
pub fn places(site: &Site) -> Vec<Place> {
    site.datasets.iter().map(|dataset| Place(dataset.path.clone())).collect()
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

/// Tells whether the site comes from this very computer.
pub fn is_local() -> bool {
    let host = web_sys::Url::new(&base()).map(|url| url.hostname()).unwrap_or_default();
    matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
}

/// What a file of text says.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "it is not in UTF-8".to_owned())
}

/// Reads JSON by the browser's own parser.
pub(crate) fn parse_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    let value = JSON::parse(text).map_err(|error| message(&error))?;
    crate::read(value).map_err(|error| error.to_string())
}

fn message(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map(|error| error.message().into()).unwrap_or_default()
}

/// The address of the site's folder, as `boot.js` leaves it in page and worker.
fn base() -> String {
    let boot = Reflect::get(&js_sys::global(), &"hushcheck".into());
    let base = boot.and_then(|boot| Reflect::get(&boot, &"base".into()));
    base.ok().and_then(|base| base.as_string()).unwrap_or_default()
}

/// Sends a request; it is on its way when this returns.
fn send(address: &Address) -> Pending {
    let url = address.url();
    let response = fetch(&format!("{}{url}", base()), address.cache());
    // It never fails but holds nothing: a promise that failed before anybody waits
    // for it would be an unhandled one, by which the page knows a lost worker.
    let body = future_to_promise(async move { Ok(body(response).await.unwrap_or_default()) });
    Pending { url, body }
}

async fn body(response: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    let response: Response = JsFuture::from(response?).await?.dyn_into()?;
    if !response.ok() {
        return Ok(JsValue::UNDEFINED);
    }
    JsFuture::from(response.array_buffer()?).await
}

fn fetch(url: &str, cache: RequestCache) -> Result<Promise, JsValue> {
    let init = RequestInit::new();
    init.set_method("GET");
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_cache(cache);
    // By its name, since it belongs to a window here and to a worker there.
    let global = js_sys::global();
    let fetch: Function = Reflect::get(&global, &"fetch".into())?.dyn_into()?;
    fetch.call2(&global, &url.into(), &init)?.dyn_into()
}
