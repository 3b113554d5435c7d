//! Many people at once.
use hushcheck_core::Kind;
use serde_json::json;
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

/// Chooses a file of these bytes, given as JavaScript, and says what then stands in the field
/// and whether the file was refused.
async fn choose_file(page: &Page, bytes: &str) -> (String, bool) {
    let choose = format!(
        "const input = document.getElementById('many-file');
         const files = new DataTransfer();
         files.items.add(new File([{bytes}], 'people.csv'));
         input.files = files.files;
         document.getElementById('many-rows').value = '';
         input.setCustomValidity('');
         input.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    );
    page.script(&choose).await;
    let said = "const rows = document.getElementById('many-rows').value;
        const fault = document.getElementById('many-file').validationMessage;
        return rows || fault ? [rows, fault !== ''] : null";
    loop {
        if let Some([rows, fault]) = page.script(said).await.as_array().map(Vec::as_slice) {
            return (rows.as_str().unwrap().to_owned(), fault.as_bool().unwrap());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_rightly_or_not_at_all() {
    let page = Page::open().await;
    page.wait_for(".many > summary").await.click().await.unwrap();
    // 张伟 and his number: UTF-8 and UTF-16 with their marks, and GB18030.
    let utf8 = "new TextEncoder().encode('\\ufeff张伟,110')";
    let utf16 = "new Uint16Array([0xfeff, 0x5f20, 0x4f1f, 0x2c, 0x31, 0x31, 0x30])";
    let old = "new Uint8Array([0xd5, 0xc5, 0xce, 0xb0, 0x2c, 0x31, 0x31, 0x30])";
    let right = ("张伟,110".to_owned(), false);
    let refused = (String::new(), true);
    assert_eq!(choose_file(&page, utf8).await, right);
    assert_eq!(choose_file(&page, utf16).await, right);
    // Read as something else, the name would match nobody, and that would be told.
    assert_eq!(choose_file(&page, old).await, refused);
    assert_eq!(choose_file(&page, "new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0])").await, refused);
    assert_eq!(choose_file(&page, "'a@example.org\\n'.repeat(300000)").await, refused);
    // Many more lines than are checked, and what is no text at all.
    assert_eq!(choose_file(&page, "'1\\n'.repeat(20000)").await, refused);
    assert_eq!(choose_file(&page, "'a@example.org\\0'").await, refused);
    // A refusal binds nobody: the next file is read, and its first line looks like a check.
    assert_eq!(choose_file(&page, "'a@example.org'").await, ("a@example.org".to_owned(), false));
    let chosen = page.script("return document.getElementById('many-check').value").await;
    assert_eq!(chosen, "email");

    page.script(
        "const s = document.getElementById('language'); s.value = 'zh-Hans'; \
         s.dispatchEvent(new Event('change', { bubbles: true }))",
    )
    .await;
    page.wait_for("html[lang=zh-Hans]").await;
    assert_eq!(choose_file(&page, old).await, right);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_dropped_is_read_and_never_opened() {
    let page = Page::open().await;
    page.wait_for(".many > summary").await.click().await.unwrap();
    // Tells whether the browser was kept from opening the file.
    let drop_on = async |id: &str, text: &str| {
        let drop = format!(
            "const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File(['{text}'], 'people.csv'));
             const how = {{ dataTransfer, bubbles: true, cancelable: true }};
             const place = document.getElementById('{id}');
             return ['dragover', 'drop'].map((type) => !place.dispatchEvent(new DragEvent(type, how)))"
        );
        page.script(&drop).await
    };
    let rows = "return document.getElementById('many-rows').value";
    assert_eq!(drop_on("main", "nobody@example.org").await, json!([true, true]));
    assert_eq!(drop_on("many-rows", "a@example.org").await, json!([true, true]));
    while page.script(rows).await != "a@example.org" {}
    // The field for files takes them itself.
    assert_eq!(drop_on("many-file", "b@example.org").await, json!([false, false]));
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
