//! The tests' server, which is the browser's proxy as well: it records every
//! request that leaves the browser, whatever host it is for, and can lie.
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Request, Response, StatusCode, Uri};
use tokio::sync::Notify;
use tower::ServiceExt as _;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The host that it was for.
    pub host: String,
    /// Path and query.
    pub target: String,
    /// Method, target, headers and body, as text where they are text.
    pub everything: Vec<u8>,
}

/// What the server does to an answer instead of giving it.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// Changes one bit in the middle of the file.
    FlippedBit,
    /// Answers that there is no such file.
    Missing,
    /// Leaves off the last byte.
    Truncated,
    /// Sends the browser elsewhere.
    Redirect,
    /// Answers only after a long while.
    Slow,
    /// Sends the file in forty parts, of which each takes a quarter of a second.
    Dripping,
    /// Answers with a page of the network's own, as one that people have to sign in to.
    SignIn,
    /// Takes the request and never answers.
    Silent,
    /// Says that something is wrong with itself.
    Failing,
    /// Does not let pages of other origins read the file.
    WithoutLeave,
    /// Says that the file is of another type.
    #[allow(dead_code, reason = "tests/hosting.rs uses it")]
    SentAs(&'static str),
}

/// Domains that Debian's Chromium and Firefox themselves call at now and then, whatever page
/// is open: for updates, settings, their clock, their search engine. Flags against it help
/// little.
const BROWSERS_OWN: [&str; 5] =
    ["google.com", "googleapis.com", "duckduckgo.com", "mozilla.com", "mozilla.org"];

fn is_browsers_own(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    BROWSERS_OWN.iter().any(|domain| name.ends_with(domain))
}

/// A site that is being served.
#[derive(Clone)]
pub struct Site {
    pub address: SocketAddr,
    folder: PathBuf,
    requests: Arc<Mutex<Vec<Recorded>>>,
    /// Folders or ends of paths, and what is done to their files.
    faults: Arc<Mutex<Vec<(String, Fault)>>>,
    /// Folders that other hosts serve, by their host.
    folders: Arc<Mutex<BTreeMap<String, PathBuf>>>,
    /// Pages of other hosts, by their host, with their Content-Security-Policy.
    others: Arc<Mutex<BTreeMap<String, (String, String)>>>,
    cut: Arc<Notify>,
}

impl Site {
    /// Starts serving the built site.
    pub async fn start() -> Self {
        Self::start_in(crate::environment("HUSHCHECK_DIST").into()).await
    }

    /// Starts serving the site in a folder.
    pub async fn start_in(folder: PathBuf) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = Site {
            address: listener.local_addr().unwrap(),
            folder,
            folders: Arc::default(),
            requests: Arc::default(),
            faults: Arc::default(),
            others: Arc::default(),
            cut: Arc::default(),
        };
        let router = Router::new().fallback(answer).with_state(site.clone());
        let cut = site.cut.clone();
        tokio::spawn(async move {
            let served = axum::serve(listener, router);
            served.with_graceful_shutdown(async move { cut.notified().await }).await
        });
        site
    }

    /// Serves a folder as another host.
    pub fn serve_folder_as(&self, host: &str, folder: impl Into<PathBuf>) {
        self.folders.lock().unwrap().insert(host.to_owned(), folder.into());
    }

    /// Cuts the network: from now on nobody answers the browser.
    pub fn cut(&self) {
        self.cut.notify_one();
    }

    /// Where the site is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Changes the answers for the files in a folder (`.../`), or that end so.
    pub fn break_files(&self, path: &str, fault: Fault) {
        self.faults.lock().unwrap().push((path.to_owned(), fault));
    }

    /// Serves a page as another host.
    pub fn serve_as(&self, host: &str, policy: &str, html: &str) {
        self.others.lock().unwrap().insert(host.to_owned(), (policy.to_owned(), html.to_owned()));
    }

    /// Answers truly again.
    pub fn mend(&self) {
        self.faults.lock().unwrap().clear();
    }

    /// The requests until now, whoever in the browser made them.
    pub fn all_requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }

    /// The requests until now, but for those to the browser's own maker.
    pub fn requests(&self) -> Vec<Recorded> {
        let mut requests = self.all_requests();
        requests.retain(|request| !is_browsers_own(&request.host));
        requests
    }

    /// The targets of the requests after the first `skipped`.
    pub fn targets(&self, skipped: usize) -> Vec<String> {
        self.requests().into_iter().skip(skipped).map(|request| request.target).collect()
    }
}

