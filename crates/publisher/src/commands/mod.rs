//! One file for each command.
mod about;
pub(crate) mod add;
mod also;
pub(crate) mod build;
pub(crate) mod bundle;
pub(crate) mod canonical;
pub(crate) mod check;
mod cost;
pub(crate) mod endorse;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod keygen;
mod leak;
mod left_out;
pub(crate) mod plan;
pub(crate) mod publish;
mod report;
mod risks;
pub(crate) mod sign;
pub(crate) mod site;
pub(crate) mod spool;
pub(crate) mod verify;

use std::fmt;
use std::io::{self, Write};

use hushcheck_core::{Manifest, Payload};

use crate::numbers::Thousands;
use crate::{Error, Result};

/// Writes a line of the command's result to standard output. A reader that has
/// seen enough (`| head`) ends the command quietly, though not as if all were done:
/// 0 would say of `check` that nothing matched.
fn say(line: impl fmt::Display) -> Result<()> {
    match writeln!(io::stdout().lock(), "{line}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(3),
        written => written.map_err(|cause| Error::io("write to", "standard output", cause)),
    }
}

/// Today's date here, YYYY-MM-DD.
fn today() -> String {
    jiff::Zoned::now().date().to_string()
}

/// Warns of a dataset that has expired.
fn warn_expired(manifest: &Manifest) {
    if let Some(day) = manifest.expires().filter(|&day| day < today().as_str()) {
        let name = manifest.dataset();
        eprintln!("warning: the dataset {name} should not be relied on after {day}");
    }
}

/// Writes what a list's payload says with one of its symbols.
struct Meaning<'a> {
    manifest: &'a Manifest,
    payload: &'a Payload,
    symbol: u16,
}

impl fmt::Display for Meaning<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbol = usize::from(self.symbol);
        match self.payload {
            Payload::Counts(classes) => {
                match classes.get(symbol).map_or(1, |class| class.at_least) {
                    1 => f.write_str("seen at least once"),
                    times => write!(f, "seen at least {} times", Thousands(times)),
                }
            }
            Payload::Incidents(sets) => {
                let incidents = self.manifest.incidents();
                let set = sets.get(symbol);
                let all_of = set.into_iter().flat_map(|set| &set.all_of);
                let names: Vec<&str> = all_of
                    .filter_map(|&i| incidents.get(usize::from(i)))
                    .map(|incident| incident.name.as_str())
                    .collect();
                match set.is_none_or(|set| set.or_more) {
                    _ if names.is_empty() => f.write_str("in one or more of the incidents"),
                    true => write!(f, "in {} and perhaps others", names.join(", ")),
                    false => write!(f, "in {}", names.join(", ")),
                }
            }
        }
    }
}
