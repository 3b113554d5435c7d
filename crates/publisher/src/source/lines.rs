//! Lines: the format of one value a line, and what other formats of lines need.
use std::io::{BufRead, BufReader, Read};

use super::fault::{self, Fault, MOST_BYTES};
use super::open::Text;
use super::{Batch, Rows};
use crate::Result;

/// Reads a text's lines.
pub(super) struct Lines {
    /// What the text is called.
    pub name: String,
    reader: BufReader<Box<dyn Read + Send>>,
    line: Vec<u8>,
    number: u64,
}

impl Lines {
    /// Begins at the text's beginning.
    pub fn new(name: String, reader: Box<dyn Read + Send>) -> Self {
        let reader = BufReader::with_capacity(1 << 18, reader);
        Lines { name, reader, line: Vec::new(), number: 0 }
    }

    /// The next line that is not blank, without its end, and its number, from 1.
    pub fn next(&mut self) -> Result<Option<(u64, &[u8])>> {
        loop {
            self.line.clear();
            self.number += 1;
            let mut limited = self.reader.by_ref().take(MOST_BYTES as u64);
            let place = || format!("{}, line {}", self.name, self.number);
            match limited.read_until(b'\n', &mut self.line) {
                Ok(0) => return Ok(None),
                Ok(MOST_BYTES) => return Err(fault::error(place(), Fault::LongRow.into())),
                Ok(_) => {}
                Err(cause) => return Err(fault::error(place(), cause)),
            }
            while let [rest @ .., b'\n' | b'\r'] = &self.line[..] {
                self.line.truncate(rest.len());
            }
            if !self.line.is_empty() {
                return Ok(Some((self.number, &self.line)));
            }
        }
    }
}

/// Lines that are values.
struct Values {
    header: [String; 1],
    lines: Lines,
}

/// Opens a text each of whose lines is a value.
pub(super) fn open(text: Text) -> Box<dyn Rows> {
    let lines = Lines::new(text.name, text.reader);
    Box::new(Values { header: ["value".into()], lines })
}

impl Rows for Values {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut Batch) -> Result<Option<u64>> {
        let Some((number, line)) = self.lines.next()? else { return Ok(None) };
        row.push_field(line);
        Ok(Some(number))
    }
}
