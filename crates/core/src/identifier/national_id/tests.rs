//! What the masks leave open, the vector files, and texts of all sorts.
use std::collections::HashMap;

use super::*;

fn parse(country: &str, text: &str) -> Result<String, IdentifierError> {
    canonical(text, &Hints { country: country.parse().ok() })
}

fn canonical(text: &str, hints: &Hints) -> Result<String, IdentifierError> {
    let mut out = Forms::default();
    write(text, hints, &mut out)?;
    Ok(String::from_utf8(out.canonical().to_vec()).unwrap())
}

/// The reduced form of a canonical number.
fn reduced(canonical: &str) -> String {
    let Some((entry, number)) = split(canonical) else { return String::new() };
    let mut out = Forms::default();
    write_forms(entry, number.as_bytes(), &mut out);
    String::from_utf8(out.reduced().to_vec()).unwrap()
}

/// A row of a vector file: country known beforehand, text, canonical form or `!` and
/// the error's name, reduced form, source.
fn vectors() -> Vec<(String, Vec<String>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/identifiers/national-id");
    let mut rows = Vec::new();
    for country in countries() {
        let path = format!("{folder}/{}.tsv", country.as_str());
        let file = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let row: Vec<String> = line.split('\t').map(str::to_owned).collect();
            assert_eq!(row.len(), 5, "{path}: {line}");
            rows.push((country.as_str().to_owned(), row));
        }
    }
    rows
}

#[test]
fn vectors_hold() {
    for (country, row) in vectors() {
        let [hint, text, expected, expected_reduced, _] = &row[..] else { unreachable!() };
        match (expected.strip_prefix('!'), parse(hint, text)) {
            (None, Ok(canonical)) => {
                assert_eq!(&canonical, expected, "{country}: {text}");
                assert_eq!(&reduced(&canonical), expected_reduced, "{country}: {text}");
            }
            (Some(name), Err(error)) => {
                let error = serde_json::to_value(error).unwrap();
                assert_eq!(error, name, "{country}: {text}");
            }
            (_, result) => panic!("{country}: {text}: {result:?}"),
        }
    }
}

fn is_masked_by(form: &Form, number: &str) -> bool {
    reduce(form.mask.as_bytes(), number.as_bytes(), &mut [0; MAX_LEN]).is_some()
}

/// Compares the two ways; tells whether the short one is one.
fn the_short_way_is_right(entry: &Entry, typed: &[u8]) -> bool {
    let (mut short, mut long) = (Forms::default(), Forms::default());
    let is_short = quick::write(entry, typed, &mut short).is_some();
    if is_short {
        let text = String::from_utf8_lossy(typed);
        assert_eq!(any_number(entry, typed, &mut long), Ok(()), "{} {text}", entry.prefix);
        assert!(short == long, "{} {text}", entry.prefix);
    }
    is_short
}

#[test]
fn all_canonical_numbers_go_the_short_way() {
    for (_, row) in vectors().iter().filter(|(_, row)| !row[2].starts_with('!')) {
        let (entry, number) = split(&row[2]).unwrap();
        let typed = clean(number).unwrap();
        // But for people born in the 1800s in Finland: the plus sign is no letter.
        let is_short = the_short_way_is_right(entry, typed.as_slice());
        assert_eq!(is_short, !number.contains('+'), "{} {number}", entry.prefix);
    }
}

#[test]
fn every_character_is_cleaned_alike_in_both_ways() {
    for c in '\0'..='\u{ff}' {
        let text = format!("1{c}2");
        if let Some(short) = quick::clean(&text) {
            let long = clean(&text).map(|long| long.as_slice().to_vec());
            assert_eq!(Ok(short.as_slice().to_vec()), long, "{c:?}");
        } else {
            assert!(!c.is_ascii() || c == ':' || clean(&text).is_err(), "{c:?}");
        }
    }
}

#[test]
fn every_form_has_vectors() {
    let mut used = HashMap::new();
    for (_, row) in vectors().iter().filter(|(_, row)| !row[2].starts_with('!')) {
        let (entry, number) = split(&row[2]).unwrap();
        let fits = |form: &&Form| is_masked_by(form, number);
        let form = entry.forms.iter().find(fits).unwrap();
        *used.entry((entry.prefix, form.mask)).or_insert(0) += 1;
    }
    for entry in TABLE {
        for form in entry.forms {
            assert!(
                used.contains_key(&(entry.prefix, form.mask)),
                "{} {}",
                entry.prefix,
                form.mask
            );
        }
    }
}

