//! What leaves the browser, and what it keeps: nothing of what was typed.
//!
//! Every request is recorded by the browser's proxy, outside the browser; storage
//! is read both from within the page and from the browser's profile on disk.
use std::collections::BTreeSet;

use hushcheck_core::{Check, Dial, Hasher, List, Manifest, RequestPlan};
use memchr::memmem;

use crate::examples::{self, Person};
use crate::page::engine::Engine;
use crate::page::{self, Page};

/// Encodings of bytes in which they could be told from other bytes.
fn encodings(what: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
    let mut found = vec![
        ("raw", bytes.to_vec()),
        ("hex", hex.clone().into_bytes()),
        ("upper-case hex", hex.to_uppercase().into_bytes()),
        ("percent", percent.clone().into_bytes()),
        ("lower-case percent", percent.to_lowercase().into_bytes()),
    ];
    // What the three ways in which bytes can be aligned have in common.
    for offset in 0..3usize {
        let mut padded = vec![0; offset];
        padded.extend_from_slice(bytes);
        let text = base64(&padded);
        let middle = &text[(offset * 8).div_ceil(6)..(padded.len() * 8) / 6];
        found.push(("base64", middle.as_bytes().to_vec()));
        let url = middle.replace('+', "-").replace('/', "_");
        found.push(("base64url", url.into_bytes()));
    }
    found.into_iter().map(|(encoding, bytes)| (format!("{what} in {encoding}"), bytes)).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let chunk = |three: &[u8]| {
        let bits = (0..3).fold(0u32, |bits, i| bits << 8 | u32::from(*three.get(i).unwrap_or(&0)));
        (0..4).map(move |i| char::from(LETTERS[(bits >> (18 - 6 * i) & 63) as usize]))
    };
    bytes.chunks(3).flat_map(chunk).collect()
}

/// All texts and digests of a person, in all encodings.
fn needles(person: &Person, lists: &[List]) -> Vec<(String, Vec<u8>)> {
    let mut secrets: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add_text = |what: String, text: &str| {
        secrets.push((what.clone(), text.as_bytes().to_vec()));
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        secrets.push((format!("{what} in UTF-16"), wide));
    };
    let identifiers = examples::identifiers(person);
    for (kind, text) in person {
        add_text(format!("typed {kind}"), text);
    }
    for identifier in &identifiers {
        add_text(format!("canonical {}", identifier.kind()), identifier.canonical().expose());
        add_text(format!("reduced {}", identifier.kind()), identifier.reduced().expose());
    }
    for list in lists {
        let fields: Vec<_> =
            identifiers.iter().filter(|id| list.check().contains(id.kind())).collect();
        if let Some(digest) = Hasher::new(list.check(), list.scheme()).digest(&fields) {
            // Whoever sends a whole digest sends its first eight bytes.
            let first = digest.first_bits(64);
            let what = format!("{} of {}", list.scheme(), list.check());
            secrets.push((what.clone(), first.to_be_bytes().to_vec()));
            secrets.push((what.clone(), first.to_le_bytes().to_vec()));
            secrets.push((what, first.to_string().into_bytes()));
        }
    }
    secrets
        .into_iter()
        .flat_map(|(what, bytes)| encodings(&what, &bytes))
        // Shorter ones stand in any long text by chance.
        .filter(|(_, needle)| needle.len() >= 6)
        .collect()
}

#[track_caller]
fn assert_absent(needles: &[(String, Vec<u8>)], place: &str, haystack: &[u8]) {
    for (what, needle) in needles {
        assert!(memmem::find(haystack, needle).is_none(), "{what} stands in {place}");
    }
}

/// The demo's lists, in the catalogue's order, with their datasets' folders.
fn catalogue() -> Vec<(String, Manifest)> {
    let dist = std::path::PathBuf::from(crate::environment("HUSHCHECK_DIST"));
    let site = std::fs::read(dist.join("site.json")).unwrap();
    let site: hushcheck_core::Site = serde_json::from_slice(&site).unwrap();
    let open = |dataset: &hushcheck_core::SiteDataset| {
        let path = dataset.path.as_str().to_owned();
        let manifest = std::fs::read(dist.join(&path).join("manifest.json")).unwrap();
        (path, serde_json::from_slice(&manifest).unwrap())
    };
    site.datasets.iter().map(open).collect()
}

fn lists() -> Vec<List> {
    catalogue().iter().flat_map(|(_, manifest)| manifest.lists().to_vec()).collect()
}

