//! Further leaks, shared work, and people who do not want to be in a list.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fmt::Write as _;

use common::{Bench, relative, text};

const AGES: &str = "--published 2026-11-22";

/// People from a number on: name, phone, e-mail.
fn people(numbers: std::ops::Range<u32>) -> String {
    let mut rows = "name,phone,email\n".to_owned();
    for i in numbers {
        let name = char::from_u32(0x4e00 + i % 5000).unwrap();
        writeln!(rows, "张{name},138{:08},mail{i}@example.org", i * 977).unwrap();
    }
    rows
}

fn succeed(bench: &Bench, args: &str) -> String {
    let output = bench.run(args, "");
    assert!(output.status.success(), "{args}: {}", text(&output.stderr));
    text(&output.stderr)
}

#[test]
fn machines_that_share_the_work_make_the_same_bytes() {
    let bench = Bench::new();
    bench.write("leak.csv", people(0..3000));
    let checks = "--country CN --check email --check name+phone";
    succeed(&bench, &format!("build leak.csv {checks} --title X {AGES} --out whole"));
    for i in 1..=3 {
        succeed(&bench, &format!("spool leak.csv {checks} --part {i}/3 --out part{i}"));
    }
    let missing = bench
        .run(&format!("build --from-spools part1 part3 {checks} --title X {AGES} --out parts"), "");
    assert!(text(&missing.stderr).contains("all of the 3 parts"), "{}", text(&missing.stderr));
    let other = bench.run(
        "build --from-spools part1 part2 part3 --country CN --check email --title X --out parts",
        "",
    );
    assert!(text(&other.stderr).contains("other checks"), "{}", text(&other.stderr));
    let refused = |args: &str, what: &str| {
        let output = bench.run(args, "");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args}: {said}");
        assert!(said.contains(what), "{args}: {said}");
    };
    // A part of another leak, a folder that counts twice, a part alone.
    bench.write("other.csv", people(5000..7000));
    succeed(&bench, &format!("spool other.csv {checks} --part 2/3 --out other2"));
    let build = format!("build {checks} --title X {AGES} --out parts");
    refused(&format!("{build} --from-spools part1 other2 part3"), "parts of different leaks");
    succeed(&bench, &format!("spool leak.csv {checks} --out all"));
    refused(&format!("{build} --from-spools all ./all"), "./all is named twice");
    refused(&format!("{build} leak.csv --part 1/3"), "a part of the rows would lack people");
    // What they would give away is what the whole leak would.
    let plan = |leak: &str| text(&bench.run(&format!("plan {leak} {checks}"), "").stdout);
    let said = plan("leak.csv");
    assert!(said.starts_with("3,000 rows read"), "{said}");
    assert_eq!(plan("--from-spools part1 part2 part3"), said);
    succeed(
        &bench,
        &format!("build --from-spools part3 part1 part2 {checks} --title X {AGES} --out parts"),
    );
    assert!(relative(&bench.path("parts")) == relative(&bench.path("whole")));
    assert!(bench.path("part1/spools.json").exists(), "the parts stay");
}

#[test]
fn spools_may_be_kept_in_new_folders_and_on_other_disks() {
    let bench = Bench::new();
    bench.write("one.csv", people(0..4000));
    bench.write("file", "");
    let build = format!("build one.csv --check email --title One {AGES}");
    // Before anything is read.
    let refused = bench.run(&format!("{build} --keep-spools file/kept --out v1"), "");
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{said}");
    assert!(!said.contains("distinct") && !bench.path("v1").exists(), "{said}");

    succeed(&bench, &format!("{build} --keep-spools new/folder/kept --out v1"));
    // Where there is another disk, if only in memory.
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else { return };
    let kept = other.path().join("kept");
    succeed(&bench, &format!("{build} --keep-spools {} --out v2", kept.display()));
    assert!(relative(&kept) == relative(&bench.path("new/folder/kept")));
    assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 1);
    assert!(!bench.path("v2.partial").exists());
}

