//! How many bytes of WebAssembly each kind of identifier is.
//!
//! In the page the compiler puts most of a kind's functions into others, so that they cannot
//! be told apart there. So a program is compiled once for each kind, as the page is, and
//! measured beside one that reads a password, which is hashed as typed.

use std::fs;

use anyhow::{Context, Result};

use crate::budget::compressed;
use crate::project::Project;
use crate::shell::{cargo, run};
use crate::site::compiler_options;
use crate::{small_std, wasm_target};

/// The features of the program in `bench/sizes`, which are the kinds but passwords.
const KINDS: [&str; 11] = [
    "national-id",
    "phone",
    "email",
    "name",
    "birth-date",
    "iban",
    "passport",
    "card",
    "plate",
    "username",
    "text",
];

/// Prints the sizes.
///
/// # Errors
///
/// The program cannot be compiled for one of the kinds.
pub fn print(project: &Project) -> Result<()> {
    wasm_target::ensure(project)?;
    let base = measure(project, "password")?;
    println!(
        "\nWhat a kind adds to a program in WebAssembly, in bytes, and compressed (brotli 11)\n"
    );
    let line = |name: &str, (bytes, small): (usize, usize)| {
        let more = |all: usize, base: usize| all.saturating_sub(base);
        println!("{name:>12} {:>7} {:>7}", more(bytes, base.0), more(small, base.1));
    };
    for kind in KINDS {
        line(kind, measure(project, kind)?);
    }
    // Less than their sum, since they share functions.
    line("all", measure(project, &KINDS.join(","))?);
    Ok(())
}

/// Compiles the program for some kinds; returns its size, and that when compressed.
fn measure(project: &Project, kinds: &str) -> Result<(usize, usize)> {
    let target = project.target.join("sizes");
    let options = compiler_options(project, &small_std::sysroot(project)?);
    run(cargo()
        .args(["build", "--quiet", "--profile", "web", "--target", wasm_target::TARGET])
        .arg("--manifest-path")
        .arg(project.root.join("bench/sizes/Cargo.toml"))
        .args(["--features", kinds])
        .arg("--target-dir")
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", options)
        // Stopping without words is not stable yet.
        .env("RUSTC_BOOTSTRAP", "1"))?;
    let file = target.join(wasm_target::TARGET).join("web/hushcheck-sizes.wasm");
    let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok((bytes.len(), compressed(&bytes)?))
}
