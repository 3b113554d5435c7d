//! Folding of the characters that people and dumps mix up.

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

/// Tells whether a character has no width of its own: joiners, direction marks,
/// the byte order mark, the soft hyphen, variation selectors. They come along when
/// text is copied.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// Tells whether a character is a hyphen, dash or minus sign.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Tells whether a character only separates groups of digits.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || is_dash(c)
}
