//! National ID numbers.
//!
//! Canonical form: the country, a colon, and the number in its current form,
//! without separators, all of it. Reduced form: without what a thief would want to
//! complete. The numbers of all countries are in one table; `shape`, `check` and the
//! masks read it.

mod check;
#[cfg(not(target_arch = "wasm32"))]
mod compiled;
#[cfg(not(target_arch = "wasm32"))]
mod quick;
mod shape;
mod table;

use super::forms::Forms;
use super::{Country, Hints, IdentifierError, fold};
use shape::{Characters, MAX_LEN};
use table::{Entry, Form, TABLE};

/// Words before a number that are looked behind, as in "N.º de DNI 12345678 Z".
const MAX_LABEL_WORDS: usize = 6;

/// The countries whose numbers are understood.
pub fn countries() -> impl Iterator<Item = Country> {
    TABLE.iter().filter_map(|entry| entry.prefix.get(..2)?.parse().ok())
}

/// Returns how many numbers a country has, where they are understood.
#[cfg(feature = "build")]
pub(crate) fn space(country: Country) -> Option<crate::privacy::Space> {
    entry_of(country.0).map(|entry| entry.space)
}

/// Writes the canonical form of a number, and its reduced form.
pub(super) fn write(text: &str, hints: &Hints, out: &mut Forms) -> Result<(), IdentifierError> {
    let hinted = hints.country.and_then(|country| entry_of(country.0));
    // Most numbers are clean, or have nothing but separators.
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(entry) = hinted
        && quick::write(entry, text.as_bytes(), out)
            .or_else(|| quick::write(entry, quick::clean(text)?.as_slice(), out))
            .is_some()
    {
        return Ok(());
    }
    if !text.contains(char::is_alphanumeric) {
        return Err(IdentifierError::Empty);
    }
    let text = text.trim_start_matches(|c| fold::is_separator(c) || is_quote(c));
    let Some((named, number)) = split(text) else {
        return read(hinted.ok_or(IdentifierError::IdCountry)?, text, out);
    };
    let result = read(named, number, out);
    match hinted {
        // "NO: 123": perhaps no country, but a label.
        Some(hinted) if result.is_err() => read(hinted, text, out).or(result),
        _ => result,
    }
}

#[cfg(target_arch = "wasm32")]
fn entry_of(country: [u8; 2]) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.prefix.as_bytes().first_chunk() == Some(&country))
}

/// The same without a search: publishers look for each number.
#[cfg(not(target_arch = "wasm32"))]
fn entry_of([a, b]: [u8; 2]) -> Option<&'static Entry> {
    const PLACES: [u8; 26 * 26] = {
        let mut places = [u8::MAX; 26 * 26];
        let mut i = 0;
        while i < TABLE.len() {
            let prefix = TABLE[i].prefix.as_bytes();
            places[(prefix[0] - b'A') as usize * 26 + (prefix[1] - b'A') as usize] = i as u8;
            i += 1;
        }
        places
    };
    if !a.is_ascii_uppercase() || !b.is_ascii_uppercase() {
        return None;
    }
    let place = PLACES.get(usize::from(a - b'A') * 26 + usize::from(b - b'A'))?;
    TABLE.get(usize::from(*place))
}

/// Splits text that begins as a canonical number does.
fn split(text: &str) -> Option<(&'static Entry, &str)> {
    match *text.as_bytes() {
        // Three ASCII characters: the fourth begins one.
        [a, b, b':', ..] => Some((entry_of([a, b])?, text.get(3..)?)),
        _ => None,
    }
}

/// Reads a number of a country, if need be behind a label.
fn read(entry: &Entry, text: &str, out: &mut Forms) -> Result<(), IdentifierError> {
    let mut result = number(entry, text, out);
    let mut rest = text;
    for _ in 0..MAX_LABEL_WORDS {
        let Err(error @ (IdentifierError::Character | IdentifierError::Length)) = result else {
            break;
        };
        let Some(behind) = behind_label(entry, rest) else { break };
        rest = behind;
        result = number(entry, rest, out).map_err(|other| clearer(error, other));
    }
    result
}

/// Takes off the first word, if it holds no digit and is hardly part of a number: it
/// is in letters other than A to Z, or has several and something separates it from
/// what follows, or is an initial with its dot, or is the country's two letters.
fn behind_label<'a>(entry: &Entry, text: &'a str) -> Option<&'a str> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = text.find(|c: char| !c.is_alphabetic())?;
    let (word, rest) = text.split_at_checked(end)?;
    let is_followed = rest.starts_with(|c: char| fold::to_ascii(c).is_ascii_alphanumeric());
    let is_initial = rest.strip_prefix('.').is_some_and(|rest| !rest.starts_with(char::is_numeric));
    let is_label = !word.is_ascii()
        || (word.len() > 1 && !is_followed)
        || is_initial
        || word.eq_ignore_ascii_case(entry.prefix.get(..2).unwrap_or_default());
    (!word.is_empty() && is_label).then_some(rest)
}