#[test]
fn the_document_has_the_table() {
    let document = include_str!("../../../../../docs/IDENTIFIERS.md");
    for entry in TABLE {
        let begin = format!("| {} | `", &entry.prefix[..2]);
        let rows: Vec<_> = document.lines().filter(|line| line.starts_with(&begin)).collect();
        assert_eq!(rows.len(), entry.forms.len(), "{}", entry.prefix);
        for (row, form) in rows.into_iter().zip(entry.forms) {
            let shapes: Vec<_> = form.shapes.iter().map(|shape| format!("`{shape}`")).collect();
            assert!(
                row.starts_with(&format!(
                    "| {} |",
                    begin[2..4].to_owned() + " | " + &shapes.join(" ")
                )),
                "{row}"
            );
            assert!(row.ends_with(&format!("| `{}` |", form.mask)), "{row}");
            assert!(
                form.never.is_empty() || row.contains(&format!("never `{}`", form.never)),
                "{row}"
            );
            for check in form.checks {
                if let check::Check::Sum { weights, remainders, .. } = check {
                    assert!(row.contains(&format!("sum `{weights}` → `{remainders}`")), "{row}");
                }
            }
        }
    }
}

/// What a thief knows of a number (`=`), and what he does not (`?`). Where the number
/// tells birth date, sex and place, he knows them; where it tells nothing, he knows its
/// last four characters. Of long numbers he also knows what the mask keeps, which the
/// list tells him anyway. Mexico's numbers and the dates of Italy's, which letters
/// write, are counted in docs/IDENTIFIERS.md.
const KNOWN: &[(&str, &str)] = &[
    ("CN:11010519491231002X", "==============????"),
    ("CN:CHE110078010101", "=====??======??"),
    ("TW:A123456789", "==?????==="),
    ("TW:AC01234567", "==????===="),
    ("HK:A1234563", "====????"),
    ("HK:AB9876543", "=====????"),
    ("KR:9710139019902", "=========????"),
    ("JP:621498320257", "=????======="),
    ("IN:234123412346", "=????======="),
    ("NL:111222333", "?????===="),
    ("DE:36574261809", "?????======"),
    ("FR:295109912611193", "==========?????"),
    ("ES:54362315K", "?????===="),
    ("ES:54362315K", "???====??"),
    ("ES:X2482300W", "?????===="),
    ("ES:X2482300W", "=???====?"),
    ("IT:RCCMNL83S18D969H", "============????"),
    ("IT:00743110157", "=????======"),
    ("PL:44051401359", "======?????"),
    ("SE:8803200016", "======????"),
    ("NO:15108695088", "======?????"),
    ("DK:2110625629", "======????"),
    ("FI:131052-308T", "=======????"),
    ("BE:85073003328", "======?????"),
    ("PT:501964843", "?????===="),
    ("BR:39053344705", "?????======"),
    ("CL:125319092", "=????===="),
    ("AR:20123456", "?????==="),
    ("AR:50123456782", "==?????===="),
    ("US:536904399", "?????===="),
    ("US:536904399", "=====????"),
    ("CA:123456782", "?????===="),
    ("TR:17291716060", "==????====="),
    ("ZA:7503305044089", "======????=?="),
    ("IL:039337423", "?????===="),
];

/// Countries whose check character may be a letter.
const LETTERED: &[&str] = &["CN:", "HK:", "ES:", "IT:", "FI:", "CL:"];

