//! Debian's minisign and this program accept each other's keys and signatures.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::process::{Command, Stdio};

use common::Bench;
use std::io::Write as _;

const ROWS: &str = "mail\na@example.org\nb@example.org\n";
const BUILD: &str = "leak.csv --map email=mail --check email --out ds";

/// Runs minisign, which reads passwords from standard input where there is no terminal.
#[track_caller]
fn minisign(bench: &Bench, args: &str, password: &str) {
    let mut child = Command::new("minisign")
        .args(args.split_whitespace())
        .current_dir(bench.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("minisign is installed by the test command");
    // It may be done before it has read anything.
    let _ = write!(child.stdin.take().unwrap(), "{password}\n{password}\n");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{args}: {}", common::text(&output.stderr));
}

#[test]
#[ignore = "needs minisign"]
fn minisign_verifies_what_is_signed_here() {
    for keygen in ["keygen --out k --no-password", "keygen --out k"] {
        let bench = Bench::new();
        bench.write("leak.csv", ROWS);
        bench.succeed_with_password(keygen);
        bench.succeed_with_password(&format!("build {BUILD} --title Example --key k.key"));
        minisign(&bench, "-Vm ds/manifest.json -p k.pub", "");
    }
}

#[test]
#[ignore = "needs minisign"]
fn what_minisign_signs_is_accepted_here() {
    for without_password in ["-W ", ""] {
        let bench = Bench::new();
        bench.write("leak.csv", ROWS);
        minisign(&bench, &format!("-G {without_password}-p m.pub -s m.key"), common::PASSWORD);
        bench.build(BUILD);
        minisign(&bench, "-S -s m.key -m ds/manifest.json", common::PASSWORD);
        assert!(bench.run("verify ds --public-key m.pub", "").status.success());

        // And its secret key signs here.
        bench.succeed_with_password("sign ds/manifest.json --key m.key");
        minisign(&bench, "-Vm ds/manifest.json -p m.pub", "");
    }
}

#[test]
#[ignore = "needs minisign"]
fn a_successor_endorsed_here_is_one_for_minisign() {
    let bench = Bench::new();
    bench.succeed_with_password("keygen --out old --no-password");
    bench.succeed_with_password("keygen --out new --no-password");
    bench.succeed_with_password("endorse new.pub --key old.key");
    minisign(&bench, "-Vm new.pub -p old.pub", "");
}
