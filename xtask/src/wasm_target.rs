//! The standard library for wasm32-unknown-unknown, which the app is compiled
//! against.
//!
//! rustup brings it, where it is reachable. Elsewhere it is compiled from its sources,
//! of exactly the compiler's version: a library of another version, or a second one
//! beside the first, is refused by rustc.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::project::Project;
use crate::rust_src;
use crate::shell::{read, say, works};

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Installs the target where it is missing.
pub fn ensure(project: &Project) -> Result<()> {
    let folder = project.target.join("wasm-target");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let result = add(&folder);
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    result.with_context(|| format!("the app cannot be compiled without the target {TARGET}"))
}

fn add(folder: &Path) -> Result<()> {
    if compiles(folder) {
        return Ok(());
    }
    say(&format!("adding the target {TARGET}, for which the app is compiled"));
    if works(Command::new("rustup").args(["target", "add", TARGET])) && compiles(folder) {
        return Ok(());
    }
    let sysroot = read(Command::new("rustc").args(["--print", "sysroot"]))?;
    let installed = Path::new(&sysroot).join("lib/rustlib").join(TARGET);
    // Two libraries in one place are worse than none.
    ensure!(
        !installed.exists(),
        "the one in {} does not work: remove it and try again",
        installed.display()
    );

    say("rustup cannot bring it: compiling it from its sources (a minute, once)");
    let library = rust_src::library(folder)?;
    install(
        &rust_src::compile(&library, folder, "compiler-builtins-mem,panic-unwind", &[], "3")?,
        &installed,
    )?;
    if !compiles(folder) {
        fs::remove_dir_all(&installed)?;
        bail!("the library compiled from its sources does not fit this rustc");
    }
    Ok(())
}

/// Tells whether rustc can compile for the target, by trying.
fn compiles(folder: &Path) -> bool {
    let source = folder.join("trial.rs");
    let program = "#[unsafe(no_mangle)] pub fn count() -> usize { std::env::args().count() }";
    fs::write(&source, program).is_ok()
        && works(
            Command::new("rustc")
                .args(["--edition=2024", "--crate-type=cdylib", "--target", TARGET, "-o"])
                .arg(folder.join("trial.wasm"))
                .arg(source),
        )
}

/// Puts the compiled library where rustc looks for it, whole or not at all.
fn install(compiled: &Path, installed: &Path) -> Result<()> {
    let new = installed.with_extension("new");
    let put = || -> Result<()> {
        rust_src::put(compiled, &new)?;
        Ok(fs::rename(&new, installed)?)
    };
    let result = put();
    if new.exists() {
        fs::remove_dir_all(&new)?;
    }
    result.with_context(|| {
        format!("cannot write to {}; run this once as its owner", installed.display())
    })
}
