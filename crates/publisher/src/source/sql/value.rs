//! A value of a row: a literal, or one of the expressions that dumps write it as.
//!
//! An expression that is not known is an empty field: it would say something else than
//! the text in it.
use std::io;
use std::mem;

use super::token::{Token, Tokens, cut};

/// Parts that an expression which is looked at may have.
const MOST_PARTS: usize = 100;

/// A part of an expression.
#[derive(Debug)]
enum Part {
    Text(Vec<u8>),
    Word(Vec<u8>),
    Sign(u8),
}

impl Part {
    fn word(&self) -> Option<&[u8]> {
        if let Part::Word(word) = self { Some(word) } else { None }
    }

    fn text(&self) -> Option<&[u8]> {
        if let Part::Text(text) = self { Some(text) } else { None }
    }
}

/// Reads a value into its field, and tells whether it is the row's last.
pub(super) fn read(tokens: &mut Tokens, field: &mut Vec<u8>) -> io::Result<bool> {
    field.clear();
    let first = tokens.next()?;
    if let Token::Sign(b',' | b')') = first {
        return Ok(first == Token::Sign(b')'));
    }
    // Nearly all values are one token.
    mem::swap(field, &mut tokens.text);
    let second = tokens.next()?;
    if let Token::Sign(b',' | b')') = second {
        let is_nothing =
            [&b"null"[..], b"default"].iter().any(|word| field.eq_ignore_ascii_case(word));
        if matches!(first, Token::Sign(_)) || (first == Token::Word && is_nothing) {
            field.clear();
        }
        return Ok(second == Token::Sign(b')'));
    }
    let mut parts = vec![part(first, mem::take(field))?];
    tokens.give_back();
    let mut depth = usize::from(first == Token::Sign(b'('));
    let is_last = loop {
        let token = tokens.next()?;
        match token {
            Token::Sign(b')') if depth == 0 => break true,
            Token::Sign(b',') if depth == 0 => break false,
            Token::Sign(b'(') => depth += 1,
            Token::Sign(b')') => depth -= 1,
            _ => {}
        }
        let part = part(token, mem::take(&mut tokens.text))?;
        if parts.len() <= MOST_PARTS {
            parts.push(part);
        }
    };
    if parts.len() <= MOST_PARTS {
        *field = evaluate(&parts).unwrap_or_default();
    }
    Ok(is_last)
}

fn part(token: Token, text: Vec<u8>) -> io::Result<Part> {
    Ok(match token {
        Token::String | Token::Quoted | Token::Bytes => Part::Text(text),
        Token::Word => Part::Word(text),
        Token::Sign(sign) => Part::Sign(sign),
        Token::End => return Err(cut()),
    })
}

/// The text that an expression means; `None` if it is not known.
fn evaluate(parts: &[Part]) -> Option<Vec<u8>> {
    let mut texts = parts.iter().filter_map(Part::text);
    let one_text = || {
        let mut texts = parts.iter().filter_map(Part::text);
        texts.next().filter(|_| texts.next().is_none()).map(<[u8]>::to_vec)
    };
    match parts {
        [Part::Sign(b'-'), Part::Word(number)] => Some([b"-", &number[..]].concat()),
        [Part::Word(function), Part::Sign(b'('), rest @ ..] => {
            match &function.to_ascii_lowercase()[..] {
                b"cast" | b"convert" | b"try_cast" => {
                    one_text().or_else(|| rest.first()?.word().map(<[u8]>::to_vec))
                }
                b"unistr" => unistr(texts.next()?),
                b"replace" => replace(parts),
                _ => None,
            }
        }
        // _binary 'text', DATE 'text', 'text'::type, 'text' COLLATE name
        _ if !parts.iter().any(|part| matches!(part, Part::Sign(b'('))) => {
            one_text().or_else(|| {
                // 1::type
                let [Part::Word(number), Part::Sign(b':'), ..] = parts else { return None };
                Some(number.clone())
            })
        }
        // 'text'::type(length)
        [Part::Text(text), Part::Sign(b':'), ..] => Some(text.clone()),
        _ => None,
    }
}

/// SQLite's replace(replace('text', '\r', char(13)), '\n', char(10)).
fn replace(parts: &[Part]) -> Option<Vec<u8>> {
    let mut texts = parts.iter().filter_map(Part::text);
    let mut text = texts.next()?.to_vec();
    let words = || parts.iter().filter_map(Part::word);
    let is_known = |word: &[u8]| {
        word.eq_ignore_ascii_case(b"replace")
            || word.eq_ignore_ascii_case(b"char")
            || word.iter().all(u8::is_ascii_digit)
    };
    if !words().all(is_known) {
        return None;
    }
    let mut codes = words().filter(|word| word.iter().all(u8::is_ascii_digit));
    for from in texts {
        let to: u8 = std::str::from_utf8(codes.next()?).ok()?.parse().ok()?;
        let mut replaced = Vec::with_capacity(text.len());
        let mut rest = &text[..];
        while let Some(at) = memchr::memmem::find(rest, from).filter(|_| !from.is_empty()) {
            replaced.extend_from_slice(&rest[..at]);
            replaced.push(to);
            rest = &rest[at + from.len()..];
        }
        replaced.extend_from_slice(rest);
        text = replaced;
    }
    codes.next().is_none().then_some(text)
}

/// SQLite's unistr('text'): \XXXX, \uXXXX, \+XXXXXX, \UXXXXXXXX, and \\ for a backslash.
fn unistr(text: &[u8]) -> Option<Vec<u8>> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        result.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let (start, digits) = match rest.first()? {
            b'\\' => {
                result.push(b'\\');
                rest = &rest[1..];
                continue;
            }
            b'u' => (1, 4),
            b'U' => (1, 8),
            b'+' => (1, 6),
            _ => (0, 4),
        };
        let hex = std::str::from_utf8(rest.get(start..start + digits)?).ok()?;
        let character = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
        result.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[start + digits..];
    }
    result.extend_from_slice(rest);
    Some(result)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::source::sql::token::Escapes;

    #[test]
    fn literals_and_what_dumps_write_for_them() {
        for (sql, expected) in [
            ("'a'", "a"),
            ("12.50", "12.50"),
            ("- 3", "-3"),
            ("NULL", ""),
            ("'null'", "null"),
            ("", ""),
            ("_binary 'a'", "a"),
            ("DATE '1990-12-31'", "1990-12-31"),
            ("'a'::character varying(20)", "a"),
            ("13800138000::numeric", "13800138000"),
            ("CAST(N'a''b' AS NVarChar(80))", "a'b"),
            ("CAST(5.00 AS Decimal(10, 2))", "5.00"),
            (r"replace(replace('a\r\nb\','\r',char(13)),'\n',char(10))", "a\r\nb\\"),
            (r"unistr('a\u000ab\\\00e9')", "a\nb\\\u{e9}"),
            // Of these nobody knows what they give.
            ("md5('a')", ""),
            ("now()", ""),
            ("concat('a', 'b')", ""),
            ("replace('a', 'a', upper(7))", ""),
            (r"unistr('\zzzz')", ""),
            ("('a')", ""),
            ("1 + 1", ""),
        ] {
            for (end, is_last) in [(")", true), (",", false)] {
                let text = Cursor::new(format!("{sql}{end}"));
                let mut tokens = Tokens::new(Box::new(text), Escapes::No);
                let mut field = b"before".to_vec();
                assert_eq!(read(&mut tokens, &mut field).unwrap(), is_last, "{sql}");
                assert_eq!(String::from_utf8(field).unwrap(), expected, "{sql}");
            }
        }
    }
}
