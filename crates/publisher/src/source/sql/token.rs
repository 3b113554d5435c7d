//! The words, strings and signs of SQL.
use std::io::{self, Read};

use super::dialect::{Dialect, Escapes, Reading};
use crate::source::fault::{Fault, MOST_BYTES};

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 18;

/// What was read last; its text is in [`Tokens::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Letters, digits and what may stand between them, without quotes.
    Word,
    /// A name in quotes, or, for MySQL, a string.
    Quoted,
    /// A string, without its quotes and escapes.
    String,
    /// Bytes in hexadecimal digits, which were read.
    Bytes,
    /// Any other character.
    Sign(u8),
    /// The text's end.
    End,
}

/// Reads tokens.
pub(super) struct Tokens {
    reader: Box<dyn Read + Send>,
    escapes: Escapes,
    /// Whose SQL it is, if that is known.
    pub dialect: Option<Dialect>,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    line: u64,
    /// The line on which the row begins.
    pub row: u64,
    /// Bytes that the row may still have.
    left: usize,
    /// Whether strings are of use; between statements they are passed over.
    pub keeps_strings: bool,
    /// The last token's text.
    pub text: Vec<u8>,
    last: Token,
    is_given_back: bool,
    /// Whether the last token is the first one on its line.
    pub is_first: bool,
    /// Values that are expressions of which nobody knows what they give, and the line of
    /// the first.
    pub unknown: u64,
    pub unknown_line: u64,
}

impl Tokens {
    pub fn new(reader: Box<dyn Read + Send>, reading: Reading) -> Self {
        Tokens {
            reader,
            escapes: reading.escapes,
            dialect: reading.dialect,
            buffer: vec![0; BUFFER],
            at: 0,
            end: 0,
            line: 1,
            row: 1,
            left: MOST_BYTES,
            keeps_strings: true,
            text: Vec::new(),
            last: Token::End,
            is_given_back: false,
            is_first: true,
            unknown: 0,
            unknown_line: 0,
        }
    }

    /// Counts a value that is an expression which is not understood.
    pub fn count_unknown(&mut self) {
        self.unknown += 1;
        if self.unknown == 1 {
            self.unknown_line = self.line;
        }
    }

    /// Begins a row, or what is no row and may be as long.
    pub fn begin_row(&mut self) {
        self.left = MOST_BYTES;
        self.row = self.line;
    }

