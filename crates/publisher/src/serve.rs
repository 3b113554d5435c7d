//! Serving a folder of files as a static host does, with the headers that a
//! Hushcheck site should have. `docs/HOSTING.md` tells other servers to send the same.
use std::net::SocketAddr;
use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::services::ServeDir;

use crate::{Error, Result};

/// What every answer carries.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    // Lists are public; an embedded page has no origin of its own.
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

/// Returns the service for a folder.
pub fn router(folder: &Path) -> Router {
    Router::new().fallback_service(ServeDir::new(folder)).layer(middleware::from_fn(with_headers))
}

async fn with_headers(request: Request, next: Next) -> Response {
    let caching = caching(request.uri().path());
    let mut response = next.run(request).await;
    let is_there = response.status().is_success() || response.status().is_redirection();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What is not there may be there soon.
    let caching = if is_there { caching } else { REVALIDATED };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

/// May be kept, but is asked for each time whether it is still the same.
const REVALIDATED: &str = "no-cache";

/// How long a file may be kept, by its name.
fn caching(path: &str) -> &'static str {
    let file = path.rsplit('/').next().unwrap_or_default();
    match file {
        "site.json" | "manifest.json" | "manifest.json.minisig" => "public, max-age=60",
        // A version's lists stay; on their way nobody may change their size.
        _ if file.ends_with(".bin") => "public, max-age=86400, no-transform",
        _ if is_named_by_content(file) => "public, max-age=31536000, immutable",
        _ => REVALIDATED,
    }
}

/// Tells whether a name ends in a hash before its extension, as Trunk writes it: 16
/// hexadecimal digits, but for zeros at the beginning.
fn is_named_by_content(file: &str) -> bool {
    let Some((stem, "js" | "css" | "wasm")) = file.rsplit_once('.') else { return false };
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        (8..=16).contains(&hash.len())
            && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Serves a folder until the process ends.
///
/// # Errors
///
/// The folder is not there, or the address cannot be listened at.
pub fn serve(folder: &Path, address: SocketAddr) -> Result<()> {
    if !folder.is_dir() {
        return Err(Error::input(format!("{} is not a folder", folder.display())));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().enable_time().build();
    let runtime = runtime.map_err(|cause| Error::io("start serving", address, cause))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await;
        let listener = listener.map_err(|cause| {
            let error = Error::io("listen at", address, cause);
            error.hint("name another address with --listen, such as 127.0.0.1:8081")
        })?;
        // Port 0 stands for any that is free.
        let shown = listener.local_addr().unwrap_or(address);
        println!("Serving {} at http://{shown}/ (Ctrl-C ends it)", folder.display());
        let served = axum::serve(listener, router(folder)).await;
        served.map_err(|cause| Error::io("serve at", address, cause))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_by_its_content_is_kept_for_good() {
        for path in [
            "/a/app-74764f686dfed3f9.css",
            "/hushcheck-app-8c4d2be17d46feaf_bg.wasm",
            "/hushcheck-app-ccdfa8cb1d61bae.js",
        ] {
            assert!(caching(path).ends_with("immutable"), "{path}");
        }
        for path in ["/", "/index.html", "/app.css", "/han.txt", "/app-74764f686dfed3f9.html"] {
            assert_eq!(caching(path), REVALIDATED, "{path}");
        }
        assert_eq!(caching("/app-74764F686dfed3f9.css"), REVALIDATED);
        assert_eq!(caching("/datasets/a-1/manifest.json.minisig"), "public, max-age=60");
        assert!(caching("/datasets/a-1/email/0.bin").ends_with("no-transform"));
    }
}