/// The bucket files that the plan allows for a person.
pub fn planned(person: &Person, dial: Dial) -> BTreeSet<String> {
    let identifiers = examples::identifiers(person);
    let catalogue = catalogue();
    let lists: Vec<(&str, &List)> = catalogue
        .iter()
        .flat_map(|(path, manifest)| manifest.lists().iter().map(|list| (path.as_str(), list)))
        .collect();
    let plan = RequestPlan::new(lists.iter().map(|(_, list)| *list), dial);
    let mut files = BTreeSet::new();
    for ((path, list), plan) in lists.into_iter().zip(plan.lists()) {
        let fields: Vec<_> =
            identifiers.iter().filter(|id| list.check().contains(id.kind())).collect();
        if let Some(digest) = Hasher::new(list.check(), list.scheme()).digest(&fields) {
            let run = plan.run(&digest);
            files.extend(run.buckets().map(|bucket| format!("/{path}/{}", list.file(bucket))));
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_typed_leaves_the_browser_or_stays_in_it() {
    let mut person = examples::of("police", "name+national-id").listed;
    person.extend(examples::of("shop", "email").listed);
    let phone = examples::of("police", "name+phone").unlisted;
    person.extend(phone.into_iter().filter(|(kind, _)| *kind == hushcheck_core::Kind::Phone));
    // A password that stands nowhere else.
    person.insert(hushcheck_core::Kind::Password, "correct-Horse 电池 staple".into());
    let needles = needles(&person, &lists());
    assert!(needles.len() > 100);

    let page = Page::open().await;
    let opened = page.site.requests();
    page.fill_person(&person).await;
    for setting in ["balanced", "reveal-nothing", "small-downloads"] {
        page.dial(setting).await;
        let cards = page.check().await;
        assert!(cards.iter().any(|card| card.verdict == "match"));
    }

    let app: BTreeSet<&str> = opened.iter().map(|request| request.target.as_str()).collect();
    let mut allowed: BTreeSet<String> = app.into_iter().map(String::from).collect();
    for dial in Dial::ALL {
        allowed.extend(planned(&person, dial));
    }
    for request in page.site.all_requests() {
        let place = format!("the request for {}{}", request.host, request.target);
        assert_absent(&needles, &place, &request.everything);
    }
    for request in page.site.requests() {
        assert_eq!(request.host, page.site.address.to_string(), "a request to another host");
        assert!(allowed.contains(&request.target), "{} was not planned", request.target);
    }

    let kept = page
        .script(
            "return JSON.stringify([document.cookie, location.href, history.state, name, \
             Object.entries(localStorage), Object.entries(sessionStorage), document.title, \
             performance.getEntries().map(e => e.name)])",
        )
        .await
        .to_string();
    assert_absent(&needles, "the page's storage", kept.as_bytes());
    let restorable = page.restorable().await;
    assert_absent(&needles, "what is opened again after a crash", restorable.as_bytes());
    let caches = page
        .driver
        .execute_async(
            "const done = arguments[0]; Promise.all([caches.keys(), indexedDB.databases()])\
             .then(([c, d]) => done([c.length, d.length]));",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(caches.json(), &serde_json::json!([0, 0]));
    let profile = page.close().await;
    for path in page::files(profile.path()) {
        if let Ok(bytes) = std::fs::read(&path) {
            assert_absent(&needles, &path.display().to_string(), &bytes);
        }
    }
}

/// A page that leaks is found out: else the test above would prove nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_the_browser_or_stays_in_it_is_seen() {
    let page = Page::open().await;
    page.script(
        "const secret = 'correct-Horse 电池 staple'; \
         const base64 = btoa(String.fromCharCode(...new TextEncoder().encode('xy' + secret))); \
         localStorage.setItem('kept', secret); fetch('lang/en.json?' + base64);",
    )
    .await;
    // A field that lets the browser complete it is one that the browser may keep.
    page.script("document.body.innerHTML = '<input id=open>'").await;
    page.wait_for("#open").await.send_keys("kept by the browser").await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let restorable = page.restorable().await;
    assert!(restorable.is_empty() || restorable.contains("kept by the browser"), "{restorable}");
    let sent: Vec<u8> =
        page.site.requests().into_iter().flat_map(|request| request.everything).collect();
    let profile = page.close().await;
    let kept: Vec<u8> = page::files(profile.path())
        .iter()
        .flat_map(|path| std::fs::read(path).unwrap_or_default())
        .collect();
    let secret = "correct-Horse 电池 staple";
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let seen = |needles: &[(String, Vec<u8>)], place: &[u8]| {
        needles.iter().any(|(_, needle)| memmem::find(place, needle).is_some())
    };
    assert!(seen(&encodings("secret", secret.as_bytes()), &sent), "not seen in the request");
    // Which of the two depends on the browser; WebKit's keeps nothing when it is driven.
    let forms = [encodings("secret", &wide), encodings("secret", secret.as_bytes())].concat();
    assert!(Engine::chosen() == Engine::WebKit || seen(&forms, &kept), "not seen in the profile");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_those_planned_whatever_the_verdict() {
    let page = Page::open().await;
    let example = examples::of("shop", "email");
    let mut shapes = Vec::new();
    for (person, verdict) in [(&example.listed, "match"), (&example.unlisted, "no-match")] {
        page.fill_person(person).await;
        let before = page.site.requests().len();
        let cards = page.check().await;
        assert_eq!(page::card(&cards, "shop", "email").verdict, verdict);
        // Nothing follows a verdict.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let targets = page.site.targets(before);
        let distinct: BTreeSet<String> = targets.iter().cloned().collect();
        assert_eq!(distinct, planned(person, Dial::Balanced));
        assert_eq!(distinct.len(), targets.len(), "a file was fetched twice");
        let length = |request: &crate::server::Recorded| request.everything.len();
        let sizes: Vec<usize> = page.site.requests().iter().skip(before).map(length).collect();
        let mut folders: Vec<String> =
            targets.iter().map(|target| target.rsplit_once('/').unwrap().0.to_owned()).collect();
        folders.sort();
        let mut sorted = sizes.clone();
        sorted.sort_unstable();
        shapes.push((folders, sorted));
    }
    assert_eq!(shapes[0], shapes[1]);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_shows_every_request_and_what_it_revealed() {
    let page = Page::open().await;
    let example = examples::of("shop", "email");
    page.fill_person(&example.listed).await;
    let before = page.site.requests().len();
    page.check().await;
    let ledger = page.ledger().await;
    let shown: BTreeSet<String> = ledger.keys().cloned().collect();
    assert_eq!(shown, page.site.targets(before).into_iter().collect());
    let email: Check = "email".parse().unwrap();
    let shop = catalogue().into_iter().find(|(path, _)| path.ends_with("shop-1")).unwrap().1;
    let list = shop.lists().iter().find(|list| list.check() == email).unwrap();
    let of_shop = ledger.iter().find(|(path, _)| path.contains("/shop-1/")).unwrap();
    assert_eq!(*of_shop.1, u64::from(list.prefix_bits()));
    page.close().await;
}
