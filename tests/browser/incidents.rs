//! The pages about leaks, and the ways to them and back.
use hushcheck_core::Kind;

use crate::examples;
use crate::page::Page;
use crate::server::Site;

/// The end of the address of the shop's leak.
const SHOP: &str = "#/incident/shop";

#[tokio::test(flavor = "multi_thread")]
async fn by_link_and_back() {
    let page = Page::open().await;
    let example = examples::of("shop", "email");
    page.fill_person(&example.listed).await;
    page.check().await;
    let before = page.site.requests().len();
    let link = format!("#results a[href='{SHOP}']");
    page.wait_for(&link).await.click().await.unwrap();
    let heading = page.wait_for(".incident h1").await;
    assert!(heading.text().await.unwrap().contains("Web shop"));
    assert_eq!(page.focused().await, "incident-heading");
    let said = page.find(".incident").await.unwrap().text().await.unwrap();
    for fact in ["A shop that does not exist", "2025", "Email addresses", "Made up by"] {
        assert!(said.contains(fact), "no {fact:?} in {said}");
    }
    assert!(!page.find("#check-form").await.unwrap().is_displayed().await.unwrap());
    assert!(page.driver.title().await.unwrap().contains("Web shop"));
    // A link within the page leaves it as it is.
    page.script("location.hash = '#main'").await;
    page.wait_for(".incident").await;
    page.driver.back().await.unwrap();

    page.driver.back().await.unwrap();
    page.wait_for("#app:not(:has(.incident))").await;
    let focused = page.script("return document.activeElement.getAttribute('href')").await;
    assert_eq!(focused, SHOP);
    // What was typed and what was found are still there.
    let typed = page.script("return document.querySelector('#field-email').value").await;
    assert_eq!(typed, example.listed[&Kind::Email].as_str());
    assert!(page.find("#results [data-verdict=match]").await.is_some());
    assert_eq!(page.site.targets(before), Vec::<String>::new());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_address_and_by_the_way_out() {
    let site = Site::start().await;
    let address = format!("{}{SHOP}", site.url());
    let page = Page::open_at(site, &address).await;
    page.wait_for("html[data-app=ready]").await;
    let heading = page.wait_for(".incident h1").await;
    assert!(heading.text().await.unwrap().contains("Web shop"));
    // Another language leaves the person on the page.
    page.speak("zh-Hans").await;
    assert!(page.find(".incident h1").await.is_some());
    assert_eq!(page.script("return location.hash").await, SHOP);
    page.find("#back").await.unwrap().click().await.unwrap();
    page.wait_for("#app:not(:has(.incident))").await;
    assert!(page.find("#check-form").await.unwrap().is_displayed().await.unwrap());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_leak_is_listed() {
    let page = Page::open().await;
    let listed =
        page.script("return [...document.querySelectorAll('.leaks a')].map(a => a.hash)").await;
    assert_eq!(listed.as_array().unwrap().len(), 4, "{listed}");
    for hash in listed.as_array().unwrap() {
        let hash = hash.as_str().unwrap();
        page.script(&format!("location.hash = '{hash}'")).await;
        page.wait_for(".incident dl").await;
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leak_that_is_not_known_is_said_so() {
    for hash in ["#/incident/nothing", "#/incident/", "#/incident/<b>x</b>'\""] {
        let site = Site::start().await;
        let address = format!("{}{hash}", site.url());
        let page = Page::open_at(site, &address).await;
        page.wait_for("html[data-app=ready]").await;
        let said = page.wait_for(".incident").await.text().await.unwrap();
        assert!(said.contains("No leak by this address"), "{hash}: {said}");
        assert!(page.find(".incident b").await.is_none());
        page.find("#back").await.unwrap().click().await.unwrap();
        page.wait_for("#app:not(:has(.incident))").await;
        page.close().await;
    }
}
