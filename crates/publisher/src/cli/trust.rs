//! What commands take that read a dataset, and whose signature they believe.
use std::path::PathBuf;

use clap::Args;
use hushcheck_core::{Check, Country};

use crate::source::TextEncoding;

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
pub(crate) struct InspectArgs {
    /// The dataset: a folder, or the URL of one
    #[arg(value_name = "DIR-or-URL")]
    pub dataset: String,
    #[command(flatten)]
    pub trust: TrustArgs,
}

#[derive(Args)]
pub(crate) struct VerifyArgs {
    /// The dataset or the site: a folder, or the URL of one
    #[arg(value_name = "DIR-or-URL")]
    pub place: String,
    /// A built page to compare a site's with, other than the one that this command carries
    #[arg(long, value_name = "DIR")]
    pub app: Option<PathBuf>,
    #[command(flatten)]
    pub trust: TrustArgs,
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
    /// Encoding of the lines, such as gb18030 or latin1 [default: UTF-8, or what a mark says; it
    /// is not guessed, since a name that is read wrongly is told to match nobody]
    #[arg(long)]
    pub encoding: Option<TextEncoding>,
    #[command(flatten)]
    pub trust: TrustArgs,
}
