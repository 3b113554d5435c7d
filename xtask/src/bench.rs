//! `cargo xtask bench`: figures, printed as tables.

use anyhow::{Result, bail};

use crate::project::Project;
use crate::shell::{cargo, run};
use crate::wasm_tests;

const USAGE: &str = "cargo xtask bench format [FOLDER OF HIBP RANGES], or bench identifiers";

/// Runs the benchmark that the options name.
pub fn measure(project: &Project, options: &[String]) -> Result<()> {
    match options.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["format", ref folder @ ..] if folder.len() < 2 => format(project, folder.first().copied()),
        ["identifiers"] => native(project, &["identifiers"]),
        _ => bail!("usage: {USAGE}"),
    }
}

fn format(project: &Project, ranges: Option<&str>) -> Result<()> {
    let arguments: Vec<&str> = ["format"].into_iter().chain(ranges).collect();
    native(project, &arguments)?;
    println!("\nThe same in Chromium\n");
    let what = ["--release", "--features", "bench", "--test", "speed", "--", "--nocapture"];
    run(&mut wasm_tests::command(project, &what)?)
}

/// Builds the benchmarks, which are a workspace of their own, and runs one.
fn native(project: &Project, arguments: &[&str]) -> Result<()> {
    run(cargo()
        .args(["run", "--release", "--quiet", "--manifest-path"])
        .arg(project.root.join("bench/Cargo.toml"))
        .arg("--target-dir")
        .arg(project.target.join("bench"))
        .arg("--")
        .args(arguments))
}
