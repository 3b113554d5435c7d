//! `hushcheck spool`: one machine's part of the digests, to be put together by `build`.
use std::process::ExitCode;

use crate::cli::JobArgs;
use crate::commands::build;
use crate::commands::leak::{self, Leak};
use crate::commands::{cost, today};
use crate::digests::{self, Workspace};
use crate::kept::{DESCRIPTION, Kept};
use crate::numbers::{Count, Thousands};
use crate::progress::Progress;
use crate::state::{self, State};
use crate::{Error, Result, dataset, inputs, interrupt};

const NEW: &str = "name a folder that does not exist";

pub(crate) fn run(args: &JobArgs) -> Result<ExitCode> {
    let later = "give it to `hushcheck build --from-spools`";
    let of_lists = [
        ("--exclude", args.leak.exclude.is_some(), later),
        ("--json", args.work.json, later),
        ("--keep-spools", args.work.keep_spools.is_some(), "the folder that it makes is kept"),
    ];
    if let Some((option, _, hint)) = of_lists.into_iter().find(|(_, is_given, _)| *is_given) {
        return Err(
            Error::input(format!("{option} is not for spool, which makes no list")).hint(hint)
        );
    }
    state::refuse_existing(&args.out, args.work.resume, NEW)?;
    interrupt::listen();
    let identity = leak::identity(&args.leak)?;
    let mut state = State::open(&args.out, args.work.resume, identity, today())?;
    build::refuse_half_read(&args.leak, &args.work, &state)?;
    let made = match state.was_moved(&args.out.join(DESCRIPTION)) {
        true => Ok(()),
        false => make(args, &mut state),
    };
    made.map_err(|error| state.can_go_on(error))?;
    state.remove()?;
    eprintln!("wrote {}: it says more than a list; keep it to yourself", args.out.display());
    Ok(ExitCode::SUCCESS)
}

fn make(args: &JobArgs, state: &mut State) -> Result<()> {
    dataset::refuse_existing(&args.out, NEW)?;
    let mut leak = Leak::open(&args.leak, state.reading())?;
    cost::announce(&args.leak, &leak, state.reading(), args.work.yes)?;
    let rejects = leak.rejects(&args.leak, state.reading());
    let spools = state.place("spool");
    let progress = Progress::on_terminal();
    let mut place = Workspace {
        state: Some(state),
        every: args.work.every()?,
        bytes: inputs::text_bytes(&args.leak.leak),
        is_read_once: args.leak.leak.iter().any(|path| inputs::is_read_once(path)),
        keep: true,
        ..Workspace::new(args.leak.memory, spools.clone(), &progress)
    };
    let (_, reading) = digests::read(leak.source.as_mut(), &leak.recipe, &mut place, &rejects)?;
    progress.end();
    let tally = reading.tally;
    for ((field, reason), count) in rejects.counts() {
        eprintln!("{} of {field} not used: {reason}", Thousands(count));
    }
    eprintln!("{} read from {}", Count(tally.rows, "row"), reading.origin.name);
    let incidents = leak.incidents.iter().map(|incident| incident.name.clone()).collect();
    let kept = Kept::new(&leak.recipe, incidents, tally, &reading.origin);
    let ready = kept.prepare(&spools, &args.out)?;
    state.moves(&spools.join(DESCRIPTION))?;
    ready.keep().map(drop)
}
