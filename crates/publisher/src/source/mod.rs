//! Reading a leak's rows, whatever files it comes in.
//!
//! # Overview
//!
//! `paths` finds the files. `open` takes one of them through its layers: `watch`
//! notices a file that changes, `compression` unpacks, `encoding` makes UTF-8 of text,
//! `format` looks at the beginning. Each format has a module, whose rows this module
//! numbers and hands out in batches.
mod batch;
mod block;
mod buffer;
mod compression;
mod delimited;
mod encoding;
mod excel;
mod fault;
mod format;
mod hibp;
mod lines;
mod look;
mod ndjson;
mod number;
mod open;
#[cfg(feature = "parquet")]
mod parquet;
mod paths;
mod places;
mod quotes;
mod sql;
mod watch;

use std::path::PathBuf;

use hushcheck_core::Country;

pub use self::batch::{Batch, Hashed, NotUtf8, Row};
use self::block::Block;
pub use self::delimited::Delimiter;
pub use self::encoding::TextEncoding;
pub use self::format::Format;
pub(crate) use self::hibp::{first_bits, whole_hash};
pub(crate) use self::look::Look;
pub(crate) use self::open::decoded;
use self::paths::Input;
pub use self::places::Places;
pub use self::sql::Dialect;
use crate::{Error, Result};

/// How a leak is to be read, where its files do not tell or tell wrongly.
#[derive(Clone)]
pub struct Options {
    /// The format, instead of that which name and beginning suggest.
    pub format: Option<Format>,
    /// What parts the fields of a row, instead of what the first rows suggest.
    pub delimiter: Option<Delimiter>,
    /// The encoding, instead of that which the first bytes suggest.
    pub encoding: Option<TextEncoding>,
    /// The table of a dump, or the sheet of a workbook.
    pub table: Option<String>,
    /// The database whose dump it is, instead of that which its beginning suggests.
    pub dialect: Option<Dialect>,
    /// Columns that will be asked for, though the first rows may lack them.
    pub columns: Vec<String>,
    /// The country that the leak is of, which makes some encodings likelier.
    pub country: Option<Country>,
    /// Tells the person something about the leak.
    pub say: fn(&str),
    /// The columns, if they are known from another file: where rows name their fields there
    /// is no header.
    pub known: Option<Vec<String>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            format: None,
            delimiter: None,
            encoding: None,
            table: None,
            dialect: None,
            columns: Vec::new(),
            country: None,
            say: |_| {},
            known: None,
        }
    }
}

/// The rows of one file.
trait Rows: Send {
    /// The columns' names.
    fn header(&self) -> &[String];

    /// Adds the next row's fields to a batch, and returns its number in the file, from 1;
    /// `None` at the end. A row that cannot be read has no fields.
    fn read(&mut self, batch: &mut Batch) -> Result<Option<u64>>;

    /// Fills a text with whole lines, whose rows are the next ones and are left to workers.
    /// `None`, and nothing done, where the next rows can only be read one by one, or at the
    /// end.
    fn read_block(&mut self, _lines: &mut Vec<u8>) -> Result<Option<Block>> {
        Ok(None)
    }

    /// Tells whether the rows are hashes of passwords, in hexadecimal digits, with counts.
    fn are_hashes(&self) -> bool {
        false
    }

    /// The table that is read because it is the first, where a file may hold others.
    fn first_table(&self) -> Option<&str> {
        None
    }
}

/// An open leak.
pub struct Source {
    options: Options,
    current: Box<dyn Rows>,
    waiting: std::vec::IntoIter<Input>,
    header: Vec<String>,
    places: Places,
    /// Rows before the file that is read.
    before: u64,
    /// The last row's number, over all files.
    last: u64,
    short: u64,
    name: String,
}

impl Source {
    /// Opens files, folders of Have I Been Pwned's ranges, patterns such as `part-*.csv`,
    /// and standard input, which is `-`. All must name the same columns.
    ///
    /// # Errors
    ///
    /// A file is not there, cannot be read, is empty, or is of no known format; or its
    /// columns are not those of the first.
    pub fn open(leak: &[PathBuf], options: Options) -> Result<Self> {
        let mut inputs = paths::find(leak)?;
        if inputs.is_empty() {
            return Err(Error::input("no leak is named"));
        }
        let name = match &inputs[..] {
            [one] => one.to_string(),
            several => format!("{} files", several.len()),
        };
        let first = inputs.remove(0);
        let current = open::open(&first, &options)?;
        let header = current.header().to_vec();
        let places = Places::default();
        places.add(0, first.to_string());
        let waiting = Vec::new().into_iter();
        let source = Source {
            options,
            current,
            waiting,
            header,
            places,
            before: 0,
            last: 0,
            short: 0,
            name,
        };
        // The other files are opened in their turn; that they fit is known from the start.
        // What flows through a pipe can be read only once, so that it is seen in its turn.
        for input in inputs.iter().filter(|input| input.is_ordinary()) {
            source.open_next(input, |_| {})?;
        }
        Ok(Source { waiting: inputs.into_iter(), ..source })
    }

