//! Interrupted builds go on, and what comes out is the same to the byte.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{Bench, relative, text};

const ROWS: u64 = 10_000;
const OPTIONS: &str = "--country CN --check email --check name+phone --title Example --published 2026-11-22 \
                       --checkpoint 0.02 --memory 1 --prefix-bits 2";

/// The options of what is made of their spools.
const LISTS: &str =
    "--country CN --check email --check name+phone --title Example --published 2026-11-22";

/// SplitMix64, so that a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

fn leak() -> String {
    let mut random = Random(1);
    let mut rows = "name,phone,email\n".to_owned();
    for i in 0..ROWS {
        let (a, b) = (random.below(9000), random.below(100_000_000));
        let person = char::from_u32(0x4e00 + a as u32).unwrap();
        // Some are no numbers, so that rejects are kept over an interruption as well.
        let phone = if i % 97 == 0 { "none".to_owned() } else { format!("138{b:08}") };
        writeln!(rows, "张{person},{phone},mail{}@example.org", random.below(ROWS)).unwrap();
    }
    rows
}

/// Begins a build of these tests.
fn start(bench: &Bench, args: &str) -> Child {
    bench.start(&format!("build {args} {OPTIONS}"))
}

/// Kills a child like nothing can be done about, and tells whether it was still at work.
fn kill(mut child: Child) -> bool {
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(was_running || output.status.success(), "{}", text(&output.stderr));
    !output.status.success()
}

#[track_caller]
fn finish(child: Child) {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// Waits until something is there, or the child ended.
fn wait_for(child: &mut Child, is_there: impl Fn() -> bool) {
    while !is_there() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn killed_at_any_moment_a_build_goes_on_to_the_same_bytes() {
    let bench = Bench::new();
    bench.write("leak.csv", leak());
    let begin = Instant::now();
    finish(start(&bench, "leak.csv --out whole --rejects whole.csv"));
    let micros = begin.elapsed().as_micros() as u64;
    let expected = relative(&bench.path("whole"));
    let rejects = fs::read(bench.path("whole.csv")).unwrap();

    let partial: PathBuf = bench.path("out.partial");
    let is_sorting = || partial.join("spool/email/00.sorted").exists();
    let is_writing = || partial.join("dataset/email").exists();
    let mut random = Random(2);
    let mut kills = 0;
    while kills < 50 {
        let mut args = "leak.csv --out out --rejects out.csv".to_owned();
        // Up to three times in a row.
        for _ in 0..=random.below(3) {
            let mut child = start(&bench, &args);
            match random.below(4) {
                0 => wait_for(&mut child, is_sorting),
                1 => wait_for(&mut child, is_writing),
                _ => std::thread::sleep(Duration::from_micros(random.below(micros))),
            }
            std::thread::sleep(Duration::from_micros(random.below(micros / 20)));
            kills += usize::from(kill(child));
            args = "leak.csv --out out --rejects out.csv --resume".to_owned();
            if bench.path("out").exists() {
                break;
            }
        }
        if partial.join("journal.json").exists() {
            finish(start(&bench, &args));
        }
        assert!(!partial.join("spool").exists());
        assert!(relative(&bench.path("out")) == expected, "other bytes after {kills} kills");
        let listed = fs::read(bench.path("out.csv")).unwrap();
        assert!(listed == rejects, "other rejects after {kills} kills");
        fs::remove_dir_all(bench.path("out")).unwrap();
        let _ = fs::remove_dir_all(&partial);
        fs::remove_file(bench.path("out.csv")).unwrap();
    }
}

/// A build that was killed while it sorted.
fn killed(bench: &Bench, args: &str, input: Stdio) {
    killed_while_sorting(bench, &format!("build {args} {OPTIONS}"), "email", input);
}

fn killed_while_sorting(bench: &Bench, command: &str, check: &str, input: Stdio) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hushcheck"))
        .args(command.split_whitespace())
        .current_dir(bench.path(""))
        .stdin(input)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let sorted = bench.path(&format!("out.partial/spool/{check}/00.sorted"));
    wait_for(&mut child, || sorted.exists());
    assert!(kill(child), "it ended too early");
}

#[test]
fn what_is_left_is_gone_on_with_or_refused() {
    let bench = Bench::new();
    bench.write("leak.csv", leak());
    bench.build(
        &format!("leak.csv {OPTIONS} --out whole")
            .replace("--title Example --published 2026-11-22", ""),
    );
    killed(&bench, "leak.csv --out out", Stdio::null());
    let journal = fs::read_to_string(bench.path("out.partial/journal.json")).unwrap();
    assert!(!journal.contains("example.org") && !journal.contains('张'), "{journal}");

    let refused = |args: &str, why: &str| {
        let output = bench.run(&format!("build {args} {OPTIONS}"), "");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(why), "{}", text(&output.stderr));
    };
    refused("leak.csv --out out", "go on with it by --resume; or remove the folder");
    refused("leak.csv --out out --resume --map email=name", "another --map");
    refused("leak.csv --out out --resume --dialect mysql", "another way of reading");
    refused("leak.csv --out out --resume --rejects out.csv", "another --rejects: none, not a file");
    let rows = leak();
    bench.write("leak.csv", &rows[..rows.len() - 20]);
    refused(
        "leak.csv --out out --resume",
        "the file leak.csv was changed since the interrupted build began",
    );
    fs::remove_dir_all(bench.path("out.partial")).unwrap();
    bench.write("out.partial", "somebody's own");
    refused("leak.csv --out out", "is in the way");
    fs::remove_file(bench.path("out.partial")).unwrap();

    // Of standard input, what was read to its end is kept.
    bench.write("leak.csv", &rows);
    killed(&bench, "- --out out", fs::File::open(bench.path("leak.csv")).unwrap().into());
    finish(start(&bench, "- --out out --resume"));
    assert!(relative(&bench.path("out")) == relative(&bench.path("whole")));
    assert!(!bench.path("out.partial").exists());
}

