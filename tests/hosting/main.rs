//! The configurations in docs/HOSTING.md, as they stand there: Debian's nginx, Apache and Caddy
//! serve the demo in a sub-path, and `hushcheck serve` sends the same bytes and headers. And what
//! hosts do that nobody configured: the page works there in a browser, or says why not.
//!
//! `cargo xtask test hosting` runs it; it builds the site and names in the environment
//! where it is, `HUSHCHECK_DIST`, the servers, `HUSHCHECK_NGINX`, `HUSHCHECK_APACHE` and
//! `HUSHCHECK_CADDY`, and what the tests in a browser need (tests/browser/main.rs).
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "shared with the tests in a browser")]
#[path = "../browser/examples.rs"]
mod examples;
#[allow(dead_code, reason = "shared with the tests in a browser")]
#[path = "../browser/page.rs"]
mod page;
#[allow(dead_code, reason = "shared with the tests in a browser")]
#[path = "../browser/server.rs"]
mod server;

mod hosts;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use hosts::{Answer, Host};
use page::Page;
use server::{Fault, Site};
use tower::ServiceExt as _;

/// The headers that both send alike.
const HEADERS: [&str; 5] = [
    "cache-control",
    "x-content-type-options",
    "referrer-policy",
    "access-control-allow-origin",
    "cross-origin-resource-policy",
];

