//! Where rows are: which file holds the row of a number over all files.
use std::sync::{Arc, Mutex, PoisonError};

/// Finds rows again. Copies know of files that are opened later too.
#[derive(Clone, Default)]
pub struct Places(Arc<Mutex<Vec<Place>>>);

/// Where a file's rows begin.
struct Place {
    /// Rows before it.
    before: u64,
    name: Arc<str>,
}

impl Places {
    /// A file begins after so many rows.
    pub(crate) fn add(&self, before: u64, name: String) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.push(Place { before, name: name.into() });
    }

    /// The files, and the number of rows before each.
    pub fn files(&self) -> Vec<(u64, String)> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().map(|file| (file.before, file.name.to_string())).collect()
    }

    /// The file that holds a row, and the row's number in it, of a row's number over all
    /// files.
    pub fn locate(&self, row: u64) -> (Arc<str>, u64) {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let after = files.partition_point(|file| file.before < row);
        match files.get(after.saturating_sub(1)) {
            Some(file) => (Arc::clone(&file.name), row - file.before),
            None => ("".into(), row),
        }
    }
}
