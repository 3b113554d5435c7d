//! The command line: arguments, exit codes, and who does what.
mod build;
mod canonical;
mod config;
mod keys;
mod leak;
mod manual;
mod site;
mod trust;

use std::process::ExitCode;

use clap::{Arg, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub(crate) use self::build::{AddArgs, Also, BuildArgs, JobArgs, PublishArgs, WorkArgs};
pub(crate) use self::canonical::CanonicalArgs;
pub(crate) use self::config::FILE as CONFIG_FILE;
pub(crate) use self::keys::{EndorseArgs, KeygenArgs, SignArgs};
pub(crate) use self::leak::{InitArgs, InputArgs, LeakArgs, SchemeName};
use self::manual::{CompletionsArgs, ManualArgs};
pub(crate) use self::site::{BundleArgs, ConfigureArgs, ServeArgs, SiteArgs};
pub(crate) use self::trust::{CheckArgs, InspectArgs, TrustArgs, VerifyArgs};
use crate::{Result, commands};

/// The version, and what compiled this command and the page in it.
const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), "\ncompiled by ", env!("HUSHCHECK_COMPILER"));

/// Turns a leak into lists that people can check themselves against, without
/// telling anybody who they are.
#[derive(Parser)]
#[command(name = "hushcheck", version, long_version = VERSION, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Looks at a leak's first rows and writes hushcheck.toml, the options of the others.
    ///
    /// It guesses format, encoding, delimiter and columns, and proposes checks. No value of
    /// the leak stands in the file.
    Init(InitArgs),
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
    /// Verifies a dataset or a site: signatures, every file, every entry.
    ///
    /// Of a site, the page is held against the one that this command carries, and the datasets
    /// that it names are verified with their mirrors. Exit code 4 when something is not as it
    /// should be.
    Verify(VerifyArgs),
    /// Makes a key pair to sign datasets with, in minisign's format.
    Keygen(KeygenArgs),
    /// Signs a manifest, for instance on a computer without a network.
    Sign(SignArgs),
    /// Signs a new public key with the old secret one, so that who trusts the old key
    /// can trust the new.
    Endorse(EndorseArgs),
    /// Puts the page and datasets together to a site for any static file host.
    Site(SiteArgs),
    /// Brings a site's pages in line with its site.json, after that was edited.
    ///
    /// Checks site.json, and writes name, logo, colours, languages, contact, imprint and the
    /// hosts of datasets into the pages. Other changes take effect without it.
    Configure(ConfigureArgs),
    /// Makes a page of a site that opens by double click, with lists in it or in ZIPs beside.
    ///
    /// It needs no network and cannot use one. Prints the files' SHA-256, to be published
    /// where people can compare them.
    Bundle(BundleArgs),
    /// Serves a folder on this computer, as a static file host would.
    Serve(ServeArgs),
    /// Prints what makes a shell complete this command's options.
    ///
    /// For bash: hushcheck completions bash > ~/.local/share/bash-completion/completions/hushcheck
    Completions(CompletionsArgs),
    /// Writes the manual, one page for each command, for `man`.
    Manual(ManualArgs),
}

/// Options that commands have in common with others and do not take: they do not show them, and
/// pass over them in the file of options.
const NOT_SHOWN: [(&str, &[&str]); 4] = [
    ("add", &["argon2-memory", "argon2-passes", "check", "id", "part", "previous", "scheme"]),
    ("build", &["part"]),
    ("publish", &["part"]),
    ("spool", &["exclude", "keep-spools", "json"]),
];

/// The description of all commands and options.
fn described() -> clap::Command {
    NOT_SHOWN.into_iter().fold(Cli::command(), |all, (command, options)| {
        let hidden = |option: Arg| {
            let is_hidden = option.get_long().is_some_and(|long| options.contains(&long));
            option.hide(is_hidden)
        };
        all.mut_subcommand(command, |one| one.mut_args(hidden))
    })
}

/// Runs the command that the process's arguments ask for.
pub fn run() -> ExitCode {
    match parse().and_then(|cli| dispatch(cli.command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

/// Reads the arguments, and those that stand in a file. Ends the process where clap has to
/// say something: help, the version, an error in a flag.
fn parse() -> Result<Cli> {
    let merged = config::merge(&described(), std::env::args_os().collect())?;
    let matches = described().try_get_matches_from(&merged.arguments);
    let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    cli.map_err(|error| merged.explain(&error).unwrap_or_else(|| error.exit()))
}

fn dispatch(command: Command) -> Result<ExitCode> {
    match command {
        Command::Init(args) => commands::init::run(&args),
        Command::Publish(args) => commands::publish::run(&args),
        Command::Site(args) => commands::site::run(&args),
        Command::Configure(args) => commands::site::configure(&args),
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
        Command::Completions(args) => manual::completions(described(), &args),
        Command::Manual(args) => manual::write(described(), &args),
        Command::Serve(args) => {
            crate::serve::serve(&args.folder, args.listen).map(|()| ExitCode::SUCCESS)
        }
    }
}
