//! Registrations of vehicles.
//!
//! Canonical form: NFKC, upper-case, 4 to 12 letters of any script and digits, without
//! separators. Greek and Cyrillic letters that look like Latin ones are Latin ones: the
//! countries that write in these scripts use only such letters, so that the plates can be
//! read abroad (Convention on Road Traffic, annex 2), and people type either. Reduced
//! form: without the four characters before the last two, which is what is hidden where
//! plates are shown; at least three of them are not fixed by place or age.
use super::{IdentifierError, Unicode, fold};

/// Letters of other scripts, each before the Latin one that it looks like.
const LOOK_ALIKES: &str = "АAВBЕEІIКKМMНHОOРPСCТTУYХXΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX";

pub(super) fn canonical(text: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    let folded = fold::upper(text, unicode);
    let is_part = |c: char| {
        // The middle dot stands behind the province in China.
        !fold::is_separator(c)
            && !matches!(c, '.' | '/' | '·' | '•' | '・' | '‧' | '∙' | '\'' | '’' | '"')
    };
    let number: String =
        folded.chars().filter(|&c| is_part(c)).map(|c| latin(fold::to_ascii(c))).collect();
    // Marks that a separator kept apart have an order of their own.
    let number = if number.is_ascii() { number } else { unicode.nfkc(&number) };
    if number.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if !number.chars().all(char::is_alphanumeric) {
        return Err(IdentifierError::Character);
    }
    if !(4..=12).contains(&number.chars().count()) {
        return Err(IdentifierError::Length);
    }
    Ok(number)
}

pub(super) fn reduced(canonical: &str) -> String {
    fold::without_middle(canonical, 4, 2)
}

fn latin(letter: char) -> char {
    let mut rest = LOOK_ALIKES.chars();
    match rest.position(|c| c == letter) {
        Some(i) if i % 2 == 0 => rest.next().unwrap_or(letter),
        _ => letter,
    }
}