    /// What comes next: at least so many bytes (at most 4), but at the text's end.
    fn ahead(&mut self, least: usize) -> io::Result<&[u8]> {
        while self.end - self.at < least {
            self.buffer.copy_within(self.at..self.end, 0);
            self.end -= self.at;
            self.at = 0;
            let read = match self.reader.read(&mut self.buffer[self.end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            if read == 0 {
                break;
            }
            self.end += read;
        }
        Ok(&self.buffer[self.at..self.end])
    }

    /// Goes on by bytes that are ahead.
    fn pass(&mut self, count: usize) {
        let passed = &self.buffer[self.at..self.at + count];
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.at += count;
    }

    /// Adds bytes that are ahead to the text, and goes on.
    fn take(&mut self, count: usize) -> io::Result<()> {
        self.left = self.left.checked_sub(count).ok_or(Fault::LongRow)?;
        self.text.extend_from_slice(&self.buffer[self.at..self.at + count]);
        self.pass(count);
        Ok(())
    }

    /// Goes on to what a search finds in what is ahead, adding what is before to the text
    /// if it is kept. `false` if it is not found up to the end.
    fn to(&mut self, find: impl Fn(&[u8]) -> Option<usize>, is_kept: bool) -> io::Result<bool> {
        loop {
            let ahead = self.ahead(1)?;
            let (count, found) = match find(ahead) {
                Some(at) => (at, true),
                None => (ahead.len(), false),
            };
            if count == 0 && !found {
                return Ok(false);
            }
            if is_kept {
                self.take(count)?;
            } else {
                self.pass(count);
            }
            if found {
                return Ok(true);
            }
        }
    }

    /// The rest of the line, without its end, as the text; `false` at the end.
    pub fn line(&mut self) -> io::Result<bool> {
        self.text.clear();
        let is_more = !self.ahead(1)?.is_empty();
        if self.to(|ahead| memchr::memchr(b'\n', ahead), true)? {
            self.pass(1);
        }
        if self.text.last() == Some(&b'\r') {
            self.text.pop();
        }
        Ok(is_more)
    }

    /// Lets the last token be the next once more.
    pub fn give_back(&mut self) {
        self.is_given_back = true;
    }

    /// Tells whether the last token is this word.
    pub fn is_word(&self, word: &str) -> bool {
        self.last == Token::Word && self.text.eq_ignore_ascii_case(word.as_bytes())
    }

    /// Reads the next token.
    pub fn next(&mut self) -> io::Result<Token> {
        if std::mem::take(&mut self.is_given_back) {
            return Ok(self.last);
        }
        let line = self.line;
        self.skip_blanks()?;
        self.is_first = self.line > line || self.last == Token::End;
        self.text.clear();
        self.last = self.token()?;
        Ok(self.last)
    }

    fn token(&mut self) -> io::Result<Token> {
        let Some(&byte) = self.ahead(1)?.first() else { return Ok(Token::End) };
        match byte {
            b'\'' => {
                self.pass(1);
                self.quoted(b'\'', self.escapes)?;
                Ok(Token::String)
            }
            b'"' | b'`' => {
                self.pass(1);
                let escapes = if byte == b'"' { self.escapes } else { Escapes::No };
                self.quoted(byte, escapes)?;
                Ok(Token::Quoted)
            }
            b'[' => {
                self.pass(1);
                self.quoted(b']', Escapes::No)?;
                Ok(Token::Quoted)
            }
            b'$' => self.dollar(),
            _ if is_word(byte) => self.word(),
            _ => {
                self.pass(1);
                Ok(Token::Sign(byte))
            }
        }
    }

    /// Passes blanks and comments.
    fn skip_blanks(&mut self) -> io::Result<()> {
        loop {
            match self.ahead(2)? {
                [b' ' | b'\t' | b'\r' | b'\n', ..] => self.pass(1),
                [b'#', ..] | [b'-', b'-', ..] => {
                    self.to(|ahead| memchr::memchr(b'\n', ahead), false)?;
                }
                [b'/', b'*', ..] => {
                    self.pass(2);
                    loop {
                        if !self.to(|ahead| memchr::memchr(b'*', ahead), false)? {
                            return Err(cut());
                        }
                        self.pass(1);
                        if self.ahead(1)?.first() == Some(&b'/') {
                            self.pass(1);
                            break;
                        }
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    /// A word, or the string that a word such as `E` or `N` stands before.
    fn word(&mut self) -> io::Result<Token> {
        self.to(|ahead| ahead.iter().position(|&byte| !is_word(byte)), true)?;
        let is_string = self.ahead(1)?.first() == Some(&b'\'');
        let escapes = match &self.text[..] {
            [b'e' | b'E'] if is_string => Escapes::Postgres,
            [b'n' | b'N' | b'x' | b'X'] if is_string => self.escapes,
            [b'0', b'x' | b'X', digits @ ..] => {
                if let Some(bytes) = from_hex(digits) {
                    self.text = bytes;
                    return Ok(Token::Bytes);
                }
                return Ok(Token::Word);
            }
            _ => return Ok(Token::Word),
        };
        let is_hex = matches!(self.text[..], [b'x' | b'X']);
        self.text.clear();
        self.pass(1);
        self.quoted(b'\'', escapes)?;
        match from_hex(&self.text).filter(|_| is_hex) {
            Some(bytes) => {
                self.text = bytes;
                Ok(Token::Bytes)
            }
            None => Ok(Token::String),
        }
    }

    /// The rest of a string or name, whose quotes are doubled in it.
    fn quoted(&mut self, quote: u8, escapes: Escapes) -> io::Result<()> {
        let is_kept = quote != b'\'' || self.keeps_strings;
        loop {
            let is_found = match escapes {
                Escapes::No => self.to(|ahead| memchr::memchr(quote, ahead), is_kept)?,
                _ => self.to(|ahead| memchr::memchr2(quote, b'\\', ahead), is_kept)?,
            };
            if !is_kept {
                self.text.clear();
                self.left = MOST_BYTES;
            }
            if !is_found {
                return Err(cut());
            }
            match (self.ahead(2)?, escapes) {
                ([b'\\', escaped, ..], Escapes::MySql) => {
                    let escaped = *escaped;
                    self.pass(2);
                    mysql_escape(escaped, &mut self.text);
                }
                ([b'\\', _, ..], Escapes::Postgres) => {
                    self.pass(1);
                    self.postgres_escape()?;
                }
                ([one, other, ..], _) if *one == quote && *other == quote => {
                    self.pass(1);
                    self.take(1)?;
                }
                ([one, ..], _) if *one == quote => {
                    self.pass(1);
                    return Ok(());
                }
                _ => return Err(cut()),
            }
        }
    }

    /// What stands after a backslash.
    fn postgres_escape(&mut self) -> io::Result<()> {
        let ahead = self.ahead(9)?;
        let Some(&first) = ahead.first() else { return Err(cut()) };
        let digits = |from: usize, most: usize, radix: u32| {
            let is_digit = |&&byte: &&u8| char::from(byte).is_digit(radix);
            let count =
                ahead[from.min(ahead.len())..].iter().take(most).take_while(is_digit).count();
            let text = std::str::from_utf8(&ahead[from..from + count]).unwrap_or_default();
            (from + count, u32::from_str_radix(text, radix).ok())
        };
        let (length, number) = match first {
            b'0'..=b'7' => digits(0, 3, 8),
            b'x' => digits(1, 2, 16),
            b'u' => digits(1, 4, 16),
            b'U' => digits(1, 8, 16),
            _ => (1, None),
        };
        match (first, number) {
            (b'u' | b'U', Some(number)) => {
                let mut utf8 = [0; 4];
                let character = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
                self.text.extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
            }
            (_, Some(number)) => self.text.push(number as u8),
            (_, None) => {
                self.text.push(control(first).unwrap_or(first));
                self.pass(1);
                return Ok(());
            }
        }
        self.pass(length);
        Ok(())
    }

    /// A string between dollar signs, which dumps have for functions.
    fn dollar(&mut self) -> io::Result<Token> {
        self.take(1)?;
        let is_tag = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        self.to(|ahead| ahead.iter().position(|&byte| !is_tag(byte)), true)?;
        if self.ahead(1)?.first() != Some(&b'$') {
            return Ok(Token::Word);
        }
        self.take(1)?;
        let tag = std::mem::take(&mut self.text);
        let inner = tag[1..].to_vec();
        loop {
            let is_kept = self.keeps_strings;
            if !self.to(|ahead| memchr::memchr(b'$', ahead), is_kept)? {
                return Err(cut());
            }
            let is_end = self.ahead(1 + inner.len())?[1..].starts_with(&inner);
            if is_end {
                self.pass(1 + inner.len());
                return Ok(Token::String);
            }
            if is_kept {
                self.take(1)?;
            } else {
                self.pass(1);
            }
        }
    }
}

/// The text ends where it should not.
pub(super) fn cut() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the dump ends in the midst of a statement; it was probably not copied whole",
    )
}

/// Tells whether a byte is part of a word. All that is not ASCII is.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'@' | 0x80..)
}

/// The control character that a letter after a backslash means.
pub(super) fn control(letter: u8) -> Option<u8> {
    Some(match letter {
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        _ => return None,
    })
}

fn mysql_escape(escaped: u8, text: &mut Vec<u8>) {
    match escaped {
        b'0' => text.push(0),
        b'Z' => text.push(26),
        // These stay, for LIKE.
        b'%' | b'_' => text.extend_from_slice(&[b'\\', escaped]),
        b'b' | b'n' | b'r' | b't' => text.extend(control(escaped)),
        other => text.push(other),
    }
}

fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let byte = |pair: &[u8]| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8);
    digits.chunks_exact(2).map(byte).collect()
}
