//! What describes the command line to others: shells' completions and the manual's pages.
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::error::During as _;
use crate::{Error, Result};

#[derive(Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

#[derive(Args)]
pub(super) struct ManualArgs {
    /// Folder for hushcheck.1, hushcheck-publish.1 and so on
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Prints a shell's script.
pub(super) fn completions(mut command: Command, args: &CompletionsArgs) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "hushcheck", &mut script);
    let written = std::io::stdout().lock().write_all(&script);
    written.map_err(|cause| Error::io("write to", "standard output", cause))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes one page for the command, and one for each of its commands.
pub(super) fn write(command: Command, args: &ManualArgs) -> Result<ExitCode> {
    let folder = &args.out;
    fs::create_dir_all(folder).during("create", folder)?;
    let command = command.disable_help_subcommand(true);
    clap_mangen::generate_to(command, folder).during("write into", folder)?;
    Ok(ExitCode::SUCCESS)
}
