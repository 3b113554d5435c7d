//! The page in a browser, and what a person does with it.
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use hushcheck_core::Kind;
use serde_json::Value;
use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::examples::Person;
use crate::server::Site;

#[path = "engine.rs"]
pub mod engine;
#[path = "pretend.rs"]
mod pretend;

use engine::Engine;

/// How long anything may take, on a slow machine with other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with the site open.
pub struct Page {
    pub site: Site,
    pub driver: WebDriver,
    pub profile: TempDir,
    /// What drives the browser.
    child: Child,
}

/// A verdict's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub dataset: String,
    pub check: String,
    pub verdict: String,
    pub reason: Option<String>,
    pub text: String,
}

impl Page {
    /// Opens the site in a browser of its own and waits until it is ready.
    pub async fn open() -> Self {
        let page = Self::open_unready(Site::start().await).await;
        page.wait_for("html[data-app=ready]").await;
        page
    }

    /// Opens a site that need not become ready.
    pub async fn open_unready(site: Site) -> Self {
        let address = site.url();
        Self::open_at(site, &address).await
    }

    /// Opens a site at an address of its own; it need not become ready.
    pub async fn open_at(site: Site, address: &str) -> Self {
        let page = Self::browser(site).await;
        page.driver.goto(address).await.unwrap();
        page
    }

    /// Starts a browser with nothing open.
    pub async fn browser(site: Site) -> Self {
        Self::browser_besides(site, "").await
    }

