//! `cargo xtask <verb>`: everything that is done to this project besides writing
//! it, from setting up a machine to the tests.

mod bench;
mod budget;
mod build;
mod chromium;
mod debian;
mod demo;
mod dist;
mod engines;
mod js;
mod needs;
mod project;
mod rust_src;
mod serve;
mod shell;
mod shrink;
mod site;
mod sizes;
mod small_std;
mod stamp;
mod test;
mod tools;
mod wasm_target;
mod wasm_tests;
mod write;

use std::process::ExitCode;

use anyhow::{Result, bail};
use project::Project;
use xtask::leak::Content;

const HELP: &str = "\
Usage: cargo xtask <verb>

  run        builds everything and serves the demo at http://127.0.0.1:8080
  style      serves the page with #/style, where every part is shown in every state
  build      builds the site into dist/ and the command into target/release/hushcheck
  test       checks everything; `--quick` leaves out what needs a browser, and
             names of steps (format, clippy, unit, ...) run those alone
  bench format [FOLDER]
             measures the list format beside others; FOLDER holds genuine ranges of
             Have I Been Pwned, otherwise they are made up
  bench identifiers
             measures how fast identifiers are read
  bench publish [ROWS]
             measures publishing e-mail addresses beside DuckDB
  bench billion [ROWS]
             makes two lists of a billion made-up people, verifies and asks them;
             takes some 20 GB of disk and ten minutes
  screenshots
             takes pictures of all states of the page, into target/screenshots/
  demo       makes the demo's leaks and publishes them into target/demo/
  js         makes the JavaScript package in target/js, for `npm pack` there, and brings
             docs/JAVASCRIPT.md up to date with its types
  dist [--key FILE]
             makes the release archive for this platform in target/dist, with the page, manual
             and completions; FILE is a secret key of minisign
  setup      installs what building and testing need

  people --count N [--seed N] [--encoding gb18030] [--out FILE]
  customers ...
             writes made-up leaks of any size; for large ones put the verb behind
             `cargo run --release --package xtask --`
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let Some((verb, options)) = arguments.split_first() else {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    let project = Project::find()?;
    let plain =
        ["run", "style", "build", "screenshots", "demo", "js", "setup"].contains(&verb.as_str());
    if plain && !options.is_empty() {
        bail!("`cargo xtask {verb}` takes no options, but was given {}", options.join(" "));
    }
    if plain || matches!(verb.as_str(), "test" | "bench" | "dist") {
        needs::ensure()?;
    }
    match verb.as_str() {
        "run" => serve::run(&project)?,
        "style" => serve::style(&project)?,
        "build" => build::build(&project).map(drop)?,
        "bench" => bench::measure(&project, options)?,
        "test" => return test::run(&project, options),
        "screenshots" => test::screenshots(&project)?,
        "demo" => demo::make(&project, &build::command(&project)?)?,
        "js" => {
            js::document(&project)?;
            js::package(&project).map(drop)?;
        }
        "dist" => dist::make(&project, options)?,
        "setup" => tools::set_up(&project)?,
        "people" => write::run(Content::People, options)?,
        "customers" => write::run(Content::Customers, options)?,
        "help" | "--help" | "-h" => print!("{HELP}"),
        _ => bail!("there is no verb `{verb}`; `cargo xtask` alone lists them"),
    }
    Ok(ExitCode::SUCCESS)
}
