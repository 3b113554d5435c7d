//! How many identifiers a second one core brings into their canonical and reduced forms,
//! and how many it hashes.
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use hushcheck_core::{Check, Hasher, Hints, Identifier, Kind, Scheme};

use crate::random::Random;
use crate::table;

/// Identifiers of one kind; all are read several times.
const COUNT: usize = 100_000;

/// Prints the figures.
pub fn run() -> Result<()> {
    let hints = Hints { country: "CN".parse().ok() };
    let mut random = Random(4);
    let german = Hints { country: "DE".parse().ok() };
    let mut rows = Vec::new();
    for (name, kind, texts, hints) in [
        ("e-mail addresses, ASCII", Kind::Email, many(|| email(&mut random)), hints),
        ("the same only copied", Kind::Password, many(|| email(&mut random)), hints),
        ("Chinese mobile numbers", Kind::Phone, many(|| mobile(&mut random)), hints),
        (
            "the same as +86 138 0013 8000",
            Kind::Phone,
            many(|| spaced(&mobile(&mut random))),
            hints,
        ),
        ("German ones as 0170 1234567", Kind::Phone, many(|| german_mobile(&mut random)), german),
        ("Chinese ID numbers", Kind::NationalId, resident_ids(&hints, &mut random)?, hints),
        ("Polish ID numbers", Kind::NationalId, polish_ids(&mut random)?, polish()),
    ] {
        let measured = measure(kind, &texts, &hints)?;
        let figure = |seconds: f64| format!("{:.1}", 1e-6 / seconds);
        rows.push(vec![name.to_owned(), figure(measured.read), figure(measured.hashed)]);
    }
    let columns = ["", "read, million a second", "hashed, million a second"];
    table::print("Identifiers read and hashed by one core", &columns, &rows);
    Ok(())
}

fn many(make: impl FnMut() -> String) -> Vec<String> {
    std::iter::repeat_with(make).take(COUNT).collect()
}

/// Seconds an identifier, the best of some rounds.
struct Measured {
    read: f64,
    hashed: f64,
}

fn measure(kind: Kind, texts: &[String], hints: &Hints) -> Result<Measured> {
    let read = seconds_to_read(kind, texts, hints)?;
    let unicode = hushcheck::Native;
    let identifiers = texts.iter().map(|text| Identifier::parse(kind, text, hints, &unicode));
    let identifiers: Vec<Identifier> = identifiers.collect::<Result<_, _>>()?;
    // A low-entropy kind never stands alone in a list, but costs what it costs.
    let mut hasher = Hasher::new(Check::new([kind])?, Scheme::Sha256);
    let hashed = best(texts.len(), || {
        for identifier in &identifiers {
            black_box(hasher.digest(&[black_box(identifier)]));
        }
    });
    Ok(Measured { read, hashed })
}

/// Seconds that reading one takes, as a publisher's worker does it: texts lie side by side, and
/// an identifier takes the memory of the one before.
pub fn seconds_to_read(kind: Kind, texts: &[String], hints: &Hints) -> Result<f64> {
    let unicode = hushcheck::Native;
    let joined = texts.concat();
    let mut begin = 0;
    let mut places = Vec::with_capacity(texts.len());
    for text in texts {
        places.push(begin..begin + text.len());
        begin += text.len();
    }
    let mut identifier = Identifier::parse(kind, &texts[0], hints, &unicode)?;
    let mut failures = 0;
    let seconds = best(texts.len(), || {
        for place in &places {
            let text = black_box(&joined[place.clone()]);
            failures += usize::from(identifier.parse_again(kind, text, hints, &unicode).is_err());
            black_box(&identifier);
        }
    });
    ensure!(failures == 0, "{failures} texts of the benchmark are no {kind}");
    Ok(seconds)
}

fn best(count: usize, mut round: impl FnMut()) -> f64 {
    let timed = |_| {
        let begin = Instant::now();
        round();
        begin.elapsed().as_secs_f64()
    };
    (0..40).map(timed).fold(f64::INFINITY, f64::min) / count as f64
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

fn german_mobile(random: &mut Random) -> String {
    format!("0170 {:07}", random.next() % 10_000_000)
}

fn polish() -> Hints {
    Hints { country: "PL".parse().ok() }
}

/// Birth date, four digits, and the check digit that fits, found by trial.
fn polish_ids(random: &mut Random) -> Result<Vec<String>> {
    let is_right = |text: &String| {
        Identifier::parse(Kind::NationalId, text, &polish(), &hushcheck::Native).is_ok()
    };
    (0..COUNT)
        .map(|_| {
            let n = random.next();
            let (year, month, day) = (n % 100, 1 + (n >> 20) % 12, 1 + (n >> 28) % 28);
            let body = format!("{year:02}{month:02}{day:02}{:04}", (n >> 36) % 10_000);
            let mut numbers = (0..10).map(|check| format!("{body}{check}"));
            numbers.find(is_right).context("one check digit fits")
        })
        .collect()
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
