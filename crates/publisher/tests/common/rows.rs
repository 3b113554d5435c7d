//! Reading leaks in tests: rows with their numbers, or what is said when there are none.
#![allow(dead_code, reason = "no test uses everything")]
use std::path::PathBuf;

use hushcheck::source::{Batch, Options, Source};

use super::Bench;

pub type Rows = Vec<(u64, Vec<String>)>;

pub fn options() -> Options {
    Options::default()
}

pub fn table(name: &str) -> Options {
    Options { table: Some(name.into()), ..options() }
}

/// The next rows, at most so many.
pub fn batch(source: &mut Source, most: usize) -> hushcheck::Result<Batch> {
    let mut batch = Batch::new();
    source.fill(&mut batch, most)?;
    Ok(batch)
}

/// All rows with their numbers, a few at a time.
pub fn drain(source: &mut Source) -> hushcheck::Result<Rows> {
    let mut rows = Vec::new();
    loop {
        let batch = batch(source, 3)?;
        if batch.is_empty() {
            return Ok(rows);
        }
        source.count(&batch);
        take_rows(&batch, &mut rows);
    }
}

/// All rows with their numbers, as they are read fastest: whole lines at once, where there
/// are lines. Of hashes there are the first 64 bits.
pub fn drain_lines(source: &mut Source) -> hushcheck::Result<Rows> {
    let (mut rows, mut batch) = (Vec::new(), Batch::new());
    loop {
        source.fill_lines(&mut batch)?;
        if batch.is_empty() {
            return Ok(rows);
        }
        batch.part()?;
        source.count(&batch);
        let before = rows.len();
        take_rows(&batch, &mut rows);
        for hash in batch.hashes() {
            let fields = [format!("{:016X}", hash.digest), hash.count.to_string()];
            rows.push((hash.number, fields.to_vec()));
        }
        rows[before..].sort();
    }
}

/// The same rows with the first 64 bits of hashes that have counts, as [`drain_lines`] says
/// them.
pub fn with_short_hashes(mut rows: Rows) -> Rows {
    for (_, fields) in &mut rows {
        let [hash, count] = &mut fields[..] else { continue };
        let is_hash = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let (true, Ok(number)) = (is_hash, count.trim().parse::<u64>()) {
            *hash = hash[..16].to_uppercase();
            *count = number.to_string();
        }
    }
    rows
}

fn take_rows(batch: &Batch, rows: &mut Rows) {
    for row in batch.rows() {
        let fields = row.iter().map(|field| match str::from_utf8(field) {
            Ok(text) => text.to_owned(),
            Err(_) => "not UTF-8".to_owned(),
        });
        rows.push((row.number(), fields.collect()));
    }
}

/// Header and rows of files of a bench.
pub fn read(
    bench: &Bench,
    names: &[&str],
    options: Options,
) -> hushcheck::Result<(Vec<String>, Rows)> {
    let paths: Vec<PathBuf> = names.iter().map(|name| bench.path(name)).collect();
    let mut source = Source::open(&paths, options.clone())?;
    let rows = drain(&mut source)?;
    // Both ways to read give the same; a pipe can be read only once.
    if !paths.iter().any(|path| path.metadata().is_ok_and(|found| !found.is_file())) {
        let mut again = Source::open(&paths, Options { say: |_| {}, ..options })?;
        let (again, mut rows) = (drain_lines(&mut again)?, rows.clone());
        if source.holds_hashes() {
            rows = with_short_hashes(rows);
        }
        assert_eq!(again, rows);
    }
    Ok((source.header().to_vec(), rows))
}

/// What is said when files of a bench cannot be read.
pub fn refused(bench: &Bench, names: &[&str], options: Options) -> String {
    read(bench, names, options).unwrap_err().to_string()
}

pub fn numbered(first: u64, rows: &[&[&str]]) -> Rows {
    let owned = |row: &&[&str]| row.iter().map(|&field| field.to_owned()).collect();
    (first..).zip(rows.iter().map(owned)).collect()
}

pub const HEADER: [&str; 3] = ["name", "mail", "tel"];
pub const PEOPLE: [&[&str]; 3] = [
    &["张伟", "zhang@example.org", "13800138000"],
    &["O'Hara, \"Jim\"", "jim@example.org", ""],
    &["李娜\\", "li@example.org", "13900139000"],
];

#[track_caller]
pub fn assert_people(bench: &Bench, name: &str, options: Options, first: u64) {
    let (header, rows) = read(bench, &[name], options).unwrap();
    assert_eq!(header, HEADER, "{name}");
    assert_eq!(rows, numbered(first, &PEOPLE), "{name}");
}
