//! `--also hibp-ranges`: what may be made so, and that other people's programs read it.
//!
//! A million files take a while, so that the tests that write them are run by `cargo xtask
//! test oracles`, which installs the npm package `hibp` and names its folder in
//! `HUSHCHECK_HIBP`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use common::{Bench, relative, text};

/// Counts of one password are added; letters beyond ASCII are hashed as UTF-8.
const LEAK: &str = "pw,n,mail\npassword,3,\nhunter2,5,a@example.org\npassword,4,\n\
                    \"a,b \",1,\n密码🔑,70000,\n,9,\nwithout,none,\nsomebody's own,8,\n";
const OPTIONS: &str = "--title X --published 2026-11-22 --check password --scheme sha1 \
                       --map password=pw --also hibp-ranges";

#[test]
fn ranges_are_made_of_passwords_alone_and_for_a_reason() {
    let bench = Bench::new();
    bench.write("leak.csv", LEAK);
    let refused = |args: &str, why: &str| {
        let output = bench.run(args, LEAK);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(why), "{said}");
        // Nothing stays.
        assert!(!bench.path("out.partial").exists() && !bench.path("out").exists());
    };
    let build = format!("build leak.csv {OPTIONS} --out out");
    refused(&build, "go on with --accept-risk");
    let risk = format!("{build} --accept-risk because");
    refused(&risk.replace("--scheme sha1", ""), "--check password --scheme sha1");
    let with_mail = "--check email --map email=mail --check password --scheme sha256";
    refused(
        &risk.replace("--check password --scheme sha1", with_mail),
        "--check password --scheme sha1",
    );
    refused(&risk.replace("leak.csv", "-"), "reads the leak a second time");
    refused(&format!("{risk} --part 1/2"), "would lack people");
    bench.write("out.hibp-ranges", "mine");
    refused(&risk, "out.hibp-ranges exists already");
    assert_eq!(fs::read_to_string(bench.path("out.hibp-ranges")).unwrap(), "mine");
}

#[test]
#[ignore = "writes a million files, and asks the npm package hibp: cargo xtask test oracles"]
fn the_npm_package_hibp_finds_what_it_should() {
    let bench = Bench::new();
    bench.write("leak.csv", LEAK);
    bench.write("exclude.csv", "pw,n\nsomebody's own,1\n");
    let build = format!(
        "build leak.csv {OPTIONS} --count n --exclude exclude.csv --accept-risk because --out out"
    );
    let output = bench.run(&build, "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("risk: whole hashes of 4 passwords"));
    assert!(!bench.path("out.partial").exists());
    assert!(text(&bench.run("inspect out", "").stdout).contains("because"));

    let server = bench.serve("out.hibp-ranges");
    let mut node = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hibp.mjs"))
        .args([std::env::var("HUSHCHECK_HIBP").unwrap(), server.address.clone()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let asked = [
        "password",
        "hunter2",
        "a,b ",
        "a,b",
        "密码🔑",
        "without",
        "somebody's own",
        "Password",
        "",
    ];
    let lines: String = asked.iter().map(|password| format!("{password:?}\n")).collect();
    node.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    let answers: Vec<u64> =
        text(&output.stdout).lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(answers, [7, 5, 1, 0, 70_000, 0, 0, 0, 0]);

    // What it wrote is read again, to the same list.
    let again = "build out.hibp-ranges/range --title X --published 2026-11-22 --check password \
                 --scheme sha1 --out again";
    let output = bench.run(again, "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let list = |name: &str| relative(&bench.path(name).join("password"));
    assert!(list("out") == list("again"));
}
