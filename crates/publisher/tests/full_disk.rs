//! Disks that are full: what could not be written is named, and nothing is left half.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::process::Command;

use common::{Bench, files, relative, text};

/// Runs a command of which no file may grow beyond so many KiB, and which must fail and say
/// nothing but why: the signal that says so is ignored, so that writing fails.
#[track_caller]
fn fails(bench: &Bench, most: u32, args: &str) {
    let before = relative(&bench.path(""));
    let limited =
        format!("trap '' XFSZ; ulimit -f {most}; exec {} {args}", env!("CARGO_BIN_EXE_hushcheck"));
    let output =
        Command::new("bash").args(["-c", &limited]).current_dir(bench.path("")).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{args}: {said}");
    assert!(said.starts_with("error: cannot write ") && said.contains("too large"), "{said}");
    assert!(relative(&bench.path("")) == before, "{args} left something: {said}");
}

fn bench() -> Bench {
    let bench = Bench::new();
    bench.write_app();
    let rows: String = (0..4000).map(|i| format!("mail{i}@example.org\n")).collect();
    bench.write("leak.csv", format!("email\n{rows}"));
    assert!(bench.run("keygen --no-password --out k", "").status.success());
    bench.build("leak.csv --check email --id one --key k.key --out one");
    let site = "site one --name Site --public-key k.pub --app app --out site";
    assert!(bench.run(site, "").status.success());
    bench
}

#[test]
fn what_is_there_stays_and_nothing_half_is_left() {
    let bench = bench();
    fails(&bench, 0, "keygen --no-password --out new");
    fails(&bench, 0, "init leak.csv");
    fails(&bench, 0, "sign one/manifest.json --key k.key");
    fails(&bench, 0, "endorse k.pub --key k.key");
    fails(&bench, 0, "configure site");
    fails(&bench, 0, "site one --name Site --public-key k.pub --app app --out other");
    fails(&bench, 0, "bundle site --single-file one.html");
    // The ZIP's beginning, and near its end.
    let bytes: usize = files(&bench.path("one/email")).iter().map(|(_, bytes)| bytes.len()).sum();
    for most in [0, 4, (bytes >> 10) as u32] {
        fails(&bench, most, "bundle site --single-file one.html --zip one.zip");
        fails(&bench, most, "bundle site --out stick");
    }
}
