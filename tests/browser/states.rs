//! The states of the page other than verdicts.
use hushcheck_core::Kind;
use thirtyfour::prelude::*;

use crate::examples;
use crate::page::Page;
use crate::server::{Fault, Site};

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_form_asks_for_something_and_sends_nothing() {
    let page = Page::open().await;
    let before = page.site.requests().len();
    page.press().await;
    let summary = page.wait_for("#error-summary").await;
    assert!(!summary.text().await.unwrap().is_empty());
    let focused =
        page.script("return document.activeElement.closest('#error-summary') !== null").await;
    assert_eq!(focused, true);
    assert_eq!(page.site.targets(before), Vec::<String>::new());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_input_is_told_at_its_field_without_repeating_it() {
    let page = Page::open().await;
    let before = page.site.requests().len();
    page.fill(Kind::Name, "张伟").await;
    page.fill(Kind::NationalId, "110105194912310021").await;
    page.press().await;
    page.wait_for("#error-national-id").await;
    assert!(page.find("#error-name").await.is_none());
    let field = page.wait_for("#field-national-id").await;
    assert_eq!(field.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
    let title = page.driver.title().await.unwrap();
    assert!(title.starts_with("Error:"), "{title}");
    let source = page.find("#error-summary").await.unwrap().text().await.unwrap();
    assert!(!source.contains("110105"), "{source}");
    assert_eq!(page.site.targets(before), Vec::<String>::new());

    // What was typed is still there, and corrected it is checked.
    page.fill(Kind::NationalId, "11010519491231002x").await;
    let cards = page.check().await;
    assert!(!cards.is_empty() && page.find("#error-summary").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_a_compound_check_is_asked_for() {
    let page = Page::open().await;
    page.fill(Kind::Phone, "13800138000").await;
    page.press().await;
    page.wait_for("#error-name").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_can_be_cancelled_and_repeated() {
    let page = Page::open().await;
    let example = examples::of("shop", "email");
    page.site.break_files("/datasets/shop/email/", Fault::Slow);
    page.fill_person(&example.listed).await;
    page.press().await;
    page.wait_for("#results[data-state=checking]").await;
    page.wait_for("#cancel-button").await.click().await.unwrap();
    page.wait_for("#check-button:not([disabled])").await;
    assert!(page.cards().await.iter().all(|card| card.verdict != "no-match"));
    page.site.mend();
    let cards = page.check().await;
    assert_eq!(crate::page::card(&cards, "shop", "email").verdict, "match");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_whose_catalogue_is_missing_says_so() {
    let site = Site::start().await;
    site.break_files("/site.json", Fault::Missing);
    let page = Page::open_unready(site).await;
    page.wait_for("html[data-app=failed]").await;
    let said = page.find("body").await.unwrap().text().await.unwrap();
    assert!(!said.trim().is_empty());
    assert!(page.find("#check-button").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_module_a_plain_message_is_shown() {
    let site = Site::start().await;
    site.break_files("_bg.wasm", Fault::Missing);
    let page = Page::open_unready(site).await;
    page.wait_for("html[data-app=failed]").await;
    let said = page.find("body").await.unwrap().text().await.unwrap();
    assert!(said.len() > 40, "{said}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_allows_itself_nothing_it_does_not_need() {
    let page = Page::open().await;
    let policy = page.find("meta[http-equiv=Content-Security-Policy]").await.unwrap();
    let policy = policy.attr("content").await.unwrap().unwrap();
    for directive in
        ["default-src 'none'", "form-action 'none'", "base-uri 'none'", "connect-src 'self'"]
    {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    // The policy is in force: a request to elsewhere is stopped by the browser.
    let stopped = page
        .driver
        .execute_async(
            "const done = arguments[0]; fetch('http://example.org/').then(() => done(false), () => done(true));",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(stopped.json(), &true);
    assert!(page.site.requests().iter().all(|request| !request.host.contains("example.org")));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_done_by_keyboard() {
    let page = Page::open().await;
    let example = examples::of("shop", "email");
    let field = page.wait_for("#field-email").await;
    field.send_keys(example.listed[&Kind::Email].as_str() + Key::Enter).await.unwrap();
    page.wait_for("#results[data-state=done]").await;
    let focused = page.script("return document.activeElement.closest('#results') !== null").await;
    assert_eq!(focused, true);
    page.close().await;
}
