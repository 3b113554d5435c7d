//! National ID numbers, so far those of China.
//!
//! Canonical form: the country, a colon, and the number in its current form.
//! Reduced form for China: without the check character, and of the three-digit
//! sequence number only its remainder by 8. Whoever knows a person's region and
//! birth date is left with 125 of 1,000 sequence numbers whatever the list says.
use super::{Country, Hints, IdentifierError, fold};
use crate::calendar;

pub(super) fn canonical(text: &str, hints: &Hints) -> Result<String, IdentifierError> {
    // Spreadsheets keep long numbers as text by an apostrophe before them.
    let text = text.trim_start_matches(|c| fold::is_separator(c) || matches!(c, '\'' | '’'));
    let text = text.strip_prefix("CN:").unwrap_or(text);
    let number: String = text
        .chars()
        .filter(|&c| !fold::is_separator(c))
        .map(|c| fold::to_ascii(c).to_ascii_uppercase())
        .collect();
    if number.is_empty() {
        return Err(IdentifierError::Empty);
    }
    match hints.country {
        Some(Country::CN) => Ok(format!("CN:{}", china(&number)?)),
        _ => Err(IdentifierError::IdCountry),
    }
}

/// Reduces a canonical number.
pub(super) fn reduced(canonical: &str) -> String {
    // "CN:" and 18 characters, of which the sequence number is the 15th to 17th.
    let (stem, tail) = canonical.split_at(3 + 14);
    let sequence = tail[..3].bytes().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
    format!("{stem}{}", sequence % 8)
}

/// Brings a resident ID number into its 18 characters and checks it (GB 11643-1999).
///
/// Numbers of 15 digits, given out until 1999, lack the century and the check
/// character; their holders were born in the 1900s. Regions are not checked: the
/// codes of GB/T 2260 changed often, and old numbers keep theirs.
fn china(number: &str) -> Result<String, IdentifierError> {
    if !number.is_ascii() {
        return Err(IdentifierError::Character);
    }
    let body = match number.len() {
        15 => format!("{}19{}", &number[..6], &number[6..]),
        18 => number[..17].to_owned(),
        _ => return Err(IdentifierError::IdLength),
    };
    if !body.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierError::Character);
    }
    let value = |range: std::ops::Range<usize>| {
        body[range].bytes().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
    };
    let year = value(6..10);
    if !(1850..2100).contains(&year) || !calendar::is_day(year, value(10..12), value(12..14)) {
        return Err(IdentifierError::IdDate);
    }
    let check = check_character(&body);
    match number.as_bytes().get(17) {
        Some(b'0'..=b'9' | b'X') | None => {}
        Some(_) => return Err(IdentifierError::Character),
    }
    if number.as_bytes().get(17).is_some_and(|&given| given != check) {
        return Err(IdentifierError::IdCheck);
    }
    Ok(format!("{body}{}", check as char))
}

/// The check character of 17 digits (ISO 7064, MOD 11-2).
fn check_character(digits: &str) -> u8 {
    let remainder = digits.bytes().fold(0, |p, digit| (p + u32::from(digit - b'0')) * 2 % 11);
    b"10X98765432"[remainder as usize % 11]
}
