//! From text to digits: separators, digits of other scripts, labels, extensions.
use super::digits::Digits;
use crate::identifier::{IdentifierError, fold};

/// What the text of a number holds.
pub(super) struct Scanned {
    pub(super) digits: Digits,
    /// Whether a `+` stood before them.
    pub(super) has_plus: bool,
    /// Where the 0 of a `(0)` is among the digits.
    bracketed_zero: Option<usize>,
}

impl Scanned {
    /// If there is a `(0)`, returns the number without it.
    pub(super) fn without_bracketed_zero(&self) -> Option<Scanned> {
        let digits = self.digits.without(self.bracketed_zero?);
        Some(Scanned { digits, has_plus: self.has_plus, bracketed_zero: None })
    }
}

/// Takes the digits out of a text.
pub(super) fn scan(text: &str) -> Result<Scanned, IdentifierError> {
    match plain(text) {
        Err(IdentifierError::Character) => plain(bare(&folded(text))?.as_str()),
        result => result,
    }
}

/// Takes the digits out of ASCII text that holds nothing but one number.
fn plain(text: &str) -> Result<Scanned, IdentifierError> {
    let mut digits = Digits::EMPTY;
    let mut has_plus = false;
    let mut bracketed_zero = None;
    let bytes = text.as_bytes();
    for (i, byte) in bytes.iter().enumerate() {
        match byte {
            // By far the most.
            b'0'..=b'9' => {
                if !digits.push(*byte) {
                    return Err(too_long(&bytes[i..]));
                }
            }
            b'+' if digits.as_bytes().is_empty() && !has_plus => has_plus = true,
            b'(' if bytes[i..].starts_with(b"(0)") => {
                bracketed_zero = Some(digits.as_bytes().len());
            }
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' | b'[' | b']' | b'\t'..=b'\r' => {}
            _ => return Err(IdentifierError::Character),
        }
    }
    if digits.as_bytes().is_empty() {
        return Err(IdentifierError::Empty);
    }
    Ok(Scanned { digits, has_plus, bracketed_zero })
}

/// What is wrong with a text that has too many digits, by what follows them.
fn too_long(rest: &[u8]) -> IdentifierError {
    if rest.is_ascii() { IdentifierError::PhoneLength } else { IdentifierError::Character }
}

/// Zeros of scripts whose digits people type, besides those that `fold` knows: N'Ko,
/// Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam,
/// Thai, Lao, Tibetan, Burmese, Khmer. Their nine other digits follow (Unicode, Nd).
const ZEROS: [char; 15] = [
    '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}',
];

/// Brings digits and separators into ASCII, letters into lower case.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|&c| !fold::is_invisible(c))
        .map(|c| match fold::to_ascii(c) {
            c if c.is_ascii() => c.to_ascii_lowercase(),
            // The katakana long mark and tildes stand for dashes too.
            c if fold::is_dash(c) || matches!(c, 'ー' | '〜' | '∼' | '⁓') => '-',
            c if c.is_whitespace() => ' ',
            c => ZEROS
                .iter()
                .find_map(|&zero| (c as u32).checked_sub(zero as u32).filter(|&n| n < 10))
                .map_or(c, |value| (b'0' + value as u8) as char),
        })
        .collect()
}

/// Takes label and extension off: `tel: 021 6123 4567 ext. 12`.
fn bare(text: &str) -> Result<String, IdentifierError> {
    let begins = |c: char| c.is_ascii_digit() || c == '+';
    let Some(begin) = text.find(begins) else {
        let is_empty = !text.chars().any(char::is_alphanumeric);
        return Err(if is_empty { IdentifierError::Empty } else { IdentifierError::Character });
    };
    let (label, number) = text.split_at(begin);
    // "8~10 44 ...": the tone to wait for.
    let number = match number.split_once('~') {
        Some((begin, rest)) if begin.len() < 3 => &[begin, rest].concat(),
        _ => number,
    };
    if !is_label(label) {
        return Err(IdentifierError::Character);
    }
    // RFC 3966: "tel:7042;phone-context=+1-555", "tel:+44-20-7946-0000;ext=12".
    let (number, parameters) = number.split_once(';').unwrap_or((number, ""));
    let context = parameters.split(';').find_map(|p| p.strip_prefix("phone-context=+"));
    let number = without_extension(number);
    // A full stop or bracket at the end; what hides digits is no end.
    let number = number.trim_end_matches(|c: char| !c.is_alphanumeric() && !"*#+".contains(c));
    // The bracket of "(0)30" counts.
    let bracket = if label.ends_with('(') { "(" } else { "" };
    match context {
        Some(context) if !number.starts_with('+') => Ok(["+", context, number].concat()),
        _ => Ok([bracket, number].concat()),
    }
}

/// Tells whether text before a number only names it. A letter right before the digits
/// would be part of the number, but for those of scripts that set no spaces.
fn is_label(label: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic() && (c as u32) < 0x2e80;
    !label.contains(['*', '#']) && !label.trim_end_matches('(').ends_with(is_word)
}

/// What stands before an extension, the longest first of those that begin alike.
const EXTENSIONS: [&str; 22] = [
    "extensión",
    "extensio\u{301}n",
    "extension",
    "extn",
    "ext",
    "xtn",
    "xt",
    "x",
    "anexo",
    "доб",
    "int",
    "#",
    "~",
    ",",
    "分机号",
    "分机",
    "分機",
    "转",
    "轉",
    "內線",
    "内線",
    "내선",
];

/// Cuts an extension off, if all that follows the number is one.
fn without_extension(text: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || " -.()/[]+".contains(c);
    let Some(end) = text.find(|c| !is_number(c)) else { return text };
    let (number, rest) = text.split_at(end);
    let is_separator = |c: char| " ,.:-".contains(c) || c == '：';
    let rest = rest.trim_start_matches([' ', ',']);
    let label = EXTENSIONS.iter().find(|label| rest.starts_with(**label));
    let digits = rest[label.map_or(0, |label| label.len())..].trim_start_matches(is_separator);
    let digits = digits.trim_end_matches(['#', ' ', ')']);
    let is_extension = (1..=20).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        // "6123 4567,8": only a comma.
        && (label.is_some() || text[end..].starts_with(','));
    // What comes before must be a number of its own.
    let count = number.bytes().filter(u8::is_ascii_digit).count();
    if is_extension && count >= 3 { number } else { text }
}
