//! How long slow hashing will take, said before it begins.
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::thread;
use std::time::{Duration, Instant};

use hushcheck_core::{Check, Hasher, Hints, Identifier, Kind, Scheme};

use crate::cli::LeakArgs;
use crate::commands::leak::{self, Leak};
use crate::numbers::Count;
use crate::source::{Batch, Source};
use crate::state::Reading;
use crate::{Error, Native, Result, inputs, worker};

/// What is begun without asking.
const SHORT: Duration = Duration::from_secs(3600);

/// Tells how long the leak's slow hashes take on all cores, and asks whether to begin
/// where that is over an hour.
///
/// # Errors
///
/// The answer is no, or there is nobody to ask; or the leak cannot be read.
pub(super) fn announce(args: &LeakArgs, leak: &Leak, done: &Reading, yes: bool) -> Result<()> {
    let slow = leak.recipe.checks.iter().filter(|c| matches!(c.1, Scheme::Argon2id(_)));
    let (Some(&(_, scheme)), checks) = (slow.clone().next(), slow.count() as u32) else {
        return Ok(());
    };
    if done.is_done {
        return Ok(());
    }
    let each = seconds_of_one(scheme)?;
    let rate = each.recip() / f64::from(checks);
    if args.leak.iter().any(|path| inputs::is_read_once(path)) {
        let rows = Count(rate.round() as u64, "row");
        eprintln!("{scheme} on all cores: {rows} a second");
        return match yes {
            true => Ok(()),
            false => Err(Error::input(
                "how long this takes is not known: its rows can be read only once",
            )
            .hint("begin all the same with --yes; or save the leak as a file first")),
        };
    }
    let rows = count(args)?.saturating_sub(done.consumed);
    let time = Duration::from_secs_f64(rows as f64 / rate);
    eprintln!("{scheme} of {} on all cores: about {}", Count(rows, "row"), shown(time));
    if time <= SHORT || yes {
        return Ok(());
    }
    let refusal = Error::input(format!("this takes about {}", shown(time))).hint(
        "begin with --yes; it can be interrupted and goes on with --resume, and machines can \
         share it with `hushcheck spool --part`",
    );
    if !std::io::stdin().is_terminal() {
        return Err(refusal);
    }
    eprint!("begin? It can be interrupted and goes on with --resume. [y/N] ");
    let mut answer = String::new();
    let asked =
        std::io::stderr().flush().and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    match asked {
        Ok(_) if matches!(answer.trim(), "y" | "Y" | "yes") => Ok(()),
        _ => Err(refusal),
    }
}

/// Seconds that a hash takes with all cores at work, whose memory they share: the time of a
/// round of one each, over the number of cores.
fn seconds_of_one(scheme: Scheme) -> Result<f64> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let trial = Identifier::parse(Kind::Password, "a trial", &Hints::default(), &Native)
        .map_err(|error| Error::input(error.to_string()))?;
    let seconds = thread::scope(|scope| {
        let hash = || {
            let mut hasher = Hasher::new(Check::PASSWORD, scheme);
            if !hasher.make_ready() {
                return None;
            }
            // The first fills memory that was never used.
            hasher.digest(&[&trial]);
            let begin = Instant::now();
            (0..3).for_each(|_| drop(hasher.digest(&[&trial])));
            Some(begin.elapsed().as_secs_f64() / 3.0)
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(hash)).collect();
        let times = workers.into_iter().map(|worker| worker.join().unwrap_or(Some(0.0)));
        times.reduce(|one, other| Some(one?.max(other?))).flatten()
    });
    let seconds = seconds.ok_or_else(worker::no_memory)?;
    Ok(seconds / threads as f64)
}

/// Counts the rows that are to be hashed: reading them takes next to no time beside.
fn count(args: &LeakArgs) -> Result<u64> {
    let mut source = Source::open(&args.leak, leak::quiet_options(args))?;
    let (mut batch, mut rows) = (Batch::new(), 0);
    loop {
        source.fill(&mut batch, 4096)?;
        rows += batch.len() as u64;
        if batch.is_empty() {
            return Ok(args.part.map_or(rows, |part| part.share(rows)));
        }
    }
}

/// A time in the units that people have a feeling for.
fn shown(time: Duration) -> String {
    let (seconds, unit) = match time.as_secs() {
        0..120 => (1, "second"),
        120..7200 => (60, "minute"),
        7200..172_800 => (3600, "hour"),
        _ => (86_400, "day"),
    };
    Count(time.as_secs() / seconds, unit).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_readable() {
        let shown = [1, 5, 600, 8000, 200_000].map(|s| shown(Duration::from_secs(s)));
        assert_eq!(shown, ["1 second", "5 seconds", "10 minutes", "2 hours", "2 days"]);
    }
}
