//! A dataset with mirrors, of which some lie.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::examples;
use crate::offline::copy;
use crate::page::{self, Page};
use crate::server::{Fault, Site};

/// Makes the demo's site anew, with two mirrors of the shop: the first one's lists are
/// changed, one bit in each file.
async fn open() -> (Page, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let dist = PathBuf::from(crate::environment("HUSHCHECK_DIST"));
    let json = std::fs::read(dist.join("site.json")).unwrap();
    let demo: hushcheck_core::Site = serde_json::from_slice(&json).unwrap();
    let mut command = Command::new(crate::environment("HUSHCHECK_COMMAND"));
    command.arg("site").args(demo.datasets.iter().map(|entry| dist.join(entry.path.as_str())));
    command.args(["--name", "Mirrored", "--default-country", "CN"]);
    demo.keys.iter().for_each(|key| _ = command.args(["--public-key", key]));
    for host in ["liar", "mirror"] {
        command.args(["--mirror", &format!("shop=http://{host}.localhost/shop-1/")]);
    }
    let output = command.arg("--out").arg(folder.path().join("site")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let shop = dist.join("datasets/shop-1");
    copy(&shop, &folder.path().join("mirror/shop-1"));
    copy(&shop, &folder.path().join("liar/shop-1"));
    for path in page::files(&folder.path().join("liar")) {
        if path.extension().is_some_and(|end| end == "bin") {
            flip(&path);
        }
    }
    let site = Site::start().await;
    for (host, name) in
        [("site.localhost", "site"), ("liar.localhost", "liar"), ("mirror.localhost", "mirror")]
    {
        site.serve_folder_as(host, folder.path().join(name));
    }
    let page = Page::browser(site).await;
    (page, folder)
}

fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// The lists' files that were asked for, by host, without the folder.
fn asked(page: &Page, skipped: usize) -> BTreeMap<String, BTreeSet<String>> {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for request in page.site.requests().into_iter().skip(skipped) {
        if let Some((_, file)) = request.target.split_once("shop-1/email/") {
            assert!(files.entry(request.host).or_default().insert(file.to_owned()), "{file} twice");
        }
    }
    files
}

async fn ready(page: &Page) {
    page.driver.goto("http://site.localhost/").await.unwrap();
    page.wait_for("html[data-app=ready]").await;
    page.wait_for("#field-email").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fails_or_lies_is_passed_over_for_the_same_run() {
    let (page, _folder) = open().await;
    ready(&page).await;
    let example = examples::of("shop", "email");
    let all = ["liar.localhost", "mirror.localhost", "site.localhost"];
    for fault in [Fault::FlippedBit, Fault::Missing] {
        // The site's own host, not the mirrors.
        page.site.break_files("/datasets/shop-1/email/", fault);
        for (person, verdict) in [(&example.listed, "match"), (&example.unlisted, "no-match")] {
            page.fill_person(person).await;
            let before = page.site.requests().len();
            let cards = page.check().await;
            assert_eq!(page::card(&cards, "shop", "email").verdict, verdict, "{fault:?}");
            let asked = asked(&page, before);
            assert_eq!(asked.keys().collect::<Vec<_>>(), all, "{fault:?}");
            let runs: BTreeSet<_> = asked.values().collect();
            assert_eq!(runs.len(), 1, "{asked:?}");
        }
        page.site.mend();
    }
    // Who told the truth at once is the only one that is asked.
    let before = page.site.requests().len();
    page.check().await;
    assert_eq!(asked(&page, before).into_keys().collect::<Vec<_>>(), ["site.localhost"]);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_says_whom_it_asked_and_who_lied() {
    let (page, _folder) = open().await;
    ready(&page).await;
    page.site.break_files("/datasets/shop-1/email/", Fault::FlippedBit);
    page.fill_person(&examples::of("shop", "email").listed).await;
    page.check().await;
    let states = page
        .script(
            "return [...document.querySelectorAll('#ledger tbody tr')]\
             .filter((row) => row.dataset.url.includes('shop-1/email/'))\
             .map((row) => [row.dataset.url.split('shop-1/')[0], row.lastChild.textContent])",
        )
        .await;
    let states: BTreeSet<String> =
        states.as_array().unwrap().iter().map(ToString::to_string).collect();
    let expected = [
        r#"["datasets/","not usable"]"#,
        r#"["http://liar.localhost/","not usable"]"#,
        r#"["http://mirror.localhost/","verified"]"#,
    ];
    assert_eq!(states.iter().collect::<Vec<_>>(), expected);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_opens_from_a_mirror() {
    let (page, _folder) = open().await;
    page.site.break_files("/datasets/shop-1/", Fault::Missing);
    ready(&page).await;
    page.fill_person(&examples::of("shop", "email").listed).await;
    let cards = page.check().await;
    assert_eq!(page::card(&cards, "shop", "email").verdict, "match");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_answers_is_passed_over() {
    let (page, _folder) = open().await;
    page.site.break_files("/datasets/shop-1/", Fault::Silent);
    ready(&page).await;
    page.fill_person(&examples::of("shop", "email").unlisted).await;
    let before = page.site.requests().len();
    let cards = page.check().await;
    assert_eq!(page::card(&cards, "shop", "email").verdict, "no-match");
    let asked = asked(&page, before);
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(asked.values().collect::<BTreeSet<_>>().len(), 1, "{asked:?}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_answers_it_is_said_and_can_be_tried_again() {
    let (page, _folder) = open().await;
    ready(&page).await;
    let example = examples::of("police", "name+phone");
    page.fill_person(&example.unlisted).await;
    page.site.break_files("/datasets/police-1/name_phone/", Fault::Silent);
    let cards = page.check().await;
    let card = page::card(&cards, "police", "name+phone");
    assert_eq!((&*card.verdict, card.reason.as_deref()), ("could-not-check", Some("unreachable")));
    page.site.mend();
    let cards = page.check().await;
    assert_eq!(page::card(&cards, "police", "name+phone").verdict, "no-match");
    page.close().await;
}