    /// Opens a file that is not the first.
    fn open_next(&self, input: &Input, say: fn(&str)) -> Result<Box<dyn Rows>> {
        let options = Options { known: Some(self.header.clone()), say, ..self.options.clone() };
        let rows = open::open(input, &options)?;
        let trimmed = |header: &[String]| -> Vec<String> {
            header.iter().map(|column| column.trim().to_owned()).collect()
        };
        let is_other = rows.are_hashes() != self.current.are_hashes();
        if is_other || trimmed(rows.header()) != trimmed(&self.header) {
            let (first, _) = self.places.locate(0);
            let message = format!("the columns of {input} are not those of {first}");
            return Err(Error::input(message)
                .hint("all files of a leak must name the same columns in the same order"));
        }
        Ok(rows)
    }

    /// The columns' names.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Says of an error about columns whose they are, where nobody named a table.
    pub(crate) fn of_columns(&self, error: Error) -> Error {
        match self.current.first_table() {
            Some(table) => error.hint(format!(
                "{} is read from its first table, {table}: --table names another",
                self.name
            )),
            None => error,
        }
    }

    /// Tells whether the rows are SHA-1 hashes of passwords, in hexadecimal digits, with
    /// counts: Have I Been Pwned's.
    pub fn holds_hashes(&self) -> bool {
        self.current.are_hashes()
    }

    /// What is read: the file's name, or how many there are.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of rows counted that have fewer fields than the header: those that are missing
    /// count as empty.
    pub fn short_rows(&self) -> u64 {
        self.short
    }

    /// The number of the last row that was read, counted over all files.
    pub fn last_row(&self) -> u64 {
        self.last
    }

    /// Finds rows again, while further ones are read.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Reads up to `most` rows, fewer where they are long; none at the end. The rows'
    /// numbers count on from file to file; [`Places::locate`] finds one again.
    ///
    /// # Errors
    ///
    /// A file cannot be read any further, changed meanwhile, or ends before its end.
    pub fn fill(&mut self, batch: &mut Batch, most: usize) -> Result<()> {
        batch.clear();
        self.read(batch, most).map_err(Error::of_the_leak)
    }

    fn read(&mut self, batch: &mut Batch, most: usize) -> Result<()> {
        let columns = self.header.len();
        while batch.len() < most && !batch.is_full() {
            let Some(number) = self.current.read(batch)? else {
                let Some(input) = self.waiting.next() else { break };
                self.current = self.open_next(&input, self.options.say)?;
                self.before = self.last;
                self.places.add(self.last, input.to_string());
                continue;
            };
            self.last = self.before + number;
            batch.end_row(self.last, columns);
        }
        Ok(())
    }

    /// Reads as many rows as are read fastest together; none at the end. Where they are lines
    /// it leaves them as they are: [`Batch::part`] makes rows of them, on any thread.
    ///
    /// # Errors
    ///
    /// As [`Source::fill`].
    pub fn fill_lines(&mut self, batch: &mut Batch) -> Result<()> {
        batch.clear();
        let block = self.current.read_block(batch.lines()).map_err(Error::of_the_leak)?;
        let Some(mut block) = block else {
            return self.fill(batch, ROWS);
        };
        // Blank lines alone are no rows.
        if block.last > block.before {
            self.last = self.before + block.last;
        }
        block.before += self.before;
        batch.set_block(block, self.header.len());
        Ok(())
    }

    /// Counts rows that lack fields, among those of a batch that it read.
    pub fn count(&mut self, batch: &Batch) {
        self.short += batch.short_rows();
    }
}

/// Rows that are read together where they are read one by one.
const ROWS: usize = 4096;

/// What to do about a file in another encoding.
pub(crate) const CONVERT: &str =
    "if the file is in another encoding, name it, for instance: --encoding GB18030";
