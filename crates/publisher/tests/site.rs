//! From a leak to a finished site.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs;

use common::{Bench, text};
use hushcheck_core::Site;

const LEAK: &str = "mail\na@example.org\nb@example.org\n";

/// A page to put into sites: what counts here is that its files arrive.
fn bench() -> Bench {
    let bench = Bench::new();
    fs::create_dir_all(bench.path("app/lang")).unwrap();
    bench.write("app/index.html", "<!doctype html>");
    bench.write("app/lang/en.json", "{}");
    bench.write("leak.csv", LEAK);
    bench.run("keygen --out k --no-password", "");
    bench
}

#[test]
fn one_command_makes_a_site() {
    let bench = bench();
    let publish = "publish leak.csv --title Leak --check email --app app --out site";
    let output = bench.run(&format!("{publish} --key k.key --published 2026-11-22"), "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let site: Site =
        serde_json::from_slice(&fs::read(bench.path("site/site.json")).unwrap()).unwrap();
    assert_eq!(site.name, "Leak");
    assert_eq!(site.public_keys().count(), 1);
    let dataset = &site.datasets[0];
    assert_eq!((dataset.path.as_str(), dataset.min_number), ("datasets/leak-1", Some(1)));
    assert!(bench.path("site/lang/en.json").is_file());
    let verify = bench.run("verify site/datasets/leak-1 --public-key k.pub", "");
    assert!(verify.status.success(), "{}", text(&verify.stderr));
    // Nothing is left beside it, and nothing is written over it.
    let names = fs::read_dir(bench.path(".")).unwrap();
    assert!(names.flatten().all(|entry| !entry.file_name().to_string_lossy().starts_with('.')));
    assert_eq!(bench.run(publish, "").status.code(), Some(2));
}

#[test]
fn a_site_takes_in_only_what_is_whole() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.build("leak.csv --check email --key k.key --id two --out two");
    bench.run("keygen --out other --no-password", "");
    let site = |args: &str| {
        bench.run(&format!("site {args} --name S --app app --out site"), "").status.code()
    };
    assert_eq!(site("one --public-key other.pub"), Some(4));
    assert_eq!(site("one one --public-key k.pub"), Some(2));
    let path = bench.path("two/email/0.bin");
    let mut bytes = fs::read(&path).unwrap();
    bytes[5] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(site("one two --public-key k.pub"), Some(4));
    assert!(!bench.path("site").exists());
    assert_eq!(site("one --public-key k.pub"), Some(0));
    let without = bench.run("site one --name S --app nowhere --out other", "");
    assert!(text(&without.stderr).contains("no built page"));
}
