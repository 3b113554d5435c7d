//! From rows to digests, on all cores.
//!
//! One thread reads batches of rows; workers canonicalise and hash them, each
//! with hashers of its own; the digests of each check are collected. What leaves
//! a worker is digests, counts and row numbers, never a value.
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use hushcheck_core::{Check, Hasher, Hints, Identifier, IdentifierError, Kind, Scheme};

use crate::mapping::Columns;
use crate::marks::Marks;
use crate::records::Records;
use crate::rejects::{OfBatch, Rejects};
use crate::source::{self, Batch, Row, Source};
use crate::spool::{Spool, SpoolWriter};
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
    /// What rows say about their records besides, if anything.
    pub marks: Option<Marks>,
    /// Whether the rows' first fields are SHA-1 hashes of passwords, in hexadecimal digits;
    /// the only check is then of passwords by SHA-1.
    pub are_hashes: bool,
}

impl Recipe {
    /// What rows say about the records of a check besides, if anything.
    fn marks_of(&self, check: Check) -> Option<&Marks> {
        self.marks.as_ref().filter(|marks| marks.apply_to(check))
    }
}

/// What came of a source's rows.
#[derive(Default)]
pub struct Harvest {
    /// Rows read, the header not counted.
    pub rows: u64,
    /// Rows of each incident, where rows say to which they belong.
    pub incident_rows: Vec<u64>,
    /// The records of each check of the recipe.
    pub records: Vec<Records>,
    /// For each check the rows that gave it at least one digest.
    pub used_rows: Vec<u64>,
}

/// A value that could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// The row's number: the header is row 1, blank lines are not counted.
    pub row: u64,
    /// What should have been there.
    pub field: Field,
    /// What was wrong with it.
    pub reason: Reason,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// An identifier.
    Kind(Kind),
    /// The row as a whole: without what is said about its records besides, it is not used.
    Row,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Kind(kind) => kind.fmt(f),
            Field::Row => f.write_str("row"),
        }
    }
}

/// Why a value could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is not one of its kind.
    Identifier(IdentifierError),
    /// Its bytes are not UTF-8.
    NotUtf8,
    /// The row names no incident, or one that is not described.
    Incident,
    /// The row's count is no number from 1 up.
    Count,
    /// The row has more fields than the header: who knows in which columns they belong.
    TooManyFields,
    /// The row holds no SHA-1 hash.
    Hash,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Identifier(error) => error.fmt(f),
            Reason::NotUtf8 => f.write_str("it is not UTF-8"),
            Reason::Incident => f.write_str("it names no incident that is described"),
            Reason::Count => f.write_str("its count is not a number from 1 up"),
            Reason::Hash => f.write_str("it holds no SHA-1 hash of 40 hexadecimal digits"),
            Reason::TooManyFields => f.write_str(
                "it has more fields than the header, so that nobody knows which are which",
            ),
        }
    }
}

/// Where digests wait.
pub struct Workspace<'a> {
    /// Bytes of memory for them, all checks together.
    pub memory: usize,
    /// A folder of their own for what is more; it is made when it is needed.
    pub folder: &'a Path,
}

/// What one worker counted.
#[derive(Default)]
struct Tally {
    rows: u64,
    incident_rows: Vec<u64>,
    used_rows: Vec<u64>,
}

impl Tally {
    fn new(recipe: &Recipe) -> Self {
        let incidents = match &recipe.marks {
            Some(Marks::Incidents { names, .. }) => names.len(),
            _ => 0,
        };
        let (incident_rows, used_rows) = (vec![0; incidents], vec![0; recipe.checks.len()]);
        Tally { incident_rows, used_rows, ..Tally::default() }
    }

    fn add(&mut self, other: Tally) {
        let add = |all: &mut Vec<u64>, some: Vec<u64>| {
            all.iter_mut().zip(some).for_each(|(all, some)| *all += some);
        };
        self.rows += other.rows;
        add(&mut self.incident_rows, other.incident_rows);
        add(&mut self.used_rows, other.used_rows);
    }
}