#[test]
fn a_further_leak_makes_a_new_version() {
    let bench = Bench::new();
    bench.write("one.csv", people(0..4000));
    // Half of these are in the first leak already.
    bench.write("two.csv", people(2000..6000));
    let checks = "--country CN --check email --check name+phone";
    succeed(
        &bench,
        &format!("build one.csv {checks} --title One {AGES} --keep-spools kept --out v1"),
    );
    let advice = "with the spools of all leaks (--spools) it would be 1 in ";
    let add = format!("add v1 two.csv --title Two {AGES}");
    assert!(!succeed(&bench, &format!("{add} --spools kept --out spools")).contains(advice));
    assert_eq!(succeed(&bench, &format!("{add} --out decoded")).matches(advice).count(), 1);
    for version in ["spools", "decoded"] {
        let manifest = std::fs::read_to_string(bench.path(version).join("manifest.json")).unwrap();
        assert!(manifest.contains("\"number\": 2") && manifest.contains("\"previous\""));
        let (answers, _) = bench.check(
            &format!("{version} --check email"),
            "mail0@example.org\nmail3000@example.org\nmail5999@example.org\nmail6000@example.org\n",
        );
        assert_eq!(answers, ["match", "match", "match", "no match"]);
        let said = text(
            &bench.run(&format!("check {version} --check email"), "mail0@example.org\n").stdout,
        );
        assert!(said.contains("in one"), "{said}");
        let said = text(
            &bench.run(&format!("check {version} --check email"), "mail5999@example.org\n").stdout,
        );
        assert!(said.contains("in two"), "{said}");
        let said = text(
            &bench.run(&format!("check {version} --check email"), "mail3000@example.org\n").stdout,
        );
        assert!(said.contains("in one, two"), "{said}");
        let said = text(&bench.run(&format!("inspect {version}"), "").stdout);
        assert!(said.contains("Distinct records: 6,000"), "{said}");
    }
    // Whole digests give what one build of both would have given, but for the incidents.
    bench.write("both.csv", people(0..6000));
    succeed(
        &bench,
        &format!("build both.csv {checks} --title Both {AGES} --number 2 --id one --out both"),
    );
    let list = |version: &str| relative(&bench.path(version).join("name_phone"));
    assert!(list("spools") == list("both"));
}

#[test]
fn a_further_leak_may_have_a_title_in_any_script() {
    let bench = Bench::new();
    bench.write("one.csv", people(0..4000));
    bench.write("two.csv", people(2000..6000));
    succeed(&bench, &format!("build one.csv --check email --title One {AGES} --out v1"));
    succeed(&bench, &format!("add v1 two.csv --title 上海 {AGES} --out v2"));
    let said = text(&bench.run("check v2 --check email", "mail5999@example.org\n").stdout);
    assert!(said.contains("in one-2"), "{said}");
}

#[test]
fn few_new_records_of_low_entropy_are_held_back() {
    let bench = Bench::new();
    bench.write("one.csv", people(0..4000));
    bench.write("few.csv", people(4000..4010));
    let checks = "--country CN --check name+phone";
    succeed(&bench, &format!("build one.csv {checks} --title One {AGES} --out v1"));
    let refused = bench.run(&format!("add v1 few.csv --title Few {AGES} --out v2"), "");
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert!(said.contains("grows by 10 only") || said.contains("grows by 9 only"), "{said}");
    assert!(!bench.path("v2").exists());
    // E-mail lists confirm what somebody knows already, and may grow by little.
    succeed(&bench, &format!("build one.csv --check email --title One {AGES} --out e1"));
    let added = bench.run(&format!("add e1 few.csv --title Few {AGES} --out e2"), "");
    let said = text(&added.stderr);
    assert!(added.status.success(), "{said}");
    // Not as if so many records were of so few rows.
    assert!(said.contains("distinct records now, with 10 new rows, 1 file of"), "{said}");
}

