//! What `build`, `add`, `publish` and `spool` take.
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use hushcheck_core::manifest::{is_day, is_day_month_or_year};

use super::leak::LeakArgs;
use super::trust::TrustArgs;
use crate::{Error, Result};

/// A leak's rows become digests, in a new folder.
#[derive(Args)]
pub(crate) struct JobArgs {
    /// Folder to make
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    // Behind the others: their headings hold for all that follows them.
    #[command(flatten)]
    pub leak: LeakArgs,
    #[command(flatten)]
    pub work: WorkArgs,
}

#[derive(Args)]
pub(crate) struct BuildArgs {
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
    /// Makes the list in another layout too, as OUT.hibp-ranges: of passwords by SHA-1, the
    /// ranges of Have I Been Pwned. Needs --accept-risk
    #[arg(long, value_enum, value_name = "LAYOUT")]
    pub also: Option<Also>,
    /// Only say what `hushcheck plan` says, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub job: JobArgs,
    #[command(flatten)]
    pub about: AboutArgs,
}

/// Layouts besides the dataset.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Also {
    /// Files range/00000 to range/FFFFF, with lines SUFFIX:COUNT
    HibpRanges,
}

/// What the manifest says about the leak.
#[derive(Args)]
#[command(next_help_heading = "What everybody reads about the leak")]
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
    /// When it happened, which is not to come: YYYY-MM-DD, YYYY-MM or YYYY
    #[arg(long, conflicts_with = "incidents", value_parser = day_month_or_year)]
    pub date: Option<String>,
    /// A class of data that leaked, such as "Phone numbers"
    #[arg(long, value_name = "CLASS", conflicts_with = "incidents")]
    pub data_class: Vec<String>,
    /// Day of publication, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub published: Option<String>,
    /// Day after which the dataset should not be relied on, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub expires: Option<String>,
    /// Number of this version of the dataset [default: 1, or one more than --previous]
    #[arg(long)]
    pub number: Option<u64>,
    /// The version before this one, to which the new manifest is chained
    #[arg(long, value_name = "DIR-or-URL")]
    pub previous: Option<String>,
}

fn day(text: &str) -> Result<String, &'static str> {
    if is_day(text) {
        Ok(text.to_owned())
    } else {
        Err("write a day as YYYY-MM-DD, such as 2026-01-31")
    }
}

fn day_month_or_year(text: &str) -> Result<String, &'static str> {
    if is_day_month_or_year(text) {
        Ok(text.to_owned())
    } else {
        Err("write a day as YYYY-MM-DD, a month as YYYY-MM or a year as YYYY")
    }
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
    /// The digests of that version, from --keep-spools of all its leaks
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub spools: Vec<PathBuf>,
    #[command(flatten)]
    pub trust: TrustArgs,
    #[command(flatten)]
    pub build: BuildArgs,
}

#[derive(Args)]
pub(crate) struct PublishArgs {
    /// The site's name [default: the leak's title]
    #[arg(long)]
    pub name: Option<String>,
    /// A built page other than the one that this command carries
    #[arg(long, value_name = "DIR")]
    pub app: Option<PathBuf>,
    #[command(flatten)]
    pub build: BuildArgs,
}
