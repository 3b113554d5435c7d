//! Folding of the characters that people and dumps mix up.
use super::Unicode;

/// Turns full-width forms and Arabic-Indic digits into the ASCII they stand for.
pub(super) fn to_ascii(c: char) -> char {
    match c {
        // Full-width forms, from Chinese and Japanese input methods.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{0660}'..='\u{0669}' => (b'0' + (c as u32 - 0x660) as u8) as char,
        '\u{06f0}'..='\u{06f9}' => (b'0' + (c as u32 - 0x6f0) as u8) as char,
        _ => c,
    }
}

/// Tells whether a character shows nothing of its own: joiners, direction marks, the
/// byte order mark, the soft hyphen, variation selectors, fillers. They come along
/// when text is copied. Source: Unicode's property `Default_Ignorable_Code_Point`.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Tells whether a character is a hyphen, dash or minus sign.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Tells whether a character only separates groups of digits.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || is_dash(c)
}

/// Takes off white space and invisible characters at both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || (!c.is_ascii() && is_invisible(c)))
}

/// Lower-case NFKC without invisible characters. Each character is lower-cased by
/// itself: what stands around it does not matter.
pub(super) fn lower(text: &str, unicode: &dyn Unicode) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    normal(text, unicode, |text| unicode.lower(text))
}

/// Upper-case NFKC without invisible characters.
pub(super) fn upper(text: &str, unicode: &dyn Unicode) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    normal(text, unicode, |text| unicode.upper(text))
}

fn normal(text: &str, unicode: &dyn Unicode, case: impl Fn(&str) -> String) -> String {
    let visible: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    // Twice, since changing the case can undo a normal form.
    unicode.nfkc(&case(&unicode.nfkc(&visible)))
}

/// The letters and digits of a number that is written in groups: without separators,
/// punctuation, quotes, and the apostrophe by which spreadsheets keep numbers as text; in
/// upper-case ASCII where there is such.
pub(super) fn compact(text: &str) -> String {
    text.chars()
        .filter(|&c| {
            !is_separator(c)
                && !matches!(c, '.' | ',' | '/' | '_' | '(' | ')' | '\'' | '’' | '"' | '“' | '”')
        })
        .map(|c| to_ascii(c).to_ascii_uppercase())
        .collect()
}

/// Takes off what was copied along in front: `Tel.: …`, `身份证号：…`.
///
/// A label is letters up to a colon. Two capitals with the colon and no space are a
/// country (`CN:…`), which is part of a national ID.
pub(super) fn without_label(text: &str) -> &str {
    let Some((label, rest)) = text.split_once([':', '\u{ff1a}', '\u{fe55}', '\u{fe13}']) else {
        return text;
    };
    let label = trim(label);
    let can_stand = |c: char| {
        c.is_alphabetic()
            || is_separator(c)
            || matches!(c, '.' | '_' | '/' | '(' | ')' | '（' | '）' | '*')
    };
    let is_country = label.len() == 2
        && label.bytes().all(|b| b.is_ascii_uppercase())
        && !rest.starts_with(char::is_whitespace);
    let is_label = label.len() <= MAX_LABEL
        && label.contains(char::is_alphabetic)
        && label.chars().all(can_stand)
        && !is_country;
    if is_label { rest } else { text }
}

/// Takes off what stands around a number but is no part of it.
pub(super) fn without_affixes(text: &str) -> &str {
    // Most have neither, and no character that one of them could begin with.
    let is_clean = |byte: u8| byte.is_ascii() & (byte != b':') & (byte != b'.');
    if text.bytes().fold(true, |all, byte| all & is_clean(byte)) {
        return text;
    }
    without_fraction(without_label(text))
}

/// Takes off the `.0` that programs for tables put behind a number whose column has gaps.
fn without_fraction(text: &str) -> &str {
    let trimmed = trim(text);
    let whole = trimmed.strip_suffix(".0");
    whole.filter(|whole| whole.bytes().all(|b| b.is_ascii_digit())).unwrap_or(text)
}

/// Longest label, in bytes.
const MAX_LABEL: usize = 48;

/// Leaves out `count` characters before the last `tail` ones, or the first that may be
/// left out where there are fewer: the first character always stays.
pub(super) fn without_middle(text: &str, count: usize, tail: usize) -> String {
    let length = text.chars().count();
    let start = length.saturating_sub(count + tail).max(1);
    let middle = start..start + count;
    text.chars().enumerate().filter(|(i, _)| !middle.contains(i)).map(|(_, c)| c).collect()
}
