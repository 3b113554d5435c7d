//! A further leak comes to a dataset: what the version before holds, from kept spools or
//! by decoding its lists.
use std::path::{Path, PathBuf};

use hushcheck_core::bucket::Bucket;
use hushcheck_core::policy::{self, Draft, Risk};
use hushcheck_core::{Check, List, Manifest, Payload, privacy};

use crate::digests::{Other, Recipe};
use crate::kept::Kept;
use crate::list;
use crate::numbers::Count;
use crate::records::Records;
use crate::spool::PARTITION_BITS;
use crate::store::Store;
use crate::{Error, Result};

/// The version to which a leak comes.
pub struct Base {
    /// Where it is.
    pub store: Store,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The spools that were kept when it was made, those of all its leaks; none if its lists
    /// are to be decoded.
    pub spools: Vec<PathBuf>,
}

impl Base {
    /// Opens the version before, without spools.
    pub fn open(place: &str) -> Result<Self> {
        let store = Store::new(place);
        let manifest = store.open(None)?.manifest;
        Ok(Base { store, manifest, spools: Vec::new() })
    }

    /// The kept spools, as they come to those of the new leak.
    pub fn others(&self, recipe: &Recipe) -> Result<Vec<Other>> {
        self.spools.iter().map(|folder| self.other(folder, recipe)).collect()
    }

    fn other(&self, folder: &Path, recipe: &Recipe) -> Result<Other> {
        let kept = Kept::read(folder)?;
        let incidents = self.manifest.incidents();
        let names: Vec<String> = incidents.iter().map(|incident| incident.name.clone()).collect();
        kept.must_fit(folder, recipe, &names)?;
        let mut marks = Vec::new();
        for &(check, _) in &recipe.checks {
            match (kept.is_marked(check), recipe.is_marked(check)) {
                // The first leak was all of one incident, and so nothing was said.
                (false, true) if check != Check::PASSWORD => marks.push((check, 1)),
                (one, other) if one == other => {}
                _ => {
                    let message =
                        format!("the spools of {check} say something else of each record");
                    return Err(Error::input(message)
                        .hint("give --count, or not, as when the spools were made"));
                }
            }
        }
        Ok(Other { folder: folder.to_owned(), marks })
    }

    /// The list of a check.
    pub fn list(&self, check: Check) -> Option<&List> {
        self.manifest.lists().iter().find(|list| list.check() == check)
    }

    /// Adds records to what the list says: fingerprints keep their length, and those that
    /// are there already are not stored again.
    ///
    /// # Errors
    ///
    /// The list cannot be read, or does not say enough of its entries.
    pub fn merge(&self, list: &List, new: &Records) -> Result<Records> {
        let (t, is_marked) = (list.fingerprint_bits(), new.is_marked());
        let mut entries = Vec::new();
        self.each_entry(list, |fingerprint, symbol| {
            let mark = if is_marked { self.mark(list, symbol)? } else { 0 };
            entries.push((fingerprint, mark));
            Ok(())
        })?;
        let group = new.group(0, 0, t)?;
        let is_there = |fingerprint| entries.binary_search_by_key(fingerprint, |e| e.0).is_ok();
        let added = group.fingerprints.iter().filter(|one| !is_there(one)).count() as u64;
        let marks = group.marks.iter().copied().chain(std::iter::repeat(0));
        entries.extend(group.fingerprints.iter().copied().zip(marks));
        let digests =
            entries.into_iter().map(|(fingerprint, mark)| (fingerprint << (64 - t), mark));
        let records = Records::in_memory(list.check(), is_marked, digests);
        Ok(records.with_count(list.records() + added))
    }

