//! What `keygen`, `sign` and `endorse` take.
use std::path::PathBuf;

use clap::Args;

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
