//! Values that could not be used: counted, the first ones kept to be shown, all of them
//! written to a file where one is named. Never a value itself.
mod reason;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

pub use self::reason::{Field, Reason, Reject};
use self::table::Table;
use crate::numbers::{Count, Thousands};
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
    counted: Counted,
    /// The number of the batch whose turn it is, and batches that came before their turn.
    turn: u64,
    early: BTreeMap<u64, OfBatch>,
    table: Option<Table>,
}

/// What was counted until a checkpoint.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Counted {
    #[serde(with = "pairs")]
    counts: BTreeMap<(Field, Reason), u64>,
    first: Vec<Reject>,
    total: u64,
    rows: u64,
    useless: u64,
    is_judged: bool,
    /// Bytes of the table of all of them.
    table: u64,
}

/// A map whose keys are no text, in JSON.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub fn deserialize<'a, K: Deserialize<'a> + Ord, V: Deserialize<'a>, D: Deserializer<'a>>(
        deserializer: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        Vec::deserialize(deserializer).map(|pairs: Vec<(K, V)>| pairs.into_iter().collect())
    }
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

impl Rejects {
    /// Begins. `most` is the percentage of the first 10,000 rows that may give nothing.
    pub fn new(places: &Places, most: u8) -> Self {
        Rejects { places: places.clone(), most, state: Mutex::default() }
    }

    /// Goes on with what was counted until a checkpoint.
    pub fn resume(self, counted: Counted) -> Self {
        self.state().counted = counted;
        self
    }

    /// Writes them all to a file besides, which is there when [`Rejects::keep`] is called;
    /// until then they are in the file `waiting`, where a resumed build finds those until the
    /// checkpoint.
    ///
    /// # Errors
    ///
    /// There is such a file already, or its folder cannot be written to. A build that is
    /// resumed may have made it; that is seen at the end.
    pub fn write_to(self, path: &Path, waiting: PathBuf, is_resumed: bool) -> Result<Self> {
        let length = self.state().counted.table;
        let table = Table::open(path, waiting, length, is_resumed)?;
        self.state().table = Some(table);
        Ok(self)
    }

    /// Brings the table to disk for good, and returns what was counted. No batch is under way.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn checkpoint(&self) -> Result<Counted> {
        let state = &mut *self.state();
        if let Some(table) = &mut state.table {
            state.counted.table = table.checkpoint()?;
        }
        Ok(state.counted.clone())
    }

    /// The number that the next batch should have.
    pub fn turn(&self) -> u64 {
        self.state().turn
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
            let counted = &mut state.counted;
            if counted.rows >= JUDGED_ROWS && !counted.is_judged {
                counted.is_judged = true;
                counted.judge(self.most)?;
            }
        }
    }

    /// The file that holds a row, and the row's number in it.
    pub fn locate(&self, row: u64) -> (std::sync::Arc<str>, u64) {
        self.places.locate(row)
    }

    /// The first ones, in the order of their rows.
    pub fn first(&self) -> Vec<Reject> {
        self.state().counted.first.clone()
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.state().counted.total
    }

    /// How many there are of each field and reason.
    pub fn counts(&self) -> BTreeMap<(Field, Reason), u64> {
        self.state().counted.counts.clone()
    }

    /// Tells whether they are written to a file.
    pub fn are_written(&self) -> bool {
        self.state().table.is_some()
    }

    /// Leaves the file where it was asked for.
    ///
    /// # Errors
    ///
    /// It cannot be written, or there is another such file by now.
    pub fn keep(&self) -> Result<()> {
        self.state().table.take().map_or(Ok(()), Table::keep)
    }
}

impl State {
    fn take(&mut self, batch: OfBatch, places: &Places) -> Result<()> {
        let counted = &mut self.counted;
        counted.rows += batch.rows;
        counted.useless += batch.useless;
        counted.total += batch.rejects.len() as u64;
        for reject in batch.rejects {
            *counted.counts.entry((reject.field, reject.reason)).or_default() += 1;
            if counted.first.len() < SHOWN {
                counted.first.push(reject);
            }
            if let Some(table) = &mut self.table {
                table.add(reject, places)?;
            }
        }
        Ok(())
    }
}

impl Counted {
    /// Stops what cannot become a list of this leak.
    fn judge(&self, most: u8) -> Result<()> {
        if self.useless * 100 <= self.rows * u64::from(most) {
            return Ok(());
        }
        let commonest = self.counts.iter().max_by_key(|(_, count)| **count);
        let why = commonest
            .map(|((field, reason), _)| format!("; most often {field} was not used: {reason}"));
        let message = format!(
            "of the first {} {} gave nothing{}",
            Count(self.rows, "row"),
            Thousands(self.useless),
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
        let begin = |is_resumed| {
            let waiting = folder.path().join("waiting");
            Rejects::new(&places, 90).write_to(&path, waiting, is_resumed)
        };
        let rejects = begin(false).unwrap();
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
        assert!(begin(false).is_err());
        // What an interrupted build left there must be what comes out again.
        assert!(begin(true).unwrap().keep().is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn a_checkpoint_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let places = Places::default();
        places.add(0, "leak.csv".into());
        let begin = |counted, name: &str, is_resumed| {
            let rejects = Rejects::new(&places, 100).resume(counted);
            rejects.write_to(&path(name), path("waiting"), is_resumed).unwrap()
        };
        let rejects = begin(Counted::default(), "whole.csv", false);
        rejects.add(0, batch(2..6)).unwrap();
        let kept = serde_json::to_vec(&rejects.checkpoint().unwrap()).unwrap();
        rejects.add(1, batch(6..30)).unwrap();
        rejects.keep().unwrap();

        let rejects = begin(serde_json::from_slice(&kept).unwrap(), "resumed.csv", true);
        assert_eq!((rejects.total(), rejects.first().len(), rejects.turn()), (4, 4, 0));
        rejects.add(0, batch(6..30)).unwrap();
        assert_eq!((rejects.total(), rejects.first().len()), (28, SHOWN));
        assert_eq!(rejects.counts().into_values().collect::<Vec<_>>(), [28]);
        rejects.keep().unwrap();
        let read = |name| std::fs::read_to_string(path(name)).unwrap();
        assert_eq!(read("resumed.csv"), read("whole.csv"));
        assert_eq!(read("whole.csv").lines().count(), 29);
    }

    #[test]
    fn the_first_rows_are_judged_once_over_an_interruption() {
        let of = |rows, useless| OfBatch { rows, useless, rejects: Vec::new() };
        let before = Rejects::new(&Places::default(), 90);
        before.add(0, of(9_000, 9_000)).unwrap();
        let resumed = || Rejects::new(&Places::default(), 90).resume(before.checkpoint().unwrap());
        assert!(resumed().add(0, of(1_000, 1)).is_err());
        before.add(1, of(2_000, 0)).unwrap();
        resumed().add(0, of(200_000, 200_000)).unwrap();
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
        assert!(said.contains("of the first 10,000 rows 9,001 gave nothing"), "{said}");
        assert!(of(9_999, 100).is_ok());
    }
}
