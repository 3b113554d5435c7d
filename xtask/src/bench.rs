//! `cargo xtask bench`: figures, printed as tables.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use crate::shell::{cargo, run};
use crate::{sizes, tools, wasm_tests};

const USAGE: &str = "cargo xtask bench format [FOLDER OF HIBP RANGES], bench identifiers, \
                     bench publish [ROWS [FOLDER OF HIBP TOOLS]], or bench billion [ROWS [CHECKS]]";

/// Runs the benchmark that the options name.
pub fn measure(project: &Project, options: &[String]) -> Result<()> {
    match options.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["format"] => format(project, None),
        ["format", folder] => format(project, Some(&whole(folder)?)),
        ["identifiers"] => {
            native(project, &["identifiers"])?;
            native(project, &["countries"])?;
            sizes::print(project)
        }
        ["publish", ref rest @ ..] if rest.len() < 3 => {
            let (command, packages) = (publisher(project)?, tools::duckdb(project)?);
            let paths = [command.to_string_lossy(), packages.to_string_lossy()];
            let peer = rest.get(1).map(|folder| whole(folder)).transpose()?;
            let rest = rest.iter().take(1).copied().chain(peer.as_deref());
            let arguments = ["publish", &paths[0], &paths[1]].into_iter().chain(rest);
            native(project, &arguments.collect::<Vec<_>>())
        }
        ["billion", ref rows @ ..] if rows.len() < 3 => {
            let command = publisher(project)?;
            native(project, &[&["billion", &command.to_string_lossy()], rows].concat())
        }
        _ => bail!("usage: {USAGE}"),
    }
}

/// The whole path of a folder: benchmarks run in another one.
fn whole(folder: &str) -> Result<String> {
    let path = fs::canonicalize(folder).with_context(|| format!("cannot read {folder}"))?;
    Ok(path.to_string_lossy().into_owned())
}

fn format(project: &Project, ranges: Option<&str>) -> Result<()> {
    let arguments: Vec<&str> = ["format"].into_iter().chain(ranges).collect();
    native(project, &arguments)?;
    for (profile, what) in [("web", "as the page is built, small"), ("release", "built fast")] {
        println!("\nThe same in Chromium, {what}\n");
        let of = ["--profile", profile, "--features", "bench", "--test", "speed"];
        run(&mut wasm_tests::command(project, &[&of[..], &["--", "--nocapture"]].concat())?)?;
    }
    Ok(())
}

/// Builds the command, without the page, and returns its path.
fn publisher(project: &Project) -> Result<PathBuf> {
    run(cargo()
        .args(["build", "--release", "--quiet", "--package", "hushcheck"])
        .current_dir(&project.root))?;
    Ok(project.target.join("release/hushcheck"))
}

/// Builds the benchmarks, which are a workspace of their own, and runs one.
fn native(project: &Project, arguments: &[&str]) -> Result<()> {
    run(cargo()
        .args(["run", "--release", "--quiet", "--manifest-path"])
        .arg(project.root.join("bench/Cargo.toml"))
        .arg("--target-dir")
        .arg(project.target.join("bench"))
        // Where what is written meanwhile has room.
        .current_dir(&project.target)
        .arg("--")
        .args(arguments))
}
