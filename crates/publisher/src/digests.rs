//! From rows to digests, on all cores.
//!
//! One thread reads batches of rows; workers canonicalise and hash them, each
//! with hashers of its own; the digests of each check are collected. What leaves
//! a worker is digests, counts and row numbers, never a value.
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use hushcheck_core::{Check, Hasher, Hints, Identifier, IdentifierError, Kind, Scheme};
use serde::{Deserialize, Serialize};

use crate::mapping::Columns;
use crate::marks::Marks;
use crate::progress::Progress;
use crate::records::{Records, Sorting};
use crate::source::{Batch, Source};
use crate::spool::{self, Spool, SpoolWriter};
use crate::state::{Origin, Reading, State};
use crate::{Error, Native, Result, interrupt};

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
    /// The place of the leak's first incident among those of a dataset that it comes to.
    pub first_incident: Option<u8>,
    /// Which of the rows are used, if not all.
    pub part: Option<Part>,
}

/// One of several parts of the rows, such as 1/4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    number: u64,
    of: u64,
}

impl Part {
    /// About how many of so many rows it holds.
    pub fn share(self, rows: u64) -> u64 {
        rows.div_ceil(self.of)
    }

    fn holds(self, row: u64) -> bool {
        row % self.of == self.number % self.of
    }
}

impl FromStr for Part {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = |text: &str| text.parse().ok().filter(|&n: &u64| n > 0);
        let both = text.split_once('/').and_then(|(i, n)| Some((parse(i)?, parse(n)?)));
        let both = both.filter(|(number, of)| number <= of);
        both.map(|(number, of)| Part { number, of }).ok_or("write it as 1/4, 2/4, 3/4 or 4/4")
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Recipe {
    /// What rows say about the records of a check besides, if anything.
    fn marks_of(&self, check: Check) -> Option<&Marks> {
        self.marks.as_ref().filter(|marks| marks.apply_to(check))
    }

    /// Whether the records of a check are marked.
    pub(crate) fn is_marked(&self, check: Check) -> bool {
        self.marks_of(check).is_some()
            || (self.first_incident.is_some() && Marks::can_tell_incidents(check))
    }

    /// A row's mark among those of the dataset that the leak comes to.
    fn shifted(&self, mark: Option<u64>) -> u64 {
        match (&self.marks, self.first_incident) {
            (Some(Marks::Incidents { .. }), Some(first)) => mark.unwrap_or(0) << first,
            (None, Some(first)) => 1 << first,
            _ => mark.unwrap_or(0),
        }
    }
}

/// What came of a source's rows.
#[derive(Default)]
pub struct Harvest {
    /// What was counted.
    pub tally: Tally,
    /// The records of each check of the recipe.
    pub records: Vec<Records>,
    /// What was read.
    pub origin: Origin,
}

/// A value that could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reject {
    /// The row's number: the header is row 1, blank lines are not counted.
    pub row: u64,
    /// What should have been there.
    pub field: Field,
    /// What was wrong with it.
    pub reason: Reason,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// An identifier.
    Kind(Kind),
    /// What is said about the row's records besides; without it the row is not used.
    Mark,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Kind(kind) => kind.fmt(f),
            Field::Mark => f.write_str("row"),
        }
    }
}

/// Why a value could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// It is not one of its kind.
    Identifier(IdentifierError),
    /// Its bytes are not UTF-8.
    NotUtf8,
    /// The row names no incident, or one that is not described.
    Incident,
    /// The row's count is no number from 1 up.
    Count,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Identifier(error) => error.fmt(f),
            Reason::NotUtf8 => f.write_str("it is not UTF-8"),
            Reason::Incident => f.write_str("it names no incident that is described"),
            Reason::Count => f.write_str("its count is not a number from 1 up"),
        }
    }
}

/// Where digests wait, and what is kept of the work.
pub struct Workspace<'a> {
    /// Bytes of memory for digests, all checks together.
    pub memory: usize,
    /// A folder of their own for what is more; it is made when it is needed.
    pub folder: PathBuf,
    /// What an interrupted build needs to go on, if it may.
    pub state: Option<&'a mut State>,
    /// Time between checkpoints.
    pub every: Duration,
    /// Shows how far the work is.
    pub progress: &'a Progress,
    /// Bytes to be read, if that is known.
    pub bytes: Option<u64>,
    /// Digests that are left out, of each check, ascending.
    pub exclude: Vec<Vec<u64>>,
    /// Other spools whose digests come to these.
    pub others: Vec<Other>,
    /// Whether spools stay when they are sorted.
    pub keep: bool,
    /// Whether the source cannot be read again, as standard input.
    pub is_read_once: bool,
}

