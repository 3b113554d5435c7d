//! The package's types: TypeScript's compiler takes them, and they name all that there is.
use std::path::Path;
use std::process::Command;

use hushcheck_core::{CouldNotCheck, Dial, IdentifierError, Kind};
use serde::Serialize;

use crate::environment;

fn types() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/js/package/hushcheck.d.ts");
    std::fs::read_to_string(file).unwrap()
}

/// The names that a union of the types has, sorted.
fn union(name: &str) -> Vec<String> {
    let types = types();
    let begin = format!("export type {name} =");
    let text = types.split(&begin).nth(1).unwrap_or_else(|| panic!("no {name}"));
    let text = text.split(';').next().unwrap();
    let mut names: Vec<String> = text.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    names.sort();
    names
}

fn written<T: Serialize>(all: &[T]) -> Vec<String> {
    let name = |value: &T| serde_json::to_value(value).unwrap().as_str().unwrap().to_owned();
    let mut names: Vec<String> = all.iter().map(name).collect();
    names.sort();
    names
}

#[test]
fn they_name_all_that_rust_writes() {
    assert_eq!(union("Kind"), written(&Kind::ALL));
    assert_eq!(union("InvalidReason"), written(&IdentifierError::ALL));
    assert_eq!(union("CouldNotCheckReason"), written(&CouldNotCheck::ALL));
    assert_eq!(union("Dial"), written(&Dial::ALL));
}

#[test]
fn programs_compile() {
    let installed = environment("HUSHCHECK_INSTALLED");
    // Beside the packages, where the compiler looks for them.
    let program = Path::new(&installed).join("types.ts");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js/types.ts"), &program)
        .unwrap();
    let output = Command::new("node")
        .arg(Path::new(&installed).join("node_modules/typescript/bin/tsc"))
        .args(["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"])
        .args(["--moduleResolution", "nodenext", "--lib", "es2023,dom", "--types", ""])
        .arg(&program)
        .current_dir(&installed)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
