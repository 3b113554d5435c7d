//! Spools that outlive a build: one machine's part of a leak, or what the next version of
//! a dataset begins with.
//!
//! A folder of theirs holds a spool for each check, and a description, so that nothing is
//! put together that does not belong together. They say more than the lists that are made
//! of them: whole 64-bit digests.
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use hushcheck_core::{Check, Country, Scheme};
use serde::{Deserialize, Serialize};

use crate::dataset::{self, Partial};
use crate::digests::{Other, Recipe, Tally};
use crate::error::During as _;
use crate::numbers::Count;
use crate::state::{Origin, Reading};
use crate::{Error, Result, private};

const VERSION: u32 = 2;
/// Name of the description's file.
pub const DESCRIPTION: &str = "spools.json";

/// What a folder of spools holds.
#[derive(Clone, Serialize, Deserialize)]
pub struct Kept {
    version: u32,
    /// The checks, how each was hashed, and whether its records are marked.
    lists: Vec<(Check, Scheme, bool)>,
    country: Option<Country>,
    /// The incidents that marks stand for; none where the rows are all of one.
    incidents: Vec<String>,
    /// Whether the rows were hashes, which come with counts.
    pub are_hashes: bool,
    /// Which part of the rows it is, if not all.
    part: Option<String>,
    /// Of a part, the number of the whole leak's last row: that of all its parts.
    #[serde(default)]
    last_row: Option<u64>,
    /// Digests that are left out of each list, ascending: who did not want to be in it is
    /// not to come back with the next version.
    #[serde(default)]
    excluded: Vec<Vec<u64>>,
    /// What was counted.
    pub tally: Tally,
    /// What was read, as people call it.
    pub source: String,
}

impl Kept {
    /// Describes the spools of a recipe.
    pub fn new(recipe: &Recipe, incidents: Vec<String>, tally: Tally, origin: &Origin) -> Self {
        let describe = |&(check, scheme)| (check, scheme, recipe.is_marked(check));
        Kept {
            version: VERSION,
            lists: recipe.checks.iter().map(describe).collect(),
            country: recipe.hints.country,
            incidents,
            are_hashes: recipe.are_hashes,
            part: recipe.part.map(|part| part.to_string()),
            last_row: recipe.part.map(|_| origin.last_row),
            excluded: Vec::new(),
            tally,
            source: origin.name.clone(),
        }
    }

    /// Keeps in mind which digests were left out, of each check.
    pub fn excluding(self, excluded: Vec<Vec<u64>>) -> Self {
        Kept { excluded, ..self }
    }

    /// Reads a folder's description.
    ///
    /// # Errors
    ///
    /// It is no such folder, or of another version.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(DESCRIPTION);
        let bytes = fs::read(&path).during("read", &path)?;
        let kept: Kept = serde_json::from_slice(&bytes)
            .map_err(|cause| Error::io("read", path.display(), cause))?;
        match kept.version {
            VERSION => Ok(kept),
            _ => Err(Error::input(format!("{} is of another version", folder.display()))
                .hint("make the spools anew with this version of hushcheck")),
        }
    }

    /// Writes it into a folder of spools, which then waits to be moved to its place. On another
    /// disk a copy waits there, so that the move takes no time and no room.
    pub fn prepare(&self, spools: &Path, out: &Path) -> Result<Ready> {
        private::create_dir_all(spools)?;
        for folder in self.lists.iter().map(|(check, ..)| spools.join(check.folder())) {
            private::create_dir_all(&folder)?;
            for entry in fs::read_dir(&folder).during("read", &folder)? {
                let path = entry.during("read", &folder)?.path();
                if path.extension().is_none_or(|ending| ending != "spool") {
                    fs::remove_file(&path).during("remove", &path)?;
                }
            }
        }
        let json = serde_json::to_vec_pretty(self)
            .map_err(|cause| Error::io("write", spools.display(), cause))?;
        private::replace(&spools.join(DESCRIPTION), &[&json])?;
        let partial = Partial::beside(out)?;
        if is_same_disk(spools, &partial)? {
            return Ok(Ready { folder: spools.to_owned(), out: out.to_owned(), _copy: None });
        }
        let folder = partial.place("spools");
        private::create_dir_all(&folder)?;
        copy(spools, &folder)?;
        Ok(Ready { folder, out: out.to_owned(), _copy: Some(partial) })
    }

    /// Prepares them once more, after an interruption; none where they are in their place.
    ///
    /// # Errors
    ///
    /// Something else is there, or the spools were not to be kept when they were made.
    pub fn prepare_again(spools: &Path, out: &Path) -> Result<Option<Ready>> {
        let description = |folder: &Path| fs::read(folder.join(DESCRIPTION)).ok();
        if out.exists() && description(spools).is_none_or(|ours| description(out) == Some(ours)) {
            return Ok(None);
        }
        dataset::refuse_existing(out, "move it elsewhere")?;
        Kept::read(spools)?.prepare(spools, out).map(Some)
    }

    /// Stops at spools that were made in another way than a recipe says. Of a dataset that
    /// grew, spools know the first incidents.
    pub fn must_fit(&self, folder: &Path, recipe: &Recipe, incidents: &[String]) -> Result<()> {
        let ours: Vec<_> = recipe.checks.iter().map(|&(check, scheme)| (check, scheme)).collect();
        let theirs: Vec<_> = self.lists.iter().map(|&(check, scheme, _)| (check, scheme)).collect();
        let what = if ours != theirs {
            "other checks or schemes"
        } else if self.country != recipe.hints.country {
            "another country"
        } else if !incidents.starts_with(&self.incidents) {
            "other incidents"
        } else {
            return Ok(());
        };
        let message = format!("the spools in {} were made with {what}", folder.display());
        Err(Error::input(message).hint("make all of them, and the lists, with the same options"))
    }

    /// Stops at spools that say something else of each record than a recipe's own would.
    pub fn must_say_as_much(&self, folder: &Path, recipe: &Recipe) -> Result<()> {
        let differs =
            |&&(check, _): &&(Check, Scheme)| self.is_marked(check) != recipe.is_marked(check);
        let Some((check, _)) = recipe.checks.iter().find(differs) else { return Ok(()) };
        let folder = folder.display();
        Err(Error::input(format!(
            "the spools of {check} in {folder} say something else of each record"
        ))
        .hint("give --count or --incidents, or not, as when the spools were made"))
    }

    /// Whether the records of a check are marked.
    pub fn is_marked(&self, check: Check) -> bool {
        self.lists.iter().any(|&(other, _, is_marked)| other == check && is_marked)
    }
}

