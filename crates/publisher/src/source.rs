//! Reading a leak's rows: CSV with a header, in UTF-8.
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::During as _;
use crate::{Error, Result};

/// Rows that were read together. Each knows its number.
pub type Batch = Vec<csv::ByteRecord>;

/// Lines that a row may run over: more come from a quote that is never closed,
/// which would swallow all rows after it.
const MOST_LINES: u64 = 16;

/// An open leak.
pub struct Source {
    reader: csv::Reader<Box<dyn Read + Send>>,
    name: String,
    header: Vec<String>,
    ragged: u64,
}

impl Source {
    /// Opens a CSV file, or standard input when the path is `-`.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is empty, or its header is not UTF-8.
    pub fn open(path: &Path) -> Result<Self> {
        if path.as_os_str() == "-" {
            return Self::read("standard input".into(), Box::new(std::io::stdin()));
        }
        let file = File::open(path).during("read", path)?;
        Self::read(path.display().to_string(), Box::new(file))
    }

    fn read(name: String, input: Box<dyn Read + Send>) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new()
            // Dumps are ragged: a missing field is an empty one.
            .flexible(true)
            .buffer_capacity(1 << 20)
            .from_reader(input);
        let header = reader.byte_headers().map_err(|cause| Error::io("read", &name, cause))?;
        let header: Result<Vec<String>, _> =
            header.iter().map(|field| String::from_utf8(field.to_vec())).collect();
        let header = header.map_err(|_| {
            Error::input(format!("the first row of {name} is not UTF-8")).hint(CONVERT)
        })?;
        if header.iter().all(|column| column.trim().is_empty()) {
            return Err(Error::input(format!("{name} is empty"))
                .hint("its first row must name the columns"));
        }
        Ok(Source { reader, name, header, ragged: 0 })
    }

    /// The columns' names, from the first row.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Number of rows read that have more or fewer fields than the header.
    pub fn ragged_rows(&self) -> u64 {
        self.ragged
    }

    /// Reads up to `most` rows into a batch, in place of those that it holds; none at the
    /// end.
    ///
    /// # Errors
    ///
    /// The file cannot be read any further, or a quote is never closed.
    pub fn fill(&mut self, batch: &mut Batch, most: usize) -> Result<()> {
        batch.resize_with(most, csv::ByteRecord::new);
        for (i, row) in batch.iter_mut().enumerate() {
            let line = self.reader.position().line();
            match self.reader.read_byte_record(row) {
                Ok(true) => {}
                Ok(false) => {
                    batch.truncate(i);
                    break;
                }
                Err(cause) => {
                    return Err(Error::io("read", format!("{}, line {line}", self.name), cause));
                }
            }
            // Blank lines before the row are not the row's.
            let lines = || row.as_slice().iter().filter(|&&byte| byte == b'\n').count() as u64;
            if self.reader.position().line() > line + MOST_LINES && lines() > MOST_LINES {
                return Err(Error::input(format!(
                    "{}: the row that begins at line {line} runs over more than {MOST_LINES} lines",
                    self.name
                ))
                .hint(
                    "a quotation mark on that line is probably never closed; correct or remove it",
                ));
            }
            self.ragged += u64::from(row.len() != self.header.len());
        }
        Ok(())
    }
}

/// What to do about a file in another encoding.
pub(crate) const CONVERT: &str =
    "convert the file to UTF-8 first, for instance: iconv -f GB18030 -t UTF-8 LEAK.csv > UTF8.csv";
