//! A worker: canonicalises and hashes the rows of batches, with hashers of its own.
use std::sync::{Mutex, mpsc};

use hushcheck_core::{Check, Hasher, Identifier, IdentifierError, Kind, Scheme};

use crate::digests::{Field, Reason, Recipe, Reject, Tally};
use crate::rejects::{OfBatch, Rejects};
use crate::source::{self, Batch, Row};
use crate::spool::{Spool, SpoolWriter};
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
    let start = |(&(check, scheme), spool): (&(Check, Scheme), _)| Line {
        kinds: check.kinds().collect(),
        hasher: Hasher::new(check, scheme),
        spool: Spool::writer(spool),
    };
    let mut lines: Vec<Line<'_>> = recipe.checks.iter().zip(spools).map(start).collect();
    if !lines.iter_mut().all(|line| line.hasher.make_ready()) {
        return Err(Error::input("there is not enough memory for the slow hash of each core")
            .hint("a slow hash of less memory: --argon2-memory"));
    }
    let mut kinds: Vec<Kind> = recipe.checks.iter().flat_map(|(check, _)| check.kinds()).collect();
    kinds.sort_unstable();
    kinds.dedup();

    let mut tally = Tally::new(recipe);
    let mut understood = Understood::default();
    loop {
        // A poisoned lock means that another worker panicked; `join` tells.
        let Ok(batch) = incoming.lock().map(|queue| queue.recv()) else { break };
        let Ok((number, batch)) = batch else { break };
        let mut came = OfBatch::default();
        for row in batch.rows() {
            if recipe.part.is_some_and(|part| !part.holds(row.number())) {
                continue;
            }
            came.rows += 1;
            let is_used = use_row(
                row,
                &kinds,
                &mut lines,
                recipe,
                &mut understood,
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
        for (line, used_rows) in lines.iter_mut().zip(&mut tally.used_rows) {
            line.spool.add(digest, mark)?;
            *used_rows += 1;
        }
        return Ok(true);
    }
    identify(row, kinds, recipe, understood, rejects);
    let mut is_any_used = false;
    for (line, used_rows) in lines.iter_mut().zip(&mut tally.used_rows) {
        let mut is_used = false;
        digest_row(&mut line.hasher, &line.kinds, understood.identifiers(), |digest| {
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
    understood: &mut Understood,
    rejects: &mut Vec<Reject>,
) {
    understood.clear();
    for &kind in kinds {
        let mut is_there = false;
        recipe.columns.each_text(kind, row, |text| {
            is_there = true;
            let reason = match text.map(|text| understood.read(kind, text, &recipe.hints)) {
                Ok(Ok(())) => return,
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
