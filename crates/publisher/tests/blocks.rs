//! Lines that are read together and parted by workers give the rows that reading one by one
//! gives, whatever stands in them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::path::PathBuf;

use common::Bench;
use common::rows::{Rows, drain, drain_lines, options, with_short_hashes};
use hushcheck::source::{Format, Options, Source};
use proptest::prelude::*;

/// Reads files in both ways, which must agree, and returns the rows.
fn both(paths: &[PathBuf], options: Options) -> Result<Rows, String> {
    let read = |drain: fn(&mut Source) -> hushcheck::Result<Rows>| {
        let mut source = Source::open(paths, options.clone()).map_err(|error| error.to_string())?;
        let rows = drain(&mut source).map_err(|error| error.to_string())?;
        let rows = if source.holds_hashes() { with_short_hashes(rows) } else { rows };
        Ok::<_, String>((rows, source.short_rows(), source.places().files()))
    };
    let (one_by_one, together) = (read(drain), read(drain_lines));
    assert_eq!(together, one_by_one);
    one_by_one.map(|(rows, ..)| rows)
}

/// Pieces of a text, and how often they come: what is longer than a block has its borders
/// anywhere.
fn text(piece: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let times = prop::sample::select(vec![1usize, 1, 1, 1, 500, 5000]);
    let end = prop::sample::select(vec!["", "", "x", "\r", "\n", "\r\n", "\n\n", "\u{e9},\"a"]);
    (prop::collection::vec(piece, 1..6), times, end).prop_map(|(pieces, times, end)| {
        let pieces = pieces.concat();
        // Not longer than what takes a moment.
        let times = times.min(1 + 700_000 / pieces.len().max(1));
        // A byte that is no UTF-8.
        let text = pieces.repeat(times) + end;
        text.bytes().map(|byte| if byte == b'~' { 0xff } else { byte }).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..Default::default() })]

    #[test]
    fn rows_of_fields(
        mark in prop::sample::select(vec!["", "\u{feff}"]),
        first in text("[ab,;~\u{e9} ]{0,9}(\r?\n){1,3}"),
        quoted in text("([ab,~]{0,9}\n|\"[ab,\n\"]{0,3}\"?,?[ab]?\n)"),
        more in text("[ab,\r\n]{0,30}"),
    ) {
        let bench = Bench::new();
        let head = format!("{mark}name,mail\n");
        for (name, parts) in [
            ("a.csv", vec![&first]),
            ("b.csv", vec![&first, &quoted, &first]),
            ("c.csv", vec![&more]),
        ] {
            let parts: Vec<&[u8]> = parts.into_iter().map(|part| &part[..]).collect();
            bench.write(name, [head.as_bytes(), &parts.concat()].concat());
        }
        let delimiter = ",".parse().ok();
        let encoding = "utf-8".parse().ok();
        let options = Options { delimiter, encoding, ..options() };
        let [a, b, c] = ["a.csv", "b.csv", "c.csv"].map(|name| bench.path(name));
        both(std::slice::from_ref(&a), options.clone()).unwrap();
        both(&[a, b, c], options).unwrap();
    }

    #[test]
    fn rows_of_one_value(text in text("[ab,\"~\r\n]{0,30}")) {
        let bench = Bench::new();
        bench.write("leak.txt", &text);
        let format = Some(Format::Lines);
        let encoding = "utf-8".parse().ok();
        let _ = both(&[bench.path("leak.txt")], Options { format, encoding, ..options() });
    }

    #[test]
    fn hashes(text in text(
        "([0-9a-fA-F]{40}:[0-9]{1,3}|[0-9A-F]{40}:0{1,2}| [0-9A-F]{40}:7 ?|[0-9A-G:]{0,50})\r?\n"
    )) {
        let bench = Bench::new();
        bench.write("leak.txt", &text);
        let format = Some(Format::Hibp);
        let encoding = "utf-8".parse().ok();
        let options = Options { format, encoding, ..options() };
        let _ = both(&[bench.path("leak.txt")], options);
    }

    #[test]
    fn ranges_of_hashes(
        one in text("([0-9A-F]{35}:[0-9]{1,3}|[0-9A-F]{35}:0|[0-9A-G:]{0,50})\r?\n"),
        other in text("[0-9A-F]{35}:[1-9]\r\n"),
    ) {
        let bench = Bench::new();
        std::fs::create_dir(bench.path("ranges")).unwrap();
        for (name, text) in [("00000", &one), ("0000A.txt", &other), ("FFFFF", &one)] {
            bench.write(&format!("ranges/{name}"), text);
        }
        let _ = both(&[bench.path("ranges")], options());
    }
}

#[test]
fn a_line_longer_than_a_block_and_one_that_is_too_long() {
    let bench = Bench::new();
    for (length, is_read) in [(60_000, true), (300_000, true), (34 << 20, false)] {
        let text = format!("name,mail\n{}b,{},\nc,d\n", "a,b\n".repeat(2000), "x".repeat(length));
        bench.write("leak.csv", text);
        assert_eq!(both(&[bench.path("leak.csv")], options()).is_ok(), is_read, "{length}");
    }
}
