//! Assembles the finished site in `dist/`: the app, the demo's datasets, and the
//! file that names them.

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use crate::budget;
use crate::demo;
use crate::project::Project;
use crate::shell::{cargo, run, say};
use crate::stamp::Stamp;
use crate::tools::set_up_build;

/// What the app is made from.
const SOURCES: [&str; 8] = [
    "src",
    "crates/core",
    "crates/web",
    "static",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
];

/// Builds the site; the demo's datasets must be there.
pub fn build(project: &Project) -> Result<()> {
    let dist = project.dist();
    let mut stamp = Stamp::new(project.target.join("site.stamp"));
    for source in SOURCES {
        stamp = stamp.path(&project.root.join(source))?;
    }
    stamp.make(&dist.join("index.html"), || pack(project))?;
    budget::check(&dist)?;

    let datasets = dist.join("datasets");
    if datasets.exists() {
        fs::remove_dir_all(&datasets)
            .with_context(|| format!("cannot empty {}", datasets.display()))?;
    }
    for id in demo::DATASETS {
        copy(&project.demo().join("datasets").join(id), &datasets.join(id))?;
    }
    let paths: Vec<_> =
        demo::DATASETS.iter().map(|id| json!({ "path": format!("datasets/{id}") })).collect();
    let site = json!({
        "name": "Hushcheck demo",
        "default_country": "CN",
        "datasets": paths,
        "keys": [demo::public_key(project)?],
    });
    let file = dist.join("site.json");
    fs::write(&file, format!("{site:#}\n"))
        .with_context(|| format!("cannot write {}", file.display()))
}

fn pack(project: &Project) -> Result<()> {
    let packer = set_up_build(project)?;
    // Trunk runs offline so that it fetches no tools; the crates come now.
    run(cargo().args(["fetch", "--quiet"]).current_dir(&project.root))?;
    say("packing the app into dist/");
    let mut trunk = packer.command();
    trunk.args(["build", "--release", "--offline"]).current_dir(&project.root);
    trunk.env("CARGO_ENCODED_RUSTFLAGS", remapped_paths(project));
    // Trunk takes no other value than true and false for it.
    run(trunk.env_remove("NO_COLOR"))
}

/// Compiler options that keep this machine's paths out of the module's panic
/// messages, so that the same sources give the same bytes elsewhere.
fn remapped_paths(project: &Project) -> String {
    let home = env::var("CARGO_HOME")
        .or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    [
        format!("--remap-path-prefix={home}/registry/src=crates"),
        format!("--remap-path-prefix={}=hushcheck", project.root.display()),
    ]
    .join("\x1f")
}

/// Copies a folder. No hard links: whoever changes a byte in the site to see it
/// refused must not change the demo's own files.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("cannot copy to {}", to.display()))?;
        }
    }
    Ok(())
}
