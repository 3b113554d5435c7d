//! PostgreSQL's COPY: lines of fields that tabs part, up to `\.`.
use std::io;

use super::token::{Tokens, control, cut};

/// Reads a row; `false` after the last.
pub(super) fn row(tokens: &mut Tokens, fields: &mut Vec<Vec<u8>>) -> io::Result<bool> {
    tokens.begin_row();
    if !tokens.line()? {
        return Err(cut());
    }
    if tokens.text == b"\\." {
        return Ok(false);
    }
    let mut count = 0;
    for text in tokens.text.split(|&byte| byte == b'\t') {
        if fields.len() == count {
            fields.push(Vec::new());
        }
        fields[count].clear();
        if text != b"\\N" {
            unescape(text, &mut fields[count]);
        }
        count += 1;
    }
    fields.truncate(count);
    Ok(true)
}

/// Goes to the line after the last row, where there are no more.
pub(super) fn skip(tokens: &mut Tokens) -> io::Result<bool> {
    loop {
        tokens.begin_row();
        if !tokens.line()? {
            return Err(cut());
        }
        if tokens.text == b"\\." {
            return Ok(false);
        }
    }
}

fn unescape(mut text: &[u8], field: &mut Vec<u8>) {
    while let Some(at) = memchr::memchr(b'\\', text) {
        field.extend_from_slice(&text[..at]);
        text = &text[at + 1..];
        let digits = |from: usize, most: usize, radix: u32| {
            let digits = text[from.min(text.len())..].iter().take(most);
            let digits = digits.map_while(|&byte| char::from(byte).to_digit(radix));
            digits.fold((0, from), |(number, end), digit| (number * radix + digit, end + 1))
        };
        let (byte, length) = match text.first() {
            None => (b'\\', 0),
            Some(b'0'..=b'7') => {
                let (number, length) = digits(0, 3, 8);
                (number as u8, length)
            }
            Some(b'x') if digits(1, 2, 16).1 > 1 => {
                let (number, length) = digits(1, 2, 16);
                (number as u8, length)
            }
            Some(&other) => (control(other).unwrap_or(other), 1),
        };
        field.push(byte);
        text = &text[length..];
    }
    field.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_the_text_format() {
        for (text, expected) in [
            (r"a\tb\\c", &b"a\tb\\c"[..]),
            (r"\101\x42\x4g\q", b"AB\x04gq"),
            (r"\", b"\\"),
            (r"plain", b"plain"),
            (r"\x", b"x"),
        ] {
            let mut field = Vec::new();
            unescape(text.as_bytes(), &mut field);
            assert_eq!(field, expected, "{text}");
        }
    }
}
