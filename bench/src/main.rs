//! Benchmarks: `cargo xtask bench <name>` builds and runs them.
#![forbid(unsafe_code)]

mod bound;
mod format;
mod identifiers;
mod random;
mod ranges;
mod speed;
mod table;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("format") => format::run(arguments.next().as_deref().map(std::path::Path::new)),
        Some("identifiers") => identifiers::run(),
        _ => bail!("name a benchmark: format [FOLDER OF HIBP RANGES], identifiers"),
    }
}