/// Reads a number of a country in whichever of its shapes it fits.
fn number(entry: &Entry, text: &str, out: &mut Forms) -> Result<(), IdentifierError> {
    let cleaned = clean(text)?;
    #[cfg(not(target_arch = "wasm32"))]
    if quick::write(entry, cleaned.as_slice(), out).is_some() {
        return Ok(());
    }
    any_number(entry, cleaned.as_slice(), out)
}

/// Reads a cleaned number in whichever of its country's shapes it fits.
fn any_number(entry: &Entry, typed: &[u8], out: &mut Forms) -> Result<(), IdentifierError> {
    let mut error = IdentifierError::Length;
    for form in entry.forms {
        for shape in form.shapes {
            match shape::read(form, shape, typed) {
                // Most are in their canonical form, which text is known to be text.
                Ok(number) => {
                    write_forms(entry, number.as_slice(), out);
                    return Ok(());
                }
                // Where a zero makes no date, what is missing is no zero.
                Err(IdentifierError::IdDate) if shape.starts_with(">0") => {}
                Err(other) => error = clearer(error, other),
            }
        }
    }
    Err(error)
}

/// Writes both forms of a number in its current form.
fn write_forms(entry: &Entry, number: &[u8], out: &mut Forms) {
    let mut reduced = [0; MAX_LEN];
    let reduce = |form: &Form| reduce(form.mask.as_bytes(), number, &mut reduced);
    let len = entry.forms.iter().find_map(reduce).unwrap_or(0);
    out.push(entry.prefix.as_bytes());
    out.push(number);
    out.end_canonical();
    out.push(entry.prefix.as_bytes());
    out.push(reduced.get(..len).unwrap_or_default());
}

/// Of two errors the one of the shape that fitted better.
fn clearer(one: IdentifierError, other: IdentifierError) -> IdentifierError {
    match (one, other) {
        (IdentifierError::Length, other) => other,
        (one, IdentifierError::Length) => one,
        // In the order of their checks: character, date, check character.
        (one, other) => one.max(other),
    }
}

/// Returns what was typed in ASCII, upper-case, without what separates groups.
fn clean(text: &str) -> Result<Characters, IdentifierError> {
    let mut clean = Characters::new();
    for c in text.chars() {
        let c = match c {
            // China's X is the Roman ten, and typed as whatever looks like it.
            '×' | 'Ⅹ' | 'ⅹ' | 'Х' | 'х' => 'X',
            c => fold::to_ascii(c),
        };
        if c.is_ascii_alphanumeric() || c == '+' {
            if !clean.push(c.to_ascii_uppercase() as u8) {
                return Err(IdentifierError::Length);
            }
        } else if !(is_quote(c)
            || matches!(c, '.' | ',' | ':' | '/' | '(' | ')' | '_')
            || fold::is_separator(c))
        {
            return Err(IdentifierError::Character);
        }
    }
    Ok(clean)
}

/// Spreadsheets keep long numbers as text by an apostrophe before them.
fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '’' | '"')
}

/// Writes what a mask keeps of a number, and returns how many characters that are, if
/// the number is one of those it is for.
fn reduce(mask: &[u8], number: &[u8], kept: &mut [u8]) -> Option<usize> {
    if mask.len() != number.len() {
        return None;
    }
    let mut len = 0;
    let mut keep = |c| -> Option<()> {
        *kept.get_mut(len)? = c;
        len += 1;
        Some(())
    };
    // Of the block that was begun: its symbol, and its value so far.
    let mut block = (0, 0);
    for (&symbol, &c) in mask.iter().zip(number) {
        if symbol != block.0 {
            remainder(block).map_or(Some(()), &mut keep)?;
            block = (symbol, 0);
        }
        match symbol {
            b'.' => {}
            b'=' => keep(c)?,
            b'@' if c.is_ascii_uppercase() => keep(c)?,
            b'2'..=b'9' if c.is_ascii_digit() => block.1 = block.1 * 10 + u32::from(c - b'0'),
            _ => return None,
        }
    }
    remainder(block).map_or(Some(()), keep)?;
    Some(len)
}

/// What is kept of a block of digits.
fn remainder((symbol, value): (u8, u32)) -> Option<u8> {
    matches!(symbol, b'2'..=b'9').then(|| b'0' + (value % u32::from(symbol - b'0')) as u8)
}

#[cfg(test)]
mod tests;
