//! The command line: arguments, exit codes, and who does what.
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use hushcheck_core::{Check, Country, Kind};

use crate::digests::Part;
use crate::mapping::Mapping;
use crate::source::{Delimiter, Dialect, Format, TextEncoding};
use crate::{Error, Result, commands};

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
    Spool(Box<SpoolArgs>),
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
    /// Brings a site's pages in line with its site.json, after that was edited.
    ///
    /// Checks site.json, and writes name, logo, colours, languages, contact, imprint and the
    /// hosts of datasets into the pages. Other changes take effect without it.
    Configure(ConfigureArgs),
    /// Makes one HTML file of a site, lists and all, that opens by double click.
    ///
    /// It needs no network and cannot use one. Prints the file's SHA-256, to be published
    /// where people can compare it.
    Bundle(BundleArgs),
    /// Serves a folder on this computer, as a static file host would.
    Serve(ServeArgs),
}

/// A leak and what is to be made of it.
#[derive(Args)]
pub(crate) struct LeakArgs {
    /// The leak: files, patterns such as 'part-*.csv.gz', a folder of Have I Been Pwned's
    /// ranges; - is standard input. All must have the same columns
    #[arg(value_name = "LEAK", required_unless_present = "from_spools")]
    pub leak: Vec<PathBuf>,
    /// Folders that `hushcheck spool` made of all parts of a leak, instead of the leak
    #[arg(long, value_name = "DIR", num_args = 1.., conflicts_with = "leak")]
    pub from_spools: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// Column that holds a kind: kind=column, kind=one,other or kind=first+last [default:
    /// the column of a usual name, such as mail or 手机号]
    #[arg(long, value_name = "KIND=COLUMN")]
    pub map: Vec<Mapping>,
    /// Kinds to hash together, such as email or name+national-id
    #[arg(long, value_name = "CHECK")]
    pub check: Vec<Check>,
    /// Country of national IDs and of phone numbers written without one, such as CN
    #[arg(long, value_name = "CC")]
    pub country: Option<Country>,
    /// How to hash; sha1 is for passwords, as Have I Been Pwned does
    #[arg(long, value_enum, default_value_t = SchemeName::Sha256)]
    pub scheme: SchemeName,
    /// Memory of argon2id in KiB [default: 65536]
    #[arg(long, value_name = "KIB")]
    pub argon2_memory: Option<u32>,
    /// Passes of argon2id [default: 3]
    #[arg(long, value_name = "N")]
    pub argon2_passes: Option<u32>,
    /// File that describes several incidents, whose rows LEAK holds together: a JSON
    /// list of what a manifest says of each
    #[arg(long, value_name = "FILE", requires = "incident_column")]
    pub incidents: Option<PathBuf>,
    /// Column that names a row's incidents, parted by commas or semicolons
    #[arg(long, value_name = "COLUMN", requires = "incidents", conflicts_with = "count")]
    pub incident_column: Option<String>,
    /// Column that says how often a password was seen
    #[arg(long, value_name = "COLUMN")]
    pub count: Option<String>,
    /// Percent of the first 10,000 rows that may give nothing; more is taken for a wrong
    /// mapping
    #[arg(long, value_name = "PERCENT", default_value_t = 90)]
    #[arg(value_parser = clap::value_parser!(u8).range(..=100))]
    pub max_rejects: u8,
    /// Memory for digests, in MiB; what is more waits on disk, beside the output
    #[arg(long, value_name = "MIB", default_value_t = 512)]
    pub memory: u32,
    /// People who do not want to be in it: identifiers in the same columns as the leak's
    #[arg(long, value_name = "FILE")]
    pub exclude: Option<PathBuf>,
    /// Use only one part of the rows, such as 2/4: the other machines use the others
    #[arg(long, value_name = "I/N")]
    pub part: Option<Part>,
    /// Bits of the prefix by which a list is split into files [default: files of about 512 KiB]
    #[arg(long, value_name = "BITS")]
    pub prefix_bits: Option<u8>,
    /// Another dataset that you have published, to be judged together with this one
    #[arg(long, value_name = "DIR-or-URL")]
    pub earlier: Vec<String>,
    /// Name of the dataset: a-z, 0-9, - [default: from the title]
    #[arg(long)]
    pub id: Option<String>,
}

