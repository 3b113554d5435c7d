//! Pictures of all states, for people to look at: `cargo xtask screenshots` takes them.
use std::path::PathBuf;

use crate::examples;
use crate::page::Page;
use crate::server::{Fault, Site};

const LANGUAGES: [&str; 3] = ["en", "zh-Hans", "ar"];
const WIDTHS: [u32; 2] = [360, 1280];
const SCHEMES: [&str; 2] = ["light", "dark"];
/// Of the window, in pixels.
const HEIGHT: u32 = 800;

/// A page in one language, width and colour scheme.
struct Look<'a> {
    page: &'a Page,
    width: u32,
    name: String,
}

impl Look<'_> {
    /// Takes a picture of the whole page, and names it by state and look.
    async fn take(&self, state: &str) {
        // Lines of the keyboard's focus are a state of their own.
        self.page.script("document.activeElement.blur(); scrollTo(0, 0)").await;
        let height = self.page.script("return document.documentElement.scrollHeight").await;
        self.page.resize(self.width, height.as_u64().unwrap() as u32).await;
        let picture = self.page.driver.screenshot_as_png().await.unwrap();
        let folder = PathBuf::from(crate::environment("HUSHCHECK_SCREENSHOTS"));
        std::fs::write(folder.join(format!("{state} {}.png", self.name)), picture).unwrap();
        self.page.resize(self.width, HEIGHT).await;
    }

    /// All states, one after another.
    async fn take_all(&self) {
        let page = self.page;
        self.take("1 empty").await;
        page.script("document.querySelectorAll('details').forEach(d => d.open = true)").await;
        self.take("2 unfolded").await;
        page.script("document.querySelectorAll('details').forEach(d => d.open = false)").await;
        page.press().await;
        page.wait_for("#error-summary").await;
        self.take("3 errors").await;

        let mut person = examples::of("police", "name+national-id").listed;
        person.extend(examples::of("shop", "email").unlisted);
        person.extend(examples::of("passwords", "password").listed);
        page.fill_person(&person).await;
        page.site.break_files("/datasets/shop-1/email/", Fault::Slow);
        page.press().await;
        let cancel = page.wait_for("#cancel-button").await;
        self.take("4 checking").await;
        cancel.click().await.unwrap();
        page.wait_for("#cancelled").await;
        page.site.mend();
        page.site.break_files("/datasets/newsletter-1/", Fault::FlippedBit);
        page.check().await;
        page.site.mend();
        self.take("5 verdicts").await;

        let lines =
            format!("{}\nnobody@example.invalid\nno address", person[&hushcheck_core::Kind::Email]);
        page.script(&format!("document.getElementById('many-rows').value = {lines:?}")).await;
        page.script("document.getElementById('many-check').value = 'email'").await;
        page.script("document.getElementById('many-button').click()").await;
        page.wait_for("#results[data-state=done] .many-rows").await;
        self.take("6 many").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes pictures, which only people can judge"]
async fn all_states() {
    let page = Page::open().await;
    for (language, width, scheme) in looks() {
        let look = look(&page, language, width, scheme).await;
        let address = format!("{}?lang={language}", page.site.url());
        page.driver.goto(address).await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        look.take_all().await;
    }
    page.close().await;

    let site = Site::start().await;
    site.break_files("/site.json", Fault::Missing);
    let page = Page::open_unready(site).await;
    for (language, width, scheme) in looks() {
        let look = look(&page, language, width, scheme).await;
        let address = format!("{}?lang={language}", page.site.url());
        page.driver.goto(address).await.unwrap();
        page.wait_for("#catalogue-failed").await;
        look.take("7 failed").await;
    }
    page.close().await;
}

fn looks() -> impl Iterator<Item = (&'static str, u32, &'static str)> {
    LANGUAGES.into_iter().flat_map(|language| {
        WIDTHS
            .into_iter()
            .flat_map(move |width| SCHEMES.into_iter().map(move |scheme| (language, width, scheme)))
    })
}

async fn look<'a>(page: &'a Page, language: &str, width: u32, scheme: &str) -> Look<'a> {
    page.pretend("", &[("prefers-color-scheme", scheme)]).await;
    page.resize(width, HEIGHT).await;
    Look { page, width, name: format!("{language} {width} {scheme}") }
}
