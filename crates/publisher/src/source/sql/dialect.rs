//! Whose SQL a dump is, and what a backslash means in its strings.
//!
//! MySQL escapes with backslashes, PostgreSQL where it says so (`E'...'`), others do not.
//! What is in strings is somebody's data and no evidence; what stands outside of them is.
use std::fmt;

/// A database whose dumps are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    /// MySQL and MariaDB: a backslash escapes what follows it
    Mysql,
    /// PostgreSQL: a backslash is itself, but in E'...'
    Postgresql,
    /// SQLite: a backslash is itself
    Sqlite,
    /// Microsoft SQL Server: a backslash is itself
    SqlServer,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Dialect::Mysql => "MySQL",
            Dialect::Postgresql => "PostgreSQL",
            Dialect::Sqlite => "SQLite",
            Dialect::SqlServer => "SQL Server",
        })
    }
}

/// What a backslash means in a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    /// Itself.
    No,
    /// What MySQL makes of it.
    MySql,
    /// What PostgreSQL makes of it.
    Postgres,
}

/// How a dump is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub dialect: Option<Dialect>,
    pub escapes: Escapes,
    /// Whether something says what a backslash means, or there is none.
    pub is_sure: bool,
}

impl Reading {
    /// How a dump of a database is read, if its beginning does not say otherwise.
    pub fn of(dialect: Dialect, sample: &[u8]) -> Self {
        let evidence = Evidence::of(sample);
        let escapes = match dialect {
            Dialect::Mysql if !evidence.has_no_escapes => Escapes::MySql,
            Dialect::Postgresql if evidence.has_old_strings() => Escapes::Postgres,
            _ => Escapes::No,
        };
        Reading { dialect: Some(dialect), escapes, is_sure: true }
    }

    /// Guesses from a dump's beginning.
    pub fn guess(sample: &[u8]) -> Self {
        if let Some(dialect) = Evidence::of(sample).dialect() {
            return Reading::of(dialect, sample);
        }
        // Nothing says it: what makes strings end where strings end is right.
        let ((plain, has_backslash), (escaped, _)) =
            (faults(sample, Escapes::No), faults(sample, Escapes::MySql));
        let escapes = if escaped < plain { Escapes::MySql } else { Escapes::No };
        let is_sure = escaped != plain || !has_backslash;
        Reading { dialect: None, escapes, is_sure }
    }
}

/// What stands outside of strings, up to the first string with a backslash.
#[derive(Default)]
struct Evidence {
    /// Comments, in lower case.
    comments: String,
    /// Statements without names in quotes, in lower case.
    code: String,
    has_backticks: bool,
    has_marked_strings: bool,
    /// MySQL's mode in which a backslash is itself.
    has_no_escapes: bool,
}

impl Evidence {
    fn of(sample: &[u8]) -> Self {
        let mut found = Evidence::default();
        let mut rest = sample;
        while let Some(&byte) = rest.first() {
            let length = match byte {
                b'-' if rest.starts_with(b"--") => end(rest, b"\n"),
                b'#' => end(rest, b"\n"),
                b'/' if rest.starts_with(b"/*") => end(rest, b"*/"),
                b'\'' | b'"' => {
                    let is_marked = found.code.ends_with('e')
                        && !found.code[..found.code.len() - 1].ends_with(char::is_alphanumeric);
                    found.has_marked_strings |= byte == b'\'' && is_marked;
                    let length = 1 + end(&rest[1..], &[byte]);
                    found.has_no_escapes |=
                        memchr::memmem::find(&rest[..length], b"NO_BACKSLASH_ESCAPES").is_some();
                    if memchr::memchr(b'\\', &rest[..length]).is_some() {
                        break;
                    }
                    rest = &rest[length..];
                    continue;
                }
                b'`' => {
                    found.has_backticks = true;
                    rest = &rest[1 + end(&rest[1..], b"`")..];
                    continue;
                }
                _ => {
                    let ends = |byte: &u8| matches!(byte, b'#' | b'-' | b'/' | b'\'' | b'"' | b'`');
                    let length = 1 + rest[1..].iter().position(ends).unwrap_or(rest.len() - 1);
                    let code = String::from_utf8_lossy(&rest[..length]).to_lowercase();
                    found.code.push_str(&code);
                    rest = &rest[length..];
                    // What comes after it is data without quotes.
                    if code.contains("from stdin;") {
                        break;
                    }
                    continue;
                }
            };
            found.comments.push_str(&String::from_utf8_lossy(&rest[..length]).to_lowercase());
            rest = &rest[length..];
        }
        found
    }

    fn has_old_strings(&self) -> bool {
        self.code.contains("standard_conforming_strings = off")
    }

