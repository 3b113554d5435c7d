//! Completions and the manual know every command.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use common::{Bench, text};

const COMMANDS: [&str; 19] = [
    "init",
    "publish",
    "build",
    "add",
    "spool",
    "plan",
    "check",
    "canonical",
    "inspect",
    "verify",
    "keygen",
    "sign",
    "endorse",
    "site",
    "bundle",
    "configure",
    "serve",
    "completions",
    "manual",
];

#[test]
fn shells_complete_every_command() {
    let bench = Bench::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = bench.run(&format!("completions {shell}"), "");
        assert!(output.status.success(), "{}", text(&output.stderr));
        let script = text(&output.stdout);
        let missing: Vec<_> = COMMANDS.iter().filter(|name| !script.contains(**name)).collect();
        assert!(missing.is_empty() && script.contains("max-rejects"), "{shell}: {missing:?}");
    }
    assert_eq!(bench.run("completions tcsh", "").status.code(), Some(2));
}

#[test]
fn bash_completes_what_is_begun() {
    let bench = Bench::new();
    let script = text(&bench.run("completions bash", "").stdout);
    let ask = format!(
        "{script}\nCOMP_WORDS=(hushcheck build --max-r); COMP_CWORD=2\n\
         _hushcheck hushcheck --max-r build\necho \"${{COMPREPLY[@]}}\"\n"
    );
    let mut bash =
        Command::new("bash").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    bash.stdin.take().unwrap().write_all(ask.as_bytes()).unwrap();
    assert_eq!(text(&bash.wait_with_output().unwrap().stdout).trim(), "--max-rejects");
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let bench = Bench::new();
    let output = bench.run("manual --out man", "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    for name in COMMANDS {
        let page = fs::read_to_string(bench.path(&format!("man/hushcheck-{name}.1"))).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH OPTIONS"), "{name}");
    }
    let version = bench.run("--version", "");
    let page = fs::read_to_string(bench.path("man/hushcheck.1")).unwrap();
    let version = text(&version.stdout);
    let [name, compiler] = version.lines().collect::<Vec<_>>()[..] else { panic!("{version}") };
    assert_eq!(name, concat!("hushcheck ", env!("CARGO_PKG_VERSION")));
    assert!(compiler.starts_with("compiled by rustc "), "{compiler}");
    assert!(page.contains(env!("CARGO_PKG_VERSION")), "{page}");
}
