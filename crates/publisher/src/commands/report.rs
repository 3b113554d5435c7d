//! What came of a build, for people and for programs.
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use hushcheck_core::{List, Manifest, privacy};
use serde_json::{Value, json};

use crate::Result;
use crate::cli::WorkArgs;
use crate::commands::say;
use crate::digests::Tally;
use crate::kept::{Kept, Ready};
use crate::numbers::{Count, OneIn, Thousands};
use crate::rejects::{Field, Reason, Rejects};
use crate::state::{Reading, State};
use crate::store::Store;

/// What came of a build.
pub(super) struct Report {
    pub manifest: Manifest,
    pub tally: Tally,
    /// Values that could not be used, by field and reason.
    pub rejects: BTreeMap<(Field, Reason), u64>,
    pub started: Instant,
    /// Until all digests were sorted.
    pub read: Duration,
    /// Digests that are to be kept.
    pub spools: Option<Ready>,
}

impl Report {
    /// Tells what came of a build that was interrupted when its dataset was in its place already.
    ///
    /// # Errors
    ///
    /// The spools that are to be kept cannot be.
    pub fn of_moved(work: &WorkArgs, state: &State, dataset: &Path) -> Result<Self> {
        let started = Instant::now();
        let Reading { tally, rejects, origin, .. } = state.reading();
        let spools = work
            .keep_spools
            .as_ref()
            .map(|folder| Kept::prepare_again(&state.place("spool"), folder));
        Ok(Report {
            manifest: Store::Folder(dataset.to_owned()).open(None)?.manifest,
            tally: tally.clone(),
            rejects: Rejects::new(&origin.places(), 100).resume(rejects.clone()).counts(),
            started,
            read: Duration::ZERO,
            spools: spools.transpose()?.flatten(),
        })
    }

    /// Moves the digests that are to be kept to their place.
    pub fn keep_spools(&self) -> Result<()> {
        if let Some(spools) = &self.spools {
            let folder = spools.keep()?.display();
            eprintln!("kept the digests in {folder}: they say more than the lists");
        }
        Ok(())
    }

    /// Says where the output is and how long it took; as JSON on standard output too, if
    /// that is asked for.
    pub fn finish(&self, as_json: bool, out: &Path) -> Result<()> {
        let seconds = self.started.elapsed().as_secs_f64();
        eprintln!("wrote {} in {seconds:.1} s", out.display());
        if as_json { say(self.json(out, seconds)) } else { Ok(()) }
    }

    /// Counts and figures, never a value of a row.
    fn json(&self, out: &Path, seconds: f64) -> Value {
        let rejects = self.rejects.iter().map(|((field, reason), count)| {
            json!({ "field": field.to_string(), "reason": reason.to_string(), "values": count })
        });
        let lists = self.manifest.lists().iter().zip(&self.tally.used_rows);
        let lists = lists.map(|(list, used)| {
            let rate = privacy::false_positive_rate(list.entries(), list.fingerprint_bits());
            json!({
                "check": list.check(),
                "scheme": list.scheme(),
                "used_rows": used,
                "records": list.records(),
                "entries": list.entries(),
                "fingerprint_bits": list.fingerprint_bits(),
                "prefix_bits": list.prefix_bits(),
                "files": list.buckets(),
                "bytes": list.total_bytes(),
                "false_positive_rate": rate,
                "figures": list.figures(),
            })
        });
        json!({
            "out": out.display().to_string(),
            "dataset": self.manifest.dataset(),
            "number": self.manifest.number(),
            "rows": self.tally.rows,
            "rejects": rejects.collect::<Vec<_>>(),
            "lists": lists.collect::<Vec<_>>(),
            "accepted_risks": self.manifest.accepted_risks(),
            "seconds": seconds,
            "seconds_reading": self.read.as_secs_f64(),
        })
    }
}

/// Tells of each list what it holds.
pub(super) fn tell_lists(manifest: &Manifest, tally: &Tally, are_added: bool) {
    for (list, &used) in manifest.lists().iter().zip(&tally.used_rows) {
        tell_list(list, used, are_added);
        let usual = privacy::fingerprint_bits(list.check(), list.records());
        if list.check().has_low_entropy() && list.fingerprint_bits() < usual {
            eprintln!(
                "warning: as the list was decoded, more people match it by chance than need be: \
                 with the spools of all leaks (--spools) it would be {}",
                OneIn(privacy::false_positive_rate(list.records(), usual))
            );
        }
    }
}

/// Where rows are added, records are those of the version before, too.
fn tell_list(list: &List, used_rows: u64, are_added: bool) {
    let rate = privacy::false_positive_rate(list.entries(), list.fingerprint_bits());
    let rows = if are_added {
        format!(" now, with {}", Count(used_rows, "new row"))
    } else {
        format!(" of {}", Count(used_rows, "row"))
    };
    eprintln!(
        "{}: {}{rows}, {} of {} bytes; \
         {} people who are not in it will match all the same",
        list.check(),
        Count(list.records(), "distinct record"),
        Count(list.buckets(), "file"),
        Thousands(list.bucket_bytes()),
        OneIn(rate),
    );
}
