//! Work that takes long: it is stopped in good order, goes on, and asks before it begins.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![cfg(unix)]
mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use common::{Bench, relative, text};

/// So slow that whoever stops it comes in time.
const SLOW: &str = "--check email --scheme argon2id --argon2-memory 19456 --argon2-passes 2 \
                    --published 2026-11-22 --title Example";

fn mails(count: usize) -> String {
    (0..count).fold("mail\n".to_owned(), |all, i| all + &format!("user{i}@example.org\n"))
}

/// Reads what a command says until it says how long the hashes take: then they begin.
fn wait_until_hashing(child: &mut Child) -> String {
    let mut said = String::new();
    let mut lines = BufReader::new(child.stderr.as_mut().unwrap());
    while !said.contains("on all cores: about ") {
        assert_ne!(lines.read_line(&mut said).unwrap(), 0, "it ended before it hashed: {said}");
    }
    std::thread::sleep(Duration::from_millis(300));
    said
}

/// Waits until rows are being hashed, and sends Ctrl-C's signal.
fn interrupt(mut child: Child) -> Output {
    wait_until_hashing(&mut child);
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    child.wait_with_output().unwrap()
}

/// Rows that are kept, as the journal says.
fn consumed(bench: &Bench) -> u64 {
    let journal = fs::read(bench.path("out.partial/journal.json")).unwrap();
    let journal: serde_json::Value = serde_json::from_slice(&journal).unwrap();
    journal["reading"]["consumed"].as_u64().unwrap()
}

#[test]
fn ctrl_c_leaves_what_goes_on_to_the_same_bytes() {
    let bench = Bench::new();
    bench.write("leak.csv", mails(200));
    let whole = bench.start(&format!("build leak.csv {SLOW} --out whole"));
    let output = whole.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));

    // No checkpoint is due before it is stopped.
    let args = format!("build leak.csv {SLOW} --checkpoint 600 --out out");
    let output = interrupt(bench.start(&args));
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("error: stopped") && said.contains("go on with --resume"), "{said}");
    assert!(!bench.path("out").exists());
    let kept = consumed(&bench);
    assert!((1..200).contains(&kept), "{kept} rows were kept");
    let output = bench.start(&format!("{args} --resume")).wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(relative(&bench.path("out")) == relative(&bench.path("whole")));
    assert!(!bench.path("out.partial").exists());
}

#[test]
fn a_site_goes_on_where_it_was_interrupted() {
    let bench = Bench::new();
    bench.write("leak.csv", mails(200));
    bench.write_app();
    let args = format!("publish leak.csv {SLOW} --app app --name S");
    let whole = bench.start(&format!("{args} --out whole")).wait_with_output().unwrap();
    assert!(whole.status.success(), "{}", text(&whole.stderr));
    let output = interrupt(bench.start(&format!("{args} --out out")));
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    let kept = consumed(&bench);
    assert!((1..200).contains(&kept), "{kept} rows were kept");
    let output = bench.run(&format!("{args} --out out --resume"), "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(relative(&bench.path("out")) == relative(&bench.path("whole")));
    assert!(!bench.path("out.partial").exists());
}

#[test]
fn one_command_at_a_time_works_on_an_output() {
    let bench = Bench::new();
    bench.write("leak.csv", mails(100));
    let args = format!("build leak.csv {SLOW} --out out");
    let mut first = bench.start(&args);
    wait_until_hashing(&mut first);
    for other in ["", "--resume"] {
        let output = bench.run(&format!("{args} {other}"), "");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("another command is at work in out.partial"), "{said}");
    }
    let output = first.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(bench.run("verify out", "").status.success());
}

/// What a command says on a terminal to which somebody types.
fn typed(bench: &Bench, args: &str, answer: &str) -> String {
    let command = format!("{} {args}", env!("CARGO_BIN_EXE_hushcheck"));
    let mut script = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(bench.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    script.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
    text(&script.wait_with_output().unwrap().stdout)
}

#[test]
fn work_of_more_than_an_hour_is_asked_for() {
    let bench = Bench::new();
    bench.write("leak.csv", "mail\n".to_owned() + &"a@example.org\n".repeat(1_000_000));
    let args = "build leak.csv --check email --scheme argon2id --argon2-memory 131072 \
                --argon2-passes 6 --title X --out out";
    let output = bench.run(args, "");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("of 1,000,000 rows on all cores: about "), "{said}");
    assert!(said.contains("error: this takes about ") && said.contains("with --yes"), "{said}");
    assert!(!bench.path("out.partial").exists());
    // On a terminal somebody is asked, and what is not yes is no.
    let said = typed(&bench, args, "n\n");
    assert!(said.contains("[y/N]") && said.contains("error: this takes about "), "{said}");
    assert!(!bench.path("out.partial").exists());
    // Told so beforehand, it begins.
    let mut child = bench.start(&format!("{args} --yes"));
    let said = wait_until_hashing(&mut child);
    child.kill().unwrap();
    let said = said + &text(&child.wait_with_output().unwrap().stderr);
    assert!(!said.contains("[y/N]") && !said.contains("error"), "{said}");
}

/// All keys of a value, with those around them, of lists those of the first entry.
fn keys(value: &serde_json::Value, around: &str, found: &mut Vec<String>) {
    if let Some(object) = value.as_object() {
        for (key, inside) in object {
            found.push(format!("{around}{key}"));
            // What stands in figures is the manifest's, and another page's.
            if key != "figures" {
                keys(inside, &format!("{around}{key}."), found);
            }
        }
    }
    if let Some(first) = value.as_array().and_then(|list| list.first()) {
        keys(first, around, found);
    }
}

#[test]
fn the_report_for_programs_is_what_the_page_says() {
    let bench = Bench::new();
    bench.write("leak.csv", "mail,note\na@example.org,marker\nnonsense,marker\n");
    let output = bench.build("leak.csv --check email --json --out out");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let page = include_str!("../../../docs/PUBLISHING.md");
    let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let example: serde_json::Value = serde_json::from_str(example).unwrap();
    let [mut ours, mut theirs] = [Vec::new(), Vec::new()];
    keys(&report, "", &mut ours);
    keys(&example, "", &mut theirs);
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);
    assert_eq!((&report["rows"], &report["lists"][0]["used_rows"]), (&2.into(), &1.into()));
    assert_eq!(report["rejects"][0]["field"], "email");
    assert_eq!(report["rejects"][0]["values"], 1);
    assert!(!text(&output.stdout).contains("marker") && !text(&output.stdout).contains("nonsense"));
}
