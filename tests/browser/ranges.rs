//! Passwords in the layout of Have I Been Pwned's ranges, which another host has.
use std::fs;
use std::path::Path;

use hushcheck_core::Kind;
use serde_json::json;
use tempfile::TempDir;

use crate::configured::{ELSEWHERE, configure, edited};
use crate::page::{self, Page};
use crate::server::{Fault, Site};

/// SHA-1 of "password", as Have I Been Pwned documents it, less the five digits of its file.
const PASSWORD: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";

/// A line of some other password.
const OTHER: &str = "0018A45C4D1DEF81644B54AB7F969B88D65:3";

/// A site that names ranges, and a host that has those around "password" and those in which
/// SHA-1 of "not in the list" lies: B4537.
async fn open() -> (Page, [TempDir; 2]) {
    let ranges = tempfile::tempdir().unwrap();
    fs::create_dir(ranges.path().join("range")).unwrap();
    for last in 0..16 {
        for first in ["5BAA", "B453"] {
            let path = ranges.path().join(format!("range/{first}{last:X}"));
            fs::write(path, format!("{OTHER}\r\n")).unwrap();
        }
    }
    put(ranges.path(), &format!("{OTHER}\r\n{PASSWORD}:9545824"));
    let folder = edited(|site| {
        let path = format!("http://{ELSEWHERE}/range");
        let copy = format!("http://{ELSEWHERE}/copy");
        site["ranges"] = json!([
            {"path": path, "title": "Pwned", "records": 1_000_000_000},
            {"path": copy, "title": "A copy", "records": 1_000_000_000},
        ]);
    });
    configure(folder.path());
    let site = Site::start_in(folder.path().to_owned()).await;
    site.serve_folder_as(ELSEWHERE, ranges.path());
    let page = Page::open_unready(site).await;
    page.wait_for("html[data-app=ready]").await;
    (page, [folder, ranges])
}

/// Writes the file in which "password" lies.
fn put(ranges: &Path, lines: &str) {
    fs::write(ranges.join("range/5BAA6"), lines).unwrap();
}

/// Checks a password, and returns what the ranges say and which files were asked for.
async fn check(page: &Page, password: &str) -> (page::Card, Vec<String>) {
    page.fill(Kind::Password, password).await;
    let before = page.site.requests().len();
    let cards = page.check().await;
    let ranges = format!("http://{ELSEWHERE}/range");
    let card = cards.into_iter().find(|card| card.dataset == ranges).unwrap();
    let asked = page.site.requests().into_iter().skip(before);
    let mut files: Vec<String> =
        asked.filter(|asked| asked.host == ELSEWHERE).map(|asked| asked.target).collect();
    files.retain(|file| file.starts_with("/range/"));
    files.sort();
    (card, files)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_looked_up_among_sixteen_ranges() {
    let (page, _folders) = open().await;
    let (found, files) = check(&page, "password").await;
    assert_eq!(found.verdict, "match");
    let expected: Vec<String> = (0..16).map(|last| format!("/range/5BAA{last:X}")).collect();
    assert_eq!(files, expected);
    // What is said of it: how often, that nobody signed it, and the bits revealed.
    let said = page
        .script(
            "const card = [...document.querySelectorAll('.verdict')]
                 .find((card) => card.dataset.dataset.endsWith('/range'));
             const rows = [...document.querySelectorAll('#ledger tbody tr')]
                 .filter((row) => row.dataset.url.includes('/range/'));
             return [card.innerText.includes('1,000,000'), card.querySelector('.caution').innerText,
                 rows.length, rows[0].dataset.bits, rows[0].lastChild.textContent];",
        )
        .await;
    let unsigned = "Not signed: what this host answers is taken as it is.";
    assert_eq!(said, json!([true, unsigned, 16, "16", ""]));

    let (absent, files) = check(&page, "not in the list").await;
    assert_eq!(absent.verdict, "no-match");
    assert_eq!((files.len(), &*files[0]), (16, "/range/B4530"));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_several_has_a_page_of_its_own() {
    let (page, _folders) = open().await;
    for title in ["Pwned", "A copy"] {
        let follow = format!(
            "[...document.querySelectorAll('.leaks a')]
                 .find((link) => link.textContent === '{title}').click()"
        );
        page.script(&follow).await;
        let heading = page.wait_for("#incident-heading").await;
        assert_eq!(heading.text().await.unwrap(), title);
        page.script("document.querySelector('#back').click()").await;
        page.wait_for(".work:not([hidden])").await;
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_for_other_lists_asks_no_ranges() {
    let (page, _folders) = open().await;
    let ranges = format!("http://{ELSEWHERE}/range");
    for (datasets, has_passwords) in [("shop", false), (&ranges, true)] {
        let address = format!("{}embed.html?lang=en&dataset={datasets}", page.site.url());
        page.driver.goto(address).await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        assert_eq!(page.find("#field-password").await.is_some(), has_passwords, "{datasets}");
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_range_gives_no_verdict() {
    let (page, folders) = open().await;
    // A page is none of the host's answers, but that of a network that wants people to sign in.
    for (text, reason) in [("no range", "inconsistent"), ("<!doctype html>", "unreachable")] {
        put(folders[1].path(), text);
        let (card, _) = check(&page, "password").await;
        assert_eq!((&*card.verdict, card.reason.as_deref()), ("could-not-check", Some(reason)));
    }
    put(folders[1].path(), OTHER);
    page.site.break_files("/range/5BAA1", Fault::Missing);
    let (card, _) = check(&page, "password").await;
    assert_eq!((&*card.verdict, card.reason.as_deref()), ("could-not-check", Some("unreachable")));
    page.close().await;
}
