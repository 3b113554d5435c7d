//! Text that is read and not yet used, and the lines in it.
use std::io::{self, Read};

use super::fault::{Fault, MOST_BYTES};

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 18;
/// Bytes of which a block is made, where there are so many, and the fewest that make one.
const BLOCK: usize = 1 << 16;
const SHORT_BLOCK: usize = 1 << 12;

/// A line that is ahead.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// Its bytes, without its end.
    pub end: usize,
    pub has_quote: bool,
}

/// What is read and not yet used.
pub(super) struct Buffer {
    reader: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    /// Where in `bytes` what is ahead begins and ends.
    pub at: usize,
    end: usize,
    is_at_end: bool,
    /// Why no more could be read, to be told when what is ahead is used.
    failed: Option<io::Error>,
    pub end_of_line: u8,
}

impl Buffer {
    /// Begins at the text's beginning, of which a sample says how lines end.
    pub fn new(reader: Box<dyn Read + Send>, sample: &[u8]) -> Self {
        // Old Macs end lines with a carriage return alone.
        let is_mac = memchr::memchr(b'\n', sample).is_none();
        let is_mac = is_mac && memchr::memchr(b'\r', sample).is_some();
        let end_of_line = if is_mac { b'\r' } else { b'\n' };
        let bytes = vec![0; BUFFER];
        Buffer { reader, bytes, at: 0, end: 0, is_at_end: false, failed: None, end_of_line }
    }

    /// So many bytes of what is ahead, which were found there.
    pub fn ahead(&self, bytes: usize) -> &[u8] {
        &self.bytes[self.at..self.at + bytes]
    }

    /// So many bytes that were ahead at a place, which were passed meanwhile.
    pub fn passed(&self, at: usize, bytes: usize) -> &[u8] {
        &self.bytes[at..at + bytes]
    }

    /// Passes whole lines that are ahead, as many as are there, up to the first that holds a
    /// byte, and fills a text with them; `false` where they are few, or at the end. What was in
    /// the text is overwritten.
    pub fn block(&mut self, without: Option<u8>, text: &mut Vec<u8>) -> bool {
        while self.end - self.at < BLOCK && !self.is_at_end && self.failed.is_none() {
            self.failed = self.refill().err();
        }
        let ahead = &self.bytes[self.at..self.end];
        let stop = without.and_then(|byte| memchr::memchr(byte, ahead));
        let length = match stop {
            None if self.is_at_end => ahead.len(),
            _ => {
                let plain = &ahead[..stop.unwrap_or(ahead.len())];
                let length = memchr::memrchr(b'\n', plain).map_or(0, |found| found + 1);
                if length < SHORT_BLOCK { 0 } else { length }
            }
        };
        if length == 0 {
            return false;
        }
        let left = self.at + length..self.end;
        if self.at == 0 && left.len() < length {
            // They stay where they are, and what is left goes to where the text was.
            text.resize(self.bytes.len(), 0);
            text[..left.len()].copy_from_slice(&self.bytes[left.clone()]);
            std::mem::swap(&mut self.bytes, text);
            text.truncate(length);
            (self.at, self.end) = (0, left.len());
        } else {
            text.clear();
            text.extend_from_slice(&self.bytes[self.at..self.at + length]);
            self.at += length;
        }
        true
    }

    /// Tells whether nothing is ahead any more.
    pub fn is_used_up(&self) -> bool {
        self.is_at_end && self.at == self.end
    }

    /// Finds the line that begins so many bytes ahead, and returns its length with its end
    /// besides; `None` if there is none any more.
    pub fn line(&mut self, from: usize) -> io::Result<Option<(Line, usize)>> {
        let mut searched = from;
        let mut has_quote = false;
        loop {
            let ahead = &self.bytes[self.at..self.end];
            let rest = ahead.get(searched..).unwrap_or_default();
            let found = match has_quote {
                false => memchr::memchr2(b'"', self.end_of_line, rest),
                true => memchr::memchr(self.end_of_line, rest),
            };
            match found {
                Some(found) if rest[found] == b'"' => {
                    has_quote = true;
                    searched += found + 1;
                }
                Some(found) => {
                    let line = &ahead[from..searched + found];
                    let line = line.strip_suffix(b"\r").unwrap_or(line);
                    let passed = searched + found + 1 - from;
                    return Ok(Some((Line { end: line.len(), has_quote }, passed)));
                }
                None if self.is_at_end => {
                    let line = ahead.get(from..).unwrap_or_default();
                    let passed = line.len();
                    let line = line.strip_suffix(b"\r").unwrap_or(line);
                    let line = Line { end: line.len(), has_quote };
                    return Ok((passed > 0).then_some((line, passed)));
                }
                None => {
                    searched = ahead.len().max(searched);
                    if searched - from > MOST_BYTES {
                        return Err(Fault::LongRow.into());
                    }
                    self.refill()?;
                }
            }
        }
    }

    /// Reads more behind what is ahead.
    fn refill(&mut self) -> io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.bytes.copy_within(self.at..self.end, 0);
        self.end -= self.at;
        self.at = 0;
        if self.end == self.bytes.len() {
            self.bytes.resize(2 * self.end, 0);
        }
        loop {
            match self.reader.read(&mut self.bytes[self.end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(read) => {
                    self.end += read;
                    self.is_at_end = read == 0;
                    return Ok(());
                }
            }
        }
    }
}
