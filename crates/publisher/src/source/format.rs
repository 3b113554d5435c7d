//! Which format a file is in, by its name and its beginning.
use std::fmt;

use super::compression::Compression;
use super::{Options, hibp, sql};
use crate::{Error, Result};

/// A format that rows are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Fields parted by a character; the first row names the columns
    Csv,
    /// One value a line, in a column named `value`
    Lines,
    /// One JSON object a line; columns are keys, of nested objects a.b, of arrays a.0
    Ndjson,
    /// Apache Parquet; columns of plain values
    Parquet,
    /// Excel or OpenDocument, wholly in memory; the first row names the columns
    Excel,
    /// A dump of MySQL, PostgreSQL, SQLite or SQL Server: its INSERT and COPY lines
    Sql,
    /// Have I Been Pwned's HASH:COUNT lines, in the columns `hash` and `count`
    Hibp,
}

/// Ends of names that say it.
const BY_NAME: [(&str, Format); 14] = [
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("tab", Format::Csv),
    ("psv", Format::Csv),
    ("ndjson", Format::Ndjson),
    ("jsonl", Format::Ndjson),
    ("json", Format::Ndjson),
    ("parquet", Format::Parquet),
    ("xlsx", Format::Excel),
    ("xlsm", Format::Excel),
    ("xlsb", Format::Excel),
    ("xls", Format::Excel),
    ("ods", Format::Excel),
    ("sql", Format::Sql),
];

/// First bytes that say it: Parquet; ZIP and OLE, which workbooks are.
const BY_MAGIC: [(&[u8], Format); 3] = [
    (b"PAR1", Format::Parquet),
    (b"PK\x03\x04", Format::Excel),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::Excel),
];

/// Files that hold rows and are not read, by bytes at a place, and what makes something
/// of them that is.
const NOT_READ: [(usize, &[u8], &str, &str); 6] = [
    (257, b"ustar", "a tar archive", "take the file out of it: tar -xOf FILE | hushcheck ... -"),
    (
        0,
        b"7z\xbc\xaf\x27\x1c",
        "a 7z archive",
        "take the file out of it: 7z x -so FILE | hushcheck ... -",
    ),
    (
        0,
        b"Rar!\x1a\x07",
        "a RAR archive",
        "take the file out of it: unrar p -inul FILE | hushcheck ... -",
    ),
    (
        0,
        b"SQLite format 3\0",
        "an SQLite database",
        "dump it: sqlite3 FILE .dump | hushcheck ... -",
    ),
    (
        0,
        b"PGDMP",
        "pg_dump's own archive",
        "make SQL of it: pg_restore -f - FILE | hushcheck ... -",
    ),
    (0, b"%PDF-", "a PDF", "save its tables as CSV, and read that"),
];

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Csv => "CSV",
            Format::Lines => "lines",
            Format::Ndjson => "JSON lines",
            Format::Parquet => "Parquet",
            Format::Excel => "a workbook",
            Format::Sql => "an SQL dump",
            Format::Hibp => "lines of hashes",
        })
    }
}

impl Format {
    /// The format that a file's first bytes say for sure, of those that are no text.
    pub(super) fn of_magic(head: &[u8]) -> Option<Self> {
        BY_MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, format)| format)
    }

    /// What a file is that is not read, and what helps.
    pub(super) fn not_read(head: &[u8]) -> Option<(&'static str, &'static str)> {
        let is_at =
            |at: usize, magic: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(magic));
        NOT_READ
            .iter()
            .find(|(at, magic, ..)| is_at(*at, magic))
            .map(|&(.., what, how)| (what, how))
    }

    /// The format of text, by its name, otherwise by its beginning in UTF-8.
    pub(super) fn guess(name: &str, sample: &[u8]) -> Self {
        let by_name = BY_NAME.iter().find(|(end, _)| *end == ending(name));
        if let Some(&(_, format)) = by_name {
            return format;
        }
        let start = sample.trim_ascii_start();
        match () {
            () if start.starts_with(b"{") => Format::Ndjson,
            () if hibp::looks_like_it(sample) => Format::Hibp,
            () if sql::looks_like_it(sample) => Format::Sql,
            () => Format::Csv,
        }
    }

    /// Refuses options that the format has no use for: who gives them means something else.
    pub(super) fn check(self, name: &str, options: &Options) -> Result<()> {
        let is_text = !self.is_binary();
        let given = [
            ("--delimiter", options.delimiter.is_some(), self == Format::Csv),
            ("--encoding", options.encoding.is_some(), is_text),
            ("--table", options.table.is_some(), matches!(self, Format::Sql | Format::Excel)),
            ("--dialect", options.dialect.is_some(), self == Format::Sql),
        ];
        self.refuse(name, &given)
    }

    /// Refuses what is said of a folder of ranges, whose files are as they are.
    pub(super) fn check_ranges(name: &str, options: &Options) -> Result<()> {
        if let Some(format) = options.format.filter(|&format| format != Format::Hibp) {
            return Err(Error::input(format!("{name} is a folder of hashes, not {format}"))
                .hint("leave --format out"));
        }
        let encoding = ("--encoding", options.encoding.is_some(), false);
        Format::Hibp.check(name, options)?;
        Format::Hibp.refuse(name, &[encoding])
    }

    fn refuse(self, name: &str, given: &[(&str, bool, bool)]) -> Result<()> {
        match given.iter().find(|(_, is_given, is_used)| *is_given && !is_used) {
            Some((option, ..)) => Err(Error::input(format!(
                "{option} says nothing of {name}, which is read as {self}"
            ))
            .hint("leave it out, or name another --format")),
            None => Ok(()),
        }
    }

    /// Tells whether files of the format are no text.
    pub(super) fn is_binary(self) -> bool {
        matches!(self, Format::Parquet | Format::Excel)
    }
}

/// The end of a file's name, of what it holds when it is unpacked.
fn ending(name: &str) -> String {
    let name = match Compression::of_name(name) {
        Some(_) => name.rsplit_once('.').map_or(name, |(name, _)| name),
        None => name,
    };
    name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_beginnings_tell() {
        for (name, sample, format) in [
            ("leak.CSV.gz", "{}", Format::Csv),
            ("leak.jsonl.zst", "", Format::Ndjson),
            ("leak.txt", "\n {\"a\": 1}\n", Format::Ndjson),
            ("-", "a,b\n1,2\n", Format::Csv),
            ("dump", "-- MySQL dump\nINSERT INTO `a` VALUES (1);\n", Format::Sql),
            ("copy", "COPY public.users (id) FROM stdin;\n", Format::Sql),
            ("notes.txt", "id,note\n1,insert into the slot\n", Format::Csv),
            (
                "pw.txt",
                &format!("{}:3\n{}:1\n", "0aF".repeat(13) + "0", "b".repeat(40)),
                Format::Hibp,
            ),
            ("00000.txt", &format!("{}:3\n", "0aF".repeat(11) + "01"), Format::Hibp),
            ("combo.txt", "a@example.org:secret\n", Format::Csv),
            ("", "", Format::Csv),
        ] {
            assert_eq!(Format::guess(name, sample.as_bytes()), format, "{name}");
        }
        assert_eq!(Format::of_magic(b"PAR1..."), Some(Format::Parquet));
        let mut archive = vec![0; 300];
        archive[257..262].copy_from_slice(b"ustar");
        assert_eq!(Format::not_read(&archive).unwrap().0, "a tar archive");
        assert_eq!(Format::not_read(b"a,b\n"), None);
    }
}
