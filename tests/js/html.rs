//! The example without a framework, in a browser.
use std::collections::BTreeSet;

use crate::examples::{self, Person};
use crate::page::Page;
use crate::server::{Fault, Site};

async fn opened(site: Site) -> Page {
    let page = Page::open_unready(site).await;
    page.driver.goto(format!("{}html/", page.site.url())).await.unwrap();
    page
}

/// Fills the form in, presses its button and returns the outcome.
async fn outcome(page: &Page, person: &Person) -> (String, String) {
    page.script("document.querySelector('#answers').replaceChildren()").await;
    for (kind, value) in person {
        let field = page.wait_for(&format!("#{kind}")).await;
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }
    page.wait_for("#check").await.click().await.unwrap();
    let answer = page.wait_for("#answers li").await;
    let outcome = answer.attr("data-outcome").await.unwrap().unwrap();
    (outcome, answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn it_answers_and_asks_for_nothing_else() {
    let example = examples::of("police", "name+national-id");
    let page = opened(Site::start().await).await;
    page.wait_for("html[data-state=ready]").await;
    let (listed, text) = outcome(&page, &example.listed).await;
    assert_eq!(listed, "match", "{text}");
    assert!(text.contains("by chance") && text.contains("Police register"), "{text}");
    assert_eq!(outcome(&page, &example.unlisted).await.0, "no-match");
    let mut broken = example.listed.clone();
    broken.insert(hushcheck_core::Kind::NationalId, "12345".into());
    assert_eq!(outcome(&page, &broken).await.0, "invalid");

    let targets: BTreeSet<String> = page.site.targets(0).into_iter().collect();
    let expected = |target: &String| {
        let modules =
            ["browser", "api", "asking", "core"].map(|name| format!("hushcheck/{name}.js"));
        let own = modules.iter().map(String::as_str).chain(["", "check.js"]);
        let own: Vec<String> = own.map(|file| format!("/html/{file}")).collect();
        let files =
            ["/html/hushcheck/core_bg.wasm", "/html/hushcheck/han.txt", "/", "/favicon.ico"];
        own.contains(target)
            || files.contains(&target.as_str())
            || target.starts_with("/datasets/police-1/manifest.json")
            || target.starts_with("/datasets/police-1/name_national-id/")
    };
    assert!(targets.iter().all(expected), "{targets:?}");
    assert!(targets.contains("/html/hushcheck/han.txt"));
    // Neither what was typed nor its canonical form stands in any request.
    for identifier in examples::identifiers(&example.listed) {
        for text in [identifier.canonical().expose(), identifier.reduced().expose()] {
            for request in page.site.all_requests() {
                let everything = String::from_utf8_lossy(&request.everything).into_owned();
                assert!(!everything.contains(text), "in {}", request.target);
            }
        }
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lie_is_no_answer() {
    let example = examples::of("police", "name+national-id");
    let site = Site::start().await;
    let page = opened(site.clone()).await;
    page.wait_for("html[data-state=ready]").await;
    site.break_files(".bin", Fault::FlippedBit);
    let (said, text) = outcome(&page, &example.unlisted).await;
    assert_eq!(said, "could-not-check", "{text}");
    assert!(text.contains("tampered"), "{text}");
    site.mend();
    // Without the table of characters names are not asked.
    site.break_files("han.txt", Fault::Missing);
    page.driver.refresh().await.unwrap();
    page.wait_for("html[data-state=ready]").await;
    let (said, text) = outcome(&page, &example.listed).await;
    assert!(said == "could-not-check" && text.contains("names-unknown"), "{said}: {text}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_stopped() {
    let example = examples::of("police", "name+national-id");
    let site = Site::start().await;
    let page = opened(site.clone()).await;
    page.wait_for("html[data-state=ready]").await;
    site.break_files(".bin", Fault::Slow);
    // As soon as there is something to stop; the answer would come in twenty seconds.
    page.script(
        "const stop = document.querySelector('#stop');
         const timer = setInterval(() => {
           if (stop.disabled) return;
           clearInterval(timer);
           setTimeout(() => stop.click(), 300);
         }, 50);",
    )
    .await;
    assert_eq!(outcome(&page, &example.listed).await.0, "stopped");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_not_stopped_unasked() {
    // The newsletter's list has a slow hash.
    let page = opened(Site::start().await).await;
    page.wait_for("html[data-state=ready]").await;
    let script = format!(
        "const {{ open }} = await import('./hushcheck/browser.js');
         const dataset = await open('../datasets/newsletter-1', {{ publicKey: '{}' }});
         const identifiers = [{{ kind: 'email', value: 'nobody@post.example' }}];
         const refused = await dataset.check(identifiers).catch((error) => error.code);
         const [answer] = await dataset.check(identifiers, {{ mayBlock: true }});
         return [refused, answer.outcome];",
        crate::environment("HUSHCHECK_KEY")
    );
    let script = format!("return (async () => {{ {script} }})()");
    let said = page.script(&script).await;
    assert_eq!(said, serde_json::json!(["would-block", "no-match"]));
    page.close().await;
}
