//! The browser's side of Hushcheck, shared by the page and the JavaScript package.
//!
//! # Overview
//!
//! * [`http`] is the only file that asks for anything over the network. What it
//!   fetches is named by its own types: a site's configuration, a dataset that
//!   this configuration names, or a [`Run`](hushcheck_core::Run) of a list. No
//!   function takes a text, an identifier or a digest.
//! * [`Catalogue`] opens what the site offers and verifies the signatures.
//! * [`check()`] goes from what was typed to a [`Verdict`] for each list.
//! * [`check_many()`] does so for many rows, in whole lists.
//! * [`mod@wire`] is how page and worker tell each other of it.
//! * [`Browser`] is core's [`Unicode`](hushcheck_core::Unicode) by the browser's
//!   own functions, and by a table that is loaded with the catalogue.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod catalogue;
mod check;
mod day;
pub mod http;
mod many;
mod read;
mod unicode;
mod value;
pub mod wire;

pub use catalogue::{
    Catalogue, Dataset, File, Files, ListEntry, Opened, Problem, SiteProblem, Trust, open,
    open_dataset,
};
pub use check::{Event, Stage, Verdict, check};
pub use day::today;
pub use many::{MAX_ROWS, check_many};
pub use read::{read_manifest, read_site};
pub use unicode::Browser;
