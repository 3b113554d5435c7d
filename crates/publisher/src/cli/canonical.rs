//! What `canonical` takes.
use clap::Args;
use hushcheck_core::{Country, Kind};

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
