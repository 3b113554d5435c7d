//! Running tests compiled to wasm in Chromium.

use std::process::Command;

use anyhow::Result;

use crate::project::Project;
use crate::shell::{cargo, path_with};
use crate::{chromium, tools, wasm_target};

/// Returns the command that tests the browser's side with these further arguments;
/// installs first what it needs.
pub fn command(project: &Project, arguments: &[&str]) -> Result<Command> {
    wasm_target::ensure(project)?;
    let path = path_with([tools::wasm_bindgen(project)?])?;
    let chromium = chromium::find_or_install()?;
    let mut command = cargo();
    command
        .current_dir(&project.root)
        .args(["test", "--target", wasm_target::TARGET, "-p", "hushcheck-web"])
        .args(arguments)
        .env("PATH", path)
        // By name only: cargo splits it at blanks, which a path may have.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", &chromium.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", chromium.write_capabilities(project)?)
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        // Seconds; unoptimised Argon2id takes its time.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    Ok(command)
}