fn environment(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test hosting`"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, mut found): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    found.extend(folders.iter().flat_map(|folder| files(folder)));
    found
}

/// What `hushcheck serve` answers.
async fn served(site: &Path, path: &str) -> Answer {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = hushcheck::serve::router(site).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
    };
    let headers = parts.headers.iter().map(header).collect();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status.as_u16(), headers, body }
}

/// A type without its parameters, by one of its names.
fn content_type(answer: &Answer) -> &str {
    let name = answer.headers["content-type"].split(';').next().unwrap();
    // Its older name.
    if name == "application/javascript" { "text/javascript" } else { name }
}

#[tokio::test]
async fn they_send_what_the_command_sends() {
    let site = PathBuf::from(environment("HUSHCHECK_DIST"));
    let hosts = Host::all(&site);
    let mut kinds: BTreeMap<String, u32> = BTreeMap::new();
    for file in files(&site) {
        let path = format!("/{}", file.strip_prefix(&site).unwrap().display());
        let ours = served(&site, &path).await;
        assert_eq!(ours.status, 200, "{path}");
        assert!(ours.body == std::fs::read(&file).unwrap(), "{path}");
        for host in &hosts {
            let theirs = host.get(&format!("/check{path}"), "");
            let what = format!("{path} of {}", host.name);
            assert_eq!(theirs.status, 200, "{what}");
            assert!(theirs.body == ours.body, "{what}");
            for name in HEADERS {
                assert_eq!(theirs.headers.get(name), ours.headers.get(name), "{name} of {what}");
                assert!(ours.headers.contains_key(name), "{name} of {what}");
            }
            assert_eq!(content_type(&theirs), content_type(&ours), "{what}");
        }
        *kinds.entry(ours.headers["cache-control"].clone()).or_default() += 1;
    }
    // All that the rules tell apart were there: wasm, glue, style, boot script, ...
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    assert!(kinds["public, max-age=31536000, immutable"] >= 4, "{kinds:?}");
    assert!(kinds["public, max-age=86400, no-transform"] >= 8, "{kinds:?}");
}

#[test]
fn what_shrinks_is_compressed_and_lists_are_not() {
    let site = PathBuf::from(environment("HUSHCHECK_DIST"));
    let hosts = Host::all(&site);
    for (host, file) in
        hosts.iter().flat_map(|host| files(&site).into_iter().map(move |file| (host, file)))
    {
        let path = format!("/check/{}", file.strip_prefix(&site).unwrap().display());
        let what = format!("{path} of {}", host.name);
        let answer = host.get(&path, "Accept-Encoding: gzip, br\r\n");
        let is_compressed = answer.headers.contains_key("content-encoding");
        let length = std::fs::metadata(&file).unwrap().len();
        let ends = |end: &&str| path.ends_with(*end);
        if [".bin", ".minisig"].iter().any(ends) {
            assert!(!is_compressed, "{what}");
            assert_eq!(answer.headers["content-length"], length.to_string(), "{what}");
        } else if [".wasm", ".js", ".css", ".html", ".json", ".txt", ".svg"].iter().any(ends) {
            // Caddy leaves alone what would hardly get smaller.
            assert!(is_compressed || length < 512, "{what}");
            assert!(!is_compressed || (answer.body.len() as u64) < length, "{what}");
        }
    }
    hosts.iter().for_each(|host| assert_eq!(host.get("/check/app.wasm", "").status, 404));
}

#[tokio::test]
async fn what_is_missing_is_not_kept() {
    let site = PathBuf::from(environment("HUSHCHECK_DIST"));
    let path = "/app-0123456789abcdef.js";
    let ours = served(&site, path).await;
    assert_eq!(ours.status, 404);
    assert_eq!(ours.headers["cache-control"], "no-cache");
    for host in Host::all(&site) {
        let theirs = host.get(&format!("/check{path}"), "");
        assert_eq!(theirs.status, 404, "{}", host.name);
        let caching = theirs.headers.get("cache-control").map(String::as_str);
        assert!(matches!(caching, None | Some("no-cache")), "{caching:?} of {}", host.name);
        for name in &HEADERS[1..] {
            assert_eq!(
                theirs.headers.get(*name),
                ours.headers.get(*name),
                "{name} of {}",
                host.name
            );
        }
        // The folder's address without its slash leads to the one with it, and the page is there.
        let redirected = host.get("/check", "");
        assert_eq!(redirected.status, 301, "{}", host.name);
        assert!(redirected.headers["location"].ends_with("/check/"), "{:?}", redirected.headers);
        assert!(host.get("/check/", "").body == std::fs::read(site.join("index.html")).unwrap());
    }
}

#[test]
fn what_hosts_serve_is_verified_as_it_is_served() {
    let command = environment("HUSHCHECK_COMMAND");
    for host in Host::all(&PathBuf::from(environment("HUSHCHECK_DIST"))) {
        let address = format!("http://{}/check/", host.address);
        let output = Command::new(&command).args(["verify", &address]).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{}: {said}", host.name);
        assert!(said.contains("are those that this command makes"), "{said}");
        assert_eq!(said.matches("which is signed").count(), 4, "{said}");
        assert!(!said.contains("comes"), "{}: {said}", host.name);
    }
    // One that nobody configured.
    let plain = Served::by_python(&PathBuf::from(environment("HUSHCHECK_DIST")));
    let address = format!("http://{}/", plain.1);
    let output = Command::new(&command).args(["verify", &address]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let warned = "site.json comes without `Access-Control-Allow-Origin: *`";
    assert!(said.contains(warned) && said.contains("docs/HOSTING.md"), "{said}");
}

/// Checks somebody who is in the shop's list.
async fn finds_the_listed(page: &Page) {
    page.wait_for("html[data-app=ready]").await;
    page.fill_person(&examples::of("shop", "email").listed).await;
    let cards = page.check().await;
    assert_eq!(page::card(&cards, "shop", "email").verdict, "match");
}

/// A program that serves a folder on this computer; it ends when this is dropped.
struct Served(Child, SocketAddr);

impl Served {
    /// `python3 -m http.server`, as docs/HOSTING.md has it.
    fn by_python(folder: &Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = Command::new("python3")
            .args(["-m", "http.server", "--bind", "127.0.0.1", &address.port().to_string()])
            .current_dir(folder)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        for _ in 0..100 {
            if TcpStream::connect(address).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Served(child, address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pythons_own_server_is_enough() {
    let served = Served::by_python(&PathBuf::from(environment("HUSHCHECK_DIST")));
    let page = Page::browser_besides(Site::start().await, &served.1.to_string()).await;
    page.driver.goto(format!("http://{}/", served.1)).await.unwrap();
    finds_the_listed(&page).await;
    page.close().await;
}

/// In a folder of a folder, by either of its addresses.
#[tokio::test(flavor = "multi_thread")]
async fn any_folder_of_a_host_will_do() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("a b")).unwrap();
    let site = environment("HUSHCHECK_DIST");
    std::os::unix::fs::symlink(site, root.path().join("a b/check")).unwrap();
    let served = Served::by_python(root.path());
    let page = Page::browser_besides(Site::start().await, &served.1.to_string()).await;
    for path in ["a%20b/check/", "a%20b/check/index.html?lang=en"] {
        page.driver.goto(format!("http://{}/{path}", served.1)).await.unwrap();
        finds_the_listed(&page).await;
    }
    page.close().await;
}

/// What stands in the address is behind its `#`: no host has to know the page's parts.
#[tokio::test(flavor = "multi_thread")]
async fn no_rewrite_rules_are_needed() {
    let served = Served::by_python(&PathBuf::from(environment("HUSHCHECK_DIST")));
    let page = Page::browser_besides(Site::start().await, &served.1.to_string()).await;
    page.driver.goto(format!("http://{}/", served.1)).await.unwrap();
    let links = "[...document.querySelectorAll('.leaks a')].map((it) => it.getAttribute('href'))";
    page.wait_for(".leaks a").await;
    let links = page.script(&format!("return {links}")).await;
    for link in links.as_array().unwrap() {
        page.driver.goto("about:blank").await.unwrap();
        let link = link.as_str().unwrap();
        page.driver.goto(format!("http://{}/{link}", served.1)).await.unwrap();
        page.wait_for("#incident-heading").await;
        page.driver.refresh().await.unwrap();
        page.wait_for("#incident-heading").await;
    }
    assert!(!links.as_array().unwrap().is_empty());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_compresses_changes_nothing() {
    let nginx = Host::nginx(&PathBuf::from(environment("HUSHCHECK_DIST")));
    let page = Page::browser_besides(Site::start().await, &nginx.address.to_string()).await;
    page.driver.goto(format!("http://{}/check/", nginx.address)).await.unwrap();
    finds_the_listed(&page).await;
    // It did compress.
    let smaller = page
        .script(
            "return performance.getEntriesByType('resource')\
             .filter((it) => it.encodedBodySize && it.encodedBodySize < it.decodedBodySize)\
             .map((it) => it.name)",
        )
        .await;
    let smaller = smaller.as_array().unwrap();
    assert!(smaller.iter().any(|name| name.as_str().unwrap().ends_with(".wasm")), "{smaller:?}");
    page.close().await;
}

/// The site's file that begins and ends so.
fn named(begin: &str, end: &str) -> String {
    let names = std::fs::read_dir(environment("HUSHCHECK_DIST")).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.find(|name| name.starts_with(begin) && name.ends_with(end)).unwrap()
}

/// Opens the demo from a host that says that a file is of another type.
async fn sent_as(file: &str, what: &'static str) -> Page {
    let site = Site::start().await;
    site.break_files(&format!("/{file}"), Fault::SentAs(what));
    Page::open_unready(site).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_type_of_wasm_does_no_harm() {
    let page = sent_as(&named("hushcheck-app-", ".wasm"), "application/octet-stream").await;
    finds_the_listed(&page).await;
    assert!(page.find("body > .notice-problem").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_type_of_styles_or_script_is_told() {
    for (begin, end) in [("app-", ".css"), ("hushcheck-app-", ".js")] {
        let file = named(begin, end);
        let page = sent_as(&file, "text/plain").await;
        let notice = page.wait_for("body > .notice-problem").await.text().await.unwrap();
        for part in [&*file, "text/plain", "docs/HOSTING.md"] {
            assert!(notice.contains(part), "{notice}");
        }
        page.close().await;
    }
}

/// Without the first script there is nobody to tell but the styles.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_type_of_the_first_script_is_told_all_the_same() {
    let page = sent_as(&named("boot-", ".js"), "text/plain").await;
    let is_visible = "return document.getElementById('types').checkVisibility(\
                      { visibilityProperty: true })";
    for _ in 0..600 {
        if page.script(is_visible).await == true {
            let text = page.wait_for("#types").await.text().await.unwrap();
            assert!(text.contains("docs/HOSTING.md"), "{text}");
            page.close().await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nothing is told");
}
