//! From rows to digests, on all cores.
//!
//! One thread reads batches of rows; workers canonicalise and hash them, each
//! with hashers of its own; the digests of each check are collected. What leaves
//! a worker is digests, counts and row numbers, never a value.
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use hushcheck_core::{Check, Hasher, Hints, Identifier, IdentifierError, Kind, Scheme};

use crate::mapping::Columns;
use crate::source::{Batch, Source};
use crate::{Error, Native, Result};

/// What is made of each row.
#[derive(Clone)]
pub struct Recipe {
    /// The checks and how each is hashed.
    pub checks: Vec<(Check, Scheme)>,
    /// Where the kinds are found.
    pub columns: Columns,
    /// What is known about the identifiers.
    pub hints: Hints,
}

/// What came of a source's rows.
///
/// Without `Debug`: the digests say more than the list that is made of them.
#[derive(Default)]
pub struct Harvest {
    /// Rows read, the header not counted.
    pub rows: u64,
    /// For each check of the recipe the digests' first 64 bits, sorted, each once.
    pub digests: Vec<Vec<u64>>,
    /// For each check the rows that gave it at least one digest.
    pub used_rows: Vec<u64>,
    /// Values that could not be used, by row.
    pub rejects: Vec<Reject>,
}

/// A value that could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// The row's number: the header is row 1, blank lines are not counted.
    pub row: u64,
    /// What should have been there.
    pub kind: Kind,
    /// What was wrong with it.
    pub reason: Reason,
}

/// Why a value could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is not one of its kind.
    Identifier(IdentifierError),
    /// Its bytes are not UTF-8.
    NotUtf8,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Identifier(error) => error.fmt(f),
            Reason::NotUtf8 => f.write_str("it is not UTF-8"),
        }
    }
}

impl Harvest {
    /// Counts the rejected values by kind and reason.
    pub fn reject_counts(&self) -> BTreeMap<(Kind, Reason), u64> {
        let mut counts = BTreeMap::new();
        for reject in &self.rejects {
            *counts.entry((reject.kind, reject.reason)).or_default() += 1;
        }
        counts
    }

    fn add(&mut self, part: Harvest) {
        self.rows += part.rows;
        for (all, some) in self.digests.iter_mut().zip(part.digests) {
            all.extend(some);
        }
        for (all, some) in self.used_rows.iter_mut().zip(part.used_rows) {
            *all += some;
        }
        self.rejects.extend(part.rejects);
    }

    fn empty(checks: usize) -> Self {
        let (digests, used_rows) = (vec![Vec::new(); checks], vec![0; checks]);
        Harvest { digests, used_rows, ..Harvest::default() }
    }
}

/// Reads the whole source. The result does not depend on the number of threads,
/// nor, but for the numbers of rejected rows, on the order of the rows.
///
/// # Errors
///
/// The source cannot be read to its end.
pub fn harvest(source: &mut Source, recipe: &Recipe) -> Result<Harvest> {
    let slow = recipe.checks.iter().any(|(_, scheme)| matches!(scheme, Scheme::Argon2id(_)));
    let batch_rows = if slow { 64 } else { 4096 };
    let threads = thread::available_parallelism().map_or(1, usize::from);

    let (batches, incoming) = mpsc::sync_channel::<Batch>(2 * threads);
    let incoming = Arc::new(Mutex::new(incoming));
    let mut harvest = Harvest::empty(recipe.checks.len());
    thread::scope(|scope| {
        let spawn = |_| {
            let incoming = Arc::clone(&incoming);
            scope.spawn(move || work(&incoming, recipe))
        };
        let workers: Vec<_> = (0..threads).map(spawn).collect();
        // Only the workers hold the channel's other end: when all of them stopped,
        // sending fails instead of waiting for ever.
        drop(incoming);
        let read = loop {
            match source.batch(batch_rows) {
                Ok(batch) if batch.is_empty() => break Ok(()),
                Ok(batch) => {
                    let stopped = workers.iter().any(|worker| worker.is_finished());
                    if stopped || batches.send(batch).is_err() {
                        break Err(stopped_worker());
                    }
                }
                Err(error) => break Err(error),
            }
        };
        drop(batches);
        for worker in workers {
            harvest.add(worker.join().map_err(|_| stopped_worker())?);
        }
        read
    })?;
    for digests in &mut harvest.digests {
        use rayon::slice::ParallelSliceMut as _;
        digests.par_sort_unstable();
        digests.dedup();
    }
    harvest.rejects.sort_unstable();
    Ok(harvest)
}

fn stopped_worker() -> Error {
    Error::input("a worker stopped before the end of the file; this is a bug of hushcheck")
}

/// Works on batches until there are no more.
fn work(incoming: &Mutex<mpsc::Receiver<Batch>>, recipe: &Recipe) -> Harvest {
    let mut hashers: Vec<Hasher> =
        recipe.checks.iter().map(|&(check, scheme)| Hasher::new(check, scheme)).collect();
    let mut kinds: Vec<Kind> = recipe.checks.iter().flat_map(|(check, _)| check.kinds()).collect();
    kinds.sort_unstable();
    kinds.dedup();

    let mut harvest = Harvest::empty(recipe.checks.len());
    loop {
        // A poisoned lock means that another worker panicked; `join` tells.
        let Ok(batch) = incoming.lock().map(|queue| queue.recv()) else { break };
        let Ok(batch) = batch else { break };
        for row in &batch {
            harvest.rows += 1;
            let identifiers = identify(row, &kinds, recipe, &mut harvest.rejects);
            for (i, hasher) in hashers.iter_mut().enumerate() {
                let before = harvest.digests[i].len();
                digest_row(hasher, &identifiers, &mut harvest.digests[i]);
                harvest.used_rows[i] += u64::from(harvest.digests[i].len() > before);
            }
        }
    }
    harvest
}

/// Parses all identifiers that a row holds, those of one kind together.
fn identify(
    row: &csv::ByteRecord,
    kinds: &[Kind],
    recipe: &Recipe,
    rejects: &mut Vec<Reject>,
) -> Vec<Identifier> {
    let number = row.position().map_or(0, |position| position.record() + 1);
    let mut identifiers = Vec::with_capacity(kinds.len());
    for &kind in kinds {
        let mut reject = |reason| rejects.push(Reject { row: number, kind, reason });
        let texts = match recipe.columns.texts(kind, row) {
            Ok(texts) if texts.is_empty() => {
                reject(Reason::Identifier(IdentifierError::Empty));
                continue;
            }
            Ok(texts) => texts,
            Err(_) => {
                reject(Reason::NotUtf8);
                continue;
            }
        };
        for text in texts {
            match Identifier::parse(kind, &text, &recipe.hints, &Native) {
                Ok(identifier) if identifiers.contains(&identifier) => {}
                Ok(identifier) => identifiers.push(identifier),
                Err(error) => reject(Reason::Identifier(error)),
            }
        }
    }
    identifiers
}

/// Hashes a row for one check: every combination of one identifier of each kind.
fn digest_row(hasher: &mut Hasher, identifiers: &[Identifier], digests: &mut Vec<u64>) {
    let mut combinations: Vec<Vec<&Identifier>> = vec![Vec::new()];
    for kind in hasher.check().kinds() {
        let of_kind = || identifiers.iter().filter(move |identifier| identifier.kind() == kind);
        combinations = combinations
            .into_iter()
            .flat_map(|chosen| of_kind().map(move |one| [&chosen[..], &[one]].concat()))
            .collect();
    }
    digests.extend(
        combinations.iter().filter_map(|chosen| hasher.digest(chosen)).map(|d| d.first_bits(64)),
    );
}
