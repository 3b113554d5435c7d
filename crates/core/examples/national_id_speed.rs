//! Prints how many national IDs a second one core brings into their canonical and
//! reduced forms: `cargo run --release -p hushcheck-core --example national_id_speed`.
#![allow(clippy::unwrap_used)]
use std::hint::black_box;
use std::time::Instant;

use hushcheck_core::identifier::national_id;
use hushcheck_core::{Hints, Identifier, Kind, Unicode};

/// National IDs need none of it.
struct NoUnicode;

impl Unicode for NoUnicode {
    fn nfkc(&self, text: &str) -> String {
        text.to_owned()
    }

    fn nfkd(&self, text: &str) -> String {
        text.to_owned()
    }

    fn domain_to_ascii(&self, _: &str) -> Option<String> {
        None
    }

    fn simplified(&self, c: char) -> char {
        c
    }
}

/// Chinese numbers as dumps have them: mostly 18 characters, some 15, some wrong.
fn chinese() -> Vec<String> {
    (0..100_000u64)
        .map(|i| {
            // Spread by a multiplication with the golden ratio's fraction.
            let random = i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
            let (region, day) = (110_000 + random % 540_000, 1 + random / 7 % 28);
            let (year, month) = (30 + random / 11 % 69, 1 + random / 13 % 12);
            let short = format!("{region}{year:02}{month:02}{day:02}{:03}", random / 17 % 1000);
            let hints = Hints { country: "CN".parse().ok() };
            let id = Identifier::parse(Kind::NationalId, &short, &hints, &NoUnicode).unwrap();
            match i % 20 {
                0 => short,
                1 => format!("{short}123"),
                _ => id.canonical().expose()[3..].to_owned(),
            }
        })
        .collect()
}

fn main() {
    let rounds = 30;
    let measure = |country: &str, numbers: &[String]| {
        let hints = Hints { country: country.parse().ok() };
        let begin = Instant::now();
        let mut valid = 0u64;
        for _ in 0..rounds {
            for number in numbers {
                let parsed =
                    Identifier::parse(Kind::NationalId, black_box(number), &hints, &NoUnicode);
                valid += u64::from(black_box(parsed).is_ok());
            }
        }
        let all = (rounds * numbers.len()) as f64;
        let (rate, valid) = (all / begin.elapsed().as_secs_f64() / 1e6, valid as f64 / all);
        println!("{country}  {rate:>5.1} million/s  ({:.0} % valid)", valid * 100.0);
        valid
    };
    measure("CN", &chinese());
    for country in national_id::countries() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/identifiers/national-id/");
        let vectors = std::fs::read_to_string(format!("{path}{}.tsv", country.as_str())).unwrap();
        // The valid ones among the examples, as they are typed: the second column.
        let rows = vectors.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let numbers: Vec<_> = rows
            .filter(|row| row[0] == country.as_str() && !row[2].starts_with('!'))
            .map(|row| row[1].to_owned())
            .collect();
        let many: Vec<_> = numbers.iter().cycle().take(20_000).cloned().collect();
        let valid = measure(country.as_str(), &many);
        assert!(valid == 1.0, "the examples of {country:?} are no longer valid");
    }
}
