//! Many people at once.
use hushcheck_core::Kind;
use thirtyfour::prelude::*;

use crate::examples;
use crate::page::Page;

async fn type_lines(page: &Page, lines: &str) {
    page.wait_for(".many > summary").await.click().await.unwrap();
    // WebKit's driver presses Enter only where it is told to.
    let keys = lines.replace('\n', &char::from(Key::Enter).to_string());
    page.wait_for("#many-rows").await.send_keys(keys).await.unwrap();
    // What the first line looks like is chosen when the field is left.
    page.keys(Key::Tab + "").await;
}

/// The lines that the table shows, each as its texts.
async fn table(page: &Page) -> Vec<String> {
    page.wait_for("#results[data-state=done]").await;
    // Browsers differ in what they put between the texts of cells.
    let texts = "return [...document.querySelectorAll('.many-rows tr')]\
        .map(row => [...row.cells].map(cell => cell.innerText.trim()).join(' '))";
    let rows = page.script(texts).await;
    rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_lines_are_looked_up_in_whole_lists() {
    let page = Page::open().await;
    let before = page.site.requests().len();
    let email = examples::of("shop", "email").listed[&Kind::Email].clone();
    type_lines(&page, &format!("{email}\nnobody@example.invalid\n\nno address")).await;
    let chosen = page.script("return document.getElementById('many-check').value").await;
    assert_eq!(chosen, "email");
    page.wait_for("#many-button").await.click().await.unwrap();

    let rows = table(&page).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].starts_with("Line 1 Match"), "{rows:?}");
    assert!(rows[1].starts_with("Line 4 Not valid"), "{rows:?}");
    let summary = page.wait_for(".summary").await.text().await.unwrap();
    let expected = "Match: 1 · No match: 1 · Could not check: 0 · Not valid: 1";
    assert_eq!(summary, expected);

    // Every file of every list of addresses, and so nothing that anybody could learn from.
    let targets = page.site.targets(before);
    let buckets = |folder: &str| targets.iter().filter(|url| url.contains(folder)).count();
    assert_eq!((buckets("shop-1"), buckets("newsletter-1")), (8, 1), "{targets:?}");
    assert_eq!(targets.len(), 9);
    assert!(page.ledger().await.values().all(|&bits| bits == 0));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_saved_with_what_was_typed_only_if_it_is_wanted() {
    let page = Page::open().await;
    let email = examples::of("shop", "email").listed[&Kind::Email].clone();
    type_lines(&page, &format!("{email}\n+nobody@example.invalid")).await;
    page.wait_for("#many-button").await.click().await.unwrap();
    table(&page).await;
    // What is saved is caught on its way to a file.
    page.script(
        "URL.createObjectURL = (blob) => { blob.text().then((t) => { self.saved = t; }); return '#'; };",
    )
    .await;
    let saved = async |id: &str| {
        page.script("delete self.saved").await;
        page.wait_for(id).await.click().await.unwrap();
        loop {
            if let Some(text) = page.script("return self.saved").await.as_str() {
                return text.to_owned();
            }
        }
    };
    let without = saved("#many-save").await;
    assert!(without.contains("\"1\",\"Match\""), "{without}");
    assert!(!without.contains("example"), "{without}");
    let with = saved("#many-save-typed").await;
    assert!(with.contains(&email) && with.contains("\"'+nobody@example.invalid\""), "{with}");

    // When the lines have changed nobody knows what stood there.
    page.wait_for("#many-rows").await.send_keys("x").await.unwrap();
    page.wait_for("#outdated").await;
    assert!(page.find("#many-save-typed").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_lines_are_no_check() {
    let page = Page::open().await;
    let before = page.site.requests().len();
    page.wait_for(".many > summary").await.click().await.unwrap();
    page.wait_for("#many-button").await.click().await.unwrap();
    let error = page.wait_for("#many-error .error").await;
    assert!(!error.text().await.unwrap().is_empty());
    assert_eq!(page.site.targets(before), Vec::<String>::new());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_left_shows_what_was_understood() {
    let page = Page::open().await;
    let said = async |kind: Kind| {
        let css = format!(".field:has(#field-{kind}) .understood");
        // It is drawn a moment later, so as not to move what is about to be pressed.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        page.wait_for(&css).await.text().await.unwrap()
    };
    page.fill(Kind::Phone, "１３８ 0013 8000").await;
    assert_eq!(said(Kind::Phone).await, "");
    page.keys(Key::Tab + "").await;
    page.wait_for(".field:has(#field-phone) .understood bdi").await;
    assert_eq!(said(Kind::Phone).await, "Understood as +86 138 0013 8000");
    // A secret that is hidden stays so.
    page.fill(Kind::NationalId, "11010519491231002x").await;
    page.keys(Key::Tab + "").await;
    page.wait_for(".field:has(#field-national-id) .understood bdi").await;
    let hidden = said(Kind::NationalId).await;
    assert!(hidden.contains("China") && !hidden.contains("19491231"), "{hidden}");
    page.fill(Kind::Password, "correct horse").await;
    page.keys(Key::Tab + "").await;
    assert_eq!(said(Kind::Password).await, "");
    page.close().await;
}
