//! Rows of fields that a character parts: CSV and its kin, with a header.
//!
//! A field in quotes may run over several lines. A quote that nothing closes would swallow
//! the rows after it: where the next quote does not end a field, or no quote comes, the
//! line is a row by itself, and its quote no quote. Such rows are counted.
use std::fmt;
use std::io;
use std::str::FromStr;

use super::batch::Batch;
use super::block::{self, Block, Parting};
use super::buffer::Buffer;
use super::fault;
use super::open::Text;
use super::quotes::{Quotes, split};
use super::{CONVERT, Options, Rows, TextEncoding};
use crate::numbers::Count;
use crate::{Error, Result};

/// Lines and bytes that a row may run over.
const MOST_LINES: usize = 100;
const MOST_AHEAD: usize = 1 << 20;

/// Rows that are looked at to guess what parts their fields.
const SAMPLE_ROWS: usize = 100;

/// What parts the fields of a row: one ASCII character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiter(u8);

/// Those that are guessed, likelier ones first.
const USUAL: [(Delimiter, &str); 4] = [
    (Delimiter(b','), "commas"),
    (Delimiter(b'\t'), "tabs"),
    (Delimiter(b';'), "semicolons"),
    (Delimiter(b'|'), "bars"),
];

impl FromStr for Delimiter {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            b"tab" | b"\\t" => Ok(Delimiter(b'\t')),
            [b'"' | b'\r' | b'\n'] => Err("quotation marks and line ends have other meanings"),
            [byte] if byte.is_ascii() => Ok(Delimiter(*byte)),
            _ => Err("give one ASCII character, or tab"),
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b'\t' => f.write_str("tab"),
            byte => write!(f, "{}", char::from(byte)),
        }
    }
}

impl Delimiter {
    /// What seems to part the fields of a text that begins so.
    pub(super) fn of_sample(sample: &[u8], is_whole: bool) -> Self {
        Delimiter::guess(sample, is_whole).map_or(USUAL[0].0, |(guess, _)| guess)
    }

    /// Guesses from the first rows: what parts most of them into as many fields as the first.
    fn guess(sample: &[u8], is_whole: bool) -> Option<(Self, &'static str)> {
        let score = |&(Delimiter(byte), _): &(Delimiter, &str)| {
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .has_headers(false)
                .delimiter(byte)
                .from_reader(sample);
            let mut fields: Vec<usize> = Vec::new();
            let mut row = csv::ByteRecord::new();
            while fields.len() < SAMPLE_ROWS && reader.read_byte_record(&mut row).unwrap_or(false) {
                fields.push(row.len());
            }
            // The sample's end cuts the last row.
            if !is_whole && fields.len() < SAMPLE_ROWS && fields.len() > 1 {
                fields.pop();
            }
            let first = fields.first().copied().unwrap_or(0);
            let agreeing = fields.iter().filter(|&&count| count == first).count();
            if first > 1 { (agreeing * 100 / fields.len(), first) } else { (0, 0) }
        };
        // The first of equals: `max_by_key` returns the last.
        let best = USUAL.iter().rev().max_by_key(|usual| score(usual))?;
        (score(best).1 > 1).then_some(*best)
    }
}

/// The rows of an open file.
struct Delimited {
    name: String,
    lines: Buffer,
    delimiter: u8,
    header: Vec<String>,
    /// Lines read.
    line: u64,
    /// Rows read; the header is one.
    rows: u64,
    /// Rows whose quote nothing closes, and the line of the first.
    unclosed: (u64, u64),
    say: fn(&str),
}