/// Spools of an earlier version, or of another machine.
pub struct Other {
    /// Their folder.
    pub folder: PathBuf,
    /// Marks of the checks whose spools there have none and should have some.
    pub marks: Vec<(Check, u64)>,
}

impl Other {
    fn mark_of(&self, check: Check) -> Option<u64> {
        self.marks.iter().find(|known| known.0 == check).map(|known| known.1)
    }
}

impl<'a> Workspace<'a> {
    /// So many MiB of memory, a folder for what is more, and nothing besides.
    pub fn new(memory_mib: u32, folder: PathBuf, progress: &'a Progress) -> Self {
        Workspace {
            memory: (memory_mib as usize) << 20,
            folder,
            state: None,
            every: Duration::MAX / 4,
            progress,
            bytes: None,
            exclude: Vec::new(),
            others: Vec::new(),
            keep: false,
            is_read_once: false,
        }
    }
}

/// What was counted.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Rows read, the header not counted.
    pub rows: u64,
    /// Rows of each incident, where rows say to which they belong.
    pub incident_rows: Vec<u64>,
    /// For each check the rows that gave it at least one digest.
    pub used_rows: Vec<u64>,
    /// Values that could not be used, by row.
    #[serde(skip)]
    pub rejects: Vec<Reject>,
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
        self.rejects.extend(other.rejects);
    }

    /// Adds what was counted elsewhere; values that could not be used are not.
    pub(crate) fn join(&mut self, other: &Tally) {
        let grow = |all: &mut Vec<u64>, some: &Vec<u64>| all.resize(all.len().max(some.len()), 0);
        grow(&mut self.incident_rows, &other.incident_rows);
        grow(&mut self.used_rows, &other.used_rows);
        self.add(Tally { rejects: Vec::new(), ..other.clone() });
    }

    /// Counts the rejected values by field and reason.
    pub fn reject_counts(&self) -> BTreeMap<(Field, Reason), u64> {
        let mut counts = BTreeMap::new();
        for reject in &self.rejects {
            *counts.entry((reject.field, reject.reason)).or_default() += 1;
        }
        counts
    }
}

/// Reads the whole source, or what an interruption left of it, and sorts the digests. The
/// result does not depend on the number of threads, nor, but for the numbers of rejected
/// rows, on the order of the rows.
///
/// # Errors
///
/// As [`read`]; or a spool cannot be read back.
pub fn harvest(
    source: Option<&mut Source>,
    recipe: &Recipe,
    place: &mut Workspace<'_>,
) -> Result<Harvest> {
    let (spools, Reading { mut tally, origin, .. }) = read(source, recipe, place)?;
    tally.rejects.sort_unstable();
    place.progress.phase("sorting", (spools.len() * spool::PARTITIONS) as u64);
    let none = Vec::new();
    let sort = |(i, spool): (usize, Spool)| {
        let check = recipe.checks[i].0;
        let other = |other: &Other| (other.folder.join(check.folder()), other.mark_of(check));
        let others: Vec<(PathBuf, Option<u64>)> = place.others.iter().map(other).collect();
        spool.into_records(&Sorting {
            exclude: place.exclude.get(i).unwrap_or(&none),
            others: &others,
            keep: place.keep,
            step: Some(&|| place.progress.step()),
        })
    };
    let records = spools.into_iter().enumerate().map(sort).collect::<Result<_>>()?;
    Ok(Harvest { tally, records, origin })
}

