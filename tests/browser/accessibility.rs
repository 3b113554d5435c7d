//! axe-core finds nothing wrong with any state of the page.
use crate::examples;
use crate::page::Page;
use crate::server::Fault;

/// Runs axe-core on the page as it is, in light and in dark.
async fn assert_accessible(page: &Page, state: &str) {
    let axe = std::fs::read_to_string(crate::environment("HUSHCHECK_AXE")).unwrap();
    page.driver.execute(&axe, vec![]).await.unwrap();
    let script = "const done = arguments[0]; \
        axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})\
        .then(found => done(found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join(' | '))));";
    let violations = page.driver.execute_async(script, vec![]).await.unwrap();
    assert_eq!(violations.json(), &serde_json::json!([]), "{state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_is_accessible() {
    let page = Page::open().await;
    for scheme in ["light", "dark"] {
        let media = serde_json::json!({
            "features": [{"name": "prefers-color-scheme", "value": scheme}]
        });
        page.driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
        page.driver.refresh().await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        assert_accessible(&page, &format!("empty, {scheme}")).await;

        page.press().await;
        page.wait_for("#error-summary").await;
        assert_accessible(&page, &format!("errors, {scheme}")).await;

        let mut person = examples::of("police", "name+national-id").listed;
        person.extend(examples::of("shop", "email").unlisted);
        page.site.break_files("/datasets/newsletter/", Fault::FlippedBit);
        page.fill_person(&person).await;
        let cards = page.check().await;
        page.site.mend();
        let mut verdicts: Vec<&str> = cards.iter().map(|card| card.verdict.as_str()).collect();
        verdicts.sort_unstable();
        verdicts.dedup();
        assert_eq!(verdicts, ["could-not-check", "match", "no-match"]);
        assert_accessible(&page, &format!("verdicts, {scheme}")).await;
    }
    page.close().await;
}