/// A folder of spools that waits beside its place.
pub struct Ready {
    folder: PathBuf,
    out: PathBuf,
    _copy: Option<Partial>,
}

impl Ready {
    /// Moves it there.
    pub fn keep(&self) -> Result<&Path> {
        fs::rename(&self.folder, &self.out).during("create", &self.out)?;
        Ok(&self.out)
    }
}

/// Tells whether what is in a folder can be moved to another.
fn is_same_disk(folder: &Path, partial: &Partial) -> Result<bool> {
    let trial = folder.join("trial");
    fs::write(&trial, "").during("write", &trial)?;
    match fs::rename(&trial, partial.place("trial")) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            fs::remove_file(&trial).during("remove", &trial).map(|()| false)
        }
        moved => moved.during("write", &partial.place("trial")).map(|()| true),
    }
}

/// Copies a folder's files and folders, which only their owner can read there too.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).during("read", from)? {
        let entry = entry.during("read", from)?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            private::create_dir_all(&to)?;
            copy(&from, &to)?;
        } else {
            // With its permissions.
            fs::copy(&from, &to).during("write", &to)?;
        }
    }
    Ok(())
}

/// What was read and counted for several parts, none where there are none.
pub fn reading(parts: &[(PathBuf, Kept)]) -> Option<Reading> {
    let mut total = Tally::default();
    for (_, kept) in parts {
        total.join(&kept.tally);
    }
    let are_hashes = parts.iter().any(|(_, part)| part.are_hashes);
    let name = Count(parts.len() as u64, "folder").to_string() + " of spools";
    (!parts.is_empty()).then(|| Reading::of_others(total, name, are_hashes))
}

/// The spools of several parts, which come to those of a recipe.
///
/// # Errors
///
/// They were made in another way than the recipe says.
pub fn others(
    parts: Vec<(PathBuf, Kept)>,
    recipe: &Recipe,
    incidents: &[String],
) -> Result<Vec<Other>> {
    for (folder, part) in &parts {
        part.must_fit(folder, recipe, incidents)?;
        part.must_say_as_much(folder, recipe)?;
    }
    Ok(parts.into_iter().map(|(folder, _)| Other { folder, marks: Vec::new() }).collect())
}

/// Adds the digests that were left out of the lists of several folders, of each check.
///
/// # Errors
///
/// One is no such folder.
pub fn join_excluded(excluded: &mut Vec<Vec<u64>>, folders: &[PathBuf]) -> Result<()> {
    for folder in folders {
        let kept = Kept::read(folder)?;
        excluded.resize(excluded.len().max(kept.excluded.len()), Vec::new());
        excluded.iter_mut().zip(kept.excluded).for_each(|(all, more)| all.extend(more));
    }
    for digests in excluded {
        digests.sort_unstable();
        digests.dedup();
    }
    Ok(())
}

/// Reads the descriptions of several folders: no part stands twice.
pub fn read_all(folders: &[PathBuf]) -> Result<Vec<(PathBuf, Kept)>> {
    refuse_twice(folders)?;
    let read = |folder: &PathBuf| Ok((folder.clone(), Kept::read(folder)?));
    let all: Vec<(PathBuf, Kept)> = folders.iter().map(read).collect::<Result<_>>()?;
    let parts: Vec<(u64, u64)> = all
        .iter()
        .filter_map(|(_, kept)| kept.part.as_deref()?.split_once('/'))
        .filter_map(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)))
        .collect();
    if let Some(&(_, of)) = parts.first() {
        let is_whole = parts.iter().all(|part| part.1 == of)
            && (1..=of).all(|i| parts.iter().filter(|part| part.0 == i).count() == 1);
        if !is_whole {
            return Err(Error::input(format!(
                "the spools are not all of the {of} parts, each once"
            ))
            .hint("name the folders of all parts; a part that is missing would be people"));
        }
        if all.iter().any(|(_, kept)| kept.last_row != all[0].1.last_row) {
            return Err(Error::input("the spools are parts of different leaks: not as many rows")
                .hint("make each part from the same files, in the same order"));
        }
    }
    Ok(all)
}

/// Stops at a folder that is named twice, whose rows would count twice.
fn refuse_twice(folders: &[PathBuf]) -> Result<()> {
    let mut seen = Vec::new();
    for folder in folders {
        let place = fs::canonicalize(folder).during("read", folder)?;
        if seen.contains(&place) {
            return Err(Error::input(format!("{} is named twice", folder.display())));
        }
        seen.push(place);
    }
    Ok(())
}
