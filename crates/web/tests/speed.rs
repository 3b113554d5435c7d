//! How long decoding, searching and slow hashing take in a browser: figures, not
//! tests. `cargo xtask bench format` runs them.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::hint::black_box;

use hushcheck_core::bucket::{Bucket, Coding, Entry, best_rice_parameter, encode};
use hushcheck_core::payload::SymbolCode;
use hushcheck_core::{Argon2Cost, Check, Hasher, Hints, Identifier, Kind, Scheme};
use hushcheck_web::Browser;
use js_sys::Date;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn decoding_and_searching() {
    for (entries, surplus) in [(905u32, 30u8), (130_000, 7)] {
        let bits = entries.next_power_of_two().trailing_zeros() as u8 + surplus;
        let rice_parameter = best_rice_parameter(entries.into(), bits);
        let coding = Coding { suffix_bits: bits, rice_parameter, symbols: SymbolCode::default() };
        // Fibonacci hashing: as even as random numbers, which is what counts here.
        let suffix = |i: u32| u64::from(i).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits);
        let mut suffixes: Vec<u64> = (0..entries).map(suffix).collect();
        suffixes.sort_unstable();
        suffixes.dedup();
        let content =
            encode(suffixes.into_iter().map(|suffix| Entry { suffix, symbol: 0 }), &coding);
        let bucket = Bucket::parse(&content, &coding).unwrap();
        let mut best = f64::INFINITY;
        for _ in 0..10 {
            let (begin, mut times) = (Date::now(), 0);
            while Date::now() - begin < 100.0 {
                for _ in 0..8 {
                    black_box(bucket.find(black_box(1 << 20)).unwrap());
                }
                times += 8;
            }
            best = best.min((Date::now() - begin) / f64::from(times) / f64::from(entries));
        }
        console_log!("figure: {entries} entries at 2^-{surplus}: {:.2} ns an entry", best * 1e6);
    }
}

#[wasm_bindgen_test]
fn argon2id() {
    let parse =
        Identifier::parse(Kind::Password, "correct horse", &Hints::default(), &Browser::default());
    let password = parse.unwrap();
    for (memory_kib, passes) in [(19 * 1024, 2), (64 * 1024, 3)] {
        let cost = Argon2Cost::new(memory_kib, passes).unwrap();
        let mut hasher = Hasher::new(Check::PASSWORD, Scheme::Argon2id(cost));
        let mut once = || {
            let begin = Date::now();
            black_box(hasher.digest(&[&password]));
            Date::now() - begin
        };
        let first = once();
        let best = (0..9).map(|_| once()).fold(first, f64::min);
        console_log!(
            "figure: Argon2id, {} MiB, {passes} passes: {best:.0} ms, the first time {first:.0} ms",
            memory_kib / 1024
        );
    }
}
