//! Reading a leak's rows: CSV with a header, in UTF-8.
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::During as _;
use crate::{Error, Result};

/// Rows that were read together.
pub struct Batch {
    /// Number of the first row, as a spreadsheet counts: the header is row 1.
    pub first_row: u64,
    /// The rows.
    pub rows: Vec<csv::ByteRecord>,
}

/// An open leak.
pub struct Source {
    reader: csv::Reader<Box<dyn Read + Send>>,
    name: String,
    header: Vec<String>,
    next_row: u64,
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
        let mut header = header.map_err(|_| {
            Error::input(format!("the first row of {name} is not UTF-8")).hint(CONVERT)
        })?;
        if header.iter().all(|column| column.trim().is_empty()) {
            return Err(Error::input(format!("{name} is empty"))
                .hint("its first row must name the columns"));
        }
        // Spreadsheets put a byte order mark before the first column's name.
        if let Some(bare) = header[0].strip_prefix('\u{feff}') {
            header[0] = bare.to_owned();
        }
        Ok(Source { reader, name, header, next_row: 2 })
    }

    /// The columns' names, from the first row.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Reads up to `most` rows; none at the end.
    ///
    /// # Errors
    ///
    /// The file cannot be read any further.
    pub fn batch(&mut self, most: usize) -> Result<Option<Batch>> {
        let mut rows = Vec::with_capacity(most);
        while rows.len() < most {
            let mut row = csv::ByteRecord::new();
            match self.reader.read_byte_record(&mut row) {
                Ok(true) => rows.push(row),
                Ok(false) => break,
                Err(cause) => {
                    let place = format!("{}, row {}", self.name, self.next_row + rows.len() as u64);
                    return Err(Error::io("read", place, cause));
                }
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let first_row = self.next_row;
        self.next_row += rows.len() as u64;
        Ok(Some(Batch { first_row, rows }))
    }
}

/// What to do about a file in another encoding.
pub(crate) const CONVERT: &str =
    "convert the file to UTF-8 first, for instance: iconv -f GB18030 -t UTF-8 LEAK.csv > UTF8.csv";
