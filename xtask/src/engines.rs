//! Firefox and WebKit, in which the page is tested besides Chromium.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::debian;
use crate::needs::{named_or_on_path, on_path};
use crate::project::Project;
use crate::tools;

/// A browser, and what its tests are to be told in their environment.
pub struct Engine {
    /// What the tests call it in `HUSHCHECK_ENGINE`.
    pub name: &'static str,
    environment: Vec<(&'static str, PathBuf)>,
    /// Whether it draws in windows only, for which there must be a screen.
    needs_screen: bool,
}

impl Engine {
    /// Returns the command for its tests, the given one with what they need.
    pub fn command(&self, tests: &Command) -> Command {
        let mut command = if self.needs_screen {
            // A screen that nobody sees.
            let mut command = Command::new("xvfb-run");
            command.args(["--auto-servernum", "--server-args=-screen 0 1400x1700x24"]);
            command.arg(tests.get_program());
            // What would lead it to the screen of whoever runs the tests.
            command.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
            command
        } else {
            Command::new(tests.get_program())
        };
        command.args(tests.get_args());
        for (name, value) in tests.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(folder) = tests.get_current_dir() {
            command.current_dir(folder);
        }
        command.env("HUSHCHECK_ENGINE", self.name);
        command.envs(self.environment.iter().map(|(name, path)| (name, path)));
        command
    }
}

/// Returns Firefox and its driver, from Debian and the crates' registry where they are missing.
/// FIREFOX and GECKODRIVER name others.
pub fn firefox(project: &Project) -> Result<Engine> {
    let find = || named_or_on_path("FIREFOX", &["firefox-esr", "firefox"]);
    if find()?.is_none() {
        debian::install(&["firefox-esr"], "the tests in Firefox")?;
    }
    let browser = find()?.context("Firefox was installed, yet it is not on the PATH")?;
    let driver = match named_or_on_path("GECKODRIVER", &["geckodriver"])? {
        Some(driver) => driver,
        // Debian has no package of it.
        None => tools::geckodriver(project)?,
    };
    let environment = vec![("FIREFOX", browser), ("GECKODRIVER", driver)];
    Ok(Engine { name: "firefox", environment, needs_screen: false })
}

/// Returns WebKit's small browser and its driver, from Debian where they are missing.
/// WEBKITDRIVER and MINIBROWSER name others.
pub fn webkit() -> Result<Engine> {
    let find = || -> Result<_> {
        let driver = named_or_on_path("WEBKITDRIVER", &["WebKitWebDriver"])?;
        let browser = named_or_on_path("MINIBROWSER", &[])?.or_else(mini_browser);
        Ok(driver.zip(browser).filter(|_| on_path(&["xvfb-run"]).is_some()))
    };
    if find()?.is_none() {
        debian::install(&["webkit2gtk-driver", "xvfb", "xauth"], "the tests in WebKit")?;
    }
    let (driver, browser) =
        find()?.context("WebKit was installed, yet its driver or browser is not found")?;
    let environment = vec![("WEBKITDRIVER", driver), ("MINIBROWSER", browser)];
    Ok(Engine { name: "webkit", environment, needs_screen: true })
}

/// Debian puts it among the libraries, in a folder of the machine and the version.
fn mini_browser() -> Option<PathBuf> {
    let folders = |place: PathBuf| {
        let entries = place.read_dir().into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let is_webkits = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit"))
    };
    let machines = folders("/usr/lib".into());
    let versions = machines.into_iter().flat_map(folders).filter(is_webkits);
    versions.map(|path| path.join("MiniBrowser")).find(|path| path.is_file())
}
