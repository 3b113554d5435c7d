//! What can go wrong below the rows, and what to do about it.
//!
//! Layers of readers pass on nothing but [`io::Error`]; a fault travels inside.
use std::{fmt, io};

use super::compression::Compression;
use crate::Error;

/// Bytes that a row may have: more is a quotation mark that is never closed, or no text.
pub(super) const MOST_BYTES: usize = 16 << 20;

/// A fault that has a hint.
#[derive(Debug)]
pub(super) enum Fault {
    /// Compressed data ends before its end.
    Truncated(Compression),
    /// Compressed data needs more memory to be unpacked than a file may ask for.
    Memory(Compression),
    /// Compressed data is not what it was.
    Damaged(Compression, String),
    /// A file is not as long or as old as it was when it was opened.
    Changed,
    /// A row has more than [`MOST_BYTES`].
    LongRow,
}

impl Fault {
    fn hint(&self) -> &'static str {
        match self {
            Fault::Truncated(_) => "the file was probably not copied whole; copy it again",
            Fault::Memory(Compression::Zstandard) => {
                "unpack it by itself: zstd -dc --long=31 FILE | hushcheck ... -"
            }
            Fault::Memory(_) => "unpack it by itself: xz -dc FILE | hushcheck ... -",
            Fault::Damaged(..) => "the file is damaged; copy it again",
            Fault::Changed => "make a copy that nobody writes to, and read that",
            Fault::LongRow => {
                "a quotation mark on that line is probably never closed; correct or remove it, \
                 or name another --format"
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Truncated(how) => write!(f, "its {how} data ends before its end"),
            Fault::Memory(how) => {
                write!(f, "its {how} data takes more memory than a file may ask for")
            }
            Fault::Damaged(how, cause) => write!(f, "its {how} data is damaged ({cause})"),
            Fault::Changed => f.write_str("it was changed while it was read"),
            Fault::LongRow => write!(f, "a row has more than {} MiB", MOST_BYTES >> 20),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        io::Error::other(fault)
    }
}

/// Makes an error of what a reader says, with the hint of a fault.
pub(super) fn error(place: impl fmt::Display, cause: io::Error) -> Error {
    let hint = cause.get_ref().and_then(|inner| inner.downcast_ref()).map(Fault::hint);
    let error = Error::io("read", place, cause);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
