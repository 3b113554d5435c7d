//! The file of all rejects: a table that grows beside the spools, and goes where it
//! belongs when the dataset does.
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::Reject;
use crate::error::During as _;
use crate::source::Places;
use crate::{Error, Result, private, whole};

/// The table, while rows are read.
pub(super) struct Table {
    /// Where it is to be.
    path: PathBuf,
    /// Where it is.
    waiting: PathBuf,
    writer: csv::Writer<File>,
    /// Whether it may be in its place already.
    is_resumed: bool,
}

impl Table {
    /// Begins, or goes on after so many bytes; what came after them goes.
    pub fn open(path: &Path, waiting: PathBuf, length: u64, is_resumed: bool) -> Result<Self> {
        if path.exists() && !is_resumed {
            return Err(is_there(path));
        }
        // Hours later would be late to notice that nothing can be written there.
        drop(whole::beside(path)?);
        let there = waiting.metadata().map_or(0, |metadata| metadata.len());
        if there < length {
            return Err(Error::input(format!("{} is not whole", waiting.display()))
                .hint("remove the folder that it is in, and begin anew"));
        }
        if there > length {
            let file = File::options().write(true).open(&waiting).during("write", &waiting)?;
            file.set_len(length).during("write", &waiting)?;
        }
        let writer = csv::Writer::from_writer(private::append(&waiting)?);
        let mut table = Table { path: path.to_owned(), waiting, writer, is_resumed };
        if length == 0 {
            table.write(["file", "row", "kind", "reason"])?;
        }
        Ok(table)
    }

    fn write(&mut self, cells: [&str; 4]) -> Result<()> {
        let written = self.writer.write_record(cells);
        written.map_err(|cause| Error::io("write", self.waiting.display(), cause))
    }

    /// Adds a reject.
    pub fn add(&mut self, reject: Reject, places: &Places) -> Result<()> {
        let (name, row) = places.locate(reject.row);
        let [row, field, reason] =
            [row.to_string(), reject.field.to_string(), reject.reason.to_string()];
        self.write([&name, &row, &field, &reason])
    }

    /// Brings it to disk for good, and returns its length.
    pub fn checkpoint(&mut self) -> Result<u64> {
        self.writer.flush().during("write", &self.waiting)?;
        let file = self.writer.get_ref();
        file.sync_data().during("write", &self.waiting)?;
        Ok(file.metadata().during("read", &self.waiting)?.len())
    }

    /// Puts it where it was asked for. Where an interrupted build did so already, it must be
    /// the same.
    pub fn keep(mut self) -> Result<()> {
        self.writer.flush().during("write", &self.waiting)?;
        let Table { path, waiting, .. } = &self;
        if path.exists() {
            let is_same = self.is_resumed && is_same(path, waiting).during("read", path)?;
            return if is_same { Ok(()) } else { Err(is_there(path)) };
        }
        let mut from = File::open(waiting).during("read", waiting)?;
        let mut file = whole::beside(path)?;
        io::copy(&mut from, file.as_file_mut()).during("write", path)?;
        whole::keep(file, path)
    }
}

fn is_there(path: &Path) -> Error {
    Error::input(format!("{} is there already", path.display()))
        .hint("remove it, or name another file")
}

/// Tells whether two files hold the same bytes.
fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let [one, other] = [File::open(one)?, File::open(other)?];
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let mut both = BufReader::new(one).bytes().zip(BufReader::new(other).bytes());
    both.try_fold(true, |is_same, (one, other)| Ok(is_same && one? == other?))
}
