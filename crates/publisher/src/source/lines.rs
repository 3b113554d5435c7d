//! Lines: the format of one value a line, and what other formats of lines need.
use std::io::Read;

use super::block::{self, Block, Parting};
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

    /// Fills a text with whole lines, and returns the numbers of the line before them and of
    /// the last that is not blank; `None` where they have to be read one by one, or at the end.
    pub fn block(&mut self, text: &mut Vec<u8>) -> Option<(u64, u64)> {
        let before = self.number;
        if !self.buffer.block(None, text) {
            return None;
        }
        self.number += block::count(text);
        Some((before, self.number - block::count_blank_at_end(text)))
    }

    /// Tells whether all lines were taken.
    pub fn is_at_end(&self) -> bool {
        self.buffer.is_used_up()
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

    fn read_block(&mut self, lines: &mut Vec<u8>) -> Result<Option<Block>> {
        let block = |(before, last)| Block { parting: Box::new(Whole), before, last };
        Ok(self.lines.block(lines).map(block))
    }
}

/// Each line is a row of one field.
struct Whole;

impl Parting for Whole {
    fn part(&self, lines: &[u8], before: u64, columns: usize, batch: &mut Batch) -> Result<()> {
        for ((start, line), number) in block::lines(lines).zip(before + 1..) {
            if !line.is_empty() {
                batch.push_place(start, start + line.len());
                batch.end_row(number, columns);
            }
        }
        Ok(())
    }
}
