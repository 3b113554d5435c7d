//! Benchmarks: `cargo xtask bench <name>` builds and runs them.
#![forbid(unsafe_code)]

mod billion;
mod bound;
mod countries;
mod emails;
mod format;
mod identifiers;
mod measured;
mod people;
mod publish;
mod random;
mod ranges;
mod speed;
mod table;

use std::path::Path;

use anyhow::{Context as _, Result, bail};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("format") => format::run(arguments.next().as_deref().map(Path::new)),
        Some("identifiers") => identifiers::run(),
        Some("countries") => countries::run(),
        Some("billion") => {
            let (command, rows) =
                (path(arguments.next())?, number(arguments.next(), 1_000_000_000)?);
            billion::run(&command, rows, number(arguments.next(), 2)?)
        }
        Some("publish") => {
            let (command, packages) = (path(arguments.next())?, path(arguments.next())?);
            let rows = number(arguments.next(), 10_000_000)?;
            publish::run(&command, &packages, rows, arguments.next().as_deref().map(Path::new))
        }
        // Rows for whatever else wants some.
        Some("people") => {
            let count = number(arguments.next(), 1_000_000)?;
            Ok(people::People::new().write(count, &mut std::io::stdout().lock())?)
        }
        Some("emails") => {
            let count = number(arguments.next(), 1_000_000)?;
            Ok(emails::write(count.into(), &mut std::io::stdout().lock())?)
        }
        Some("hashes") => {
            let count = number(arguments.next(), 1_000_000)?;
            Ok(ranges::write(count.into(), &mut std::io::stdout().lock())?)
        }
        _ => bail!(
            "name a benchmark: format [FOLDER OF HIBP RANGES], identifiers, countries, \
             billion COMMAND [ROWS [CHECKS]], \
             publish COMMAND PYTHON-PACKAGES [ROWS [FOLDER OF HIBP TOOLS]]; or rows: people [ROWS], \
             emails [ROWS], hashes [ROWS]"
        ),
    }
}

fn path(argument: Option<String>) -> Result<std::path::PathBuf> {
    argument.map(Into::into).context("a path is missing")
}

fn number(argument: Option<String>, default: u32) -> Result<u32> {
    argument.map_or(Ok(default), |text| text.replace('_', "").parse().context("rows are a number"))
}
