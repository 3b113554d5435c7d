//! A password list in the layout of Have I Been Pwned's ranges: `range/00000` to
//! `range/FFFFF`, each with lines `SUFFIX:COUNT`.
//!
//! It needs whole SHA-1 hashes, of which spools hold 64 bits only, so that the leak is read
//! once more.
mod hashes;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hushcheck_core::{Identifier, Kind};
use sha1::{Digest as _, Sha1};

use self::hashes::{Counted, Hash, Hashes};
use crate::digests::Recipe;
use crate::error::During as _;
use crate::marks::Marks;
use crate::progress::Progress;
use crate::source::{Batch, Row, Source};
use crate::{Error, Native, Result, interrupt, source};

/// The folder of the ranges, by which clients ask for them.
const RANGE: &str = "range";

/// How many ranges there are.
pub(crate) const RANGES: u64 = 1 << 20;

/// Reads a leak of passwords, or of their hashes, and writes their ranges into a new folder.
/// Returns the number of passwords.
///
/// Whole hashes wait in `place`, which only its owner can enter, and which is removed at the
/// end. Passwords whose first 64 bits stand in `exclude`, ascending, are left out.
///
/// # Errors
///
/// The leak cannot be read, something cannot be written, or somebody stopped the command.
pub(crate) fn write(
    source: &mut Source,
    recipe: &Recipe,
    exclude: &[u64],
    place: &Path,
    to: &Path,
    progress: &Progress,
) -> Result<u64> {
    interrupt::finish_what_is_begun(true);
    let written = read(source, recipe, place, progress).and_then(|hashes| {
        let folder = to.join(RANGE);
        fs::create_dir_all(&folder).during("create", &folder)?;
        progress.phase("writing ranges", hashes::PARTS as u64);
        let mut passwords = 0;
        for part in 0..hashes::PARTS {
            let mut sorted = hashes.sorted(part)?;
            sorted.retain(|(hash, _)| exclude.binary_search(&first_bits(hash)).is_err());
            passwords += sorted.len() as u64;
            write_part(part, &sorted, &folder)?;
            progress.step();
            stop_if_asked()?;
        }
        Ok(passwords)
    });
    interrupt::finish_what_is_begun(false);
    written
}

fn stop_if_asked() -> Result<()> {
    if interrupt::is_asked() { Err(Error::stopped()) } else { Ok(()) }
}

/// Reads the hashes of all rows.
fn read(source: &mut Source, recipe: &Recipe, place: &Path, progress: &Progress) -> Result<Hashes> {
    let mut hashes = Hashes::new(place)?;
    let (mut batch, mut rows) = (Batch::new(), 0);
    loop {
        stop_if_asked()?;
        source.fill(&mut batch, 4096)?;
        if batch.is_empty() {
            return Ok(hashes);
        }
        for row in batch.rows() {
            each_hash(&row, recipe, |hash, count| hashes.add(hash, count))?;
        }
        rows += batch.len() as u64;
        progress.rows(batch.bytes_in_file(), rows);
    }
}

/// Takes the hashes of a row, as many as a list takes of it.
fn each_hash(
    row: &Row<'_>,
    recipe: &Recipe,
    mut each: impl FnMut(Hash, u64) -> Result<()>,
) -> Result<()> {
    if row.has_too_many_fields() {
        return Ok(());
    }
    // Without a column of counts, each row is once.
    let count = match &recipe.marks {
        Some(marks @ Marks::Counts { .. }) => match marks.of_row(row) {
            Ok(count) => count,
            Err(_) => return Ok(()),
        },
        _ => 1,
    };
    if recipe.are_hashes {
        return match row.get(0).and_then(source::whole_hash) {
            Some(hash) => each(hash, count),
            None => Ok(()),
        };
    }
    let mut seen: Vec<Identifier> = Vec::new();
    let mut result = Ok(());
    recipe.columns.each_text(Kind::Password, row, |text| {
        let parse = |text| Identifier::parse(Kind::Password, text, &recipe.hints, &Native);
        let Some(password) = text.ok().and_then(|text| parse(text).ok()) else { return };
        if result.is_ok() && !seen.contains(&password) {
            let hash = Sha1::digest(password.reduced().expose().as_bytes());
            result = each(hash.into(), count);
            seen.push(password);
        }
    });
    result
}

/// The bits that lists are made of.
fn first_bits(hash: &Hash) -> u64 {
    hash[..8].iter().fold(0, |bits, &byte| bits << 8 | u64::from(byte))
}

/// Writes the ranges of the hashes whose first byte is `part`, ascending: one file for each
/// of them, also where it is empty, since clients take a missing file for an error.
fn write_part(part: usize, sorted: &[Counted], folder: &Path) -> Result<()> {
    let mut rest = sorted;
    let mut lines = String::new();
    for low in 0..RANGES as usize / hashes::PARTS {
        let of_range = |(hash, _): &Counted| usize::from(hash[1]) << 4 | usize::from(hash[2] >> 4);
        let (range, others) =
            rest.split_at(rest.partition_point(|counted| of_range(counted) <= low));
        rest = others;
        lines.clear();
        for (hash, count) in range {
            if !lines.is_empty() {
                lines.push_str("\r\n");
            }
            // The first five digits are the file's name.
            let _ = write!(lines, "{:X}", hash[2] & 15);
            for byte in &hash[3..] {
                let _ = write!(lines, "{byte:02X}");
            }
            let _ = write!(lines, ":{count}");
        }
        let path = folder.join(format!("{part:02X}{low:03X}"));
        fs::write(&path, &lines).during("write", &path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_written_as_have_i_been_pwned_does() {
        let folder = tempfile::tempdir().unwrap();
        let password: Hash = Sha1::digest("password").into();
        let mut other = password;
        other[19] ^= 1;
        let mut sorted = vec![(password, 3), (other, 12_345_678_901)];
        sorted.sort_unstable();
        write_part(0x5B, &sorted, folder.path()).unwrap();
        let range = fs::read_to_string(folder.path().join("5BAA6")).unwrap();
        assert_eq!(
            range,
            "1E4C9B93F3F0682250B6CF8331B7EE68FD8:3\r\n\
             1E4C9B93F3F0682250B6CF8331B7EE68FD9:12345678901"
        );
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(files.len(), 4096);
        assert_eq!(fs::read(folder.path().join("5B000")).unwrap(), b"");
        assert_eq!(fs::read(folder.path().join("5BFFF")).unwrap(), b"");
        assert_eq!(first_bits(&password), 0x5BAA_61E4_C9B9_3F3F);
    }
}
