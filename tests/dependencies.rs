//! Dependencies point one way: app, js -> web -> core <- publisher.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// What each package may build upon, tests aside.
const ALLOWED: [(&str, &[&str]); 6] = [
    ("hushcheck-core", &[]),
    ("hushcheck-web", &["hushcheck-core"]),
    ("hushcheck", &["hushcheck-core"]),
    ("hushcheck-js", &["hushcheck-core", "hushcheck-web"]),
    ("hushcheck-app", &["hushcheck-core", "hushcheck-web"]),
    ("xtask", &[]),
];

#[test]
fn dependencies_point_one_way() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let names: Vec<&str> =
        packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let allowed = BTreeMap::from(ALLOWED);
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let allowed = allowed.get(name).unwrap_or_else(|| panic!("{name} is not in the table"));
        for dependency in package["dependencies"].as_array().unwrap() {
            let on = dependency["name"].as_str().unwrap();
            if dependency["kind"] != "dev" && names.contains(&on) {
                assert!(allowed.contains(&on), "{name} depends on {on}");
            }
        }
    }
    assert_eq!(names.len(), ALLOWED.len());
}

#[test]
fn the_core_does_no_io() {
    // What would let it: clocks, randomness, files, sockets, the browser.
    let manifest = include_str!("../crates/core/Cargo.toml");
    let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
    for forbidden in ["getrandom", "rand", "web-sys", "js-sys", "wasm-bindgen", "tokio", "ureq"] {
        assert!(!dependencies.contains(forbidden), "core depends on {forbidden}");
    }
}
