//! The examples of the JavaScript package, built for the demo as their readers would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{copy_files, pack, recreate};
use crate::project::Project;
use crate::shell::{run_quietly, say};
use crate::{demo, tools};

/// The examples, ready to be used.
pub struct Examples {
    /// The folder of a site: examples and datasets.
    pub site: PathBuf,
    /// A folder in which the package is installed, and what the examples need.
    pub installed: PathBuf,
}

/// Packs the package, installs it and builds the examples. The demo's site must be there.
pub fn build(project: &Project) -> Result<Examples> {
    let site = project.target.join("js-site");
    let installed = project.target.join("js-installed");
    recreate(&site)?;
    recreate(&installed)?;
    say("building the examples of the JavaScript package");
    let key = demo::public_key(project)?;
    let examples = project.root.join("examples");

    install(project, &examples.join("react/package.json"), &installed)?;
    copy_files(&examples.join("react"), &installed)?;
    run_quietly(
        Command::new("node")
            .arg("node_modules/vite/bin/vite.js")
            .args(["build", "--emptyOutDir", "--outDir"])
            .arg(site.join("react"))
            .current_dir(&installed)
            .env("VITE_HUSHCHECK_DATASET", "/datasets/newsletter-1/")
            .env("VITE_HUSHCHECK_KEY", &key),
    )?;

    copy_files(&examples.join("html"), &site.join("html"))?;
    copy_files(&installed.join("node_modules/hushcheck"), &site.join("html/hushcheck"))?;
    let script = site.join("html/check.js");
    fs::write(&script, fs::read_to_string(&script)?.replace("PUBLIC-KEY", &key))?;
    copy_files(&project.dist().join("datasets"), &site.join("datasets"))?;
    Ok(Examples { site, installed })
}

/// Installs what `npm install` would: the packed package, and the others by links to those
/// that were fetched once for this machine.
fn install(project: &Project, manifest: &Path, installed: &Path) -> Result<()> {
    let manifest: Value = serde_json::from_slice(&fs::read(manifest)?)?;
    let mut packages = Vec::new();
    for group in ["dependencies", "devDependencies"] {
        for (name, version) in manifest[group].as_object().into_iter().flatten() {
            let version = version.as_str().context("a version that is no text")?;
            if name != "hushcheck" {
                packages.push(format!("{name}@{version}"));
            }
        }
    }
    let fetched = tools::example_packages(project, &packages)?;
    let modules = installed.join("node_modules");
    fs::create_dir_all(modules.join("hushcheck"))?;
    for entry in fs::read_dir(&fetched)? {
        let entry = entry?;
        link(&entry.path(), &modules.join(entry.file_name()))?;
    }
    run_quietly(
        Command::new("tar")
            .arg("-xzf")
            .arg(pack(project)?)
            .args(["--strip-components", "1", "-C"])
            .arg(modules.join("hushcheck")),
    )
}

#[cfg(unix)]
fn link(to: &Path, place: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(to, place)?)
}

#[cfg(not(unix))]
fn link(to: &Path, place: &Path) -> Result<()> {
    if to.is_dir() {
        copy_files(to, place)
    } else {
        fs::copy(to, place).map(drop).map_err(Into::into)
    }
}
