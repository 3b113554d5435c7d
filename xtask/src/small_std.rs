//! Rust's standard library for the app, compiled to be small.
//!
//! The one that rustup brings is compiled to be fast, and to say in words where and why
//! a program panicked. The page cannot use either: where it panics it stops, and
//! `static/boot.js` tells the person; texts of panics could hold anything. Without them
//! a first visit is fifteen kilobytes smaller. The compiler calls this unstable, hence
//! `RUSTC_BOOTSTRAP`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::rust_src;
use crate::shell::{read, say};
use crate::tools::installed;
use crate::wasm_target::TARGET;

/// How library and app are compiled, so that a panic stops the program and says nothing, and
/// nothing is written as `{:?}` writes it: no text for people is.
pub const FLAGS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// Returns the folder that rustc takes for its `--sysroot` when it compiles the app.
pub fn sysroot(project: &Project) -> Result<PathBuf> {
    let about = read(Command::new("rustc").args(["--version", "--verbose"]))?;
    let commit = about.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    let commit = commit.context("`rustc --version --verbose` names no commit")?;
    let version = [commit, &FLAGS.concat()].concat();
    installed(project, "small-std", &version, "lib", |folder| {
        say("compiling Rust's standard library for the app, to be small (a minute, once)");
        let work = folder.join("work");
        fs::create_dir(&work)?;
        let library = rust_src::library(&work)?;
        let features = "compiler-builtins-mem,optimize_for_size";
        let compiled = rust_src::compile(&library, &work, features, &FLAGS, "z")?;
        rust_src::put(&compiled, &folder.join("lib/rustlib").join(TARGET))?;
        Ok(fs::remove_dir_all(&work)?)
    })
}
