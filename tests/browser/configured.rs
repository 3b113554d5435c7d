//! A site as its `site.json` says: looks, languages, and lists of another host.
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::examples;
use crate::page::{Page, card};
use crate::server::Site;

/// Another origin on this computer, by the proxy.
pub(crate) const ELSEWHERE: &str = "localhost:8080";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to)
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn dist() -> PathBuf {
    crate::environment("HUSHCHECK_DIST").into()
}

/// A copy of the site, whose `site.json` is edited.
pub(crate) fn edited(edit: impl FnOnce(&mut Value)) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&dist(), folder.path());
    std::fs::write(folder.path().join("logo.svg"), LOGO).unwrap();
    change(folder.path(), edit);
    folder
}

const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 40'>\
    <rect width='120' height='40' rx='8' fill='#f6b352'/></svg>";

fn change(folder: &Path, edit: impl FnOnce(&mut Value)) {
    let path = folder.join("site.json");
    let mut site: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    edit(&mut site);
    std::fs::write(&path, site.to_string()).unwrap();
}

pub(crate) fn configure(folder: &Path) {
    let mut command = Command::new(crate::environment("HUSHCHECK_COMMAND"));
    let output = command.arg("configure").arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Moves a dataset of the catalogue to another host.
fn move_away(site: &mut Value, name: &str) {
    for entry in site["datasets"].as_array_mut().unwrap() {
        if entry["dataset"] == name {
            let path = entry["path"].as_str().unwrap();
            entry["path"] = format!("http://{ELSEWHERE}/{path}").into();
        }
    }
}

/// A site of which the shop's lists are at another host.
async fn scattered(folder: &Path) -> Page {
    std::fs::remove_dir_all(folder.join("datasets/shop-1")).unwrap();
    let site = Site::start_in(folder.to_owned()).await;
    site.serve_folder_as(ELSEWHERE, dist());
    let page = Page::open_unready(site).await;
    page.wait_for("html[data-app=ready]").await;
    page
}

fn is_elsewhere(page: &Page) -> bool {
    page.site.requests().iter().any(|request| request.host == ELSEWHERE)
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_another_host_are_asked_for_where_the_policy_names_it() {
    let folder = edited(|site| move_away(site, "shop"));
    configure(folder.path());
    let page = scattered(folder.path()).await;
    let example = examples::of("shop", "email");
    page.fill_person(&example.listed).await;
    assert_eq!(card(&page.check().await, "shop", "email").verdict, "match");
    assert!(is_elsewhere(&page));
    let shown = format!("#ledger tr[data-url^='http://{ELSEWHERE}/datasets/shop-1/email/']");
    assert!(page.find(&shown).await.is_some(), "the ledger does not name the host");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_was_added_by_hand_is_not_asked() {
    let folder = edited(|_| ());
    configure(folder.path());
    change(folder.path(), |site| move_away(site, "shop"));
    let page = scattered(folder.path()).await;
    let reason = "article[data-dataset=shop-1][data-verdict=could-not-check]";
    let said = page.wait_for(reason).await;
    assert_eq!(said.attr("data-reason").await.unwrap().as_deref(), Some("unreachable"));
    assert!(!is_elsewhere(&page), "it was asked all the same");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_and_texts_are_those_of_the_configuration() {
    let folder = edited(|site| {
        site["name"] = "News & <Co>".into();
        site["accent"] = json!({"light": "#804000", "dark": "#ffb488"});
        site["logo"] = json!({"file": "logo.svg", "width": 120, "height": 40});
        site["contact"] = "tips@news.example\n<b>Street 1</b>".into();
        site["imprint"] = "https://news.example/imprint".into();
        site["languages"] = json!(["nl", "de"]);
    });
    configure(folder.path());
    let page = Page::open_unready(Site::start_in(folder.path().to_owned()).await).await;
    page.wait_for("html[data-app=ready][lang=nl]").await;
    let look = "
        const style = (css) => getComputedStyle(document.querySelector(css));
        const text = (css) => document.querySelector(css).textContent;
        const { width, height } = document.querySelector('.brand-mark').getBoundingClientRect();
        return [
            style('#check-button').backgroundColor, width, height, text('.brand-name'), text('.foot'),
            document.querySelector('.foot a').href, document.querySelectorAll('#language option').length,
            document.querySelectorAll('.foot b').length];";
    let expected = json!([
        "rgb(128, 64, 0)",
        120,
        40,
        "News & <Co>",
        "tips@news.example<b>Street 1</b>https://news.example/imprint",
        "https://news.example/imprint",
        2,
        0,
    ]);
    assert_eq!(page.script(look).await, expected);
    assert!(page.driver.title().await.unwrap().contains("News & <Co>"));
    let logo = page.site.targets(0).into_iter().filter(|target| target == "/logo.svg").count();
    assert_eq!(logo, 1);
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]});
    page.driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    assert_eq!(page.script(look).await[0], "rgb(255, 180, 136)");
    page.close().await;
}
