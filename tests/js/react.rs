//! The example in React, built by Vite, in a browser.
use crate::examples;
use crate::page::Page;
use crate::server::Site;

async fn outcome(page: &Page, address: &str) -> String {
    let field = page.wait_for("#email").await;
    // React hears of what is typed, not of what a script sets.
    field.send_keys(thirtyfour::Key::Control + "a").await.unwrap();
    field.send_keys(address).await.unwrap();
    page.wait_for("#check").await.click().await.unwrap();
    let answer = page.wait_for(".answer").await;
    answer.attr("data-outcome").await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_checks_in_a_worker() {
    let example = examples::of("newsletter", "email");
    let page = Page::open_unready(Site::start().await).await;
    page.driver.goto(format!("{}react/", page.site.url())).await.unwrap();
    for (person, expected) in [(&example.listed, "match"), (&example.unlisted, "no-match")] {
        let address = person.values().next().unwrap();
        assert_eq!(outcome(&page, address).await, expected);
    }
    assert_eq!(outcome(&page, "no address").await, "invalid");
    let targets = page.site.targets(0);
    let ends = |end: &str| targets.iter().filter(|target| target.ends_with(end)).count();
    // Vite gave both files names of their own, and the Worker found them.
    assert_eq!((ends(".wasm"), ends(".txt")), (1, 1), "{targets:?}");
    assert!(targets.iter().any(|target| target.starts_with("/react/assets/han-")), "{targets:?}");
    assert!(targets.iter().any(|target| target == "/datasets/newsletter-1/email/0.bin"));
    page.close().await;
}
