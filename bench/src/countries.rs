//! How many national IDs of each country a second one core reads.
//!
//! The numbers are made from the vectors of `tests/identifiers`: one digit is changed, and the
//! last two characters until the number is right again, over and over.
use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use hushcheck_core::{Hints, Identifier, Kind};

use crate::identifiers::seconds_to_read;
use crate::random::Random;
use crate::table;

/// Numbers of one form; all are read several times.
const COUNT: usize = 10_000;

/// Prints the figures.
pub fn run() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/identifiers/national-id");
    let mut rows = Vec::new();
    for country in hushcheck_core::identifier::national_id::countries() {
        let name = country.as_str();
        let path = folder.join(name).with_extension("tsv");
        let vectors = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let hints = Hints { country: Some(country) };
        for (first, spelling) in forms(&vectors, name).into_values() {
            let numbers = like(&first, &hints)?;
            let spelled: Vec<String> = numbers.iter().map(|one| spell(&spelling, one)).collect();
            let speed = |texts: &[String]| -> Result<String> {
                let seconds = seconds_to_read(Kind::NationalId, texts, &hints)?;
                Ok(format!("{:.1}", 1e-6 / seconds))
            };
            let shown = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "#");
            rows.push(vec![
                format!("{name} {}", shown(&first)),
                speed(&numbers)?,
                shown(&spelling),
                speed(&spelled)?,
            ]);
        }
    }
    let columns = ["", "million a second", "also written", "million a second"];
    table::print("National IDs read by one core", &columns, &rows);
    Ok(())
}

/// A number of each form that the vectors have, and a spelling with separators, by the classes
/// of the form's characters.
fn forms(vectors: &str, country: &str) -> BTreeMap<String, (String, String)> {
    let mut forms: BTreeMap<String, (String, String)> = BTreeMap::new();
    for line in vectors.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [hint, text, canonical, ..] = columns[..] else { continue };
        let Some((of, number)) = canonical.split_once(':') else { continue };
        if of != country || hint != country {
            continue;
        }
        let classes = number.replace(|c: char| c.is_ascii_digit(), "#");
        // One letter instead of a digit, such as a check character, is no other form.
        let same = forms.keys().find(|other| {
            let differ = classes.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count();
            classes.len() == other.len() && differ < 2
        });
        let key = same.cloned().unwrap_or(classes);
        let groups = || number.as_bytes().chunks(4).map(String::from_utf8_lossy);
        let form = forms
            .entry(key)
            .or_insert_with(|| (number.to_owned(), groups().collect::<Vec<_>>().join(" ")));
        let is_spelling =
            text.is_ascii() && characters(text).eq(characters(number)) && text.len() > number.len();
        if is_spelling && !form.1.contains(['-', '.', '(']) {
            form.1 = text.to_uppercase();
        }
    }
    forms
}

fn characters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase())
}

/// Writes a number with the separators of another one.
fn spell(spelling: &str, number: &str) -> String {
    let mut characters = characters(number);
    let put = |c: char| if c.is_ascii_alphanumeric() { characters.next().unwrap_or(c) } else { c };
    spelling.chars().map(put).collect()
}

/// Numbers of the same form.
fn like(first: &str, hints: &Hints) -> Result<Vec<String>> {
    let mut random = Random(5);
    let mut number = first.as_bytes().to_vec();
    let mut numbers = Vec::with_capacity(COUNT);
    let body = number.len() - 2;
    // Every character that may stand in the place of this one.
    let others = |c: u8| if c.is_ascii_digit() { b'0'..=b'9' } else { b'A'..=b'Z' };
    while numbers.len() < COUNT {
        let mut changed = number.clone();
        let at = random.next() as usize % body;
        if changed[at].is_ascii_digit() {
            changed[at] = b'0' + (random.next() % 10) as u8;
        }
        let lasts =
            others(number[body]).flat_map(|a| others(number[body + 1]).map(move |b| (a, b)));
        // Begun anywhere: where nothing is checked, all of them fit.
        let skipped = random.next() as usize % lasts.clone().count();
        for (a, b) in lasts.clone().skip(skipped).chain(lasts.take(skipped)) {
            (changed[body], changed[body + 1]) = (a, b);
            let text = String::from_utf8(changed.clone())?;
            let read = Identifier::parse(Kind::NationalId, &text, hints, &hushcheck::Native);
            if read.is_ok_and(|id| id.canonical().expose().get(3..) == Some(&text)) {
                number.clone_from(&changed);
                numbers.push(text);
                break;
            }
        }
    }
    Ok(numbers)
}
