//! What a build keeps beside its output, so that it can go on after an interruption.
//!
//! A folder `OUT.partial` holds the spools, the dataset while it is written, and a
//! journal. The journal says how many rows are wholly in the spools and how long their
//! files were then; it is replaced after they are brought to disk, so that whatever
//! happens it tells the truth. The folder goes when the work is done, or when it ends
//! with an error before there was a checkpoint.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hushcheck_core::Hash256;
use serde::{Deserialize, Serialize};

use crate::digests::Tally;
use crate::error::During as _;
use crate::lock::{LOCK, Lock};
use crate::rejects::Counted;
use crate::source::{Places, Source};
use crate::{Error, ErrorKind, Result, dataset, private};

/// Version of the folder's contents.
const VERSION: u32 = 3;
/// Work that is not kept after an error.
const SHORT: Duration = Duration::from_secs(5);
const JOURNAL: &str = "journal.json";

/// What must be the same when the work goes on: options, and the files' size and age.
pub type Identity = BTreeMap<String, String>;

/// The folder, and what its journal says.
pub struct State {
    folder: PathBuf,
    /// Nobody else works in the folder meanwhile.
    lock: Option<Lock>,
    journal: Journal,
    was_there: bool,
    opened: Instant,
    /// Whether there is something that would have to be done again.
    is_worth_keeping: bool,
}

#[derive(Serialize, Deserialize)]
struct Journal {
    version: u32,
    /// The day on which the work began: that of publication, if none is given.
    begun: String,
    identity: Identity,
    reading: Reading,
    /// Of what is being moved to its place, or was, the file that tells it from all else.
    #[serde(default)]
    moving: Option<Hash256>,
}

/// How far the rows are read.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Reading {
    /// Whether all are.
    pub is_done: bool,
    /// Rows that are wholly in the spools, of all parts.
    pub consumed: u64,
    /// What was counted.
    pub tally: Tally,
    /// What was read.
    pub origin: Origin,
    /// What could not be used.
    pub rejects: Counted,
    /// Lengths of each spool's files.
    spools: Vec<Vec<u64>>,
}

/// What was read: a source that nobody needs any more.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Origin {
    /// As people call it.
    pub name: String,
    /// Rows with fewer fields than the header.
    pub short_rows: u64,
    /// Whether its rows are hashes of passwords; see [`Source::holds_hashes`].
    pub holds_hashes: bool,
    /// The number of its last row: of whatever part of the rows, that of the whole leak.
    #[serde(default)]
    pub last_row: u64,
    /// Its files, and the number of rows before each.
    files: Vec<(u64, String)>,
}

impl Origin {
    /// Takes down what was read of a source until now.
    pub fn of(source: &Source) -> Self {
        Origin {
            name: source.name().to_owned(),
            short_rows: source.short_rows(),
            holds_hashes: source.holds_hashes(),
            last_row: source.last_row(),
            files: source.places().files(),
        }
    }

    /// Finds its rows again.
    pub fn places(&self) -> Places {
        let places = Places::default();
        self.files.iter().for_each(|(before, name)| places.add(*before, name.clone()));
        places
    }
}

impl Reading {
    /// Rows that others read.
    pub fn of_others(tally: Tally, name: String, holds_hashes: bool) -> Self {
        let origin = Origin { name, holds_hashes, ..Origin::default() };
        Reading { is_done: true, tally, origin, ..Reading::default() }
    }

    /// Lengths of the files of the spool of that number.
    pub fn spool(&self, number: usize) -> &[u64] {
        self.spools.get(number).map_or(&[], Vec::as_slice)
    }
}

impl State {
    /// Begins anew, or, if asked to, goes on where an interrupted build stopped.
    ///
    /// # Errors
    ///
    /// An interrupted build left something behind and is not to go on; or it began with
    /// other options or files; or there is nothing to go on with.
    pub fn open(out: &Path, resume: bool, identity: Identity, today: String) -> Result<Self> {
        let folder = folder_of(out);
        let shown = folder.display();
        let is_there = folder.symlink_metadata().is_ok();
        let has_journal = || folder.join(JOURNAL).exists();
        let is_ours = |entry: std::io::Result<fs::DirEntry>| {
            entry.is_ok_and(|entry| entry.file_name() == LOCK)
        };
        let is_empty = || fs::read_dir(&folder).is_ok_and(|mut entries| entries.all(is_ours));
        if is_there && !has_journal() && !is_empty() {
            return Err(Error::input(format!("{shown} is in the way"))
                .hint("it is no state of an interrupted build; move it elsewhere"));
        }
        if is_there && !resume {
            Lock::refuse_taken(&folder)?;
            return Err(Error::input(format!("an interrupted build left {shown} behind")).hint(
                "go on with it by --resume; or remove the folder, which holds digests of the leak, \
                 and begin anew",
            ));
        }
        let lock = Some(Lock::take(&folder)?);
        if has_journal() && !resume {
            // It came, and its command went, since we looked.
            return Err(Error::input(format!("{shown} is in the way")).hint("begin once more"));
        }
        if !has_journal() {
            if resume && !is_there {
                eprintln!("nothing was interrupted here: beginning anew");
            }
            let reading = Reading::default();
            let journal =
                Journal { version: VERSION, begun: today, identity, reading, moving: None };
            let state = State {
                folder,
                lock,
                journal,
                was_there: false,
                opened: Instant::now(),
                is_worth_keeping: false,
            };
            state.write()?;
            return Ok(state);
        }
        let path = folder.join(JOURNAL);
        let bytes = fs::read(&path).during("read", &path)?;
        let journal: Journal = serde_json::from_slice(&bytes)
            .map_err(|cause| Error::io("read", path.display(), cause))?;
        if journal.version != VERSION {
            return Err(Error::input(format!("another version of hushcheck made {shown}"))
                .hint("go on with that version; or remove the folder and begin anew"));
        }
        for key in journal.identity.keys().chain(identity.keys()) {
            let [then, now] = [&journal.identity, &identity].map(|all| all.get(key));
            if then != now && key.starts_with("file ") && then.is_some() && now.is_some() {
                return Err(Error::input(format!(
                    "the {key} was changed since the interrupted build began: its size or date"
                ))
                .hint(format!("go on with what it was; or remove {shown} and begin anew")));
            }
            if then != now {
                let said = |value: Option<&String>| value.map_or("none", String::as_str).to_owned();
                return Err(Error::input(format!(
                    "the interrupted build began with another {key}: {}, not {}",
                    said(then),
                    said(now)
                ))
                .hint(format!("go on with the same; or remove {shown} and begin anew")));
            }
        }
        Ok(State {
            folder,
            lock,
            journal,
            was_there: true,
            opened: Instant::now(),
            is_worth_keeping: true,
        })
    }

