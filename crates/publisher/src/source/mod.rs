//! Reading a leak's rows, whatever files it comes in.
//!
//! # Overview
//!
//! `paths` finds the files. `open` takes one of them through its layers: `watch`
//! notices a file that changes, `compression` unpacks, `encoding` makes UTF-8 of text,
//! `format` looks at the beginning. Each format has a module, whose rows this module
//! numbers and hands out in batches.
mod compression;
mod delimited;
mod encoding;
mod excel;
mod fault;
mod format;
mod hibp;
mod lines;
mod ndjson;
mod number;
mod open;
#[cfg(feature = "parquet")]
mod parquet;
mod paths;
mod sql;
mod watch;

use std::path::PathBuf;

use hushcheck_core::Country;

pub use self::delimited::Delimiter;
pub use self::encoding::TextEncoding;
pub use self::format::Format;
use self::paths::Input;
use crate::{Error, Result};

/// Rows that were read together. Each knows its number.
pub type Batch = Vec<csv::ByteRecord>;

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

    /// Reads the next row into an empty record, and returns its number in the file, from
    /// 1; `None` at the end. A row that cannot be read has no fields.
    fn read(&mut self, row: &mut csv::ByteRecord) -> Result<Option<u64>>;
}

/// An open leak.
pub struct Source {
    options: Options,
    current: Box<dyn Rows>,
    waiting: std::vec::IntoIter<Input>,
    header: Vec<String>,
    files: Vec<Place>,
    /// The last row's number, over all files.
    last: u64,
    ragged: u64,
    name: String,
}

/// Where a file's rows begin.
struct Place {
    /// Rows before it.
    before: u64,
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
        let files = vec![Place { before: 0, name: first.to_string() }];
        let waiting = Vec::new().into_iter();
        let source = Source { options, current, waiting, header, files, last: 0, ragged: 0, name };
        // The other files are opened in their turn; that they fit is known from the start.
        for input in inputs.iter().filter(|input| !matches!(input, Input::Standard)) {
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
        if trimmed(rows.header()) != trimmed(&self.header) {
            let message = format!("the columns of {input} are not those of {}", self.files[0].name);
            return Err(Error::input(message)
                .hint("all files of a leak must name the same columns in the same order"));
        }
        Ok(rows)
    }

    /// The columns' names.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// What is read: the file's name, or how many there are.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of rows read that have more or fewer fields than the header.
    pub fn ragged_rows(&self) -> u64 {
        self.ragged
    }

    /// The files that rows came from, and the number of rows before each.
    pub fn files(&self) -> Vec<(u64, String)> {
        self.files.iter().map(|file| (file.before, file.name.clone())).collect()
    }

    /// The file that holds a row, and the row's number in it, of a row's number over all
    /// files: its record's position plus one.
    pub fn locate(&self, row: u64) -> (&str, u64) {
        let after = self.files.partition_point(|file| file.before < row);
        let file = &self.files[after.saturating_sub(1)];
        (&file.name, row - file.before)
    }

    /// Reads up to `most` rows; none at the end. The rows' numbers count on from file to
    /// file; [`Source::locate`] finds one again.
    ///
    /// # Errors
    ///
    /// A file cannot be read any further, changed meanwhile, or ends before its end.
    pub fn fill(&mut self, batch: &mut Batch, most: usize) -> Result<()> {
        batch.resize_with(most, csv::ByteRecord::new);
        let mut filled = 0;
        while filled < most {
            let row = &mut batch[filled];
            row.clear();
            let Some(number) = self.current.read(row)? else {
                let Some(input) = self.waiting.next() else { break };
                self.current = self.open_next(&input, self.options.say)?;
                self.files.push(Place { before: self.last, name: input.to_string() });
                continue;
            };
            let before = self.files.last().map_or(0, |file| file.before);
            self.last = before + number;
            let mut position = csv::Position::new();
            position.set_record(self.last - 1);
            row.set_position(Some(position));
            self.ragged += u64::from(row.len() != self.header.len());
            filled += 1;
        }
        batch.truncate(filled);
        Ok(())
    }
}

/// What to do about a file in another encoding.
pub(crate) const CONVERT: &str =
    "if the file is in another encoding, name it, for instance: --encoding GB18030";