/// Opens a text whose first row names the columns.
pub(super) fn open(text: Text, options: &Options) -> Result<Box<dyn Rows>> {
    let Text { name, reader, sample, is_whole } = text;
    let named = named_above(&sample);
    let delimiter = options.delimiter.or(named).unwrap_or_else(|| {
        let (guess, called) = Delimiter::guess(&sample, is_whole).unwrap_or(USUAL[0]);
        if guess != USUAL[0].0 {
            (options.say)(&format!(
                "the fields of {name} seem to be parted by {called}; --delimiter names another \
                 character"
            ));
        }
        guess
    });
    let mut file = Delimited {
        name,
        lines: Buffer::new(reader, &sample),
        delimiter: delimiter.0,
        header: Vec::new(),
        line: 0,
        rows: 0,
        unclosed: (0, 0),
        say: options.say,
    };
    if named.is_some() {
        file.pass_line().map_err(|cause| fault::error(&file.name, cause))?;
    }
    let mut first = Batch::new();
    file.read(&mut first)?;
    let header: Result<Vec<String>, _> =
        first.take_fields().into_iter().map(String::from_utf8).collect();
    let name = &file.name;
    file.header = header.map_err(|_| match options.encoding {
        Some(encoding) if encoding != TextEncoding::UTF_8 => Error::input(format!(
            "the first row of {name} is not {encoding}"
        ))
        .hint("leave the encoding out, in the file of options too: it is guessed for each file"),
        _ => Error::input(format!("the first row of {name} is not UTF-8")).hint(CONVERT),
    })?;
    if file.header.iter().all(|column| column.trim().is_empty()) {
        return Err(
            Error::input(format!("{name} is empty")).hint("its first row must name the columns")
        );
    }
    Ok(Box::new(file))
}

/// What a line says that Excel understands, and shows nobody: `sep=;` above the header.
fn named_above(sample: &[u8]) -> Option<Delimiter> {
    let line = sample.split(|byte| b"\r\n".contains(byte)).next()?;
    let (key, value) = line.split_at_checked(4)?;
    match value {
        [delimiter] if key.eq_ignore_ascii_case(b"sep=") => Some(Delimiter(*delimiter)),
        _ => None,
    }
}

impl Rows for Delimited {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, batch: &mut Batch) -> Result<Option<u64>> {
        loop {
            let (line, passed) = match self.lines.line(0) {
                Ok(Some(found)) => found,
                Ok(None) => {
                    self.say_unclosed();
                    return Ok(None);
                }
                Err(cause) => {
                    return Err(fault::error(
                        format!("{}, line {}", self.name, self.line + 1),
                        cause,
                    ));
                }
            };
            if line.end == 0 {
                self.lines.at += passed;
                self.line += 1;
                continue;
            }
            if line.has_quote {
                self.quoted(batch, line.end, passed)?;
            } else {
                batch.push_line(self.lines.ahead(line.end), self.delimiter);
                self.lines.at += passed;
                self.line += 1;
            }
            self.rows += 1;
            return Ok(Some(self.rows));
        }
    }

    fn read_block(&mut self, text: &mut Vec<u8>) -> Result<Option<Block>> {
        if self.lines.end_of_line != b'\n' {
            return Ok(None);
        }
        if !self.lines.block(Some(b'"'), text) {
            return Ok(None);
        }
        let before = self.rows;
        self.line += block::count(text);
        self.rows += block::count_filled(text);
        let parting = Box::new(Plain { delimiter: self.delimiter });
        Ok(Some(Block { parting, before, last: self.rows }))
    }
}

/// Lines without quotes: each that is not blank is a row.
struct Plain {
    delimiter: u8,
}

impl Parting for Plain {
    fn part(&self, lines: &[u8], before: u64, columns: usize, batch: &mut Batch) -> Result<()> {
        let (mut number, mut row, mut field) = (before, 0, 0);
        let last = (!lines.ends_with(b"\n")).then_some(lines.len());
        for at in memchr::memchr2_iter(self.delimiter, b'\n', lines).chain(last) {
            if lines.get(at) == Some(&self.delimiter) {
                batch.push_place(field, at);
                field = at + 1;
                continue;
            }
            // A carriage return is part of the line's end; no field begins after it.
            let end = if at > field && lines[at - 1] == b'\r' { at - 1 } else { at };
            if end > row {
                batch.push_place(field, end);
                number += 1;
                batch.end_row(number, columns);
            }
            (row, field) = (at + 1, at + 1);
        }
        Ok(())
    }
}

