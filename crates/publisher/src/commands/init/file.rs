//! The text of `hushcheck.toml`: names of files and columns and what was counted, never a
//! value of the leak.
use std::fmt::{self, Write as _};
use std::path::PathBuf;

use clap::ValueEnum as _;
use hushcheck_core::{Check, Country, Kind};

use crate::commands::init::rows::Found;
use crate::numbers::{Count, Thousands};
use crate::source::{Dialect, Look};
use crate::{Error, Result};

/// What was seen of a leak, and what could be made of it.
pub(super) struct Proposal {
    pub leak: Vec<PathBuf>,
    pub look: Look,
    pub table: Option<String>,
    pub dialect: Option<Dialect>,
    pub country: Option<Country>,
    pub found: Vec<Found>,
    pub checks: Vec<Check>,
    /// The leak is of hashes of passwords.
    pub are_hashes: bool,
}

const HEAD: &str = "\
# Options of `hushcheck plan`, `publish`, `build` and `spool`, begun by `hushcheck init`.
# Keys are the options that `hushcheck publish --help` lists, without their dashes. A flag on
# the command line goes before what stands here. What stands behind # says nothing.

# The leak: files or patterns, seen from the folder where the command runs.
";

const ABOUT: &str = "
# What everybody will read about the leak; a title there must be.
# title = \"Example leak\"
# organisation = \"Whose data it was\"
# description = \"What happened, in plain text.\"
# source = \"Where you have it from\"
# date = 2022-07-01
# data-class = [\"Names\", \"Phone numbers\"]

# Folder to make: the site, or with `build` the dataset.
out = \"site\"

# Secret key to sign with, from `hushcheck keygen --out newsroom`. Without it the page
# believes the lists on your own computer only.
# key = \"newsroom.key\"

# People who do not want to be in it: a file with the same columns.
# exclude = \"exclude.csv\"

# Other datasets that you have published, to be judged together with this one.
# earlier = [\"https://example.org/check/datasets/example-1\"]

# File to make for the numbers of rows that could not be used, with reasons.
# rejects = \"rejects.csv\"

# MiB of memory for digests; what is more waits on disk, beside the output.
# memory = 512
";

/// Writes the file's text.
///
/// # Errors
///
/// A file's name is no text.
pub(super) fn text(proposal: &Proposal) -> Result<String> {
    let mut text = String::from(HEAD);
    let names = proposal.leak.iter().map(|path| {
        path.to_str().map(|name| Quoted(name).to_string()).ok_or_else(|| {
            Error::input(format!("the name {} is no text", path.display()))
                .hint("rename the file: it is to stand in a file of text")
        })
    });
    let names: Vec<String> = names.collect::<Result<_>>()?;
    line(&mut text, format_args!("leak = [{}]", names.join(", ")));
    reading(&mut text, proposal);
    making(&mut text, proposal);
    text += ABOUT;
    if !proposal.are_hashes {
        columns(&mut text, &proposal.found);
    }
    Ok(text)
}

fn reading(text: &mut String, proposal: &Proposal) {
    let Look { format, is_of_all, encoding, delimiter } = &proposal.look;
    *text += "\n# How it is read, as its beginning suggests: the format, of packed files what is inside,\n";
    if delimiter.is_some() {
        *text += "# the encoding, and the character that parts fields.\n";
    } else if encoding.is_some() {
        *text += "# and the encoding.\n";
    }
    if proposal.leak.len() > 1 {
        *text += "# What differs from file to file is not said here, but guessed for each.\n";
    }
    if let Some(format) = format.to_possible_value().filter(|_| *is_of_all) {
        line(text, format_args!("format = {}", Quoted(format.get_name())));
    }
    if let Some(encoding) = encoding {
        line(text, format_args!("encoding = {}", Quoted(&encoding.to_string())));
    }
    if let Some(delimiter) = delimiter {
        line(text, format_args!("delimiter = {}", Quoted(&delimiter.to_string())));
    }
    if let Some(table) = &proposal.table {
        *text += "# Table of a dump or sheet of a workbook.\n";
        line(text, format_args!("table = {}", Quoted(table)));
    }
    if let Some(dialect) = proposal.dialect.and_then(|dialect| dialect.to_possible_value()) {
        *text += "# Database that the dump is of.\n";
        line(text, format_args!("dialect = {}", Quoted(dialect.get_name())));
    }
}

fn making(text: &mut String, proposal: &Proposal) {
    *text += "\n# Country of national IDs and of phone numbers written without one, by its two letters.\n";
    match proposal.country {
        Some(country) => line(text, format_args!("country = {}", Quoted(country.as_str()))),
        None => *text += "# country = \"CN\"\n",
    }
    *text += "\n# Kinds to hash together, one list each. `hushcheck plan` says what they would give away.\n";
    if proposal.are_hashes {
        *text += "check = [\"password\"]\n\n# How to hash: as these hashes of passwords were made.\n\
                  scheme = \"sha1\"\n";
        return;
    }
    let checks: Vec<String> =
        proposal.checks.iter().map(|check| Quoted(&check.to_string()).to_string()).collect();
    if checks.is_empty() {
        *text += "# None is proposed: ID and phone numbers stand only together with another kind.\n\
                  # check = [\"name+phone\"]\n";
    } else {
        line(text, format_args!("check = [{}]", checks.join(", ")));
    }
    let has_password = proposal.found.iter().any(|found| found.kind == Kind::Password);
    if has_password && !proposal.checks.contains(&Check::PASSWORD) {
        *text += "# Passwords belong into a dataset of their own, with check = [\"password\"].\n";
    }
    *text += "\n# How to hash: sha256, or argon2id, which makes guessing slow, and publishing too.\n\
              # scheme = \"argon2id\"\n";
}

fn columns(text: &mut String, found: &[Found]) {
    *text += "\n# Which columns hold which kind: \"one,other\" each hold a value, \"first+last\" together.\n\
              # This comes last: what stands below [map] is about columns.\n[map]\n";
    for found in found {
        let (understood, filled) = (Thousands(found.understood), Count(found.filled, "value"));
        line(text, format_args!("# Of the first rows {understood} of {filled} are understood."));
        let off = if found.is_usable() { "" } else { "# " };
        // Only of what nobody would fill in twice.
        let is_one = !matches!(found.kind, Kind::Phone | Kind::Email) && found.columns.len() > 1;
        if is_one {
            *text += "# Several columns have such a name: is it this one?\n";
        }
        let columns = if is_one { &found.columns[..1] } else { &found.columns[..] };
        line(text, format_args!("{off}{} = {}", found.kind, Quoted(&columns.join(","))));
    }
    if found.is_empty() {
        *text += "# No column has a usual name. Kinds are name, national-id, phone, email, password,\n\
                  # birth-date, username, iban, card, passport, plate and text.\n\
                  # email = \"column\"\n";
    }
}

fn line(text: &mut String, line: fmt::Arguments<'_>) {
    // Nothing can go wrong in memory.
    let _ = writeln!(text, "{line}");
}

/// A text as TOML writes it.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                c if c.is_control() => write!(f, "\\u{:04X}", u32::from(c))?,
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_back_as_they_were() {
        for text in ["plain", "a\"b\\c", "\u{1}\n\t\u{85}", "手机号 '#"] {
            let toml = format!("key = {}", Quoted(text));
            let table = toml::de::DeTable::parse(&toml).unwrap();
            assert_eq!(table.get_ref()["key"].get_ref().as_str(), Some(text), "{toml}");
        }
    }
}