#[test]
fn who_does_not_want_to_be_in_it_is_not() {
    let bench = Bench::new();
    bench.write("leak.csv", people(0..1000));
    bench.write("out.csv", "email\nMAIL7@example.org\nmail1000@example.org\n");
    let build = format!("build leak.csv --check email --title X {AGES} --exclude out.csv --out ds");
    let built = bench.run(&build, "");
    assert!(built.status.success(), "{}", text(&built.stderr));
    let said = text(&built.stderr);
    assert!(said.contains("email: left out 1 of 2 who asked for it\nhint: the others"), "{said}");
    let queries = "mail6@example.org\nmail7@example.org\nmail8@example.org\n";
    let (answers, _) = bench.check("ds --check email", queries);
    assert_eq!(answers, ["match", "no match", "match"]);
    bench.write("nobody.csv", "email\n");
    let said =
        text(&bench.run(&build.replace("out.csv --out ds", "nobody.csv --out all"), "").stderr);
    assert!(said.contains("nobody is left out: there is no row in nobody.csv"), "{said}");
    bench.write("out.csv", "email\nnonsense\n");
    let args = format!("build leak.csv --check email --title X {AGES} --exclude out.csv --out ds2");
    assert!(!bench.run(&args, "").status.success());
}

#[test]
fn who_was_left_out_does_not_come_back_with_the_next_version() {
    let bench = Bench::new();
    bench.write("one.csv", people(0..4000));
    // Number 9 is in both, number 4500 in the second alone.
    bench.write("two.csv", format!("{}{}", people(3000..8000), &people(9..10)[17..]));
    bench.write("out.csv", people(9..10));
    bench.write("out2.csv", people(4500..4501));
    bench.write("three.csv", people(4500..14000));
    let build = "build one.csv --check email --country CN --check name+phone --title One";
    succeed(&bench, &format!("{build} {AGES} --exclude out.csv --keep-spools kept1 --out v1"));
    let add = format!("add v1 two.csv --title Two {AGES} --exclude out2.csv --spools kept1");
    succeed(&bench, &format!("{add} --keep-spools kept2 --out v2"));
    let add = format!("add v2 three.csv --title Three {AGES} --spools kept1 kept2");
    succeed(&bench, &format!("{add} --out v3"));
    for version in ["v1", "v2", "v3"] {
        let queries = "mail8@example.org\nmail9@example.org\nmail4500@example.org\n";
        let (answers, _) = bench.check(&format!("{version} --check email"), queries);
        assert_eq!(answers, ["match", "no match", "no match"], "{version}");
    }
}

#[test]
fn who_is_in_a_version_is_not_taken_out_of_the_next() {
    let bench = Bench::new();
    bench.write("one.csv", people(0..4000));
    bench.write("two.csv", people(2000..9000));
    bench.write("out.csv", people(9..12));
    let checks = "--country CN --check email --check name+phone";
    succeed(
        &bench,
        &format!("build one.csv {checks} --title One {AGES} --keep-spools kept --out v1"),
    );
    bench.write("both.csv", format!("{}{}", people(0..4000), &people(2000..9000)[17..]));
    let ways = [
        "add v1 two.csv --title Two --spools kept".to_owned(),
        format!("build both.csv {checks} --title Two --id one --previous v1"),
    ];
    for way in ways {
        succeed(&bench, &format!("{way} {AGES} --out all"));
        std::fs::remove_dir_all(bench.path("all")).unwrap();
        let refused = bench.run(&format!("{way} {AGES} --exclude out.csv --out v2"), "");
        assert_eq!(refused.status.code(), Some(2), "{way}");
        let said = text(&refused.stderr);
        assert!(said.contains("loses 3 of its entries"), "{said}");
    }
    // E-mail lists confirm what somebody knows already: there people may go.
    succeed(
        &bench,
        &format!("build one.csv --check email --title One {AGES} --keep-spools mails --out e1"),
    );
    let add = "add e1 two.csv --title Two --spools mails --exclude out.csv";
    succeed(&bench, &format!("{add} {AGES} --out e2"));
    let (answers, _) = bench.check("e2 --check email", "mail9@example.org\n");
    assert_eq!(answers, ["no match"]);
}

