//! Chromium and its driver, which the browser tests need.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use crate::needs::on_path;
use crate::project::Project;
use crate::shell::{run_quietly, say, works};

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
    let by_hand = format!("apt-get install --no-install-recommends {}", PACKAGES.join(" "));
    let Some(root) = as_root() else {
        bail!("the tests need Chromium and its driver; run `sudo {by_hand}`, then try again");
    };
    say("installing Chromium and its driver from Debian's packages, which the browser tests need");
    let apt = |arguments: &[&str]| {
        let words: Vec<&str> = root
            .iter()
            .copied()
            .chain(["apt-get", "-y"])
            .chain(arguments.iter().copied())
            .collect();
        run_quietly(
            Command::new(words[0]).args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    apt(&["update"])?;
    apt(&[&["install", "--no-install-recommends"], &PACKAGES[..]].concat())?;
    find()?.with_context(|| {
        format!("`{by_hand}` ended well, yet there is no chromium and chromedriver on the PATH")
    })
}

/// Returns the browser if both it and its driver are there.
fn find() -> Result<Option<Chromium>> {
    let browser = named_or_on_path("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])?;
    let driver = named_or_on_path("CHROMEDRIVER", &["chromedriver"])?;
    Ok(browser.zip(driver).map(|(browser, driver)| Chromium { browser, driver }))
}

/// Who names a browser wants that one and no other.
fn named_or_on_path(variable: &str, programs: &[&str]) -> Result<Option<PathBuf>> {
    match env::var_os(variable) {
        Some(path) => named(variable, path.into()).map(Some),
        None => Ok(on_path(programs)),
    }
}

fn named(variable: &str, path: PathBuf) -> Result<PathBuf> {
    ensure!(path.is_file(), "{variable} is set to `{}`, which is no file", path.display());
    Ok(path)
}

/// What to put before a command so that it runs as root, without asking.
fn as_root() -> Option<&'static [&'static str]> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout == b"0\n" {
        Some(&[])
    } else if works(Command::new("sudo").args(["-n", "true"])) {
        Some(&["sudo", "-n"])
    } else {
        None
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_browser_that_is_not_there_is_not_replaced() {
        let error = named("CHROMIUM", "/no/such/browser".into()).unwrap_err().to_string();
        assert_eq!(error, "CHROMIUM is set to `/no/such/browser`, which is no file");
        let this = env::current_exe().unwrap();
        assert_eq!(named("CHROMIUM", this.clone()).unwrap(), this);
    }
}
