//! A value of a row: a literal, or one of the expressions that dumps write it as.
//!
//! An expression that is not known is an empty field: it would say something else than
//! the text in it.
use std::io;
use std::mem;

use super::function::{replace, unistr};
use super::token::{Token, Tokens, cut};

/// Parts that an expression which is looked at may have.
const MOST_PARTS: usize = 100;

/// A part of an expression.
#[derive(Debug)]
pub(super) enum Part {
    Text(Vec<u8>),
    Word(Vec<u8>),
    Sign(u8),
}

impl Part {
    pub fn word(&self) -> Option<&[u8]> {
        if let Part::Word(word) = self { Some(word) } else { None }
    }

    pub fn text(&self) -> Option<&[u8]> {
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
        let is_known = match first {
            Token::Word if is_nothing(field) => {
                field.clear();
                true
            }
            Token::Word => is_plain(field),
            Token::Sign(_) => false,
            _ => true,
        };
        if !is_known {
            field.clear();
            tokens.count_unknown();
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
    match (parts.len() <= MOST_PARTS).then(|| evaluate(&parts)).flatten() {
        Some(text) => *field = text,
        None => tokens.count_unknown(),
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

fn is_nothing(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"null") || word.eq_ignore_ascii_case(b"default")
}

/// Tells whether a word is a number or a truth value. Other words are names.
fn is_plain(word: &[u8]) -> bool {
    let is_number = word.iter().any(u8::is_ascii_digit)
        && word.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E'))
        && !word.starts_with(b"e")
        && !word.starts_with(b"E");
    is_number || word.eq_ignore_ascii_case(b"true") || word.eq_ignore_ascii_case(b"false")
}

/// The text that an expression means; `None` if it is not known.
fn evaluate(parts: &[Part]) -> Option<Vec<u8>> {
    match parts {
        [Part::Text(text)] => Some(text.clone()),
        [Part::Word(word)] if is_nothing(word) => Some(Vec::new()),
        [Part::Word(word)] if is_plain(word) => Some(word.clone()),
        [Part::Sign(b'-'), Part::Word(number)] if is_plain(number) => {
            Some([b"-", &number[..]].concat())
        }
        // _binary 'text', DATE 'text'
        [Part::Word(before), Part::Text(text)] if is_prefix(before) => Some(text.clone()),
        // 'text' COLLATE name
        [value @ .., Part::Word(collate), Part::Word(_) | Part::Text(_)]
            if collate.eq_ignore_ascii_case(b"collate") =>
        {
            evaluate(value)
        }
        [Part::Word(function), Part::Sign(b'('), inner @ .., Part::Sign(b')')]
            if closes_at_end(inner) =>
        {
            match &function.to_ascii_lowercase()[..] {
                b"cast" | b"try_cast" => before(inner, |part| is_word(part, b"as")),
                b"convert" | b"try_convert" => convert(inner),
                b"unistr" => match inner {
                    [Part::Text(text)] => unistr(text),
                    _ => None,
                },
                b"replace" => replace(parts),
                _ => None,
            }
        }
        _ => {
            // 'text'::type(length), 1::type
            let at =
                parts.windows(2).position(|pair| pair.iter().all(|part| is_sign(part, b':')))?;
            let (value, rest) = (&parts[..at], &parts[at + 2..]);
            is_type(rest).then(|| evaluate(value)).flatten()
        }
    }
}

fn is_word(part: &Part, word: &[u8]) -> bool {
    part.word().is_some_and(|found| found.eq_ignore_ascii_case(word))
}

fn is_sign(part: &Part, sign: u8) -> bool {
    matches!(part, Part::Sign(found) if *found == sign)
}

/// Words before a string that say what it is.
fn is_prefix(word: &[u8]) -> bool {
    const PREFIXES: [&[u8]; 8] =
        [b"b", b"binary", b"n", b"date", b"time", b"timestamp", b"timestamptz", b"datetime"];
    word.starts_with(b"_") || PREFIXES.iter().any(|prefix| word.eq_ignore_ascii_case(prefix))
}

/// Tells whether a type is all that follows a value, and nothing is done to the value.
fn is_type(parts: &[Part]) -> bool {
    let is_at = |part: &Part| is_word(part, b"at") || is_word(part, b"and") || is_word(part, b"or");
    matches!(parts.first(), Some(Part::Word(_) | Part::Text(_)))
        && parts.iter().skip(1).all(|part| match part {
            Part::Word(_) => !is_at(part),
            Part::Sign(sign) => b"(),:[]".contains(sign),
            Part::Text(text) => text.is_empty(),
        })
}

/// Tells whether no parenthesis is closed that is not opened in these parts.
fn closes_at_end(parts: &[Part]) -> bool {
    let mut depth = 0i32;
    parts.iter().all(|part| {
        depth += i32::from(is_sign(part, b'(')) - i32::from(is_sign(part, b')'));
        depth >= 0
    })
}

/// The value before a part outside of parentheses.
fn before(parts: &[Part], is_end: impl Fn(&Part) -> bool) -> Option<Vec<u8>> {
    evaluate(&parts[..outside(parts, is_end)?])
}

/// Where the first such part outside of parentheses is.
fn outside(parts: &[Part], is_searched: impl Fn(&Part) -> bool) -> Option<usize> {
    let mut depth = 0usize;
    parts.iter().position(|part| {
        depth += usize::from(is_sign(part, b'('));
        depth -= usize::from(is_sign(part, b')') && depth > 0);
        depth == 0 && is_searched(part)
    })
}

/// MySQL's CONVERT('text' USING utf8) and CONVERT('text', type), SQL Server's
/// CONVERT(type, 'text').
fn convert(parts: &[Part]) -> Option<Vec<u8>> {
    if let Some(value) = before(parts, |part| is_word(part, b"using")) {
        return Some(value);
    }
    let comma = outside(parts, |part| is_sign(part, b','))?;
    let (one, other) = (&parts[..comma], &parts[comma + 1..]);
    match evaluate(one) {
        Some(value) => is_type(other).then_some(value),
        // A third argument says how digits are read.
        None => is_type(one).then(|| evaluate(other)).flatten(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::source::sql::dialect::Reading;

    #[test]
    fn literals_and_what_dumps_write_for_them() {
        for (sql, expected) in [
            ("'a'", "a"),
            ("12.50", "12.50"),
            ("- 3", "-3"),
            ("NULL", ""),
            ("default", ""),
            ("'null'", "null"),
            ("true", "true"),
            ("'a' COLLATE utf8_bin", "a"),
            ("$$a'b$$", "a'b"),
            ("CONVERT(nvarchar(80), N'a')", "a"),
            ("convert('a' using utf8mb4)", "a"),
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
            ("current_timestamp", ""),
            ("x.y", ""),
            ("@id", ""),
            ("'a' || other", ""),
            ("'a'::text || 'b'", ""),
            ("cast(concat('a', b) as text)", ""),
            ("upper 'a'", ""),
            ("'a' 'b'", ""),
            ("a = 'x'", ""),
            ("('a')", ""),
            ("1 + 1", ""),
        ] {
            for (end, is_last) in [(")", true), (",", false)] {
                let text = Cursor::new(format!("{sql}{end}"));
                let mut tokens = Tokens::new(Box::new(text), Reading::guess(b""));
                let mut field = b"before".to_vec();
                assert_eq!(read(&mut tokens, &mut field).unwrap(), is_last, "{sql}");
                assert_eq!(String::from_utf8(field).unwrap(), expected, "{sql}");
                let is_nothing = ["NULL", "", "default"].contains(&sql);
                let is_known = !expected.is_empty() || is_nothing;
                assert_eq!(tokens.unknown == 0, is_known, "{sql}");
            }
        }
    }
}