/// Reads the whole source into spools, or what an interruption left of it; no source where
/// all was read before that.
///
/// # Errors
///
/// The source cannot be read to its end, the digests cannot be written, or somebody
/// stopped the command.
pub fn read(
    source: Option<&mut Source>,
    recipe: &Recipe,
    place: &mut Workspace<'_>,
) -> Result<(Vec<Spool>, Reading)> {
    let spool = |&(check, _): &(Check, Scheme)| {
        let is_marked = recipe.is_marked(check);
        Spool::new(check, is_marked, place.memory / recipe.checks.len(), &place.folder)
    };
    let spools: Vec<Spool> = recipe.checks.iter().map(spool).collect();
    let mut reading = match &place.state {
        Some(state) => state.reading().clone(),
        None => Reading::default(),
    };
    if let Some(state) = &place.state {
        if !reading.is_done {
            let resume = |(number, spool): (usize, &Spool)| spool.resume(reading.spool(number));
            spools.iter().enumerate().try_for_each(resume)?;
        }
        reading.tally.rejects = state.rejects()?;
    }
    match source {
        Some(source) if !reading.is_done => {
            read_rows(source, recipe, &spools, &mut reading, place)?;
        }
        _ => {}
    }
    Ok((spools, reading))
}

/// Reads in rounds, each of which ends with a checkpoint: nothing is under way then.
fn read_rows(
    source: &mut Source,
    recipe: &Recipe,
    spools: &[Spool],
    reading: &mut Reading,
    place: &mut Workspace<'_>,
) -> Result<()> {
    place.progress.read(place.bytes);
    skip(source, reading.consumed, place.progress)?;
    if reading.tally.used_rows.is_empty() {
        reading.tally = Tally::new(recipe);
    }
    let (begin, is_resumed) = (Instant::now(), reading.consumed > 0);
    interrupt::finish_what_is_begun(place.state.is_some());
    while !reading.is_done {
        let until = Instant::now() + place.every;
        reading.is_done = round(source, recipe, spools, reading, until, place.progress)?;
        reading.origin = Origin::of(source);
        let Some(state) = &mut place.state else { continue };
        // What cannot be read again is kept only whole; what is read within a moment can be
        // read again.
        let is_due = match (place.is_read_once || place.keep, reading.is_done) {
            (_, true) if place.is_read_once || place.keep => true,
            _ if place.is_read_once => false,
            _ => is_resumed || begin.elapsed() >= place.every || interrupt::is_asked(),
        };
        if is_due {
            let lengths = spools.iter().map(Spool::checkpoint).collect::<Result<_>>()?;
            state.save(reading.clone(), lengths)?;
        }
        if interrupt::is_asked() {
            return Err(Error::stopped());
        }
    }
    interrupt::finish_what_is_begun(false);
    Ok(())
}

/// Passes over rows that are in the spools already.
fn skip(source: &mut Source, mut rows: u64, progress: &Progress) -> Result<()> {
    let mut batch = Batch::new();
    while rows > 0 {
        source.fill(&mut batch, rows.min(4096) as usize)?;
        if batch.is_empty() {
            return Err(Error::input("the leak has fewer rows than were read before")
                .hint("it was changed meanwhile; begin anew"));
        }
        rows -= batch.len() as u64;
        progress.rows(text_bytes(&batch), 0);
    }
    Ok(())
}

/// About as many bytes of text as the rows had.
fn text_bytes(batch: &Batch) -> u64 {
    batch.iter().map(|row| (row.as_slice().len() + row.len()) as u64).sum()
}

