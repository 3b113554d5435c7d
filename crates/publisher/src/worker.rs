//! A worker: canonicalises and hashes the rows of batches, with hashers of its own.
use std::sync::{Mutex, mpsc};

use hushcheck_core::{IdentifierError, Kind};

use crate::digests::{Recipe, Tally};
use crate::line::Line;
use crate::rejects::{Field, OfBatch, Reason, Reject, Rejects};
use crate::source::{self, Batch, Row};
use crate::spool::Spool;
use crate::understood::Understood;
use crate::{Error, Result};

/// A batch, and its place among all.
pub(crate) type Numbered = (u64, Batch);

/// Works on batches until there are no more.
pub(crate) fn work(
    incoming: &Mutex<mpsc::Receiver<Numbered>>,
    used: &mpsc::Sender<Batch>,
    recipe: &Recipe,
    spools: &[Spool],
    rejects: &Rejects,
) -> Result<Tally> {
    let start = |(&(check, scheme), spool)| Line::new(check, scheme, spool);
    let (mut lines, are_ready): (Vec<Line<'_>>, Vec<bool>) =
        recipe.checks.iter().zip(spools).map(start).unzip();
    if are_ready.contains(&false) {
        return Err(no_memory());
    }
    let mut kinds: Vec<Kind> = recipe.checks.iter().flat_map(|(check, _)| check.kinds()).collect();
    kinds.sort_unstable();
    kinds.dedup();

    let mut tally = Tally::new(recipe);
    let mut understood = Understood::default();
    loop {
        // A poisoned lock means that another worker panicked; `join` tells.
        let Ok(batch) = incoming.lock().map(|queue| queue.recv()) else { break };
        let Ok((number, mut batch)) = batch else { break };
        batch.part()?;
        let mut came = OfBatch::default();
        for hash in batch.hashes() {
            if recipe.part.is_some_and(|part| !part.holds(hash.number)) {
                continue;
            }
            came.rows += 1;
            let mark = recipe.marks.as_ref().map(|_| hash.count);
            add_digest(hash.digest, recipe.shifted(mark), &mut lines, &mut tally)?;
        }
        // Handed on by reference: copies of what was just written wait for it to arrive.
        batch.rows().try_for_each(|row| {
            if recipe.part.is_some_and(|part| !part.holds(row.number())) {
                return Ok(());
            }
            came.rows += 1;
            let (known, rejects) = (&mut understood, &mut came.rejects);
            let is_used = use_row(&row, &kinds, &mut lines, recipe, known, &mut tally, rejects)?;
            came.useless += u64::from(!is_used);
            Ok(())
        })?;
        tally.rows += came.rows;
        rejects.add(number, came)?;
        // It is gone only when the work has failed.
        let _ = used.send(batch);
    }
    lines.into_iter().try_for_each(Line::finish)?;
    Ok(tally)
}

/// Each core needs memory of its own for a slow hash, and there is not so much.
pub(crate) fn no_memory() -> Error {
    Error::input("there is not enough memory for the slow hash of each core")
        .hint("a slow hash of less memory: --argon2-memory")
}

/// Makes a row's digests, and tells whether there are any.
fn use_row(
    row: &Row<'_>,
    kinds: &[Kind],
    lines: &mut [Line<'_>],
    recipe: &Recipe,
    understood: &mut Understood,
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
        Ok(mark) => mark,
        Err(reason) => return reject(reason),
    };
    for (i, rows) in tally.incident_rows.iter_mut().enumerate() {
        *rows += mark.unwrap_or(0) >> i & 1;
    }
    let mark = recipe.shifted(mark);
    if let Some(digest) = digest {
        return add_digest(digest, mark, lines, tally).map(|()| true);
    }
    identify(row, kinds, recipe, understood, rejects);
    let mut is_any_used = false;
    for (line, used_rows) in lines.iter_mut().zip(&mut tally.used_rows) {
        let is_used = line.add_row(understood.identifiers(), mark)?;
        *used_rows += u64::from(is_used);
        is_any_used |= is_used;
    }
    Ok(is_any_used)
}

/// Takes the digest of a row that is one.
#[inline]
fn add_digest(digest: u64, mark: u64, lines: &mut [Line<'_>], tally: &mut Tally) -> Result<()> {
    for (line, used_rows) in lines.iter_mut().zip(&mut tally.used_rows) {
        line.add_digest(digest, mark)?;
        *used_rows += 1;
    }
    Ok(())
}

/// Parses all identifiers that a row holds, those of one kind together.
fn identify(
    row: &Row<'_>,
    kinds: &[Kind],
    recipe: &Recipe,
    understood: &mut Understood,
    rejects: &mut Vec<Reject>,
) {
    understood.clear();
    for &kind in kinds {
        let mut is_there = false;
        recipe.columns.each_text(kind, row, |text| {
            is_there = true;
            let reason = match text {
                Ok(text) => match understood.read(kind, text, &recipe.hints) {
                    Ok(()) => return,
                    Err(error) => Reason::of(text, error),
                },
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
