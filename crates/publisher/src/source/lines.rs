//! Lines: the format of one value a line, and what other formats of lines need.
use std::io::Read;

use super::buffer::Buffer;
use super::fault;
use super::open::Text;
use super::{Batch, Rows};
use crate::Result;

/// Reads a text's lines.
pub(super) struct Lines {
    /// What the text is called.
    pub name: String,
    buffer: Buffer,
    number: u64,
}

impl Lines {
    /// Begins at the text's beginning.
    pub fn new(name: String, reader: Box<dyn Read + Send>) -> Self {
        Lines { name, buffer: Buffer::new(reader, b""), number: 0 }
    }

    /// The next line that is not blank, without its end, and its number, from 1.
    pub fn next(&mut self) -> Result<Option<(u64, &[u8])>> {
        loop {
            self.number += 1;
            let (line, passed) = match self.buffer.line(0) {
                Ok(Some(found)) => found,
                Ok(None) => return Ok(None),
                Err(cause) => {
                    return Err(fault::error(
                        format!("{}, line {}", self.name, self.number),
                        cause,
                    ));
                }
            };
            self.buffer.at += passed;
            if line.end > 0 {
                let start = self.buffer.at - passed;
                return Ok(Some((self.number, self.buffer.passed(start, line.end))));
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