#[test]
fn what_was_moved_before_an_interruption_is_not_in_the_way() {
    let bench = Bench::new();
    bench.write("leak.csv", leak());
    bench.write_app();
    let succeed = |args: &str| {
        let output = bench.run(args, "");
        assert!(output.status.success(), "{args}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    for command in ["build", "publish --app app"] {
        let whole = format!("{command} leak.csv {OPTIONS} --json");
        let report = succeed(&format!("{whole} --out whole --keep-spools whole-kept"));
        // In spools digests lie as the workers brought them, in as many segments as the time made.
        succeed(&format!("build --from-spools whole-kept {LISTS} --out listed"));
        let is_whole = || {
            assert!(relative(&bench.path("out")) == relative(&bench.path("whole")));
            succeed(&format!("build --from-spools kept {LISTS} --out from-kept"));
            assert!(relative(&bench.path("from-kept")) == relative(&bench.path("listed")));
            fs::remove_dir_all(bench.path("from-kept")).unwrap();
            assert!(!bench.path("out.partial").exists());
        };

        // Something is in the way of the spools, which are moved last.
        let args = format!("{whole} --out out --keep-spools kept");
        let spool = bench.path("out.partial/spool");
        loop {
            let mut child = bench.start(&args);
            wait_for(&mut child, || spool.exists());
            bench.write("kept/file", "somebody's own");
            if !child.wait().unwrap().success() {
                break;
            }
            // It was faster.
            for place in ["out", "kept"] {
                fs::remove_dir_all(bench.path(place)).unwrap();
            }
        }
        assert!(bench.path("out").exists() && bench.path("out.partial").exists());
        let refused = bench.run(&format!("{args} --resume"), "");
        assert!(text(&refused.stderr).contains("kept exists already"), "{command}");
        fs::remove_dir_all(bench.path("kept")).unwrap();
        let journal = fs::read(bench.path("out.partial/journal.json")).unwrap();
        let resumed = succeed(&format!("{args} --resume"));
        let counts = |report: &str| {
            let mut report: serde_json::Value = serde_json::from_str(report).unwrap();
            for key in ["out", "seconds", "seconds_reading"] {
                report[key].take();
            }
            report
        };
        assert_eq!(counts(&resumed), counts(&report));
        is_whole();

        // It was interrupted while it removed what it no longer needs.
        bench.write("out.partial/journal.json", &journal);
        bench.write("out.partial/spool/email/00.sorted", "half of one");
        assert_eq!(counts(&succeed(&format!("{args} --resume"))), counts(&report));
        is_whole();
        for place in ["out", "kept", "whole", "whole-kept", "listed"] {
            fs::remove_dir_all(bench.path(place)).unwrap();
        }
    }
}

#[test]
fn a_part_that_was_moved_before_an_interruption_is_not_in_the_way() {
    let bench = Bench::new();
    bench.write("leak.csv", leak());
    let args = "spool leak.csv --country CN --check email --checkpoint 0.02 --memory 1 --out part";
    // A journal of the same work, begun elsewhere.
    let journal = bench.path("part.partial/journal.json");
    let begun = loop {
        let mut child = bench.start(args);
        wait_for(&mut child, || journal.exists());
        if kill(child) {
            break fs::read(&journal).unwrap();
        }
        // It was faster.
        fs::remove_dir_all(bench.path("part")).unwrap();
    };
    let resume = || bench.run(&format!("{args} --resume"), "");
    assert!(resume().status.success());
    let made = relative(&bench.path("part"));

    // As it is when the part has just been moved: the journal knows its description.
    let description = fs::read(bench.path("part/spools.json")).unwrap();
    let mut moved: serde_json::Value = serde_json::from_slice(&begun).unwrap();
    moved["moving"] = hushcheck_core::Hash256::of(&description).to_string().into();
    bench.write("part.partial/journal.json", moved.to_string());
    bench.write("part.partial/spool/email/00.sorted", "half of one");
    let resumed = resume();
    assert!(resumed.status.success(), "{}", text(&resumed.stderr));
    assert!(relative(&bench.path("part")) == made && !bench.path("part.partial").exists());

    // Another part there is somebody's own.
    bench.write("part.partial/journal.json", begun);
    assert!(text(&resume().stderr).contains("part exists already"));
    assert!(relative(&bench.path("part")) == made);
}

#[test]
fn a_leak_that_must_be_another_leaves_no_hint_to_go_on() {
    let bench = Bench::new();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(leak().repeat(4).as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    bench.write("leak.csv.gz", &gzip[..gzip.len() - 100]);
    let mut child = start(&bench, "leak.csv.gz --out out");
    wait_for(&mut child, || bench.path("out.partial/journal.json").exists());
    assert!(kill(child), "it ended too early");

    let output = start(&bench, "leak.csv.gz --out out --resume").wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("copy it again; before that, remove"), "{said}");
    assert!(said.matches("hint:").count() == 1 && !said.contains("--resume"), "{said}");
    // What it says works.
    fs::remove_dir_all(bench.path("out.partial")).unwrap();
    bench.write("leak.csv.gz", gzip);
    finish(start(&bench, "leak.csv.gz --out out"));
}

#[test]
fn only_its_own_rejects_may_be_there_when_a_build_goes_on() {
    let bench = Bench::new();
    bench.write("leak.csv", leak());
    finish(start(&bench, "leak.csv --out whole --rejects whole.csv"));
    let args = "leak.csv --out out --rejects out.csv";
    killed(&bench, args, Stdio::null());
    assert!(!bench.path("out.csv").exists());
    bench.write("out.csv", "mine");
    let output = start(&bench, &format!("{args} --resume")).wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("out.csv is there already") && said.contains("--resume"), "{said}");
    assert!(!bench.path("out").exists());
    assert_eq!(fs::read_to_string(bench.path("out.csv")).unwrap(), "mine");
    // So it is when a build is killed between the one and the other.
    fs::copy(bench.path("whole.csv"), bench.path("out.csv")).unwrap();
    finish(start(&bench, &format!("{args} --resume")));
    assert!(relative(&bench.path("out")) == relative(&bench.path("whole")));
}

