//! From rows to digests, on all cores.
//!
//! One thread reads batches of rows (`rounds`); workers canonicalise and hash them
//! (`worker`); the digests of each check are collected. What leaves a worker is digests,
//! counts and row numbers, never a value.
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use hushcheck_core::{Check, Hints, Scheme};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::mapping::Columns;
use crate::marks::Marks;
use crate::progress::Progress;
use crate::records::{Records, Sorting};
use crate::rejects::Rejects;
use crate::rounds;
use crate::source::Source;
use crate::spool::{self, Spool};
use crate::state::{Origin, Reading, State};

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
    /// Whether the rows' first fields are SHA-1 hashes of passwords, in hexadecimal digits;
    /// the only check is then of passwords by SHA-1.
    pub are_hashes: bool,
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

    pub(crate) fn holds(self, row: u64) -> bool {
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
    pub(crate) fn shifted(&self, mark: Option<u64>) -> u64 {
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
}

impl Tally {
    pub(crate) fn new(recipe: &Recipe) -> Self {
        let incidents = match &recipe.marks {
            Some(Marks::Incidents { names, .. }) => names.len(),
            _ => 0,
        };
        let (incident_rows, used_rows) = (vec![0; incidents], vec![0; recipe.checks.len()]);
        Tally { incident_rows, used_rows, ..Tally::default() }
    }

    pub(crate) fn add(&mut self, other: Tally) {
        let add = |all: &mut Vec<u64>, some: Vec<u64>| {
            all.iter_mut().zip(some).for_each(|(all, some)| *all += some);
        };
        self.rows += other.rows;
        add(&mut self.incident_rows, other.incident_rows);
        add(&mut self.used_rows, other.used_rows);
    }

    /// Adds what was counted elsewhere.
    pub(crate) fn join(&mut self, other: &Tally) {
        let grow = |all: &mut Vec<u64>, some: &Vec<u64>| all.resize(all.len().max(some.len()), 0);
        grow(&mut self.incident_rows, &other.incident_rows);
        grow(&mut self.used_rows, &other.used_rows);
        self.add(other.clone());
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
    rejects: &Rejects,
) -> Result<Harvest> {
    let (spools, Reading { tally, origin, .. }) = read(source, recipe, place, rejects)?;
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
/// The source cannot be read to its end; the digests cannot be written; so many of the first
/// rows give nothing that the mapping must be wrong; or somebody stopped the command.
pub fn read(
    source: Option<&mut Source>,
    recipe: &Recipe,
    place: &mut Workspace<'_>,
    rejects: &Rejects,
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
    if place.state.is_some() && !reading.is_done {
        let resume = |(number, spool): (usize, &Spool)| spool.resume(reading.spool(number));
        spools.iter().enumerate().try_for_each(resume)?;
    }
    match source {
        Some(source) if !reading.is_done => {
            rounds::read_rows(source, recipe, &spools, &mut reading, place, rejects)?;
        }
        _ => {}
    }
    Ok((spools, reading))
}
