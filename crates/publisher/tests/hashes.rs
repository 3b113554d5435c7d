//! Have I Been Pwned's hashes: the list that is made of them is that of the passwords.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs;

use common::rows::{options, refused};
use common::{Bench, relative, text};

/// Passwords, what `sha1sum` says of them, and how often they were seen.
const PASSWORDS: [(&str, &str, u64); 4] = [
    ("password", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", 12_000_000),
    ("123456", "7C4A8D09CA3762AF61E59520943DC26494F8941B", 42_542_807),
    ("qwerty", "B1B3773A05C0ED0176787A4F1574FF0075F7521E", 1),
    ("letmein", "B7A875FC1EA228B9061041B7CEC4BD3C52AB3CE3", 317),
];

const LIST: &str = "--check password --scheme sha1";

#[test]
fn a_list_of_hashes_is_the_list_of_what_was_hashed() {
    let bench = Bench::new();
    let rows: String =
        PASSWORDS.iter().map(|(password, _, count)| format!("{password},{count}\n")).collect();
    bench.write("plain.csv", format!("password,count\n{rows}"));
    bench.build(&format!("plain.csv {LIST} --count count --out plain"));
    let expected = relative(&bench.path("plain"));

    let hashes: String =
        PASSWORDS.iter().map(|(_, hash, count)| format!("{hash}:{count}\r\n")).collect();
    bench.write("pwned.txt", hashes.to_lowercase());
    bench.build(&format!("pwned.txt {LIST} --out one"));
    assert_eq!(relative(&bench.path("one")), expected);
    bench.build(&format!("pwned.txt {LIST} --map password=hash --count count --out named"));
    assert_eq!(relative(&bench.path("named")), expected);

    fs::create_dir(bench.path("ranges")).unwrap();
    for (_, hash, count) in PASSWORDS {
        let padding = "0".repeat(35);
        let range = format!("ranges/{}.txt", &hash[..5]);
        bench.write(&range, format!("{}:{count}\r\n{padding}:0\r\n", &hash[5..]));
    }
    bench.build(&format!("ranges {LIST} --out ranged"));
    assert_eq!(relative(&bench.path("ranged")), expected);

    let (answers, code) = bench.check("ranged --check password", "letmein\nno such password\n");
    assert_eq!((answers, code), (vec!["match".to_owned(), "no match".to_owned()], 1));
}

#[test]
fn hashes_are_shared_out_and_left_out_as_passwords_are() {
    let bench = Bench::new();
    let lines = |chosen: &[(&str, &str, u64)]| -> String {
        chosen.iter().map(|(_, hash, count)| format!("{hash}:{count}\n")).collect()
    };
    bench.write("pwned.txt", lines(&PASSWORDS));
    bench.build(&format!("pwned.txt {LIST} --out whole"));
    for i in 1..=2 {
        let output = bench.run(&format!("spool pwned.txt {LIST} --part {i}/2 --out part{i}"), "");
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    bench.build(&format!("--from-spools part1 part2 {LIST} --out parts"));
    assert_eq!(relative(&bench.path("parts")), relative(&bench.path("whole")));

    bench.write("rest.txt", lines(&PASSWORDS[1..]));
    bench.build(&format!("rest.txt {LIST} --out rest"));
    bench.write("one.txt", lines(&PASSWORDS[..1]));
    bench.write("one.csv", format!("password\n{}\n", PASSWORDS[0].0));
    let list = |name: &str| fs::read(bench.path(name).join("password/0.bin")).unwrap();
    for one in ["one.txt", "one.csv"] {
        bench.build(&format!("pwned.txt {LIST} --exclude {one} --out without-{one}"));
        assert_eq!(list(&format!("without-{one}")), list("rest"));
    }
    assert_ne!(list("whole"), list("rest"));
}

#[test]
fn spools_with_counts_are_not_read_without() {
    let bench = Bench::new();
    bench.write("plain.csv", "password,count\nqwerty,3\nletmein,4\n");
    let output = bench.run(&format!("spool plain.csv {LIST} --count count --out part"), "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output = bench.run(&format!("build --from-spools part {LIST} --title X --out ds"), "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("give --count"), "{}", text(&output.stderr));
    bench.build(&format!("--from-spools part {LIST} --count count --out ds"));
}

#[test]
fn what_is_no_hash_is_rejected() {
    let bench = Bench::new();
    let (_, hash, _) = PASSWORDS[0];
    let odd = hash.replace('5', "G");
    bench.write("pwned.txt", format!("{hash}:3\n{odd}:4\nsecret\n{hash}:many\n{hash}:2\n"));
    let said = text(&bench.build(&format!("pwned.txt --format hibp {LIST} --out ds")).stderr);
    assert!(said.contains("row 2: row not used: it holds no SHA-1 hash"), "{said}");
    assert!(said.contains("holds lines that are no HASH:COUNT"), "{said}");
    assert!(said.contains("row 3: row not used: it holds no SHA-1 hash"), "{said}");
    assert!(said.contains("row 4: row not used: its count is not a number"), "{said}");
    assert!(said.contains("1 distinct record of 2 rows"), "{said}");
    assert!(!said.contains(&hash[..10]) && !said.contains("secret"), "{said}");
}

#[test]
fn hashes_are_not_hashed_again() {
    let bench = Bench::new();
    bench.write("pwned.txt", format!("{}:3\n", "0A".repeat(20)));
    bench.write("hashes.csv", format!("hash,count\n{},3\n", "0A".repeat(20)));
    for (args, expected) in [
        ("pwned.txt --check password", "the only list is that of --check password --scheme sha1"),
        ("pwned.txt --check text --map text=hash", "holds SHA-1 hashes of passwords"),
        ("pwned.txt --check password --scheme argon2id", "holds SHA-1 hashes of passwords"),
        ("pwned.txt --check password --scheme sha1 --map password=count", "leave --map out"),
        ("hashes.csv --check password --map password=hash", "holds hashes, not what was hashed"),
    ] {
        let output = bench.run(&format!("build {args} --title X --out ds"), "");
        assert_eq!(output.status.code(), Some(2), "{args}");
        assert!(text(&output.stderr).contains(expected), "{args}: {}", text(&output.stderr));
    }
    bench.write("ntlm.txt", format!("{}:3\n", "0A".repeat(16)));
    assert!(refused(&bench, &["ntlm.txt"], options()).contains("holds NTLM hashes"));
    fs::create_dir(bench.path("ntlm")).unwrap();
    bench.write("ntlm/00000.txt", format!("{}:3\n", "A".repeat(27)));
    assert!(refused(&bench, &["ntlm"], options()).contains("holds NTLM hashes"));
}
