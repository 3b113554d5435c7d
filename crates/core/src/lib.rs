//! What Hushcheck means by an identifier, a list and a verdict.
//!
//! # Overview of types
//!
//! The way of what a person typed:
//!
//! 1. An [`Identifier`] is parsed from text of a [`Kind`]; it knows its canonical
//!    and its reduced form.
//! 2. The identifiers that a [`Check`] needs are put into one message and hashed
//!    by a [`Hasher`] to a [`Digest`].
//! 3. A [`RequestPlan`], made from the [`List`]s of the catalogue alone, says how
//!    much of each list is fetched. Together with a digest it gives a [`Run`],
//!    the only thing from which list files can be asked for.
//! 4. The files of a run are verified against the list's Merkle root, decoded and
//!    searched by [`Run::look_up`]; what comes out is a [`Finding`].
//!
//! A publisher goes the same way up to the digest and then writes buckets with
//! the items behind the feature `build`.
//!
//! This crate does no I/O, knows no clock and draws no random numbers.
//! `docs/FORMAT.md` describes the bytes; `docs/ARCHITECTURE.md` the whole.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod base64;
mod bits;
pub mod bucket;
mod calendar;
mod check;
mod digest;
mod hex;
pub mod identifier;
mod kind;
mod look_up;
pub mod manifest;
pub mod meaning;
pub mod merkle;
pub mod payload;
pub mod plan;
pub mod policy;
pub mod privacy;
mod ranges;
mod secret;
mod signature;
mod site;
mod sorted;

pub use check::{Check, CheckError};
pub use digest::{Argon2Cost, Digest, Hasher, Query, Scheme};
pub use hex::Hash256;
pub use identifier::{Country, Han, Hints, Identifier, IdentifierError, Unicode};
pub use kind::Kind;
pub use look_up::{CouldNotCheck, Finding};
pub use manifest::{Incident, List, Manifest, ManifestError};
pub use meaning::Membership;
pub use payload::Payload;
pub use plan::{Dial, ListPlan, RequestPlan, Run};
pub use secret::{Secret, SecretPart};
pub use signature::{PublicKey, SignatureError, verify_by_any};
pub use site::{DatasetPath, Site, SiteDataset, SiteRanges, is_folder_address, is_web_address};

/// Version of the format: message, canonical and reduced forms, files and manifest.
pub const FORMAT_VERSION: u8 = 1;
/// The same as manifests name it.
pub const FORMAT: &str = "hushcheck-1";
/// The same as salts and labels begin.
pub(crate) const FORMAT_WORDS: &str = "hushcheck 1 ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_same_everywhere() {
        assert_eq!(FORMAT, format!("hushcheck-{FORMAT_VERSION}"));
        assert_eq!(FORMAT_WORDS, format!("hushcheck {FORMAT_VERSION} "));
    }
}
