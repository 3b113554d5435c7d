//! User names, and whatever else a publisher has.
//!
//! Canonical form of both: NFKC, lower-case, without invisible characters. A user name
//! has no white space and no `@` in front; in free text, white space is one space.
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
    Ok(name.to_owned())
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
    Ok(words.join(" "))
}
