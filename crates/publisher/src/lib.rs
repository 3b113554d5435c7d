//! The publisher's side: from a leak to lists that give nobody away.
//!
//! # Overview
//!
//! A build goes one way: [`source`] reads rows, [`mapping`] says which columns
//! hold which kinds, [`digests`] turns rows into digests on all cores, [`list`]
//! writes the buckets of one check, [`dataset`] puts lists and manifest together,
//! signs them and moves the finished folder into place. [`store`] reads a dataset
//! back, from a folder or a URL. [`cli`] is the command `hushcheck`.

pub mod cli;
mod commands;
pub mod dataset;
pub mod digests;
mod error;
mod incidents;
pub mod list;
pub mod mapping;
pub mod marks;
mod private;
pub mod records;
pub mod rejects;
pub mod serve;
pub mod signing;
pub mod site;
pub mod source;
pub mod spool;
pub mod store;
mod unicode;

pub use error::{Error, ErrorKind, Result};
pub use unicode::Native;
