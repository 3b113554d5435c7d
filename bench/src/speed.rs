//! How long it takes to decode and search a bucket, and to hash slowly, natively. The
//! same in a browser is measured by `crates/web/tests/speed.rs`.
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result};
use hushcheck_core::bucket::{Bucket, Coding, Entry, best_rice_parameter, encode};
use hushcheck_core::payload::SymbolCode;
use hushcheck_core::{Argon2Cost, Check, Hasher, Hints, Identifier, Kind, Scheme};

use crate::random::Random;
use crate::table;

/// Prints the figures.
pub fn run() -> Result<()> {
    let mut rows = Vec::new();
    for (name, entries, surplus, lengths) in [
        ("905 entries at 2^-30", 905, 30, &[0u8][..]),
        ("905 entries at 2^-30, with counts", 905, 30, &[1, 2, 3, 4, 4]),
        ("130,000 entries at 1 in 128", 130_000, 7, &[0]),
    ] {
        let nanoseconds = decode(entries, surplus, lengths)?;
        rows.push(vec![
            name.to_owned(),
            format!("{:.1} µs", nanoseconds * f64::from(entries) / 1000.0),
            format!("{nanoseconds:.2} ns"),
        ]);
    }
    table::print("Decoding and searching a bucket, natively", &["", "bucket", "entry"], &rows);

    let mut rows = Vec::new();
    for (memory, passes) in [(19 * 1024, 2), (64 * 1024, 3)] {
        rows.push(vec![
            format!("{} MiB, {passes} passes", memory / 1024),
            format!("{:.1} ms", argon2id(memory, passes)? * 1e3),
        ]);
    }
    table::print("Argon2id, natively", &["cost", "one hash"], &rows);
    Ok(())
}

/// Best of ten times a second's tenth, in nanoseconds an entry.
fn decode(entries: u32, surplus: u8, lengths: &[u8]) -> Result<f64> {
    let bits = entries.next_power_of_two().trailing_zeros() as u8 + surplus;
    let symbols = SymbolCode::new(lengths.iter().copied()).context("the code is complete")?;
    let rice_parameter = best_rice_parameter(entries.into(), bits);
    let coding = Coding { suffix_bits: bits, rice_parameter, symbols };
    let mut random = Random(7);
    let mut suffixes: Vec<u64> = (0..entries).map(|_| random.next() >> (64 - bits)).collect();
    suffixes.sort_unstable();
    suffixes.dedup();
    let mut symbol = || (random.next() % lengths.len() as u64) as u16;
    let content =
        encode(suffixes.iter().map(|&suffix| Entry { suffix, symbol: symbol() }), &coding);
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let (begin, mut times) = (Instant::now(), 0);
        while begin.elapsed().as_millis() < 100 {
            let bucket = Bucket::parse(black_box(&content), &coding)?;
            black_box(bucket.find(black_box(1 << 20))?);
            times += 1;
        }
        let each = begin.elapsed().as_secs_f64() / f64::from(times) / f64::from(entries);
        best = best.min(each * 1e9);
    }
    Ok(best)
}

/// Best of ten, in seconds.
fn argon2id(memory_kib: u32, passes: u32) -> Result<f64> {
    let cost = Argon2Cost::new(memory_kib, passes).map_err(anyhow::Error::msg)?;
    let password =
        Identifier::parse(Kind::Password, "correct horse", &Hints::default(), &hushcheck::Native)?;
    let mut hasher = Hasher::new(Check::PASSWORD, Scheme::Argon2id(cost));
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let begin = Instant::now();
        black_box(hasher.digest(&[&password]));
        best = best.min(begin.elapsed().as_secs_f64());
    }
    Ok(best)
}
