//! Values that could not be used: counted, the first ones kept to be shown, all of them
//! written to a file where one is named. Never a value itself.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use crate::digests::{Field, Reason, Reject};
use crate::error::During as _;
use crate::source::Places;
use crate::{Error, Result};

/// How many rejected values are kept to be shown.
const SHOWN: usize = 10;

/// Rows after which it is judged whether the mapping is right.
const JUDGED_ROWS: u64 = 10_000;

/// Takes what workers reject, in whatever order they do, in the order of the rows.
pub struct Rejects {
    places: Places,
    /// Percent of the first rows that may give nothing.
    most: u8,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    counts: BTreeMap<(Field, Reason), u64>,
    first: Vec<Reject>,
    total: u64,
    /// The number of the batch whose turn it is, and batches that came before their turn.
    turn: u64,
    early: BTreeMap<u64, OfBatch>,
    rows: u64,
    useless: u64,
    is_judged: bool,
    table: Option<Table>,
}

/// What came of a batch.
#[derive(Default)]
pub struct OfBatch {
    /// Its rows.
    pub rows: u64,
    /// Those of them that gave nothing to any list.
    pub useless: u64,
    /// Its values that could not be used.
    pub rejects: Vec<Reject>,
}

/// The file of all rejects; it goes where it belongs when the build is done.
struct Table {
    path: PathBuf,
    writer: csv::Writer<NamedTempFile>,
}

impl Table {
    fn failed(path: &Path, cause: impl std::fmt::Display) -> Error {
        Error::io("write", path.display(), cause)
    }
}

impl Rejects {
    /// Begins. `most` is the percentage of the first 10,000 rows that may give nothing.
    pub fn new(places: &Places, most: u8) -> Self {
        Rejects { places: places.clone(), most, state: Mutex::default() }
    }

