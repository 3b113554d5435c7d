//! National ID numbers.
//!
//! Canonical form: the country, a colon, and the number in its current form,
//! without separators, all of it. Reduced form: without what a thief would want to
//! complete. The numbers of all countries are in one table; `shape`, `check` and the
//! masks read it.

mod check;
mod shape;
mod table;

use super::{Country, Hints, IdentifierError, fold};
use shape::Characters;
use table::{Entry, Form, TABLE};

/// Words before a number that are looked behind, as in "N.º de DNI 12345678 Z".
const MAX_LABEL_WORDS: usize = 6;

/// The countries whose numbers are understood.
pub fn countries() -> impl Iterator<Item = Country> {
    TABLE.iter().map(|entry| Country(entry.country))
}

/// Returns how many numbers a country has, where they are understood.
#[cfg(feature = "build")]
pub(crate) fn space(country: Country) -> Option<crate::privacy::Space> {
    entry_of(country.0).map(|entry| entry.space)
}

pub(super) fn canonical(text: &str, hints: &Hints) -> Result<String, IdentifierError> {
    if !text.contains(char::is_alphanumeric) {
        return Err(IdentifierError::Empty);
    }
    let hinted = hints.country.and_then(|country| entry_of(country.0));
    let Some((named, number)) = country_before(text) else {
        return read(hinted.ok_or(IdentifierError::IdCountry)?, text);
    };
    let result = read(named, number);
    match hinted {
        // "NO: 123": perhaps no country, but a label.
        Some(hinted) if result.is_err() => read(hinted, text).or(result),
        _ => result,
    }
}

/// Reduces a canonical number.
pub(super) fn reduced(canonical: &str) -> String {
    let mut reduced = String::with_capacity(canonical.len());
    if let (Some((entry, _)), Some((country, number))) =
        (country_before(canonical), canonical.split_once(':'))
    {
        reduced.push_str(country);
        reduced.push(':');
        let begin = reduced.len();
        for form in entry.forms {
            if reduce(form.mask, number, &mut reduced) {
                break;
            }
            reduced.truncate(begin);
        }
    }
    reduced
}

fn entry_of(country: [u8; 2]) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.country == country)
}

/// Takes off the country that stands before a canonical number.
fn country_before(text: &str) -> Option<(&'static Entry, &str)> {
    let text = text.trim_start_matches(|c| fold::is_separator(c) || is_quote(c));
    match *text.as_bytes() {
        // Three ASCII characters: the fourth begins one.
        [a, b, b':', ..] => entry_of([a, b]).map(|entry| (entry, text.get(3..).unwrap_or(""))),
        _ => None,
    }
}

/// Reads a number of a country, if need be behind a label.
fn read(entry: &Entry, text: &str) -> Result<String, IdentifierError> {
    let mut result = number(entry, text);
    let mut rest = text;
    for _ in 0..MAX_LABEL_WORDS {
        let Err(error @ (IdentifierError::Character | IdentifierError::IdLength)) = result else {
            break;
        };
        let Some(behind) = behind_label(entry, rest) else { break };
        rest = behind;
        result = number(entry, rest).map_err(|other| clearer(error, other));
    }
    result
}

/// Takes off the first word, if it holds no digit and cannot be part of a number:
/// it is in letters other than A to Z, or something separates it from what follows,
/// or it is the country's two letters.
fn behind_label<'a>(entry: &Entry, text: &'a str) -> Option<&'a str> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = text.find(|c: char| !c.is_alphabetic())?;
    let (word, rest) = text.split_at_checked(end)?;
    let stands_alone = !word.is_ascii()
        || !rest.starts_with(|c: char| fold::to_ascii(c).is_ascii_alphanumeric())
        || word.as_bytes().eq_ignore_ascii_case(&entry.country);
    (!word.is_empty() && stands_alone).then_some(rest)
}

/// Reads a number of a country in whichever of its shapes it fits.
fn number(entry: &Entry, text: &str) -> Result<String, IdentifierError> {
    let typed = typed(text)?;
    let mut error = IdentifierError::IdLength;
    for form in entry.forms {
        for shape in form.shapes.split(' ') {
            match shape::read(form, shape, typed.as_slice()) {
                Ok(number) => return Ok(spelled(entry, &number)),
                Err(other) => error = clearer(error, other),
            }
        }
    }
    Err(error)
}

/// Of two errors the one of the shape that fitted better.
fn clearer(one: IdentifierError, other: IdentifierError) -> IdentifierError {
    match (one, other) {
        (IdentifierError::IdLength, other) => other,
        (one, IdentifierError::IdLength) => one,
        // In the order of their checks: character, date, check character.
        (one, other) => one.max(other),
    }
}

fn spelled(entry: &Entry, number: &Characters) -> String {
    let mut canonical = String::with_capacity(3 + number.as_slice().len());
    // All are ASCII.
    canonical.extend(entry.country.map(char::from));
    canonical.push(':');
    canonical.push_str(std::str::from_utf8(number.as_slice()).unwrap_or_default());
    canonical
}

/// Returns what was typed in ASCII, upper-case, without what separates groups.
fn typed(text: &str) -> Result<Characters, IdentifierError> {
    let mut typed = Characters::new();
    for c in text.chars() {
        let c = fold::to_ascii(c);
        if c.is_ascii_alphanumeric() || c == '+' {
            if !typed.push(c.to_ascii_uppercase() as u8) {
                return Err(IdentifierError::IdLength);
            }
        } else if !(is_quote(c)
            || matches!(c, '.' | ',' | ':' | '/' | '(' | ')' | '_')
            || fold::is_separator(c))
        {
            return Err(IdentifierError::Character);
        }
    }
    Ok(typed)
}

/// Spreadsheets keep long numbers as text by an apostrophe before them.
fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '’' | '"')
}

/// Appends what a mask keeps of a number; tells whether the number is one of those
/// that it is for.
fn reduce(mask: &str, number: &str, reduced: &mut String) -> bool {
    // The block that was begun: what it is taken modulo, and its value so far.
    let mut block = (0, 0);
    let mut symbols = mask.bytes();
    let mut characters = number.bytes();
    loop {
        let (symbol, c) = (symbols.next(), characters.next());
        let modulus = match symbol {
            Some(digit @ b'2'..=b'9') => u32::from(digit - b'0'),
            _ => 0,
        };
        if block.0 != modulus {
            if block.0 != 0 {
                reduced.push(char::from(b'0' + (block.1 % block.0) as u8));
            }
            block = (modulus, 0);
        }
        match (symbol, c) {
            (None, None) => return true,
            (Some(b'='), Some(c)) => reduced.push(char::from(c)),
            (Some(b'@'), Some(c)) if c.is_ascii_uppercase() => reduced.push(char::from(c)),
            (Some(b'.'), Some(_)) => {}
            (Some(b'2'..=b'9'), Some(c @ b'0'..=b'9')) => {
                block.1 = block.1 * 10 + u32::from(c - b'0');
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests;
