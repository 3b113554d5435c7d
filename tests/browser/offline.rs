//! Without a network: the page opens after one visit, kept lists answer, and nothing is kept
//! that would tell what was asked.
use std::collections::BTreeSet;
use std::path::Path;

use hushcheck_core::Dial;
use serde_json::Value;

use crate::page::{self, Page};
use crate::server::{Fault, Site};
use crate::{egress, examples, self_test};

/// A host of which browsers think as of one with HTTPS, and which is not where somebody
/// merely tries a site.
const HOST: &str = "check.localhost";

/// Opens the site in a folder, and waits until its service worker has all that it keeps.
async fn open(folder: &Path) -> Page {
    let site = Site::start().await;
    site.serve_folder_as(HOST, folder);
    let page = Page::open_at(site, &format!("http://{HOST}/")).await;
    page.wait_for("html[data-app=ready]").await;
    wait_until(&page, "navigator.serviceWorker.controller").await;
    let manifest = "datasets/shop-1/manifest.json";
    for file in ["lang/en.json", "plans/en.json", "beside/en.json", "site.json", manifest] {
        wait_until(&page, &format!("await caches.match(location.origin + '/{file}')")).await;
    }
    page
}

fn dist() -> std::path::PathBuf {
    crate::environment("HUSHCHECK_DIST").into()
}

/// Runs a script that is to return something; it may wait.
async fn run(page: &Page, script: &str) -> Value {
    let script = format!(
        "const done = arguments[0]; (async () => {{ {script} }})()\
         .then(done, (error) => done(String(error)));"
    );
    page.driver.execute_async(script, vec![]).await.unwrap().json().clone()
}

