//! The format does not change unnoticed: the inputs in `tests/format/inputs` still
//! give the files in `tests/format/golden`, and a reader that shares no code with
//! this project (Python, written from `docs/FORMAT.md` alone) reads what is built.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use hushcheck_core::bucket::{Coding, Entry, encode};
use hushcheck_core::manifest::{Edition, RawList, bucket_name};
use hushcheck_core::merkle::{Label, STEP, Tree};
use hushcheck_core::payload::SymbolCode;
use hushcheck_core::{Incident, Manifest, Scheme};

/// Name of a golden dataset, its input, and the options it was built with. All are
/// published on one day.
const GOLDEN: &[(&str, &str, &[&str])] = &[
    (
        "counts",
        "counts.csv",
        &[
            "--title=Counts",
            "--map=password=password",
            "--count=seen",
            "--check=password",
            "--scheme=sha1",
        ],
    ),
    (
        "emails",
        "emails.csv",
        &[
            "--title=E-mails",
            "--number=3",
            "--expires=2036-01-02",
            "--map=email=email",
            "--check=email",
        ],
    ),
    (
        "incidents",
        "incidents.csv",
        &[
            "--id=incidents",
            "--incidents=incidents.json",
            "--incident-column=leak",
            "--map=email=email",
            "--check=email",
            "--prefix-bits=1",
        ],
    ),
    (
        "kinds",
        "kinds.csv",
        &[
            "--title=Kinds",
            "--country=DE",
            "--map=card=card",
            "--map=text=member",
            "--check=name+birth-date",
            "--check=username",
            "--check=name+iban",
            "--check=card+text",
            "--check=name+passport",
            "--check=name+plate",
        ],
    ),
    (
        "one",
        "one.csv",
        &[
            "--title=One record",
            "--country=CN",
            "--map=name=name",
            "--map=national-id=id",
            "--check=name+national-id",
        ],
    ),
    (
        "passwords",
        "passwords.csv",
        &["--title=Passwords", "--map=password=password", "--check=password", "--scheme=sha1"],
    ),
    (
        "people",
        "people.csv",
        &[
            "--title=People",
            "--organisation=Example Ltd",
            "--description=Made up.",
            "--source=Nobody",
            "--date=2025-06",
            "--data-class=Names",
            "--data-class=Phone numbers",
            "--country=CN",
            "--map=name=name",
            "--map=national-id=id",
            "--map=phone=phone",
            "--check=name+national-id",
            "--check=name+phone",
        ],
    ),
    (
        "phones",
        "phones.csv",
        &[
            "--title=Phones",
            "--map=name=name",
            "--map=phone=phone",
            "--check=name+phone",
            "--prefix-bits=1",
        ],
    ),
    // `signed.pub` is the key that signed it; the secret one was thrown away.
    (
        "signed",
        "people.csv",
        &[
            "--title=Signed",
            "--country=CN",
            "--map=name=name",
            "--map=national-id=id",
            "--check=name+national-id",
        ],
    ),
    (
        "slow",
        "passwords.csv",
        &[
            "--title=Slow",
            "--map=password=password",
            "--check=password",
            "--scheme=argon2id",
            "--argon2-memory=19456",
            "--argon2-passes=2",
        ],
    ),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/format")
}

fn hushcheck() -> Command {
    Command::new(env!("CARGO_BIN_EXE_hushcheck"))
}

fn python(script: &str) -> Command {
    let mut command = Command::new("python3");
    command.arg("-B").arg(folder().join(script));
    command
}

/// Runs a command with this standard input, and shows what it said if it fails.
fn succeed(command: &mut Command, input: &str) -> String {
    let output = run(command, input);
    let said = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{command:?}: {}\n{stdout}{said}", output.status);
    stdout
}

fn run(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    // Inputs here are smaller than a pipe's buffer. A command that does not read it
    // closes the pipe early.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// The bytes of all files under a folder, by their path in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().into(), fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn golden_datasets_are_built_again_byte_for_byte() {
    let scratch = tempfile::tempdir().unwrap();
    for (name, input, options) in GOLDEN {
        let out = scratch.path().join(name);
        let input = folder().join("inputs").join(input);
        let mut build = hushcheck();
        build.current_dir(folder().join("inputs"));
        build.args(["build", "--published=2026-01-02", "--out"]).arg(&out).arg(input);
        succeed(build.args(*options), "");

        expect_golden(name, &files(&out));
    }

    // Each golden dataset is built here.
    let golden = fs::read_dir(folder().join("golden")).unwrap();
    let golden = golden.filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(golden, GOLDEN.len() + EDGES.len());
}

/// Lists that no leak gives: name, bits of a fingerprint and of a prefix, parameter,
/// the fingerprints. `edges.json` lists them for other readers.
const EDGES: &[(&str, u8, u8, u8, &[u64])] = &[
    ("edge-empty", 20, 0, 0, &[]),
    // Bucket 1 holds all that it can, buckets 0 and 2 hold nothing.
    ("edge-full", 4, 2, 0, &[4, 5, 6, 7, 13]),
    // Prefixes as long as fingerprints: no bits are left for suffixes.
    ("edge-points", 3, 3, 0, &[0, 2, 3, 7]),
    ("edge-wide", 64, 1, 56, &[0, 1 << 63, u64::MAX]),
];

