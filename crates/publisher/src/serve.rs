//! Serving a folder of files as a static host does, with the headers that a
//! Hushcheck site should have.
use std::net::SocketAddr;
use std::path::Path;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::{Error, Result};

/// What every answer carries.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    // Names of files do not change with their content (but for hashed ones).
    (header::CACHE_CONTROL, "no-cache"),
    // Lists are public; an embedded page has no origin of its own.
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

/// Returns the service for a folder.
pub fn router(folder: &Path) -> Router {
    let mut router = Router::new().fallback_service(ServeDir::new(folder));
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        router = router.layer(SetResponseHeaderLayer::overriding(name, value));
    }
    router
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
        let listener = listener.map_err(|cause| Error::io("listen at", address, cause))?;
        println!("Serving {} at http://{address}/ (Ctrl-C ends it)", folder.display());
        let served = axum::serve(listener, router(folder)).await;
        served.map_err(|cause| Error::io("serve at", address, cause))
    })
}