async fn wait_until(page: &Page, condition: &str) {
    for _ in 0..600 {
        if run(page, &format!("return Boolean({condition})")).await == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("waited in vain until {condition}");
}

/// What stands in all caches.
async fn cached(page: &Page) -> BTreeSet<String> {
    let found = run(
        page,
        "const found = []; for (const name of await caches.keys()) {\
           for (const { url } of await (await caches.open(name)).keys()) {\
             found.push(url.replace(location.origin, ''));\
         } } return found;",
    )
    .await;
    found.as_array().unwrap().iter().map(|url| url.as_str().unwrap().to_owned()).collect()
}

const EMAILS: &str = "#keep li[data-list='datasets/shop-1/email']";

/// Presses a button of the list of e-mail addresses, counted from 1.
async fn press(page: &Page, button: usize) {
    let button = format!("{EMAILS} button:nth-of-type({button})");
    page.wait_for(&button).await;
    page.script(&format!("document.querySelector(\"{button}\").click()")).await;
}

async fn keep_emails(page: &Page) {
    press(page, 1).await;
    page.wait_for(&format!("{EMAILS}[data-kept=true]")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_the_page_opens_and_a_kept_list_answers() {
    let page = open(&dist()).await;
    keep_emails(&page).await;
    page.site.cut();
    page.reload().await;
    page.wait_for("html[data-app=ready]").await;
    page.wait_for(&format!("{EMAILS}[data-kept=true]")).await;
    let example = examples::of("shop", "email");
    for (person, verdict) in [(&example.listed, "match"), (&example.unlisted, "no-match")] {
        page.fill_person(person).await;
        let cards = page.check().await;
        assert_eq!(page::card(&cards, "shop", "email").verdict, verdict);
    }
    // What is not kept cannot be checked, which is never "no match".
    let other = examples::of("police", "name+phone");
    page.fill_person(&other.unlisted).await;
    let cards = page.check().await;
    let card = page::card(&cards, "police", "name+phone");
    assert_eq!((&*card.verdict, card.reason.as_deref()), ("could-not-check", Some("unreachable")));

    // Deleted, the list is gone.
    press(&page, 1).await;
    page.wait_for(&format!("{EMAILS}[data-kept=false]")).await;
    assert!(!cached(&page).await.iter().any(|url| url.ends_with(".bin")));
    page.fill_person(&example.listed).await;
    let cards = page.check().await;
    assert_eq!(page::card(&cards, "shop", "email").reason.as_deref(), Some("unreachable"));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_up_by_run_leaves_nothing_in_any_cache() {
    let page = open(&dist()).await;
    let before = cached(&page).await;
    assert!(before.contains("/index.html") && before.contains("/han.txt"), "{before:?}");
    let example = examples::of("shop", "email");
    page.fill_person(&example.listed).await;
    page.dial("small-downloads").await;
    let asked = page.site.requests().len();
    let cards = page.check().await;
    assert_eq!(page::card(&cards, "shop", "email").verdict, "match");
    let asked = page.site.targets(asked);
    let planned = egress::planned(&example.listed, Dial::SmallDownloads);
    assert_eq!(asked.into_iter().collect::<BTreeSet<_>>(), planned);
    assert!(!planned.is_empty());
    assert_eq!(cached(&page).await, before);
    let profile = page.close().await;
    // Nor does the browser keep them itself.
    for path in page::files(profile.path()) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        for file in &planned {
            let found = memchr::memmem::find(&bytes, file.as_bytes());
            assert!(found.is_none(), "{file} stands in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_a_kept_list_asks_nobody() {
    let page = open(&dist()).await;
    keep_emails(&page).await;
    let asked = page.site.requests().len();
    page.fill_person(&examples::of("shop", "email").listed).await;
    let cards = page.check().await;
    assert_eq!(page::card(&cards, "shop", "email").verdict, "match");
    let of_shop = |target: &String| target.contains("/shop-1/email/");
    assert!(!page.site.targets(asked).iter().any(of_shop));
    // No request, so none in the ledger.
    assert!(!page.ledger().await.keys().any(of_shop));
    // The browser's own record holds what was kept; nobody takes that for a look-up.
    let said = self_test::said(&page).await;
    assert!(!said.contains("should not be"), "{said}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_the_device_counts_as_neither_asked_nor_revealed() {
    let page = open(&dist()).await;
    let shown = async || {
        page.script(
            "return [document.querySelector('#dial-small-downloads-cost').textContent,\
             [...document.querySelectorAll('.dial tbody tr')].map((row) => row.textContent)]",
        )
        .await
    };
    page.dial("small-downloads").await;
    let before = shown().await;
    assert!(!before[0].as_str().unwrap().contains("on this device"), "{before}");
    keep_emails(&page).await;
    wait_until(&page, "document.querySelector('.dial').textContent.includes('on this device')")
        .await;
    let kept = shown().await;
    assert_ne!(before[0], kept[0]);
    let differing = before[1].as_array().unwrap().iter().zip(kept[1].as_array().unwrap());
    let differing: Vec<_> = differing.filter(|(before, kept)| before != kept).collect();
    let [(_, row)] = differing[..] else { panic!("{before} {kept}") };
    assert!(row.as_str().unwrap().ends_with("nothing"), "{row}");
    // Still there after a reload, and gone with the list.
    page.reload().await;
    page.wait_for("html[data-app=ready]").await;
    page.wait_for(&format!("{EMAILS}[data-kept=true]")).await;
    page.dial("small-downloads").await;
    assert_eq!(shown().await, kept);
    press(&page, 1).await;
    page.wait_for(&format!("{EMAILS}[data-kept=false]")).await;
    wait_until(&page, "!document.querySelector('.dial').textContent.includes('on this device')")
        .await;
    assert_eq!(shown().await, before);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_all_lists_are_on_the_device_there_is_no_dial_until_one_is_deleted() {
    let page = open(&dist()).await;
    page.wait_for(".dial").await;
    let script = "document.querySelectorAll('#keep li[data-kept=false] button:nth-of-type(1)')\
                  .forEach((button) => button.click())";
    page.wait_for(EMAILS).await;
    page.script(script).await;
    let said = page.wait_for("#no-dial").await.text().await.unwrap();
    assert!(said.contains("nothing is revealed"), "{said}");
    assert!(page.find(".dial").await.is_none());
    press(&page, 1).await;
    page.wait_for(".dial").await;
    assert!(page.find("#no-dial").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_signed_is_kept() {
    let page = open(&dist()).await;
    page.site.break_files("/shop-1/email/", Fault::FlippedBit);
    press(&page, 1).await;
    let text = page.wait_for(&format!("{EMAILS} .error")).await.text().await.unwrap();
    assert!(text.contains("not what the publisher signed"), "{text}");
    assert!(!cached(&page).await.iter().any(|url| url.ends_with(".bin")));
    page.site.mend();
    keep_emails(&page).await;
    page.close().await;
}

/// Which lists the form says that it asks, once the page was opened anew.
async fn offered(page: &Page) -> String {
    page.reload().await;
    page.wait_for("html[data-app=ready]").await;
    let script = "return [...document.querySelectorAll('.lists')].map((p) => p.textContent).join()";
    page.script(script).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_or_silent_host_is_as_good_as_none() {
    let page = open(&dist()).await;
    keep_emails(&page).await;
    let before = offered(&page).await;
    for fault in [Fault::Failing, Fault::Silent] {
        page.site.break_files("/", fault);
        assert_eq!(offered(&page).await, before, "{fault:?}");
        page.fill_person(&examples::of("shop", "email").listed).await;
        let cards = page.check().await;
        assert_eq!(page::card(&cards, "shop", "email").verdict, "match", "{fault:?}");
        page.site.mend();
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_site_says_is_not_hidden_and_what_it_withdraws_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    copy(&dist(), folder.path());
    let page = open(folder.path()).await;
    assert!(offered(&page).await.contains("Web shop"));
    let manifest = "/datasets/shop-1/manifest.json";
    let signature = format!("{manifest}.minisig");
    let kept = cached(&page).await;
    assert!(kept.contains(manifest) && kept.contains(&signature), "{kept:?}");

    // Of manifest and signature both come, or neither.
    page.site.break_files(&signature, Fault::Failing);
    assert!(offered(&page).await.contains("Web shop"));
    page.site.mend();
    // That there is none is an answer.
    page.site.break_files(manifest, Fault::Missing);
    assert!(!offered(&page).await.contains("Web shop"));
    page.site.mend();
    assert!(offered(&page).await.contains("Web shop"));

    let path = folder.path().join("site.json");
    let mut site: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let datasets = site["datasets"].as_array_mut().unwrap();
    let others = datasets.len() - 1;
    datasets.retain(|dataset| dataset["path"] != "datasets/shop-1");
    assert_eq!(datasets.len(), others);
    std::fs::write(&path, site.to_string()).unwrap();
    assert!(!offered(&page).await.contains("Web shop"));
    let now = cached(&page).await;
    assert!(!now.contains(manifest) && !now.contains(&signature), "{now:?}");
    let others: BTreeSet<_> = kept.into_iter().filter(|url| !url.contains("/shop-1/")).collect();
    assert!(others.is_subset(&now), "{now:?}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_list_of_an_earlier_version_is_deleted() {
    let page = open(&dist()).await;
    keep_emails(&page).await;
    run(
        &page,
        "const name = (await caches.keys()).find((name) => /shop-1.email/.test(name));
         const cache = await caches.open(name);
         const root = (await cache.keys()).find(({ url }) => url.endsWith('/root'));
         await cache.put(root, new Response('0'.repeat(64)));",
    )
    .await;
    page.reload().await;
    page.wait_for(&format!("{EMAILS}[data-kept=false] .error")).await;
    assert!(!cached(&page).await.iter().any(|url| url.ends_with(".bin")));
    keep_emails(&page).await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_download_goes_on_where_it_broke_off() {
    let page = open(&dist()).await;
    let files = page::files(&dist().join("datasets/shop-1/email"));
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let last = files.iter().map(|path| name(path)).max().unwrap();
    page.site.break_files(&format!("/shop-1/email/{last}"), Fault::Missing);
    press(&page, 1).await;
    page.wait_for(&format!("{EMAILS} .error")).await;
    // What is not whole is not used.
    let asked = page.site.requests().len();
    page.fill_person(&examples::of("shop", "email").unlisted).await;
    page.check().await;
    let planned = egress::planned(&examples::of("shop", "email").unlisted, Dial::Balanced);
    assert_eq!(page.site.targets(asked).into_iter().collect::<BTreeSet<_>>(), planned);

    page.site.mend();
    let asked = page.site.requests().len();
    let there = cached(&page).await;
    keep_emails(&page).await;
    let wanted: BTreeSet<String> =
        files.iter().map(|path| format!("/datasets/shop-1/email/{}", name(path))).collect();
    let missing: BTreeSet<String> = wanted.difference(&there).cloned().collect();
    assert!(missing.contains(&format!("/datasets/shop-1/email/{last}")));
    assert_eq!(page.site.targets(asked).into_iter().collect::<BTreeSet<_>>(), missing);
    page.close().await;
}

/// Copies a folder's files.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for path in page::files(from) {
        let place = to.join(path.strip_prefix(from).unwrap());
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::copy(&path, &place).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_told_and_comes_when_the_person_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    copy(&dist(), folder.path());
    let page = open(folder.path()).await;
    let version = "return (await caches.keys()).filter((name) => name.startsWith('hushcheck-app'))";
    let first = run(&page, version).await;
    let worker = folder.path().join("offline.js");
    let code = std::fs::read_to_string(&worker).unwrap();
    let (before, after) = code.split_once("const VERSION = \"").unwrap();
    std::fs::write(&worker, format!("{before}const VERSION = \"new{after}")).unwrap();
    page.reload().await;
    page.wait_for("#new-version button").await;
    page.script("self.isOld = true; document.querySelector('#new-version button').click()").await;
    wait_until(&page, "!self.isOld").await;
    page.wait_for("html[data-app=ready]").await;
    wait_until(&page, "(await caches.keys()).length === 2").await;
    let second = run(&page, version).await;
    assert_eq!((first.as_array().unwrap().len(), second.as_array().unwrap().len()), (1, 1));
    assert_ne!(first, second);
    page.close().await;
}

/// A host that has another file than the worker's table says: nothing is mixed, and the
/// page works as it did.
#[tokio::test(flavor = "multi_thread")]
async fn half_a_version_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    copy(&dist(), folder.path());
    let table = folder.path().join("han.txt");
    let mut bytes = std::fs::read(&table).unwrap();
    bytes.push(b'\n');
    std::fs::write(&table, bytes).unwrap();
    let site = Site::start().await;
    site.serve_folder_as(HOST, folder.path());
    let page = Page::open_at(site, &format!("http://{HOST}/")).await;
    page.wait_for("html[data-app=ready]").await;
    page.wait_for("#keep li").await;
    let ended = "(await navigator.serviceWorker.getRegistrations())\
                 .every(({ installing, waiting, active }) => !installing && !waiting && !active)";
    wait_until(&page, ended).await;
    assert_eq!(cached(&page).await, BTreeSet::new());
    page.close().await;
}
