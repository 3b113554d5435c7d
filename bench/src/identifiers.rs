//! How many identifiers a second one core brings into their canonical and reduced forms.
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result};
use hushcheck_core::{Hints, Identifier, Kind};

use crate::random::Random;
use crate::table;

/// Numbers of one kind; all are read several times.
const COUNT: usize = 100_000;

/// Prints the figures.
pub fn run() -> Result<()> {
    let hints = Hints { country: "CN".parse().ok() };
    let mut random = Random(4);
    let mut rows = Vec::new();
    for (name, kind, texts) in [
        ("e-mail addresses, ASCII", Kind::Email, many(|| email(&mut random))),
        ("the same only copied and wiped", Kind::Password, many(|| email(&mut random))),
        ("Chinese mobile numbers", Kind::Phone, many(|| mobile(&mut random))),
        ("the same as +86 138 0013 8000", Kind::Phone, many(|| spaced(&mobile(&mut random)))),
        ("Chinese ID numbers", Kind::NationalId, resident_ids(&hints, &mut random)?),
    ] {
        let each = seconds(kind, &texts, &hints);
        rows.push(vec![name.to_owned(), format!("{:.1}", 1e-6 / each)]);
    }
    table::print("Identifiers read by one core", &["", "million a second"], &rows);
    Ok(())
}

fn many(make: impl FnMut() -> String) -> Vec<String> {
    std::iter::repeat_with(make).take(COUNT).collect()
}

/// Best of five rounds, an identifier.
fn seconds(kind: Kind, texts: &[String], hints: &Hints) -> f64 {
    let round = |_| {
        let begin = Instant::now();
        for text in texts {
            drop(black_box(Identifier::parse(kind, black_box(text), hints, &hushcheck::Native)));
        }
        begin.elapsed().as_secs_f64()
    };
    (0..5).map(round).fold(f64::INFINITY, f64::min) / texts.len() as f64
}

fn email(random: &mut Random) -> String {
    let hosts =
        ["gmail.com", "example.org", "qq.com", "Hotmail.COM", "163.com", "mail.example.net"];
    let names = ["li.wei", "Zhang.San", "j.smith+shop", "wang1987", "x_y-z", "maria.garcia"];
    let one_of = |words: [&'static str; 6], n: u64| words[(n % 6) as usize];
    let n = random.next();
    format!("{}{}@{}", one_of(names, n), n >> 8 & 8191, one_of(hosts, n >> 32))
}

fn mobile(random: &mut Random) -> String {
    format!("138{:08}", random.next() % 100_000_000)
}

fn spaced(number: &str) -> String {
    format!("+86 {} {} {}", &number[..3], &number[3..7], &number[7..])
}

fn resident_ids(hints: &Hints, random: &mut Random) -> Result<Vec<String>> {
    (0..COUNT)
        .map(|_| {
            let n = random.next();
            let (region, year) = (110_000 + n % 540_000, 30 + (n >> 20) % 69);
            let (month, day) = (1 + (n >> 28) % 12, 1 + (n >> 34) % 28);
            let short = format!("{region}{year:02}{month:02}{day:02}{:03}", (n >> 40) % 1000);
            let id = Identifier::parse(Kind::NationalId, &short, hints, &hushcheck::Native)?;
            let number = id.canonical().expose().strip_prefix("CN:");
            Ok(number.context("the canonical form names its country")?.to_owned())
        })
        .collect()
}