#[test]
fn edges_of_the_format_do_not_change() {
    let mut listed = BTreeMap::new();
    for &(name, fingerprint_bits, prefix_bits, rice_parameter, fingerprints) in EDGES {
        let symbols = SymbolCode::default();
        let suffix_bits = fingerprint_bits - prefix_bits;
        let coding = Coding { suffix_bits, rice_parameter, symbols };
        let contents: Vec<Vec<u8>> = (0..1u64 << prefix_bits)
            .map(|bucket| {
                let inside = fingerprints.iter().filter(|f| *f >> suffix_bits == bucket);
                let suffix = |f: &u64| f & !(u64::MAX << suffix_bits);
                encode(inside.map(|f| Entry { suffix: suffix(f), symbol: 0 }), &coding)
            })
            .collect();
        let size = contents.iter().map(Vec::len).max().unwrap();
        let label = Label::new(name, 1, "email".parse().unwrap());
        let padded = contents.into_iter().map(|mut content| {
            content.resize(size, 0);
            content
        });
        let contents: Vec<Vec<u8>> = padded.collect();
        let tree = Tree::new((0..).zip(&contents).map(|(i, c)| label.leaf(i, c)).collect());
        let list = RawList {
            check: "email".parse().unwrap(),
            scheme: Scheme::Sha256,
            // One record shares its fingerprint with another.
            records: fingerprints.len() as u64 + u64::from(!fingerprints.is_empty()),
            entries: fingerprints.len() as u64,
            fingerprint_bits,
            prefix_bits,
            rice_parameter,
            bucket_bytes: (size + STEP * usize::from(prefix_bits)) as u32,
            root: tree.root(),
            payload: None,
            figures: None,
        };
        let mut built = BTreeMap::new();
        for (bucket, content) in (0..).zip(contents) {
            let file = format!("email/{}.bin", bucket_name(bucket, prefix_bits));
            built.insert(PathBuf::from(file), [content, tree.proof(bucket)].concat());
        }
        let edition = Edition {
            dataset: name.into(),
            number: 1,
            published: "2026-01-02".into(),
            country: None,
            expires: None,
            previous: None,
            accepted_risks: Vec::new(),
        };
        let incident =
            Incident { name: "edge".into(), title: "Edge".into(), ..Incident::default() };
        let manifest = Manifest::new(edition, vec![incident], vec![list]).unwrap();
        let json = serde_json::to_string_pretty(&manifest).unwrap() + "\n";
        built.insert("manifest.json".into(), json.into());
        expect_golden(name, &built);
        listed.insert(name, fingerprints);
    }
    let listed = serde_json::to_string(&listed).unwrap() + "\n";
    assert_eq!(fs::read_to_string(folder().join("golden/edges.json")).unwrap(), listed);
}

/// Compares files with those of a golden dataset.
#[track_caller]
fn expect_golden(name: &str, built: &BTreeMap<PathBuf, Vec<u8>>) {
    let mut golden = files(&folder().join("golden").join(name));
    golden.remove(Path::new("manifest.json.minisig"));
    assert!(built.keys().eq(golden.keys()), "{name} has other files");
    for (path, bytes) in &golden {
        assert!(
            built[path] == *bytes,
            "{name}/{} changed. If that is meant, the format needs a new number.",
            path.display()
        );
    }
}

#[test]
fn the_second_reader_passes_its_tests() {
    succeed(&mut python("test_reader.py"), "");
}

#[test]
fn the_second_reader_reads_a_fresh_list() {
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name);
    succeed(hushcheck().args(["keygen", "--no-password", "--out"]).arg(at("key")), "");

    // Sixteen files, whose names have two letters.
    let mut rows = String::from("email\n");
    for row in 0..17_000 {
        writeln!(rows, "person.{row}@example.com").unwrap();
    }
    fs::write(at("leak.csv"), rows).unwrap();
    let mut build = hushcheck();
    build
        .args(["build", "--title=Fresh", "--map=email=email", "--check=email"])
        .args(["--prefix-bits=4", "--key"])
        .arg(at("key.key"))
        .arg("--out")
        .arg(at("fresh"))
        .arg(at("leak.csv"));
    succeed(&mut build, "");

    let mut verify = python("reader.py");
    verify.arg("verify").arg(at("fresh")).arg("--public-key").arg(at("key.pub"));
    let said = succeed(&mut verify, "");
    assert_eq!(said, "email: 16 files, 17000 entries, good\nsignature: good\n");

    let (mut queries, mut answers) = (String::new(), String::new());
    for row in (0..17_000).step_by(1000) {
        writeln!(queries, r#"{{"email": "person.{row}@example.com"}}"#).unwrap();
        writeln!(queries, r#"{{"email": "nobody.{row}@example.com"}}"#).unwrap();
        answers.push_str("match\nno match\n");
    }
    let mut check = python("reader.py");
    check.arg("check").arg(at("fresh")).args(["--check", "email"]);
    assert_eq!(succeed(&mut check, &queries), answers);

    // Signed by somebody else.
    succeed(hushcheck().args(["keygen", "--no-password", "--out"]).arg(at("other")), "");
    let mut verify = python("reader.py");
    verify.arg("verify").arg(at("fresh")).arg("--public-key").arg(at("other.pub"));
    let output = run(&mut verify, "");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}
