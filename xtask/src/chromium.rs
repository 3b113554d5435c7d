//! Chromium and its driver, which the browser tests need.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;

use crate::debian;
use crate::needs::named_or_on_path;
use crate::project::Project;

/// A browser and the program that drives it.
pub struct Chromium {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// What keeps the browser silent, and running as root and in containers too.
const ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Debian's packages of the two.
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Returns the browser; installs it from Debian's packages where it is missing.
/// CHROMIUM and CHROMEDRIVER name others.
pub fn find_or_install() -> Result<Chromium> {
    if let Some(chromium) = find()? {
        return Ok(chromium);
    }
    debian::install(&PACKAGES, "the browser tests")?;
    find()?.context("Chromium was installed, yet there is no chromium and chromedriver on the PATH")
}

/// Returns the browser if both it and its driver are there.
fn find() -> Result<Option<Chromium>> {
    let browser = named_or_on_path("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])?;
    let driver = named_or_on_path("CHROMEDRIVER", &["chromedriver"])?;
    Ok(browser.zip(driver).map(|(browser, driver)| Chromium { browser, driver }))
}

impl Chromium {
    /// Writes the file that tells wasm-bindgen's test runner how to start the
    /// browser, and returns its path.
    pub fn write_capabilities(&self, project: &Project) -> Result<PathBuf> {
        let file = project.target.join("webdriver.json");
        let capabilities =
            json!({ "goog:chromeOptions": { "binary": self.browser, "args": ARGUMENTS } });
        fs::write(&file, capabilities.to_string())
            .with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }
}
