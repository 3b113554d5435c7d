//! The publisher's side: from a leak to lists that give nobody away.
//!
//! # Overview
//!
//! A build goes one way: [`source`] reads rows, [`mapping`] says which columns
//! hold which kinds, [`digests`] turns rows into digests on all cores, [`list`]
//! writes the buckets of one check, [`dataset`] puts lists and manifest together,
//! signs them and moves the finished folder into place. Meanwhile digests wait in a
//! [`spool`], [`rejects`] counts what cannot be used, and [`state`] keeps what an
//! interrupted build needs to go on. [`store`] reads a dataset back, from a folder or a
//! URL, and [`served`] a whole site. [`cli`] is the command `hushcheck`.

mod addition;
pub mod bundle;
pub mod cli;
mod commands;
pub mod dataset;
pub mod digests;
mod error;
mod incidents;
mod inputs;
mod interrupt;
pub mod kept;
mod lanes;
mod line;
pub mod list;
mod lock;
pub mod mapping;
mod marked;
pub mod marks;
mod numbers;
pub mod pack;
mod private;
pub mod progress;
mod ranges;
pub mod records;
pub mod rejects;
mod rounds;
mod segments;
pub mod serve;
pub mod served;
pub mod signing;
pub mod site;
mod site_files;
pub mod source;
pub mod spool;
pub mod state;
pub mod store;
mod understood;
mod unicode;
mod whole;
mod worker;

pub use error::{Error, ErrorKind, Result};
pub use unicode::Native;