#[test]
fn the_next_version_asks_for_no_number_in_another_way() {
    let bench = Bench::new();
    bench.write("one.csv", people(0..4000));
    let build = format!("build one.csv --country CN --title One {AGES}");
    succeed(&bench, &format!("{build} --check name+phone --out v1"));
    let refused = bench.run(&format!("{build} --check email+phone --previous v1 --out v2"), "");
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("phone stands in the list name+phone"), "{said}");
    // Nor is it hashed in another way: for people in both versions false matches cancel.
    bench.write("few.csv", people(0..20));
    let few = format!("build few.csv --country CN --title One {AGES} --check name+phone");
    succeed(&bench, &format!("{few} --out few1"));
    let slow = "--scheme argon2id --argon2-memory 19456 --argon2-passes 2";
    let refused = bench.run(&format!("{few} {slow} --previous few1 --out few2"), "");
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("phone stands in the list name+phone"), "{said}");
    succeed(&bench, &format!("{build} --check name+phone --check email --previous v1 --out v2"));
}

#[test]
fn spools_of_all_leaks_are_asked_for() {
    let bench = Bench::new();
    for (file, numbers) in [("one", 0..4000), ("two", 3000..8000), ("three", 8000..14000)] {
        bench.write(&format!("{file}.csv"), people(numbers));
    }
    let build = "build one.csv --check email --title One";
    succeed(&bench, &format!("{build} {AGES} --keep-spools kept1 --out v1"));
    let add = format!("add v1 two.csv --title Two {AGES} --spools kept1");
    succeed(&bench, &format!("{add} --keep-spools kept2 --out v2"));
    let add = format!("add v2 three.csv --title Three {AGES}");
    let refused = bench.run(&format!("{add} --spools kept2 --out v3"), "");
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("lack 3,000 entries of the list email"), "{said}");
}

#[test]
fn a_further_file_may_hold_several_leaks() {
    let bench = Bench::new();
    bench.write("one.csv", people(0..4000));
    let of = |i: u32| if i.is_multiple_of(2) { "shop" } else { "shop,forum" };
    let rows = people(2000..6000);
    let mut marked = "name,phone,email,leak\n".to_owned();
    for (row, i) in rows.lines().skip(1).zip(2000..) {
        writeln!(marked, "{row},\"{}\"", of(i)).unwrap();
    }
    bench.write("more.csv", marked);
    bench.write(
        "more.json",
        r#"[{"name": "shop", "title": "Shop"}, {"name": "forum", "title": "Forum"}]"#,
    );
    let checks = "--country CN --check email --check name+phone";
    succeed(
        &bench,
        &format!("build one.csv {checks} --title One {AGES} --keep-spools kept --out v1"),
    );
    let add = format!("add v1 more.csv --incidents more.json --incident-column leak {AGES}");
    succeed(&bench, &format!("{add} --spools kept --out spools"));
    succeed(&bench, &format!("{add} --out decoded"));
    let queries: String = [0, 2000, 2001, 5998, 5999, 6000]
        .iter()
        .map(|i| format!("mail{i}@example.org\n"))
        .collect();
    for version in ["spools", "decoded"] {
        let answers = text(&bench.run(&format!("check {version} --check email"), &queries).stdout);
        let meanings: Vec<&str> =
            answers.lines().map(|line| line.split("; ").nth(1).unwrap_or(line)).collect();
        assert_eq!(
            meanings,
            [
                "in one",
                "in one, shop",
                "in one, shop, forum",
                "in shop",
                "in shop, forum",
                "no match"
            ],
            "{version}"
        );
        let said = text(&bench.run(&format!("inspect {version}"), "").stdout);
        assert!(said.contains("Rows: 4,000") && said.contains("Rows: 2,000"), "{said}");
    }
    // A name that the dataset has already is no second incident.
    bench.write("again.json", r#"[{"name": "one", "title": "One"}]"#);
    let again = bench.run(
        &format!("add v1 more.csv --incidents again.json --incident-column leak {AGES} --out v2"),
        "",
    );
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("has an incident one already"), "{}", text(&again.stderr));
}