/// How the leak is read, where it does not tell or tells wrongly.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading the leak")]
pub(crate) struct InputArgs {
    /// Format [default: by name and first bytes]. Of .gz, .zst, .bz2 and .xz, what is inside
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// What parts the fields of CSV: one character, or tab [default: from the first rows]
    #[arg(long, value_name = "CHAR")]
    pub delimiter: Option<Delimiter>,
    /// Encoding of text, such as gb18030, big5, shift_jis, euc-kr, utf-16le or latin1
    /// [default: from the first bytes]
    #[arg(long)]
    pub encoding: Option<TextEncoding>,
    /// Table of an SQL dump or sheet of a workbook [default: the only one with rows]
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
    /// Database that an SQL dump is of, which says what a backslash means in its strings
    /// [default: from what stands outside of strings]
    #[arg(long, value_enum)]
    pub dialect: Option<Dialect>,
}

#[derive(Args)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub leak: LeakArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Folder to make
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Secret key to sign with, from `hushcheck keygen` or `minisign -G`
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// File to make for the numbers of rejected rows and the reasons; it is there when the
    /// dataset is
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Publish against the policy, for a reason that everybody will read
    #[arg(long, value_name = "REASON")]
    pub accept_risk: Vec<String>,
    #[command(flatten)]
    pub about: AboutArgs,
}

/// How the work is done.
#[derive(Args)]
#[command(next_help_heading = "Long work")]
pub(crate) struct WorkArgs {
    /// Go on where an interrupted build stopped, with the same leak and options
    #[arg(long)]
    pub resume: bool,
    /// Seconds between checkpoints, from which --resume goes on
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    pub checkpoint: f64,
    /// Do not ask whether to begin work of many hours
    #[arg(long)]
    pub yes: bool,
    /// Keep the digests in a folder, so that a further leak can be added later; they say
    /// more than the lists
    #[arg(long, value_name = "DIR", conflicts_with = "from_spools")]
    pub keep_spools: Option<PathBuf>,
    /// Print a report for programs on standard output at the end
    #[arg(long)]
    pub json: bool,
}

impl WorkArgs {
    /// Time between checkpoints.
    pub fn every(&self) -> Result<Duration> {
        Duration::try_from_secs_f64(self.checkpoint)
            .map_err(|_| Error::input("--checkpoint takes a number of seconds"))
    }
}

#[derive(Args)]
pub(crate) struct AddArgs {
    /// The version to add to: a folder, or the URL of one
    #[arg(value_name = "DIR-or-URL")]
    pub dataset: String,
    #[command(flatten)]
    pub build: BuildArgs,
    /// The digests of that version, from --keep-spools of all its leaks
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub spools: Vec<PathBuf>,
    #[command(flatten)]
    pub trust: TrustArgs,
}