    /// What a list says of an entry, as a mark.
    fn mark(&self, list: &List, symbol: u16) -> Result<u64> {
        let place = usize::from(symbol);
        let mark = match list.payload() {
            Some(Payload::Incidents(sets)) => sets
                .get(place)
                .filter(|set| !set.or_more)
                .map(|set| set.all_of.iter().fold(0, |mark, &incident| mark | 1 << incident)),
            Some(Payload::Counts(classes)) => classes.get(place).map(|class| class.at_least),
            None if list.check() == Check::PASSWORD => Some(1),
            None if self.manifest.incidents().len() == 1 => Some(1),
            None => None,
        };
        mark.ok_or_else(|| {
            let check = list.check();
            Error::input(format!("the list {check} does not say of all entries where they stand"))
                .hint("add to the spools that were kept (build with --keep-spools, add with --spools)")
        })
    }

    /// Hands out the entries of a list, ascending: fingerprint and symbol.
    fn each_entry(&self, list: &List, mut take: impl FnMut(u64, u16) -> Result<()>) -> Result<()> {
        let rest = u32::from(list.fingerprint_bits() - list.prefix_bits());
        for number in 0..list.buckets() {
            let name = list.file(number);
            let wrong = || Error::verification(format!("{name} is not what the manifest says"));
            let file = self.store.read(&name, list.bucket_bytes())?;
            let content = list.open(number, &file).ok_or_else(wrong)?;
            let bucket = Bucket::parse(content, list.coding()).map_err(|_| wrong())?;
            for entry in bucket.entries() {
                let entry = entry.map_err(|_| wrong())?;
                let prefix = number.checked_shl(rest).unwrap_or(0);
                take(prefix | entry.suffix, entry.symbol)?;
            }
        }
        Ok(())
    }

    /// Compares a list with the records of its next version.
    fn difference(&self, list: &List, records: &Records) -> Result<Difference> {
        let next = privacy::fingerprint_bits(list.check(), records.len());
        let bits = list.fingerprint_bits().min(next);
        let part_bits = PARTITION_BITS.min(bits);
        let (mut before, mut gone, mut last) = (0, 0, None);
        let (mut part, mut group) = (None, Vec::new());
        self.each_entry(list, |fingerprint, _| {
            let fingerprint = fingerprint >> (list.fingerprint_bits() - bits);
            if last.replace(fingerprint) == Some(fingerprint) {
                return Ok(());
            }
            // One 256th is in memory at a time.
            let number = fingerprint >> (bits - part_bits);
            if part.replace(number) != Some(number) {
                group = records.group(number, part_bits, bits)?.fingerprints;
            }
            before += 1;
            gone += u64::from(group.binary_search(&fingerprint).is_err());
            Ok(())
        })?;
        let added = list::entries(records, bits)?.saturating_sub(before - gone);
        Ok(Difference { added, gone })
    }

    /// Says what speaks against publishing a list's next version: whoever has both has the
    /// difference, which is a list of its own; or, if it is hashed in another way, two lists.
    ///
    /// # Errors
    ///
    /// The list cannot be read; or more of its entries are gone than were left out, so that
    /// spools are missing.
    pub fn judge_next(
        &self,
        recipe: &Recipe,
        records: &Records,
        excluded: usize,
    ) -> Result<Vec<Risk>> {
        let check = records.check();
        let Some(list) = self.list(check) else { return Ok(Vec::new()) };
        if !recipe.checks.contains(&(check, list.scheme())) {
            let draft = Draft { check, records: records.len() };
            return Ok(policy::judge_other_scheme(self.manifest.dataset(), list, &draft));
        }
        if !check.has_low_entropy() && self.spools.is_empty() {
            return Ok(Vec::new());
        }
        let Difference { added, gone } = self.difference(list, records)?;
        if !self.spools.is_empty() && gone > excluded as u64 {
            let gone = Count(gone, "entry");
            let message = format!("the spools of --spools lack {gone} of the list {check}");
            return Err(Error::input(message)
                .hint("name the spools of all leaks that the version before holds"));
        }
        let risks = [policy::judge_difference(list, added), policy::judge_removal(list, gone)];
        Ok(risks.into_iter().flatten().collect())
    }
}

/// What a new version of a list changes.
struct Difference {
    added: u64,
    gone: u64,
}
