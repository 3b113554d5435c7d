//! Reading in rounds: each ends with a checkpoint, from which an interrupted build goes on.
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Instant;

use hushcheck_core::Scheme;

use crate::digests::{Recipe, Tally, Workspace};
use crate::progress::Progress;
use crate::rejects::Rejects;
use crate::source::{Batch, Source};
use crate::spool::Spool;
use crate::state::{Origin, Reading};
use crate::worker::{self, Numbered};
use crate::{Error, Result, interrupt};

/// Reads in rounds, each of which ends with a checkpoint: nothing is under way then.
pub(crate) fn read_rows(
    source: &mut Source,
    recipe: &Recipe,
    spools: &[Spool],
    reading: &mut Reading,
    place: &mut Workspace<'_>,
    rejects: &Rejects,
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
        reading.is_done = round(source, recipe, spools, reading, until, place.progress, rejects)?;
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
            reading.rejects = rejects.checkpoint()?;
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
                .hint("it was changed meanwhile; begin anew")
                .of_the_leak());
        }
        rows -= batch.len() as u64;
        source.count(&batch);
        progress.rows(batch.bytes_in_file(), 0);
    }
    Ok(())
}

/// Reads until it is time for a checkpoint, and tells whether that was all.
fn round(
    source: &mut Source,
    recipe: &Recipe,
    spools: &[Spool],
    reading: &mut Reading,
    until: Instant,
    progress: &Progress,
    rejects: &Rejects,
) -> Result<bool> {
    let slow = recipe.checks.iter().any(|(_, scheme)| matches!(scheme, Scheme::Argon2id(_)));
    // Batches that wait are finished when somebody stops the work: slow ones are to be small.
    let slow_rows = slow.then_some(4);
    let threads = thread::available_parallelism().map_or(1, usize::from);

    let (batches, incoming) = mpsc::sync_channel::<Numbered>(2 * threads);
    // Batches come back to be filled again.
    let (used, empty) = mpsc::channel::<Batch>();
    let incoming = Arc::new(Mutex::new(incoming));
    thread::scope(|scope| {
        let spawn = |_| {
            let (incoming, used) = (Arc::clone(&incoming), used.clone());
            scope.spawn(move || worker::work(&incoming, &used, recipe, spools, rejects))
        };
        let workers: Vec<_> = (0..threads).map(spawn).collect();
        // Only the workers hold the channel's other end: when all of them stopped,
        // sending fails instead of waiting for ever.
        drop(incoming);
        // All batches of the round before have had their turn.
        let mut numbers = rejects.turn()..;
        let read = loop {
            if Instant::now() >= until || interrupt::is_asked() {
                break Ok(false);
            }
            let mut batch = empty.try_recv().unwrap_or_default();
            count(source, &batch, reading, progress);
            let filled = match slow_rows {
                Some(most) => source.fill(&mut batch, most),
                None => source.fill_lines(&mut batch),
            };
            match filled {
                Ok(()) if batch.is_empty() => break Ok(true),
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
            reading.tally.add(worker.join().map_err(|_| stopped_worker())??);
        }
        empty.try_iter().for_each(|batch| count(source, &batch, reading, progress));
        read
    })
}

/// Counts the rows of a batch that comes back: how many lines are, only workers know.
fn count(source: &mut Source, batch: &Batch, reading: &mut Reading, progress: &Progress) {
    source.count(batch);
    reading.consumed += batch.len() as u64;
    progress.rows(batch.bytes_in_file(), reading.consumed);
}

fn stopped_worker() -> Error {
    Error::input("a worker stopped before the end of the file; this is a bug of hushcheck")
}
