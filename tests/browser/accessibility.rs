//! axe-core finds nothing wrong with any state of the page.
use std::collections::BTreeSet;

use serde_json::json;

use crate::examples;
use crate::page::Page;
use crate::server::{Fault, Site};

/// Runs axe-core on the page as it is.
async fn assert_accessible(page: &Page, state: &str) {
    let axe = std::fs::read_to_string(crate::environment("HUSHCHECK_AXE")).unwrap();
    page.driver.execute(&axe, vec![]).await.unwrap();
    // Forced colours are the person's; axe takes those of the style sheet for them.
    let script = "const [done] = arguments;
        const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
        const enabled = !matchMedia('(forced-colors: active)').matches;
        const told = v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join(' | ');
        axe.run(document, {runOnly, rules: {'color-contrast': {enabled}}})
            .then(found => done(found.violations.map(told)));";
    let violations = page.driver.execute_async(script, vec![]).await.unwrap();
    assert_eq!(violations.json(), &json!([]), "{state}");
}

/// Makes the browser pretend that the person set it so, and loads the page again.
async fn prefer(page: &Page, feature: &str, value: &str) {
    page.pretend("", &[(feature, value)]).await;
    page.driver.refresh().await.unwrap();
    page.wait_for("html[data-app=ready]").await;
}

/// Looks at the page from the empty form on to verdicts of all kinds.
async fn assert_states_accessible(page: &Page, how: &str) {
    assert_accessible(page, &format!("empty, {how}")).await;

    page.press().await;
    page.wait_for("#error-summary").await;
    assert_accessible(page, &format!("errors, {how}")).await;

    let mut person = examples::of("police", "name+national-id").listed;
    person.extend(examples::of("shop", "email").unlisted);
    page.fill_person(&person).await;
    page.site.break_files("/datasets/shop-1/email/", Fault::Slow);
    page.press().await;
    let cancel = page.wait_for("#cancel-button").await;
    assert_accessible(page, &format!("checking, {how}")).await;
    cancel.click().await.unwrap();
    page.wait_for("#cancelled").await;
    assert_accessible(page, &format!("cancelled, {how}")).await;
    page.site.mend();

    page.site.break_files("/datasets/newsletter-1/", Fault::FlippedBit);
    let cards = page.check().await;
    page.site.mend();
    let verdicts: BTreeSet<&str> = cards.iter().map(|card| card.verdict.as_str()).collect();
    assert_eq!(verdicts, ["could-not-check", "match", "no-match", "not-covered"].into());
    page.script("document.querySelectorAll('details').forEach(d => d.open = true)").await;
    assert_accessible(page, &format!("verdicts, {how}")).await;

    let answer = "document.querySelectorAll('#member-0-possibly, .ticks li:first-child input, \
        #keep-button').forEach(e => e.click())";
    page.script(answer).await;
    page.wait_for(".people").await;
    page.wait_for("#forget-button").await;
    assert_accessible(page, &format!("answered and ticked, {how}")).await;
    page.script("document.getElementById('forget-button').click()").await;

    page.wait_for("#many-rows").await.send_keys("no address").await.unwrap();
    page.script("document.getElementById('many-button').click()").await;
    page.wait_for("#results[data-state=done] .many-rows").await;
    assert_accessible(page, &format!("many lines, {how}")).await;

    for (leak, what) in [("police", "leak"), ("nothing", "unknown leak")] {
        page.script(&format!("location.hash = '#/incident/{leak}'")).await;
        page.wait_for(".incident").await;
        assert_accessible(page, &format!("{what}, {how}")).await;
    }
    page.script("location.hash = '#/'").await;
    page.wait_for("#app:not(:has(.incident))").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn light_and_dark() {
    let page = Page::open().await;
    for scheme in ["light", "dark"] {
        prefer(&page, "prefers-color-scheme", scheme).await;
        assert_states_accessible(&page, scheme).await;
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_languages() {
    let page = Page::open().await;
    for code in ["ar", "zh-Hans"] {
        page.driver.refresh().await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        page.speak(code).await;
        assert_states_accessible(&page, code).await;
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrow_window() {
    let page = Page::open().await;
    page.resize(320, 800).await;
    for code in ["en", "ar"] {
        page.driver.refresh().await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        page.speak(code).await;
        assert_states_accessible(&page, &format!("{code}, narrow")).await;
        let overflow = "const e = document.documentElement; return e.scrollWidth - e.clientWidth";
        assert_eq!(page.script(overflow).await, 0, "{code}: must be scrolled sideways");
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrow_window_in_all_other_languages() {
    let page = Page::open().await;
    page.resize(320, 800).await;
    let person = examples::of("police", "name+national-id").listed;
    for code in ["de", "fr", "es", "nl", "zh-Hant", "zh-Hans"] {
        page.driver.goto(format!("{}?lang={code}", page.site.url())).await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        page.script("document.querySelectorAll('details').forEach(d => d.open = true)").await;
        assert_accessible(&page, &format!("form, {code}, narrow")).await;
        assert_fits(&page, &format!("form, {code}")).await;
        page.press().await;
        page.wait_for("#error-summary").await;
        assert_fits(&page, &format!("errors, {code}")).await;
        page.fill_person(&person).await;
        page.check().await;
        page.script("document.querySelectorAll('details').forEach(d => d.open = true)").await;
        assert_accessible(&page, &format!("result, {code}, narrow")).await;
        assert_fits(&page, &format!("result, {code}")).await;
    }
    page.close().await;
}

/// Nothing is wider than the window, nor than what it stands in and is cut off by.
async fn assert_fits(page: &Page, state: &str) {
    let wide = "const width = document.documentElement.clientWidth;
        return [...document.querySelectorAll('body *')].filter(e => {
            const { left, right, width: own } = e.getBoundingClientRect();
            const hidden = e.closest('.visually-hidden, .skip, thead, label') || own < 2;
            const cut = e.matches('button, select, summary, h1, h2, h3, .verdict-head')
                // What stands in a line has no width of its own.
                && e.clientWidth && e.scrollWidth > e.clientWidth + 1;
            return !hidden && (left < -1 || right > width + 1 || cut);
        }).map(e => e.tagName + '.' + e.className + '#' + e.id + ' ' + e.textContent.slice(0, 40))";
    assert_eq!(page.script(wide).await, json!([]), "{state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forced_colors() {
    let page = Page::open().await;
    prefer(&page, "forced-colors", "active").await;
    assert_states_accessible(&page, "forced colours").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_failed() {
    let site = Site::start().await;
    site.break_files("/site.json", Fault::Missing);
    let page = Page::open_unready(site).await;
    page.wait_for("#catalogue-failed").await;
    assert_accessible(&page, "site failed").await;
    page.close().await;
}
