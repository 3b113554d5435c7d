//! The command line: arguments, exit codes, and who does what.
mod build;
mod canonical;
mod keys;
mod leak;
mod site;
mod trust;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use self::build::{AddArgs, BuildArgs, JobArgs, PublishArgs, WorkArgs};
pub(crate) use self::canonical::CanonicalArgs;
pub(crate) use self::keys::{EndorseArgs, KeygenArgs, SignArgs};
pub(crate) use self::leak::{InputArgs, LeakArgs, SchemeName};
pub(crate) use self::site::{BundleArgs, ServeArgs, SiteArgs};
pub(crate) use self::trust::{CheckArgs, InspectArgs, TrustArgs};
use crate::{Result, commands};

/// Turns a leak into lists that people can check themselves against, without
/// telling anybody who they are.
#[derive(Parser)]
#[command(name = "hushcheck", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a finished site from a leak: page and dataset, for any static file host.
    Publish(Box<PublishArgs>),
    /// Builds a dataset from a leak.
    Build(Box<BuildArgs>),
    /// Adds a further leak to a dataset: makes a new version of it.
    ///
    /// Checks, country and way of hashing are those of the dataset. Without --spools its
    /// lists are decoded: fingerprints keep their length, so that more people match by
    /// chance.
    Add(Box<AddArgs>),
    /// Makes the digests of one part of a leak, for `build --from-spools`.
    ///
    /// So several machines share the work: each runs this with another --part, or with
    /// other files of the leak.
    Spool(Box<JobArgs>),
    /// Says what a dataset would give away, and to whom, before it is built.
    ///
    /// Exit code 1 when something speaks against publishing it.
    Plan(Box<LeakArgs>),
    /// Checks identifiers against a dataset.
    ///
    /// Reads one query a line from standard input (never from arguments, which the
    /// shell's history and the list of processes would keep): the identifier, or for
    /// compound checks a CSV row in the check's order. Prints one answer a line.
    /// Exit code 0: none matches; 1: at least one does; 2 and up: an error.
    Check(CheckArgs),
    /// Prints the canonical form of each line of standard input.
    Canonical(CanonicalArgs),
    /// Prints in words what a dataset is and says.
    Inspect(InspectArgs),
    /// Verifies a dataset: signature, every file, every entry.
    Verify(InspectArgs),
    /// Makes a key pair to sign datasets with, in minisign's format.
    Keygen(KeygenArgs),
    /// Signs a manifest, for instance on a computer without a network.
    Sign(SignArgs),
    /// Signs a new public key with the old secret one, so that who trusts the old key
    /// can trust the new.
    Endorse(EndorseArgs),
    /// Puts the page and datasets together to a site for any static file host.
    Site(SiteArgs),
    /// Makes one HTML file of a site, lists and all, that opens by double click.
    ///
    /// It needs no network and cannot use one. Prints the file's SHA-256, to be published
    /// where people can compare it.
    Bundle(BundleArgs),
    /// Serves a folder on this computer, as a static file host would.
    Serve(ServeArgs),
}

/// Runs the command that the process's arguments ask for.
pub fn run() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode> {
    match command {
        Command::Publish(args) => commands::publish::run(&args),
        Command::Site(args) => commands::site::run(&args),
        Command::Bundle(args) => commands::bundle::run(&args),
        Command::Build(args) => commands::build::run(&args, None),
        Command::Add(args) => commands::add::run(*args),
        Command::Spool(args) => commands::spool::run(&args),
        Command::Plan(args) => commands::plan::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::Canonical(args) => commands::canonical::run(&args),
        Command::Inspect(args) => commands::inspect::run(&args),
        Command::Verify(args) => commands::verify::run(&args),
        Command::Keygen(args) => commands::keygen::run(&args),
        Command::Sign(args) => commands::sign::run(&args),
        Command::Endorse(args) => commands::endorse::run(&args),
        Command::Serve(args) => {
            crate::serve::serve(&args.folder, args.listen).map(|()| ExitCode::SUCCESS)
        }
    }
}