    fn dialect(&self) -> Option<Dialect> {
        let says = |text: &str| self.comments.contains(text);
        let has = |text: &str| self.code.contains(text);
        let named = |name: &str| says(&format!("source server type    : {name}"));
        Some(match () {
            () if says("postgresql database") || named("postgresql") => Dialect::Postgresql,
            () if has("standard_conforming_strings") || has("from stdin") => Dialect::Postgresql,
            () if self.code.trim_start().starts_with("pragma ") || named("sqlite") => {
                Dialect::Sqlite
            }
            () if has("insert [") || has("[dbo]") || has("\ngo\n") || has("\ngo\r\n") => {
                Dialect::SqlServer
            }
            // Comments that MySQL executes, and what its tools say of themselves.
            () if says("/*!") || says("/*m!") || says("mysql") || says("mariadb") => Dialect::Mysql,
            () if self.has_no_escapes || self.has_backticks => Dialect::Mysql,
            () if self.has_marked_strings => Dialect::Postgresql,
            () => return None,
        })
    }
}

/// Bytes up to the end of what is searched, or to the end of all.
fn end(text: &[u8], what: &[u8]) -> usize {
    memchr::memmem::find(text, what).map_or(text.len(), |at| at + what.len())
}

/// Strings after which stands what cannot follow a string, and whether any holds a
/// backslash.
fn faults(sample: &[u8], escapes: Escapes) -> (usize, bool) {
    let (mut faults, mut has_backslash) = (0, false);
    let mut rest = sample;
    while let Some(start) = memchr::memchr(b'\'', rest) {
        rest = &rest[start + 1..];
        let length = length_of_string(rest, escapes);
        has_backslash |= memchr::memchr(b'\\', &rest[..length]).is_some();
        let Some(after) = rest.get(length + 1..) else { return (faults + 1, has_backslash) };
        rest = after;
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        faults += usize::from(match rest.get(blanks) {
            None | Some(b',' | b')' | b';' | b':' | b'|' | b'-' | b'/') => false,
            // COLLATE, AS
            Some(byte) => blanks == 0 || !byte.is_ascii_alphabetic(),
        });
    }
    (faults, has_backslash)
}

/// Bytes of a string before the quote that ends it.
fn length_of_string(text: &[u8], escapes: Escapes) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'\'', b'\\', &text[at.min(text.len())..]) {
        at += found;
        match text[at] {
            b'\\' if escapes == Escapes::MySql => at += 2,
            b'\\' => at += 1,
            _ if text.get(at + 1) == Some(&b'\'') => at += 2,
            _ => return at,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_outside_of_strings_says_it() {
        for (dump, dialect, escapes) in [
            ("-- MySQL dump 10.13\nINSERT INTO a VALUES ('\\'');", Some("MySQL"), Escapes::MySql),
            (
                "# Host: here (MySQL 5.7)\n# it's\nINSERT INTO a VALUES ('\\'');",
                Some("MySQL"),
                Escapes::MySql,
            ),
            ("INSERT INTO `a` VALUES ('b\\'');", Some("MySQL"), Escapes::MySql),
            ("SET sql_mode='NO_BACKSLASH_ESCAPES';\nINSERT INTO `a`", Some("MySQL"), Escapes::No),
            ("-- PostgreSQL database dump\n-- `x`\n", Some("PostgreSQL"), Escapes::No),
            ("SET standard_conforming_strings = off;", Some("PostgreSQL"), Escapes::Postgres),
            ("INSERT INTO a VALUES ('`', E'\\'');", Some("PostgreSQL"), Escapes::No),
            ("PRAGMA foreign_keys=OFF;\nCREATE TABLE `a`(b);", Some("SQLite"), Escapes::No),
            ("INSERT INTO [dbo].[a] VALUES ('`MySQL`')", Some("SQL Server"), Escapes::No),
            // What somebody typed is no evidence.
            ("INSERT INTO a VALUES ('`MySQL` E''', '\\');", None, Escapes::No),
            ("INSERT INTO a VALUES ('O\\'Hara', 'b'), ('c', 'd');", None, Escapes::MySql),
            ("INSERT INTO a VALUES ('C:\\', 'b'), ('c', 'd');", None, Escapes::No),
            ("INSERT INTO a VALUES ('b');", None, Escapes::No),
        ] {
            let found = Reading::guess(dump.as_bytes());
            assert_eq!(found.dialect.map(|d| d.to_string()).as_deref(), dialect, "{dump}");
            assert_eq!(found.escapes, escapes, "{dump}");
            assert!(found.is_sure, "{dump}");
        }
        assert!(!Reading::guess(b"INSERT INTO a VALUES ('C:\\dir');").is_sure);
        assert_eq!(Reading::of(Dialect::Mysql, b"insert into a").escapes, Escapes::MySql);
    }
}