/// Reads the whole source. The result does not depend on the number of threads,
/// nor, but for the numbers of rejected rows, on the order of the rows.
///
/// # Errors
///
/// The source cannot be read to its end, the digests cannot be written, or so many of the
/// first rows give nothing that the mapping must be wrong.
pub fn harvest(
    source: &mut Source,
    recipe: &Recipe,
    place: &Workspace<'_>,
    rejects: &Rejects,
) -> Result<Harvest> {
    let slow = recipe.checks.iter().any(|(_, scheme)| matches!(scheme, Scheme::Argon2id(_)));
    let batch_rows = if slow { 64 } else { 4096 };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let spool = |&(check, _): &(Check, Scheme)| {
        let is_marked = recipe.marks_of(check).is_some();
        Spool::new(check, is_marked, place.memory / recipe.checks.len(), place.folder)
    };
    let spools: Vec<Spool> = recipe.checks.iter().map(spool).collect();

    let (batches, incoming) = mpsc::sync_channel::<Numbered>(2 * threads);
    // Batches come back to be filled again.
    let (used, empty) = mpsc::channel::<Batch>();
    let incoming = Arc::new(Mutex::new(incoming));
    let mut tally = Tally::new(recipe);
    thread::scope(|scope| {
        let spawn = |_| {
            let (incoming, used, spools) = (Arc::clone(&incoming), used.clone(), &spools);
            scope.spawn(move || work(&incoming, &used, recipe, spools, rejects))
        };
        let workers: Vec<_> = (0..threads).map(spawn).collect();
        // Only the workers hold the channel's other end: when all of them stopped,
        // sending fails instead of waiting for ever.
        drop(incoming);
        let mut numbers = 0..;
        let read = loop {
            let mut batch = empty.try_recv().unwrap_or_default();
            match source.fill(&mut batch, batch_rows) {
                Ok(()) if batch.is_empty() => break Ok(()),
                Ok(()) => {
                    let stopped = workers.iter().any(|worker| worker.is_finished());
                    let number = numbers.next().unwrap_or_default();
                    if stopped || batches.send((number, batch)).is_err() {
                        break Err(stopped_worker());
                    }
                }
                Err(error) => break Err(error),
            }
        };
        drop(batches);
        for worker in workers {
            // Its own error says more than that it stopped.
            tally.add(worker.join().map_err(|_| stopped_worker())??);
        }
        read
    })?;
    let records = spools.into_iter().map(Spool::into_records).collect::<Result<_>>()?;
    let Tally { rows, incident_rows, used_rows } = tally;
    Ok(Harvest { rows, incident_rows, records, used_rows })
}

fn stopped_worker() -> Error {
    Error::input("a worker stopped before the end of the file; this is a bug of hushcheck")
}

/// A batch, and its place among all.
type Numbered = (u64, Batch);

/// Works on batches until there are no more.
fn work(
    incoming: &Mutex<mpsc::Receiver<Numbered>>,
    used: &mpsc::Sender<Batch>,
    recipe: &Recipe,
    spools: &[Spool],
    rejects: &Rejects,
) -> Result<Tally> {
    let start = |(&(check, scheme), spool): (&(Check, Scheme), _)| Line {
        kinds: check.kinds().collect(),
        hasher: Hasher::new(check, scheme),
        spool: Spool::writer(spool),
    };
    let mut lines: Vec<Line<'_>> = recipe.checks.iter().zip(spools).map(start).collect();
    let mut kinds: Vec<Kind> = recipe.checks.iter().flat_map(|(check, _)| check.kinds()).collect();
    kinds.sort_unstable();
    kinds.dedup();

    let mut tally = Tally::new(recipe);
    let mut identifiers = Vec::new();
    loop {
        // A poisoned lock means that another worker panicked; `join` tells.
        let Ok(batch) = incoming.lock().map(|queue| queue.recv()) else { break };
        let Ok((number, batch)) = batch else { break };
        let mut came = OfBatch::default();
        for row in batch.rows() {
            came.rows += 1;
            let is_used = use_row(
                row,
                &kinds,
                &mut lines,
                recipe,
                &mut identifiers,
                &mut tally,
                &mut came.rejects,
            )?;
            came.useless += u64::from(!is_used);
        }
        tally.rows += came.rows;
        rejects.add(number, came)?;
        // Nobody takes it when the last batch was read.
        let _ = used.send(batch);
    }
    lines.into_iter().try_for_each(|line| line.spool.finish())?;
    Ok(tally)
}

/// What a worker needs for one check.
struct Line<'a> {
    kinds: Vec<Kind>,
    hasher: Hasher,
    spool: SpoolWriter<'a>,
}

