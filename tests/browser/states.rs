//! The states of the page other than verdicts.
use std::collections::BTreeSet;
use std::time::Duration;

use hushcheck_core::Kind;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::examples;
use crate::page::{Page, card};
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
async fn a_program_that_stopped_says_so() {
    let page = Page::open().await;
    // What a browser tells of a module that panicked.
    page.script(
        "dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError() }))",
    )
    .await;
    let failure = page.wait_for("#failure:not([hidden])").await;
    assert!(!failure.text().await.unwrap().is_empty());
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
    page.site.break_files("/datasets/shop-1/email/", Fault::Slow);
    page.fill_person(&example.listed).await;
    let before = page.site.requests().len();
    page.press().await;
    page.wait_for("#results[data-state=checking]").await;
    page.wait_for("#check-button[aria-disabled=true]").await;
    let asked = async || {
        while !page.site.targets(before).iter().any(|target| target.contains("/shop-1/")) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), asked()).await.unwrap();
    // While the page moves, WebKit's driver may press beside the button.
    let cancel = async || {
        while page.find("#cancelled").await.is_none() {
            if let Some(button) = page.find("#cancel-button").await {
                let _ = button.click().await;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), cancel()).await.unwrap();
    page.wait_for("#check-button:not([aria-disabled])").await;
    assert_eq!(page.cards().await, []);
    // What was asked for stays asked for.
    let mut asked = page.site.targets(before);
    asked.retain(|target| target.ends_with(".bin"));
    let shown: BTreeSet<String> = page.ledger().await.into_keys().collect();
    assert_eq!(shown, asked.into_iter().collect());
    page.site.mend();
    let cards = page.check().await;
    assert_eq!(card(&cards, "shop", "email").verdict, "match");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_slow_line_the_bar_moves_before_a_file_is_whole() {
    let page = Page::open().await;
    let example = examples::of("shop", "email");
    page.site.break_files("/datasets/shop-1/email/", Fault::Dripping);
    page.fill_person(&example.listed).await;
    let before = page.site.requests().len();
    page.press().await;
    let mut values = Vec::new();
    while page.find("#results[data-state=checking]").await.is_some() {
        let value = page.script("return document.querySelector('progress')?.value").await;
        if let Some(value) = value.as_f64().filter(|&value| value < 950.0) {
            values.push(value as u32);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(values.is_sorted(), "{values:?}");
    values.dedup();
    let mut files = page.site.targets(before);
    files.retain(|target| target.contains("/shop-1/email/"));
    assert!(values.len() > files.len() + 5, "{values:?} for {} files", files.len());
    assert_eq!(card(&page.cards().await, "shop", "email").verdict, "match");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_whose_catalogue_is_missing_says_so() {
    let site = Site::start().await;
    site.break_files("/site.json", Fault::Missing);
    let page = Page::open_unready(site).await;
    page.wait_for("#catalogue-failed[data-reason=unreachable]").await;
    page.wait_for("html[data-app=failed]").await;
    assert!(page.find("#check-button").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_module_a_plain_message_is_shown() {
    let site = Site::start().await;
    site.break_files("_bg.wasm", Fault::Missing);
    let page = Page::open_unready(site).await;
    page.wait_for("html[data-app=failed]").await;
    let failure = page.wait_for("#failure").await;
    assert!(failure.is_displayed().await.unwrap());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_never_comes_is_told_after_a_minute() {
    let page = Page::browser(Site::start().await).await;
    // A minute is as long as three seconds are here.
    page.prepare(
        "WebAssembly.compileStreaming = () => new Promise(() => {});
         const wait = setTimeout;
         self.setTimeout = (then, time) => wait(then, time === 60000 ? 3000 : time);",
    )
    .await;
    page.driver.goto(page.site.url()).await.unwrap();
    assert!(page.wait_for("#loading").await.is_displayed().await.unwrap());
    assert!(page.find("#failure:not([hidden])").await.is_none());
    let failure = page.wait_for("#failure:not([hidden])").await;
    assert!(failure.text().await.unwrap().contains("The checker could not start."));
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
async fn the_policy_binds_the_worker_too() {
    let page = Page::open().await;
    // The page's worker begins as a blob; another blob fetches what it is told.
    let script = "const [done] = arguments;
        const ask = `addEventListener('message', ({ data }) => Promise.all(
            data.map((url) => fetch(url, { mode: 'no-cors' }).then(() => true, () => false)),
        ).then(postMessage))`;
        const worker = new Worker(URL.createObjectURL(new Blob([ask])));
        worker.onmessage = ({ data }) => done([hushcheck.worker.startsWith('blob:'), ...data]);
        worker.postMessage([`${document.baseURI}site.json`, 'http://example.org/']);";
    let answered = page.driver.execute_async(script, vec![]).await.unwrap();
    assert_eq!(answered.json(), &serde_json::json!([true, true, false]));
    assert!(page.site.requests().iter().all(|request| !request.host.contains("example.org")));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_changes_texts_and_direction_and_keeps_what_was_typed() {
    let page = Page::open().await;
    page.fill(Kind::Email, "someone@example.com").await;
    for (code, direction) in [("ar", "rtl"), ("zh-Hans", "ltr"), ("en", "ltr")] {
        page.speak(code).await;
        page.wait_for(&format!("html[dir={direction}]")).await;
        let file = format!("{}/lang/{code}.json", crate::environment("HUSHCHECK_DIST"));
        let texts: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        assert_eq!(
            page.script("return document.querySelector('h1').textContent").await,
            texts["title"]
        );
        let typed = page.script("return document.querySelector('#field-email').value").await;
        assert_eq!(typed, "someone@example.com", "{code}");
        // Texts and numbers have the same digits.
        page.wait_for("#keep li").await;
        let others = "return document.body.textContent.match(/[\\u0660-\\u0669]/g)?.length ?? 0";
        assert_eq!(page.script(others).await, 0, "{code}: digits of other scripts");
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_done_by_keyboard() {
    let page = Page::open().await;
    let person = examples::of("police", "name+national-id").listed;
    for kind in [Kind::Name, Kind::NationalId] {
        page.tab_to(&format!("field-{kind}")).await;
        page.keys(person[&kind].as_str()).await;
    }
    // Behind the field is the button that shows what was typed. Hidden is all that there is
    // in this field, which the browser would offer to save were it for passwords.
    let how = "const field = document.getElementById('field-national-id'); \
        return [field.type, getComputedStyle(field).webkitTextSecurity]";
    assert_eq!(page.script(how).await, json!(["text", "disc"]));
    page.keys(Key::Tab + " ").await;
    page.wait_for("#field-national-id:not(.secret)").await;
    assert_eq!(page.script(how).await, json!(["text", "none"]));
    page.tab_to("dial-balanced").await;
    page.keys(Key::Up + "").await;
    assert_eq!(page.focused().await, "dial-reveal-nothing");
    page.wait_for("#dial-reveal-nothing:checked").await;
    page.tab_to("check-button").await;
    page.keys(" ").await;
    page.wait_for("#results[data-state=done]").await;
    assert_eq!(card(&page.cards().await, "police", "name+national-id").verdict, "match");
    assert_eq!(page.focused().await, "results-heading");
    page.tab_to("clear-button").await;
    page.keys(Key::Enter + "").await;
    page.wait_for("#app:not(:has(#results))").await;
    let typed = "return [...document.querySelectorAll('#check-form input')]\
        .filter(input => input.type !== 'radio').map(input => input.value).join('')";
    assert_eq!(page.script(typed).await, "");
    // The keyboard begins anew, too.
    page.wait_for("#check-form input:focus").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_in_a_field_checks() {
    let page = Page::open().await;
    let example = examples::of("shop", "email");
    page.tab_to("field-email").await;
    page.keys(example.listed[&Kind::Email].as_str() + Key::Enter).await;
    page.wait_for("#results[data-state=done]").await;
    assert_eq!(page.focused().await, "results-heading");
    page.close().await;
}

/// Browsers draw a box to choose from as they like, and a style sheet does not tell how.
#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_be_read_in_its_box() {
    let page = Page::open().await;
    page.wait_for("#language").await;
    // Of the window: WebKit's driver has black pictures of single elements.
    let picture = page.driver.screenshot_as_png_base64().await.unwrap();
    let script = "const [picture, done] = arguments;
        const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
        const box = document.querySelector('#language').getBoundingClientRect();
        createImageBitmap(new Blob([bytes])).then((image) => {
            const scale = image.width / innerWidth;
            // The text, without the border and the arrow.
            const inside = [box.x + box.width * 0.1, box.y + box.height * 0.25,
                box.width * 0.5, box.height * 0.5].map((it) => Math.round(it * scale));
            const [, , width, height] = inside;
            const canvas = Object.assign(document.createElement('canvas'), { width, height });
            const context = canvas.getContext('2d');
            context.drawImage(image, ...inside, 0, 0, width, height);
            const { data } = context.getImageData(0, 0, width, height);
            // Contrast by WCAG 2.
            const linear = (c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            const light = (at) => [0.2126, 0.7152, 0.0722]
                .reduce((sum, share, i) => sum + share * linear(data[at + i] / 255), 0.05);
            const lights = Array.from({ length: data.length / 4 }, (_, i) => light(4 * i));
            done(Math.max(...lights) / Math.min(...lights));
        })";
    let contrast = page.driver.execute_async(script, vec![picture.into()]).await.unwrap();
    assert!(contrast.json().as_f64().is_some_and(|it| it >= 4.5), "{:?}", contrast.json());
    page.close().await;
}