impl Delimited {
    /// Reads a row with quotes, whose first line has so many bytes, without and with its end.
    fn quoted(&mut self, batch: &mut Batch, first: usize, passed: usize) -> Result<()> {
        let before = batch.bytes();
        let (mut end, mut next, mut lines) = (first, passed, 1);
        loop {
            let found = split(self.lines.ahead(end), self.delimiter, false, batch);
            let is_row = match found {
                Quotes::Closed => true,
                Quotes::Open => false,
                Quotes::Amiss => lines == 1,
            };
            if is_row && (lines == 1 || self.is_one_row(batch, passed, end)) {
                self.line += lines as u64;
                self.lines.at += next;
                return Ok(());
            }
            batch.drop_row(before);
            // Nothing that comes closes a quote that is amiss.
            if found != Quotes::Open || lines == MOST_LINES || end > MOST_AHEAD {
                break;
            }
            // The next line with a quote: those between cannot close it.
            let mut has_quote = false;
            while !has_quote && lines < MOST_LINES && end <= MOST_AHEAD {
                let line = self.lines.line(next).map_err(|cause| {
                    fault::error(format!("{}, line {}", self.name, self.line + 1), cause)
                })?;
                let Some((line, passed)) = line else { break };
                (end, next, lines) = (next + line.end, next + passed, lines + 1);
                has_quote = line.has_quote;
            }
            if !has_quote {
                break;
            }
        }
        split(self.lines.ahead(first), self.delimiter, true, batch);
        self.line += 1;
        self.lines.at += passed;
        self.unclosed.0 += 1;
        if self.unclosed.0 == 1 {
            self.unclosed.1 = self.line;
        }
        Ok(())
    }

    /// Tells whether the row of several lines is one: it has as many fields as the header,
    /// or none of its further lines has.
    fn is_one_row(&self, batch: &Batch, first: usize, end: usize) -> bool {
        let columns = self.header.len();
        let count = |line: &[u8]| {
            let mut fields = Batch::new();
            split(line, self.delimiter, true, &mut fields);
            fields.open_fields()
        };
        batch.open_fields() == columns
            || columns < 2
            || !self.lines.ahead(end)[first.min(end)..]
                .split(|&byte| byte == self.lines.end_of_line)
                .any(|line| count(line) == columns)
    }

    /// Passes a line that is no row.
    fn pass_line(&mut self) -> io::Result<()> {
        if let Some((_, passed)) = self.lines.line(0)? {
            self.lines.at += passed;
            self.line += 1;
        }
        Ok(())
    }

    fn say_unclosed(&mut self) {
        let (count, line) = std::mem::take(&mut self.unclosed);
        if count > 0 {
            (self.say)(&format!(
                "{}: a quotation begins that nothing ends in {} (the first on line {line}); each was \
                 read as a row of one line",
                self.name,
                Count(count, "row")
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_guessed() {
        for (sample, delimiter) in [
            ("a,b\n1,2\n", Some(b',')),
            ("name;mail;note\nLi;a@b.c;x,y,z\n", Some(b';')),
            ("name\tmail\nLi, Na\ta@b.c\n", Some(b'\t')),
            ("name|mail\n\"a;b\"|c\nragged\nd|e\n", Some(b'|')),
            ("a,b;c\n1;2\n3;4\n", Some(b';')),
            ("mail\na@b.c\n", None),
            ("", None),
            // A quoted field over several lines.
            ("a;b\n\"x,\ny,\nz,\";2\n", Some(b';')),
        ] {
            let guess = Delimiter::guess(sample.as_bytes(), true).map(|(found, _)| found.0);
            assert_eq!(guess, delimiter, "{sample:?}");
        }
        assert_eq!("tab".parse(), Ok(Delimiter(b'\t')));
        for wrong in ["", "\"", "ab", "\u{ff0c}", "\n"] {
            assert!(wrong.parse::<Delimiter>().is_err(), "{wrong:?}");
        }
    }
}