/// Makes a row's digests, and tells whether there are any.
fn use_row(
    row: Row<'_>,
    kinds: &[Kind],
    lines: &mut [Line<'_>],
    recipe: &Recipe,
    identifiers: &mut Vec<Identifier>,
    tally: &mut Tally,
    rejects: &mut Vec<Reject>,
) -> Result<bool> {
    let mut reject = |reason| {
        rejects.push(Reject { row: row.number(), field: Field::Row, reason });
        Ok(false)
    };
    if row.has_too_many_fields() {
        return reject(Reason::TooManyFields);
    }
    let digest = row.get(0).filter(|_| recipe.are_hashes).and_then(source::first_bits);
    if recipe.are_hashes && digest.is_none() {
        return reject(Reason::Hash);
    }
    let mark = match recipe.marks.as_ref().map(|marks| marks.of_row(row)).transpose() {
        Ok(mark) => mark.unwrap_or_default(),
        Err(reason) => return reject(reason),
    };
    for (i, rows) in tally.incident_rows.iter_mut().enumerate() {
        *rows += mark >> i & 1;
    }
    if let Some(digest) = digest {
        for (line, used_rows) in lines.iter_mut().zip(&mut tally.used_rows) {
            line.spool.add(digest, mark)?;
            *used_rows += 1;
        }
        return Ok(true);
    }
    identify(row, kinds, recipe, identifiers, rejects);
    let mut is_any_used = false;
    for (line, used_rows) in lines.iter_mut().zip(&mut tally.used_rows) {
        let mut is_used = false;
        digest_row(&mut line.hasher, &line.kinds, identifiers, |digest| {
            is_used = true;
            line.spool.add(digest, mark)
        })?;
        *used_rows += u64::from(is_used);
        is_any_used |= is_used;
    }
    Ok(is_any_used)
}

/// Parses all identifiers that a row holds, those of one kind together.
fn identify(
    row: Row<'_>,
    kinds: &[Kind],
    recipe: &Recipe,
    identifiers: &mut Vec<Identifier>,
    rejects: &mut Vec<Reject>,
) {
    identifiers.clear();
    for &kind in kinds {
        let mut is_there = false;
        recipe.columns.each_text(kind, row, |text| {
            is_there = true;
            let parse = |text| Identifier::parse(kind, text, &recipe.hints, &Native);
            let reason = match text.map(parse) {
                Ok(Ok(identifier)) if identifiers.contains(&identifier) => return,
                Ok(Ok(identifier)) => return identifiers.push(identifier),
                Ok(Err(error)) => Reason::Identifier(error),
                Err(_) => Reason::NotUtf8,
            };
            rejects.push(Reject { row: row.number(), field: Field::Kind(kind), reason });
        });
        if !is_there {
            let reason = Reason::Identifier(IdentifierError::Empty);
            rejects.push(Reject { row: row.number(), field: Field::Kind(kind), reason });
        }
    }
}

/// Hashes a row for one check: every combination of one identifier of each kind.
fn digest_row(
    hasher: &mut Hasher,
    kinds: &[Kind],
    identifiers: &[Identifier],
    mut each: impl FnMut(u64) -> Result<()>,
) -> Result<()> {
    if let [kind] = kinds {
        let of_kind = identifiers.iter().filter(|identifier| identifier.kind() == *kind);
        return of_kind
            .filter_map(|one| hasher.digest(&[one]))
            .try_for_each(|digest| each(digest.first_bits(64)));
    }
    let Some(any) = identifiers.first() else { return Ok(()) };
    let mut chosen = [any; Kind::ALL.len()];
    choose(hasher, kinds, identifiers, &mut chosen, 0, &mut each)
}

/// Chooses an identifier of the check's kind number `depth` in all ways, and those of
/// the kinds after it.
fn choose<'a>(
    hasher: &mut Hasher,
    kinds: &[Kind],
    identifiers: &'a [Identifier],
    chosen: &mut [&'a Identifier; Kind::ALL.len()],
    depth: usize,
    each: &mut impl FnMut(u64) -> Result<()>,
) -> Result<()> {
    let Some(&kind) = kinds.get(depth) else {
        let digest = hasher.digest(&chosen[..depth]);
        return digest.map_or(Ok(()), |digest| each(digest.first_bits(64)));
    };
    for identifier in identifiers.iter().filter(|identifier| identifier.kind() == kind) {
        chosen[depth] = identifier;
        choose(hasher, kinds, identifiers, chosen, depth + 1, each)?;
    }
    Ok(())
}
