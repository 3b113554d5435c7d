//! Rows of fields that a character parts: CSV and its kin, with a header.
use std::io::{self, Read};
use std::str::FromStr;

use super::fault::{self, Fault, MOST_BYTES};
use super::open::Text;
use super::{CONVERT, Options, Rows};
use crate::{Error, Result};

/// Lines that a row may run over: more come from a quote that is never closed,
/// which would swallow all rows after it.
const MOST_LINES: u64 = 16;

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

impl Delimiter {
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
    reader: csv::Reader<Limited>,
    header: Vec<String>,
}

/// Opens a text whose first row names the columns.
pub(super) fn open(text: Text, options: &Options) -> Result<Box<dyn Rows>> {
    let Text { name, reader, sample, is_whole } = text;
    let delimiter = options.delimiter.unwrap_or_else(|| {
        let (guess, called) = Delimiter::guess(&sample, is_whole).unwrap_or(USUAL[0]);
        if guess != USUAL[0].0 {
            (options.say)(&format!(
                "the fields of {name} seem to be parted by {called}; --delimiter names another \
                 character"
            ));
        }
        guess
    });
    let mut reader = csv::ReaderBuilder::new()
        // Dumps are ragged: a missing field is an empty one.
        .flexible(true)
        .delimiter(delimiter.0)
        .buffer_capacity(1 << 20)
        .from_reader(Limited { reader, left: MOST_BYTES });
    let header = reader.byte_headers().map_err(|cause| failed(&name, 1, cause))?;
    let header: Result<Vec<String>, _> =
        header.iter().map(|field| String::from_utf8(field.to_vec())).collect();
    let header = header
        .map_err(|_| Error::input(format!("the first row of {name} is not UTF-8")).hint(CONVERT))?;
    if header.iter().all(|column| column.trim().is_empty()) {
        return Err(
            Error::input(format!("{name} is empty")).hint("its first row must name the columns")
        );
    }
    Ok(Box::new(Delimited { name, reader, header }))
}

impl Rows for Delimited {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut csv::ByteRecord) -> Result<Option<u64>> {
        let line = self.reader.position().line();
        self.reader.get_mut().left = MOST_BYTES;
        match self.reader.read_byte_record(row) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(cause) => return Err(failed(&self.name, line, cause)),
        }
        // Blank lines before the row are not the row's.
        let lines = || row.as_slice().iter().filter(|&&byte| byte == b'\n').count() as u64;
        if self.reader.position().line() > line + MOST_LINES && lines() > MOST_LINES {
            let message = format!(
                "{}: the row that begins at line {line} runs over more than {MOST_LINES} lines",
                self.name
            );
            return Err(Error::input(message).hint(
                "a quotation mark on that line is probably never closed; correct or remove it",
            ));
        }
        Ok(Some(row.position().map_or(0, |position| position.record() + 1)))
    }
}

fn failed(name: &str, line: u64, cause: csv::Error) -> Error {
    let place = format!("{name}, line {line}");
    match cause.into_kind() {
        csv::ErrorKind::Io(cause) => fault::error(place, cause),
        other => Error::io("read", place, format!("{other:?}")),
    }
}

/// Stops a row that would fill the memory.
struct Limited {
    reader: Box<dyn Read + Send>,
    /// Bytes that may still be read before the row's end.
    left: usize,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(Fault::LongRow.into());
        }
        let read = self.reader.read(buffer)?;
        self.left = self.left.saturating_sub(read);
        Ok(read)
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