    /// Writes them all to a file besides, which is there when [`Rejects::keep`] is called.
    ///
    /// # Errors
    ///
    /// There is such a file already, or its folder cannot be written to.
    pub fn write_to(self, path: &Path) -> Result<Self> {
        if path.exists() {
            let message = format!("{} is there already", path.display());
            return Err(Error::input(message).hint("remove it, or name another file"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".rejects-").tempfile_in(folder);
        let mut writer = csv::Writer::from_writer(file.during("create a file in", folder)?);
        writer
            .write_record(["file", "row", "kind", "reason"])
            .map_err(|cause| Table::failed(path, cause))?;
        self.state().table = Some(Table { path: path.to_owned(), writer });
        Ok(self)
    }

    /// A worker that panicked left whole counts behind.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what came of a batch, whose number says its place among all.
    ///
    /// # Errors
    ///
    /// The file cannot be written; or so much of the first rows gave nothing that the
    /// mapping must be wrong.
    pub fn add(&self, number: u64, batch: OfBatch) -> Result<()> {
        let mut state = self.state();
        state.early.insert(number, batch);
        loop {
            let turn = state.turn;
            let Some(batch) = state.early.remove(&turn) else { return Ok(()) };
            state.turn += 1;
            state.take(batch, &self.places)?;
            if state.rows >= JUDGED_ROWS && !state.is_judged {
                state.is_judged = true;
                state.judge(self.most)?;
            }
        }
    }

    /// The file that holds a row, and the row's number in it.
    pub fn locate(&self, row: u64) -> (std::sync::Arc<str>, u64) {
        self.places.locate(row)
    }

    /// The first ones, in the order of their rows.
    pub fn first(&self) -> Vec<Reject> {
        self.state().first.clone()
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.state().total
    }

    /// How many there are of each field and reason.
    pub fn counts(&self) -> BTreeMap<(Field, Reason), u64> {
        self.state().counts.clone()
    }

    /// Tells whether they are written to a file.
    pub fn are_written(&self) -> bool {
        self.state().table.is_some()
    }

    /// Leaves the file where it was asked for.
    ///
    /// # Errors
    ///
    /// It cannot be written, or there is such a file by now.
    pub fn keep(&self) -> Result<()> {
        let Some(Table { path, writer }) = self.state().table.take() else { return Ok(()) };
        let file = writer.into_inner().map_err(|cause| Table::failed(&path, cause.error()))?;
        file.persist_noclobber(&path).map_err(|cause| Table::failed(&path, cause.error))?;
        Ok(())
    }
}

impl State {
    fn take(&mut self, batch: OfBatch, places: &Places) -> Result<()> {
        self.rows += batch.rows;
        self.useless += batch.useless;
        self.total += batch.rejects.len() as u64;
        for reject in batch.rejects {
            *self.counts.entry((reject.field, reject.reason)).or_default() += 1;
            if self.first.len() < SHOWN {
                self.first.push(reject);
            }
            if let Some(table) = &mut self.table {
                let (name, row) = places.locate(reject.row);
                let [row, field, reason] =
                    [row.to_string(), reject.field.to_string(), reject.reason.to_string()];
                let written = table.writer.write_record([&*name, &row, &field, &reason]);
                written.map_err(|cause| Table::failed(&table.path, cause))?;
            }
        }
        Ok(())
    }

    /// Stops what cannot become a list of this leak.
    fn judge(&self, most: u8) -> Result<()> {
        if self.useless * 100 <= self.rows * u64::from(most) {
            return Ok(());
        }
        let commonest = self.counts.iter().max_by_key(|(_, count)| **count);
        let why = commonest
            .map(|((field, reason), _)| format!("; most often {field} was not used: {reason}"));
        let message = format!(
            "of the first {} rows {} gave nothing{}",
            self.rows,
            self.useless,
            why.unwrap_or_default()
        );
        Err(Error::input(message)
            .hint("perhaps --map names the wrong columns; --max-rejects 100 goes on all the same"))
    }
}

#[cfg(test)]
mod tests {
    use hushcheck_core::{IdentifierError, Kind};

    use super::*;

    fn batch(rows: std::ops::Range<u64>) -> OfBatch {
        let reason = Reason::Identifier(IdentifierError::Empty);
        let reject = |row| Reject { row, field: Field::Kind(Kind::Email), reason };
        let count = rows.end - rows.start;
        OfBatch { rows: count, useless: count, rejects: rows.map(reject).collect() }
    }

    #[test]
    fn all_are_written_in_order_and_only_the_first_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.csv");
        let places = Places::default();
        places.add(0, "leak.csv".into());
        let rejects = Rejects::new(&places, 90).write_to(&path).unwrap();
        rejects.add(1, batch(102..202)).unwrap();
        rejects.add(2, OfBatch::default()).unwrap();
        assert_eq!(rejects.total(), 0);
        rejects.add(0, batch(2..102)).unwrap();
        assert_eq!(
            (rejects.total(), rejects.first().len(), rejects.first()[0].row),
            (200, SHOWN, 2)
        );
        assert!(!path.exists());
        rejects.keep().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 201);
        assert_eq!(text.lines().nth(1), Some("leak.csv,2,email,nothing was given"));
        assert!(text.ends_with("leak.csv,201,email,nothing was given\n"));
        assert!(Rejects::new(&places, 90).write_to(&path).is_err());
    }

    #[test]
    fn a_wrong_mapping_is_noticed_after_the_first_rows() {
        let of = |useless, most| {
            let rejects = Rejects::new(&Places::default(), most);
            rejects.add(0, OfBatch { rows: 9_999, useless, rejects: Vec::new() }).unwrap();
            rejects.add(1, OfBatch { rows: 1, useless: 1, rejects: Vec::new() })
        };
        assert!(of(8_999, 90).is_ok());
        let said = of(9_000, 90).unwrap_err().to_string();
        assert!(said.contains("of the first 10000 rows 9001 gave nothing"), "{said}");
        assert!(of(9_999, 100).is_ok());
    }
}