    /// The same, that asks another server on this computer by itself.
    pub async fn browser_besides(site: Site, other: &str) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let (driver, child) = Engine::chosen().start(&site, other, &profile).await;
        Page { site, driver, profile, child }
    }

    /// Closes the browser, so that it writes what it keeps; returns its profile.
    pub async fn close(mut self) -> TempDir {
        let _ = self.driver.clone().quit().await;
        engine::end(&mut self.child);
        std::mem::replace(&mut self.profile, tempfile::tempdir().unwrap())
    }

    /// Waits until an element is there.
    #[track_caller]
    pub fn wait_for(&self, css: &str) -> impl Future<Output = WebElement> + use<> {
        let (driver, css) = (self.driver.clone(), css.to_owned());
        let caller = std::panic::Location::caller();
        async move {
            let found =
                driver.query(By::Css(css.as_str())).wait(PATIENCE, Duration::from_millis(50));
            match found.first().await {
                Ok(element) => element,
                Err(_) => {
                    let source = driver.source().await.unwrap_or_default();
                    panic!("{caller}: waited in vain for {css} in:\n{source}")
                }
            }
        }
    }

    pub async fn find(&self, css: &str) -> Option<WebElement> {
        self.driver.find(By::Css(css)).await.ok()
    }

    /// Runs a script in each page that is opened from now on, before the page's own.
    pub async fn prepare(&self, script: &str) {
        let source = serde_json::json!({ "source": script });
        self.cdp("Page.addScriptToEvaluateOnNewDocument", source).await;
    }

    /// Loads the page once more, as a person does: the drivers' own way passes Firefox's service
    /// workers by.
    pub async fn reload(&self) {
        self.script(
            "document.documentElement.dataset.left = '';
             setTimeout(() => location.reload());",
        )
        .await;
        self.wait_for("html:not([data-left])").await;
    }

    /// Runs a script in the page and returns what it returns.
    pub async fn script(&self, script: &str) -> Value {
        self.driver.execute(script, vec![]).await.unwrap().json().clone()
    }

    /// Types into a kind's field, over what was there.
    pub async fn fill(&self, kind: Kind, text: &str) {
        let css = format!("#field-{kind}");
        let field = self.wait_for(&css).await;
        // WebKit's driver has no keys for frames of other origins.
        let framed = "return self.parent !== self";
        if Engine::chosen() == Engine::WebKit && self.script(framed).await == true {
            let text = serde_json::json!(text);
            return drop(
                self.script(&format!(
                    "const field = document.querySelector('{css}'); field.value = {text}; \
                     for (const what of ['input', 'change']) \
                       field.dispatchEvent(new Event(what, {{ bubbles: true }}));"
                ))
                .await,
            );
        }
        // Where several of its windows are open, WebKit's driver now and then loses a key.
        for _ in 0..3 {
            field.send_keys(Key::Control + "a").await.unwrap();
            field.send_keys(Key::Delete + "").await.unwrap();
            // WebKit's driver takes no empty text.
            if !text.is_empty() {
                field.send_keys(text).await.unwrap();
            }
            if field.prop("value").await.unwrap().as_deref() == Some(text) {
                break;
            }
        }
    }

    /// Empties all fields and fills in a person's identifiers.
    pub async fn fill_person(&self, person: &Person) {
        for kind in Kind::ALL {
            if self.find(&format!("#field-{kind}")).await.is_some() {
                self.fill(kind, person.get(&kind).map_or("", String::as_str)).await;
            }
        }
    }

    /// Presses keys, for whatever has the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        self.driver.action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// The id of what has the focus.
    pub async fn focused(&self) -> String {
        self.script("return document.activeElement.id").await.as_str().unwrap().to_owned()
    }

    /// Presses Tab until the element of this id has the focus.
    pub async fn tab_to(&self, id: &str) {
        let mut passed = Vec::new();
        while self.focused().await != id {
            assert!(passed.len() < 40, "no way by Tab to {id}, but to {passed:?}");
            self.keys(Key::Tab + "").await;
            passed.push(self.focused().await);
        }
    }

    /// Chooses a language and waits until the page is in it.
    pub async fn speak(&self, code: &str) {
        // Not all drivers bring an option into view.
        self.script("scrollTo(0, 0)").await;
        let option = format!("#language option[value={code}]");
        self.wait_for(&option).await.click().await.unwrap();
        self.wait_for(&format!("html[lang={code}]")).await;
    }

    /// Turns the privacy dial.
    pub async fn dial(&self, setting: &str) {
        let script = format!("document.querySelector('#dial-{setting}').click()");
        self.script(&script).await;
        // It is drawn a moment later.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }

    /// Presses the button, waits for all verdicts and returns their cards.
    pub async fn check(&self) -> Vec<Card> {
        self.press().await;
        self.wait_for("#results[data-state=done]").await;
        self.cards().await
    }

    /// Presses the button.
    pub async fn press(&self) {
        // The result of an earlier press must not be taken for this one's.
        self.script("document.querySelector('#results')?.removeAttribute('data-state')").await;
        self.script("document.querySelector('#check-button').click()").await;
    }

    /// The buckets in the ledger, and how many bits each revealed.
    pub async fn ledger(&self) -> BTreeMap<String, u64> {
        let rows = self
            .script(
                "return [...document.querySelectorAll('#ledger tbody tr[data-url$=\".bin\"]')]\
                 .map(row => [row.dataset.url, Number(row.dataset.bits)])",
            )
            .await;
        let row = |row: &Value| {
            let path = row[0].as_str().unwrap().trim_start_matches('/');
            (format!("/{path}"), row[1].as_u64().unwrap())
        };
        rows.as_array().unwrap().iter().map(row).collect()
    }

    /// The verdicts' cards.
    pub async fn cards(&self) -> Vec<Card> {
        let mut cards = Vec::new();
        for element in self.driver.find_all(By::Css("#results article.verdict")).await.unwrap() {
            let attribute = async |name: &str| element.attr(name).await.unwrap();
            cards.push(Card {
                dataset: attribute("data-dataset").await.unwrap_or_default(),
                check: attribute("data-check").await.unwrap_or_default(),
                verdict: attribute("data-verdict").await.unwrap_or_default(),
                reason: attribute("data-reason").await,
                text: element.text().await.unwrap(),
            });
        }
        cards
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        engine::end(&mut self.child);
    }
}

/// Returns the card of a list.
#[track_caller]
pub fn card<'a>(cards: &'a [Card], dataset: &str, check: &str) -> &'a Card {
    cards
        .iter()
        .find(|card| card.dataset == dataset && card.check == check)
        .unwrap_or_else(|| panic!("no card of {dataset} {check} among {cards:#?}"))
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .flatten()
        .flat_map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => files(&entry.path()),
            Ok(kind) if kind.is_file() => vec![entry.path()],
            _ => Vec::new(),
        })
        .collect()
}