/// Counts the numbers that fit what a thief knows, by their reduced forms.
fn open(canonical: &str, known: &str) -> HashMap<String, u32> {
    let (entry, number) = split(canonical).unwrap();
    assert_eq!(number.len(), known.len(), "{canonical}");
    let holes: Vec<usize> = known.match_indices('?').map(|(i, _)| i).collect();
    assert!(entry.forms.iter().any(|form| is_masked_by(form, number)));
    let mut open = HashMap::new();
    let mut tried = number.as_bytes().to_vec();
    let holes = match holes.split_last() {
        // The last character is tried by itself, for it may be a letter.
        Some((_, others)) if known.ends_with('?') => others.to_vec(),
        _ => holes,
    };
    for value in 0..10u32.pow(holes.len() as u32) {
        let mut rest = value;
        for &hole in &holes {
            tried[hole] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let lasts = match known.ends_with('?') {
            true if LETTERED.contains(&entry.prefix) => (b'0'..=b'9').chain(b'A'..=b'Z').collect(),
            true => (b'0'..=b'9').collect(),
            false => vec![number.as_bytes()[number.len() - 1]],
        };
        for last in lasts {
            *tried.last_mut().unwrap() = last;
            let text = format!("{}{}", entry.prefix, std::str::from_utf8(&tried).unwrap());
            if parse("", &text).is_ok_and(|canonical| canonical == text) {
                *open.entry(reduced(&text)).or_insert(0) += 1;
            }
        }
    }
    open
}

#[test]
fn a_hundred_numbers_stay_open() {
    for &(number, known) in KNOWN {
        let open = open(number, known);
        let least = open.values().min().copied().unwrap_or(0);
        assert!(least >= 100, "{number} {known}: {least}");
    }
}

#[test]
fn a_country_before_the_number_counts_more_than_the_expected_one() {
    assert_eq!(parse("NL", "DE:36574261809").unwrap(), "DE:36574261809");
    assert_eq!(parse("", "DE:36574261809").unwrap(), "DE:36574261809");
    // Unless it was a label.
    assert_eq!(parse("JP", "NO: 6214 9832 0257").unwrap(), "JP:621498320257");
    assert_eq!(parse("", "XX:36574261809"), Err(IdentifierError::IdCountry));
    assert_eq!(parse("XX", "1"), Err(IdentifierError::IdCountry));
}

#[test]
fn a_number_without_its_century_has_a_day_of_that_century() {
    // 2000 was a leap year, 1900 was none.
    assert_eq!(parse("CN", "110105000229001"), Err(IdentifierError::IdDate));
    assert!(parse("CN", "110105040229001").is_ok());
}

#[test]
fn publishers_are_told_how_many_numbers_there_are() {
    for country in countries() {
        let space = space(country).unwrap();
        assert!(space.values >= 100.0 * space.reduced, "{country:?} {space:?}");
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Texts that look like the number of a vector, with slips.
    fn like_a_number() -> impl Strategy<Value = (String, String)> {
        let vectors = vectors();
        let letters = "[0-9A-Za-z+:. \\-\u{200e}٣３Ｘ号]{0,2}";
        (0..vectors.len(), 0usize..40, letters, any::<bool>()).prop_map(
            move |(index, at, put, remove)| {
                let row = &vectors[index].1;
                let mut text: Vec<char> = row[1].chars().collect();
                let at = at.min(text.len());
                text.splice(at..(at + usize::from(remove)).min(text.len()), put.chars());
                (row[0].clone(), text.into_iter().collect())
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn canonical_of_canonical_is_the_same((hint, text) in like_a_number(), other in 0usize..27) {
            if let Ok(once) = parse(&hint, &text) {
                let other = countries().nth(other).unwrap();
                let twice = canonical(&once, &Hints { country: Some(other) });
                prop_assert_eq!(twice.as_ref(), Ok(&once));
                prop_assert_eq!(parse("", &once), Ok(once.clone()));
                // The reduced form holds something, and less.
                let reduced = reduced(&once);
                prop_assert!(reduced.len() > 5 && reduced.len() < once.len());
            }
        }

        #[test]
        fn the_short_way_is_the_long_one((hint, text) in like_a_number(), changes in "[0-9]{24}") {
            let (named, number) = match split(&text) {
                Some(both) => both,
                None => (entry_of(hint.parse::<Country>().unwrap().0).unwrap(), text.as_str()),
            };
            let Ok(cleaned) = clean(number) else { return Ok(()) };
            the_short_way_is_right(named, cleaned.as_slice());
            // Other digits, and the check characters that fit them.
            let mut other = cleaned.as_slice().to_vec();
            let digits = other.iter_mut().zip(changes.bytes());
            digits.filter(|(c, _)| c.is_ascii_digit()).for_each(|(c, other)| *c = (*c + other % 3 - b'0') % 10 + b'0');
            let Some(at) = other.len().checked_sub(1) else { return Ok(()) };
            for last in (b'0'..=b'9').chain(b'A'..=b'Z') {
                other[at] = last;
                the_short_way_is_right(named, &other);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}|[A-Z]{2}:[0-9A-Z?+-]{0,30}|[0-9A-Zx().:號 -]{0,30}") {
            for country in countries() {
                let _ = canonical(&text, &Hints { country: Some(country) });
            }
            let _ = reduced(&text);
        }
    }
}
