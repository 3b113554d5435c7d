//! What people can find out by themselves: whether the ledger is true, and why a page that
//! cannot start does not.
use crate::examples;
use crate::page::{Page, files};
use crate::server::{Fault, Site};

/// Presses the button and waits for what it says.
pub async fn said(page: &Page) -> String {
    page.script("document.getElementById('self-test-result').textContent = ''").await;
    page.script("document.getElementById('self-test').click()").await;
    let result = page.wait_for("#self-test-result:not(:empty)").await;
    result.prop("textContent").await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_held_against_the_browsers_record() {
    let page = Page::open().await;
    page.fill_person(&examples::of("shop", "email").listed).await;
    page.check().await;
    let text = said(&page).await;
    let rows = page.script("return document.querySelectorAll('#ledger tbody tr').length").await;
    assert!(text.starts_with("The browser recorded "), "{text}");
    assert!(text.contains(&format!(" {rows} stand in the ledger")), "{rows}: {text}");

    // What the program does not tell of, and what holds something that was typed.
    page.script(
        "fetch('elsewhere.json').then((response) => response.text()).then(async () => {
           // The record is written a moment after the answer.
           const recorded = () => performance.getEntriesByType('resource')
             .some(({ name }) => name.endsWith('/elsewhere.json'));
           while (!recorded()) await new Promise((next) => setTimeout(next, 20));
           document.documentElement.dataset.recorded = '';
         })",
    )
    .await;
    page.wait_for("html[data-recorded]").await;
    let text = said(&page).await;
    assert!(text.contains("should not be") && text.contains("/elsewhere.json"), "{text}");
    page.driver.refresh().await.unwrap();
    page.wait_for("html[data-app=ready]").await;
    page.script("document.getElementById('field-username')?.remove()").await;
    page.script("document.getElementById('many-rows').value = 'manifest'").await;
    let text = said(&page).await;
    assert!(text.contains("should not be") && text.contains("/manifest.json"), "{text}");

    // What it said is not left among texts of another language.
    page.script(
        "const s = document.getElementById('language'); s.value = 'fr'; \
         s.dispatchEvent(new Event('change', { bubbles: true }))",
    )
    .await;
    page.wait_for("html[lang=fr] #self-test-result:empty").await;
    assert!(said(&page).await.contains("navigateur"));
    page.close().await;
}

/// The name of the boot script in the built page.
fn boot() -> String {
    let names = files(std::path::Path::new(&crate::environment("HUSHCHECK_DIST")));
    let mut names = names.iter().filter_map(|path| path.file_name()?.to_str());
    names.find(|name| name.starts_with("boot-")).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_cannot_start_says_so_in_the_persons_language() {
    let site = Site::start().await;
    // The same as a browser that cannot read it: the script does not run.
    site.break_files(&boot(), Fault::Missing);
    for (query, code) in
        [("", "en"), ("?lang=fr", "fr"), ("?lang=zh-TW", "zh-Hant"), ("?lang=zh-CN", "zh-Hans")]
    {
        let page = Page::open_at(site.clone(), &format!("{}{query}", site.url())).await;
        page.wait_for("#failure:not([hidden])").await;
        let shown = "return [...document.querySelectorAll('#failure p')]\
            .filter(p => p.getClientRects().length).map(p => p.lang).join()";
        assert_eq!(page.script(shown).await, code);
        assert!(page.find("#loading").await.is_none());
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_line_is_fast_nothing_is_revealed() {
    let page = Page::open().await;
    assert!(page.find("#dial-balanced:checked").await.is_some());
    let fast = "{ effectiveType: '4g', saveData: false, downlink: 10 }";
    for (line, dial) in [(fast, "reveal-nothing"), (&fast.replace("false", "true"), "balanced")] {
        page.prepare(&format!(
            "Object.defineProperty(Navigator.prototype, 'connection', \
             {{ configurable: true, get: () => ({line}) }})"
        ))
        .await;
        page.driver.refresh().await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        assert!(page.find(&format!("#dial-{dial}:checked")).await.is_some(), "{line}");
    }
    page.close().await;
}
