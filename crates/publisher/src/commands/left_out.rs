//! What of a leak could not be used, told to the person who builds a list of it.
use crate::numbers::{Count, Thousands};
use crate::records::Records;
use crate::rejects::{Reason, Rejects};
use crate::source::CONVERT;

/// Tells which values were not used and why, and which rows lack fields.
pub(super) fn report(rejects: &Rejects, short_rows: u64) {
    let first = rejects.first();
    for reject in &first {
        let (name, row) = rejects.locate(reject.row);
        eprintln!("{name}, row {row}: {} not used: {}", reject.field, reject.reason);
    }
    let more = rejects.total() - first.len() as u64;
    if more > 0 {
        let rest =
            if rejects.are_written() { "" } else { "; build's --rejects FILE lists them all" };
        eprintln!("and {} more{rest}", Thousands(more));
    }
    for ((field, reason), count) in rejects.counts() {
        eprintln!("{} of {field} not used: {reason}", Thousands(count));
        if reason == Reason::NotUtf8 {
            eprintln!("hint: {CONVERT}");
        }
    }
    if short_rows > 0 {
        eprintln!(
            "{} with fewer fields than the header; those that are missing count as empty",
            Count(short_rows, "row")
        );
    }
}

/// Tells for each check how many of the digests that were to be left out were there.
pub(super) fn report_excluded(records: &[Records], exclude: &[Vec<u64>]) {
    for (records, exclude) in records.iter().zip(exclude).filter(|(_, exclude)| !exclude.is_empty())
    {
        let (found, all) = (records.excluded(), exclude.len() as u64);
        let (check, found_text, all_text) = (records.check(), Thousands(found), Thousands(all));
        eprintln!("{check}: left out {found_text} of {all_text} who asked for it");
        if found < all {
            eprintln!("hint: the others are not in the leak, or are written there in another way");
        }
    }
}