/// Reads until it is time for a checkpoint, and tells whether that was all.
fn round(
    source: &mut Source,
    recipe: &Recipe,
    spools: &[Spool],
    reading: &mut Reading,
    until: Instant,
    progress: &Progress,
) -> Result<bool> {
    let slow = recipe.checks.iter().any(|(_, scheme)| matches!(scheme, Scheme::Argon2id(_)));
    let batch_rows = if slow { 64 } else { 4096 };
    let threads = thread::available_parallelism().map_or(1, usize::from);

    let (batches, incoming) = mpsc::sync_channel::<Batch>(2 * threads);
    // Batches come back to be filled again.
    let (used, empty) = mpsc::channel::<Batch>();
    let incoming = Arc::new(Mutex::new(incoming));
    thread::scope(|scope| {
        let spawn = |_| {
            let (incoming, used) = (Arc::clone(&incoming), used.clone());
            scope.spawn(move || work(&incoming, &used, recipe, spools))
        };
        let workers: Vec<_> = (0..threads).map(spawn).collect();
        // Only the workers hold the channel's other end: when all of them stopped,
        // sending fails instead of waiting for ever.
        drop(incoming);
        let read = loop {
            if Instant::now() >= until || interrupt::is_asked() {
                break Ok(false);
            }
            let mut batch = empty.try_recv().unwrap_or_default();
            match source.fill(&mut batch, batch_rows) {
                Ok(()) if batch.is_empty() => break Ok(true),
                Ok(()) => {
                    reading.consumed += batch.len() as u64;
                    progress.rows(text_bytes(&batch), reading.consumed);
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
            // Its own error says more than that it stopped.
            reading.tally.add(worker.join().map_err(|_| stopped_worker())??);
        }
        read
    })
}

fn stopped_worker() -> Error {
    Error::input("a worker stopped before the end of the file; this is a bug of hushcheck")
}

/// Works on batches until there are no more.
fn work(
    incoming: &Mutex<mpsc::Receiver<Batch>>,
    used: &mpsc::Sender<Batch>,
    recipe: &Recipe,
    spools: &[Spool],
) -> Result<Tally> {
    let start = |(&(check, scheme), spool)| Line {
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
        let Ok(batch) = batch else { break };
        for row in &batch {
            if recipe.part.is_some_and(|part| !part.holds(number(row))) {
                continue;
            }
            tally.rows += 1;
            use_row(row, &kinds, &mut lines, recipe, &mut identifiers, &mut tally)?;
        }
        // Nobody takes it when the last batch was read.
        let _ = used.send(batch);
    }
    lines.into_iter().try_for_each(|line| line.spool.finish())?;
    Ok(tally)
}

/// What a worker needs for one check.
struct Line<'a> {
    hasher: Hasher,
    spool: SpoolWriter<'a>,
}

fn use_row(
    row: &csv::ByteRecord,
    kinds: &[Kind],
    lines: &mut [Line<'_>],
    recipe: &Recipe,
    identifiers: &mut Vec<Identifier>,
    tally: &mut Tally,
) -> Result<()> {
    let mark = match recipe.marks.as_ref().map(|marks| marks.of_row(row)).transpose() {
        Ok(mark) => mark,
        Err(reason) => {
            tally.rejects.push(Reject { row: number(row), field: Field::Mark, reason });
            return Ok(());
        }
    };
    for (i, rows) in tally.incident_rows.iter_mut().enumerate() {
        *rows += mark.unwrap_or(0) >> i & 1;
    }
    let mark = recipe.shifted(mark);
    identify(row, kinds, recipe, identifiers, &mut tally.rejects);
    for (line, used_rows) in lines.iter_mut().zip(&mut tally.used_rows) {
        let mut is_used = false;
        digest_row(&mut line.hasher, identifiers, |digest| {
            is_used = true;
            line.spool.add(digest, mark)
        })?;
        *used_rows += u64::from(is_used);
    }
    Ok(())
}

/// A row's number: the header is row 1.
fn number(row: &csv::ByteRecord) -> u64 {
    row.position().map_or(0, |position| position.record() + 1)
}

/// Parses all identifiers that a row holds, those of one kind together.
fn identify(
    row: &csv::ByteRecord,
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
            rejects.push(Reject { row: number(row), field: Field::Kind(kind), reason });
        });
        if !is_there {
            let reason = Reason::Identifier(IdentifierError::Empty);
            rejects.push(Reject { row: number(row), field: Field::Kind(kind), reason });
        }
    }
}

/// Hashes a row for one check: every combination of one identifier of each kind.
fn digest_row(
    hasher: &mut Hasher,
    identifiers: &[Identifier],
    mut each: impl FnMut(u64) -> Result<()>,
) -> Result<()> {
    let Some(any) = identifiers.first() else { return Ok(()) };
    let mut chosen = [any; Kind::ALL.len()];
    choose(hasher, identifiers, &mut chosen, 0, &mut each)
}

/// Chooses an identifier of the check's kind number `depth` in all ways, and those of
/// the kinds after it.
fn choose<'a>(
    hasher: &mut Hasher,
    identifiers: &'a [Identifier],
    chosen: &mut [&'a Identifier; Kind::ALL.len()],
    depth: usize,
    each: &mut impl FnMut(u64) -> Result<()>,
) -> Result<()> {
    let Some(kind) = hasher.check().kinds().nth(depth) else {
        let digest = hasher.digest(&chosen[..depth]);
        return digest.map_or(Ok(()), |digest| each(digest.first_bits(64)));
    };
    for identifier in identifiers.iter().filter(|identifier| identifier.kind() == kind) {
        chosen[depth] = identifier;
        choose(hasher, identifiers, chosen, depth + 1, each)?;
    }
    Ok(())
}