async fn answer(State(site): State<Site>, request: Request<Body>) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let body: Bytes = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let authority = parts.uri.authority().map(|authority| authority.as_str().to_owned());
    let host = authority.or(header("host").map(str::to_owned)).unwrap_or_default();
    let target = parts.uri.path_and_query().map_or_else(String::new, |target| target.to_string());
    let mut everything =
        format!("{} {} {:?}\n", parts.method, parts.uri, parts.headers).into_bytes();
    everything.extend_from_slice(&body);
    let ours = host == site.address.to_string();
    let recorded = Recorded { host: host.clone(), target: target.clone(), everything };
    site.requests.lock().unwrap().push(recorded);
    let folder = site.folders.lock().unwrap().get(&host).cloned();
    if !ours && folder.is_none() {
        return match site.others.lock().unwrap().get(&host) {
            Some((policy, html)) if target == "/" => {
                let page = Response::builder().header("content-type", "text/html; charset=utf-8");
                let page = page.header("content-security-policy", policy);
                page.body(Body::from(html.clone())).unwrap()
            }
            _ => status(StatusCode::FORBIDDEN),
        };
    }

    let faults = site.faults.lock().unwrap().clone();
    let applies = |(path, _): &(String, Fault)| {
        if path.ends_with('/') { target.contains(path) } else { target.ends_with(path) }
    };
    let fault = faults.into_iter().find(applies).map(|(_, fault)| fault);
    match fault {
        Some(Fault::Missing) => return status(StatusCode::NOT_FOUND),
        Some(Fault::Redirect) => {
            let away =
                Response::builder().status(StatusCode::FOUND).header("location", "/elsewhere");
            return away.body(Body::empty()).unwrap();
        }
        Some(Fault::SignIn) => {
            let page = Response::builder().header("access-control-allow-origin", "*");
            return page.body(Body::from("\n<!DOCTYPE html><title>Sign in</title>")).unwrap();
        }
        Some(Fault::Silent) => std::future::pending().await,
        Some(Fault::Failing) => return status(StatusCode::SERVICE_UNAVAILABLE),
        Some(Fault::Slow) => tokio::time::sleep(std::time::Duration::from_secs(20)).await,
        _ => {}
    }
    // A proxy is asked with the whole URL, a server with the path.
    parts.uri = target.parse::<Uri>().unwrap_or_default();
    let request = Request::from_parts(parts, Body::from(body));
    let response =
        hushcheck::serve::router(&folder.unwrap_or(site.folder)).oneshot(request).await.unwrap();
    match fault {
        Some(Fault::Dripping) => drip(response).await,
        Some(Fault::FlippedBit) => change(response, |bytes| flip_a_bit(bytes)).await,
        Some(Fault::WithoutLeave) => {
            let mut response = response;
            response.headers_mut().remove("access-control-allow-origin");
            response
        }
        Some(Fault::SentAs(what)) => {
            let mut response = response;
            response.headers_mut().insert("content-type", HeaderValue::from_static(what));
            response
        }
        Some(Fault::Truncated) => change(response, |bytes| bytes.truncate(bytes.len() - 1)).await,
        _ => response,
    }
}

fn status(status: StatusCode) -> Response<Body> {
    // What is not there may be read by everybody, too.
    let answer = Response::builder().header("access-control-allow-origin", "*");
    answer.status(status).body(Body::empty()).unwrap()
}

fn flip_a_bit(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
}

async fn drip(response: Response<Body>) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 28).await.unwrap();
    let size = bytes.len().div_ceil(40);
    let parts_of_it = futures_util::stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        let part = rest.split_to(size.min(rest.len()));
        Some((Ok::<_, std::io::Error>(part), rest))
    });
    Response::from_parts(parts, Body::from_stream(parts_of_it))
}

async fn change(response: Response<Body>, how: impl Fn(&mut Vec<u8>)) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let mut bytes = to_bytes(body, 1 << 28).await.unwrap().to_vec();
    how(&mut bytes);
    parts.headers.remove("content-length");
    Response::from_parts(parts, Body::from(bytes))
}
