//! User names, and whatever else a publisher has.
//!
//! Canonical form of both: NFKC, lower-case, without invisible characters. A user name
//! has no white space and no `@` in front; in free text, white space is one space.
//!
//! A phone or ID number is neither, though many people choose theirs for a user name:
//! these kinds stand alone in lists, and whoever tries all numbers would read it.
use super::{IdentifierError, Unicode, fold};

pub(super) fn username(text: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    let folded = fold::lower(text, unicode);
    let name = folded.trim_start_matches(|c: char| c.is_whitespace() || c == '@').trim_end();
    if name.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(IdentifierError::Character);
    }
    refuse_number(name)?;
    Ok(name.to_owned())
}

/// Digits of the shortest phone numbers; with one letter at most, as in ID numbers.
const DIGITS_OF_A_NUMBER: usize = 7;

fn refuse_number(text: &str) -> Result<(), IdentifierError> {
    let count = |is: fn(char) -> bool| text.chars().filter(|&c| is(c)).count();
    let is_number = count(char::is_numeric) >= DIGITS_OF_A_NUMBER && count(char::is_alphabetic) < 2;
    if is_number { Err(IdentifierError::OnlyNumber) } else { Ok(()) }
}

pub(super) fn text(text: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    let folded = fold::lower(text, unicode);
    let words: Vec<&str> = folded.split_whitespace().collect();
    if words.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if words.iter().any(|word| word.contains(char::is_control)) {
        return Err(IdentifierError::Character);
    }
    let text = words.join(" ");
    refuse_number(&text)?;
    Ok(text)
}