#[derive(Args)]
pub(crate) struct SpoolArgs {
    #[command(flatten)]
    pub leak: LeakArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Folder to make
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

#[derive(Args)]
pub(crate) struct PublishArgs {
    #[command(flatten)]
    pub build: BuildArgs,
    /// The site's name [default: the leak's title]
    #[arg(long)]
    pub name: Option<String>,
    /// A built page other than the one that this command carries
    #[arg(long, value_name = "DIR")]
    pub app: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct SiteArgs {
    /// Folders of datasets, or their addresses at other hosts, in the order in which the
    /// page asks them
    #[arg(value_name = "DATASET", required = true)]
    pub datasets: Vec<PathBuf>,
    /// Folder to make
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The site's name
    #[arg(long, required_unless_present = "config")]
    pub name: Option<String>,
    /// A site.json of which everything is taken but the datasets; its logo is beside it
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Country of national IDs and of phone numbers written without one [default: the datasets']
    #[arg(long, value_name = "CC")]
    pub default_country: Option<Country>,
    /// Public key of which the datasets' signatures are believed: a file or the key itself
    #[arg(long, value_name = "KEY")]
    pub public_key: Vec<String>,
    /// A built page other than the one that this command carries
    #[arg(long, value_name = "DIR")]
    pub app: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ConfigureArgs {
    /// The site's folder, made by `hushcheck site` or `hushcheck publish`
    #[arg(value_name = "SITE")]
    pub site: PathBuf,
}

#[derive(Args)]
pub(crate) struct BundleArgs {
    /// The site's folder, made by `hushcheck site` or `hushcheck publish`
    #[arg(value_name = "SITE")]
    pub site: PathBuf,
    /// File to make
    #[arg(long, value_name = "OUT.html")]
    pub single_file: PathBuf,
    /// Puts the lists into a ZIP of their own, which the page then asks for
    #[arg(long, value_name = "LISTS.zip")]
    pub zip: Option<PathBuf>,
    /// Most that the lists may hold together [default: 8, or with --zip 3500]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..=3500))]
    pub max_megabytes: Option<u64>,
}

/// What the manifest says about the leak.
#[derive(Args)]
pub(crate) struct AboutArgs {
    /// What people call the leak
    #[arg(long, required_unless_present = "incidents", conflicts_with = "incidents")]
    pub title: Option<String>,
    /// Whose data it was
    #[arg(long, conflicts_with = "incidents")]
    pub organisation: Option<String>,
    /// What happened, in plain text
    #[arg(long, conflicts_with = "incidents")]
    pub description: Option<String>,
    /// Where you have it from
    #[arg(long, conflicts_with = "incidents")]
    pub source: Option<String>,
    /// When it happened: YYYY-MM-DD, YYYY-MM or YYYY
    #[arg(long, conflicts_with = "incidents")]
    pub date: Option<String>,
    /// A class of data that leaked, such as "Phone numbers"
    #[arg(long, value_name = "CLASS", conflicts_with = "incidents")]
    pub data_class: Vec<String>,
    /// Day of publication, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// Day after which the dataset should not be relied on
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// Number of this version of the dataset [default: 1, or one more than --previous]
    #[arg(long)]
    pub number: Option<u64>,
    /// The version before this one, to which the new manifest is chained
    #[arg(long, value_name = "DIR-or-URL")]
    pub previous: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum SchemeName {
    Sha256,
    Argon2id,
    Sha1,
}

#[derive(Args)]
pub(crate) struct CheckArgs {
    /// The dataset: a folder, or the URL of one
    #[arg(value_name = "DIR-or-URL")]
    pub dataset: String,
    /// Which list to ask, such as email or name+national-id
    #[arg(long)]
    pub check: Check,
    /// Country of national IDs and of phone numbers written without one [default: the dataset's]
    #[arg(long, value_name = "CC")]
    pub country: Option<Country>,
    #[command(flatten)]
    pub trust: TrustArgs,
}

/// Whose signature is believed.
#[derive(Args)]
pub(crate) struct TrustArgs {
    /// Public key that must have signed the dataset: a file or the key itself
    #[arg(long, value_name = "KEY")]
    pub public_key: Option<String>,
    /// File of a key that came after it, with the signature of `hushcheck endorse` beside it
    #[arg(long, value_name = "NEW.pub", requires = "public_key")]
    pub successor: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CanonicalArgs {
    /// The kind: name, national-id, phone, email, password, birth-date, username, iban,
    /// card, passport, plate or text
    #[arg(long)]
    pub kind: Kind,
    /// Country of national IDs, of phone numbers written without one, and of the order of
    /// day and month
    #[arg(long, value_name = "CC")]
    pub country: Option<Country>,
    /// Print the reduced form, which is what is hashed
    #[arg(long)]
    pub reduced: bool,
}

#[derive(Args)]
pub(crate) struct InspectArgs {
    /// The dataset: a folder, or the URL of one
    #[arg(value_name = "DIR-or-URL")]
    pub dataset: String,
    #[command(flatten)]
    pub trust: TrustArgs,
}

#[derive(Args)]
pub(crate) struct KeygenArgs {
    /// Writes PREFIX.key (keep it secret) and PREFIX.pub
    #[arg(long, value_name = "PREFIX")]
    pub out: PathBuf,
    /// Leaves the secret key without a password
    #[arg(long)]
    pub no_password: bool,
}

#[derive(Args)]
pub(crate) struct SignArgs {
    /// The manifest; its signature is written beside it
    #[arg(value_name = "manifest.json")]
    pub manifest: PathBuf,
    /// Secret key to sign with, from `hushcheck keygen` or `minisign -G`
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
}

#[derive(Args)]
pub(crate) struct EndorseArgs {
    /// The new public key's file; the signature is written beside it
    #[arg(value_name = "NEW.pub")]
    pub successor: PathBuf,
    /// The old secret key
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
}

#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Folder to serve
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Address to listen at
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
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
        Command::Serve(args) => {
            crate::serve::serve(&args.folder, args.listen).map(|()| ExitCode::SUCCESS)
        }
    }
}