    /// Whether an interrupted build left it.
    pub fn was_there(&self) -> bool {
        self.was_there
    }

    /// A place in the folder.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The day on which the work began.
    pub fn begun(&self) -> &str {
        &self.journal.begun
    }

    /// How far the rows are read.
    pub fn reading(&self) -> &Reading {
        &self.journal.reading
    }

    /// Takes note of how far the rows are read. The spools are on disk already.
    pub fn save(&mut self, reading: Reading, spools: Vec<Vec<u64>>) -> Result<()> {
        self.journal.reading = Reading { spools, ..reading };
        self.write()?;
        self.is_worth_keeping = true;
        Ok(())
    }

    /// Takes rows as read that others read.
    pub fn adopt(&mut self, reading: Reading) {
        self.journal.reading = reading;
    }

    /// Notes that something is put in its place from now on, with this file in it: begun anew,
    /// the work would find it in its way.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or the journal written.
    pub fn moves(&mut self, file: &Path) -> Result<()> {
        self.is_worth_keeping = true;
        self.journal.moving = Some(Hash256::of(&fs::read(file).during("read", file)?));
        self.write()
    }

    /// Tells whether what was being moved is in its place: this is a file of it.
    pub fn was_moved(&self, file: &Path) -> bool {
        let there = || fs::read(file).ok().map(|bytes| Hash256::of(&bytes));
        self.journal.moving.is_some() && there() == self.journal.moving
    }

    fn write(&self) -> Result<()> {
        let path = self.folder.join(JOURNAL);
        let json = serde_json::to_vec(&self.journal)
            .map_err(|cause| Error::io("write", path.display(), cause))?;
        private::replace(&path, &[&json])?;
        // The journal's new name is on disk when its folder is.
        #[cfg(unix)]
        fs::File::open(&self.folder).and_then(|f| f.sync_all()).during("write", &self.folder)?;
        Ok(())
    }

    /// Says of an error that the work can go on after it.
    pub fn can_go_on(&mut self, error: Error) -> Error {
        // What takes a moment is done again, and no digests are left lying about.
        let can_begin_anew = !(self.was_there || self.journal.moving.is_some());
        let is_short = can_begin_anew && self.opened.elapsed() < SHORT;
        if is_short && error.kind() != ErrorKind::Stopped {
            self.is_worth_keeping = false;
        }
        if !self.is_worth_keeping {
            return error;
        }
        if error.takes_another_leak() {
            let folder = self.folder.display();
            return error.besides(&format!(
                "before that, remove {folder}: what it keeps goes on with the same leak only"
            ));
        }
        error.hint(format!(
            "what was done is kept in {}: go on with --resume, or remove that folder",
            self.folder.display()
        ))
    }

    /// Removes the folder: the work is done.
    pub fn remove(mut self) -> Result<()> {
        self.is_worth_keeping = true;
        self.clear().during("remove", &self.folder)
    }

    fn clear(&mut self) -> std::io::Result<()> {
        // Windows removes no file that is open. Elsewhere the lock is held to the end.
        if cfg!(windows) {
            self.lock = None;
        }
        // The journal goes last: whoever is interrupted here can go on too.
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.is_dir() {
                fs::remove_dir_all(path)?;
            }
        }
        fs::remove_dir_all(&self.folder)
    }
}

/// Where the state of an output's build is.
fn folder_of(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    out.with_file_name(name)
}

/// Stops where an output is already, unless it may be one that an interrupted build moved there.
pub fn refuse_existing(out: &Path, resume: bool, hint: &str) -> Result<()> {
    if resume && folder_of(out).exists() {
        return Ok(());
    }
    dataset::refuse_existing(out, hint)
}

impl Drop for State {
    fn drop(&mut self) {
        if !self.is_worth_keeping {
            // Whatever ended the work says more than that the folder stays.
            let _ = self.clear();
        }
    }
}
