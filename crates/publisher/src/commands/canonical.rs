//! `hushcheck canonical`: shows how identifiers are spelled before they are hashed.
use std::io;
use std::process::ExitCode;

use hushcheck_core::{Hints, Identifier};

use crate::cli::CanonicalArgs;
use crate::commands::say;
use crate::{Error, Native, Result};

pub(crate) fn run(args: &CanonicalArgs) -> Result<ExitCode> {
    let hints = Hints { country: args.country };
    let mut all_valid = true;
    for line in io::stdin().lines() {
        let line = match line {
            Ok(line) => line,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                say("error: it is not UTF-8")?;
                all_valid = false;
                continue;
            }
            Err(cause) => return Err(Error::io("read", "standard input", cause)),
        };
        match Identifier::parse(args.kind, &line, &hints, &Native) {
            Ok(identifier) if args.reduced => say(identifier.reduced().expose())?,
            Ok(identifier) => say(identifier.canonical().expose())?,
            Err(error) => {
                say(format_args!("error: {error}"))?;
                all_valid = false;
            }
        }
    }
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