#[test]
fn hashes_that_came_through_a_pipe_are_gone_on_with() {
    let bench = Bench::new();
    let mut random = Random(3);
    let mut half = || format!("{:020X}", u128::from(random.below(u64::MAX)) << 16);
    let hashes: String = (1..=ROWS).map(|i| format!("{}{}:{i}\n", half(), half())).collect();
    bench.write("pwned.txt", format!("{hashes}no hash\n{}:3\n", "G".repeat(40)));
    let options = "--check password --scheme sha1 --title X --published 2026-11-22 --memory 1 \
                   --prefix-bits 2 --checkpoint 0.02";
    let run = |args: &str| {
        let output = bench.run(&format!("build {args} {options}"), "");
        assert!(output.status.success(), "{args}: {}", text(&output.stderr));
    };
    run("pwned.txt --rejects whole.csv --out whole");
    let args = "- --rejects out.csv --out out";
    let input = fs::File::open(bench.path("pwned.txt")).unwrap();
    killed_while_sorting(&bench, &format!("build {args} {options}"), "password", input.into());
    run(&format!("{args} --resume"));
    assert!(relative(&bench.path("out")) == relative(&bench.path("whole")));
    let [whole, out] =
        ["whole.csv", "out.csv"].map(|name| fs::read_to_string(bench.path(name)).unwrap());
    assert!(whole.contains(",row,"), "{whole}");
    assert_eq!(out, whole.replace("pwned.txt", "standard input"));
}

#[test]
fn standard_input_is_not_taken_up_in_the_middle() {
    let bench = Bench::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_hushcheck"))
        .args(format!("build - --out out {OPTIONS}").split_whitespace())
        .current_dir(bench.path(""))
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // More than is looked at to guess what it is.
    let rows = leak().repeat(8);
    child.stdin.as_mut().unwrap().write_all(rows.as_bytes()).unwrap();
    wait_for(&mut child, || bench.path("out.partial/journal.json").exists());
    assert!(kill(child));
    let output = bench.run(&format!("build - --out out --resume {OPTIONS}"), &rows);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("not read to its end"), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_nothing_replaces_what_is_whole() {
    let bench = Bench::new();
    bench.write("leak.csv", leak());
    // No file may grow beyond 4 KiB; the signal that says so is ignored, so that writing fails.
    let limited = format!(
        "trap '' XFSZ; ulimit -f 4; exec {} build leak.csv --out out {OPTIONS}",
        env!("CARGO_BIN_EXE_hushcheck")
    );
    let output =
        Command::new("bash").args(["-c", &limited]).current_dir(bench.path("")).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("cannot write") && said.contains("too large"), "{said}");
    assert!(!bench.path("out").exists());
}
