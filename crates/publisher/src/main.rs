//! The command `hushcheck`.
use std::process::ExitCode;

fn main() -> ExitCode {
    hushcheck::cli::run()
}
