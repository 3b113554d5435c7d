//! Have I Been Pwned's ranges: genuine ones from a folder, or made up with the same
//! statistics.
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::random::Random;

/// One range: the lines that are sent for five hexadecimal digits.
pub struct Range {
    /// The text as it is sent.
    pub text: String,
    /// First 64 bits of each hash.
    pub digests: Vec<u64>,
    /// How often each was seen.
    pub counts: Vec<u64>,
}

/// Reads all ranges of a folder, whose files are named by their five digits.
pub fn read(folder: &Path) -> Result<Vec<Range>> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    names.sort();
    names.iter().map(|path| parse(path)).collect()
}

fn parse(path: &Path) -> Result<Range> {
    let text = fs::read_to_string(path)?;
    let prefix = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut range = Range { text: String::new(), digests: Vec::new(), counts: Vec::new() };
    for line in text.lines() {
        let (suffix, count) = line.split_once(':').context("a line is no HASH:COUNT")?;
        let hash = format!("{prefix}{suffix}");
        let first = hash.get(..16).context("a hash is too short")?;
        range.digests.push(u64::from_str_radix(first, 16)?);
        range.counts.push(count.trim().parse()?);
    }
    range.text = text;
    Ok(range)
}

/// Writes so many lines of whole hashes and counts, without order.
pub fn write(lines: u64, out: &mut impl Write) -> io::Result<()> {
    let random = &mut Random(1);
    let mut text = Vec::new();
    for _ in 0..lines {
        let (a, b, c) = (random.next(), random.next(), random.next() >> 32);
        write!(text, "{a:016X}{b:016X}{c:08X}:{}\r\n", count(random))?;
        if text.len() >= 1 << 18 {
            out.write_all(&text)?;
            text.clear();
        }
    }
    out.write_all(&text)
}

fn count(random: &mut Random) -> u64 {
    (1.0 - random.unit()).powf(-1.0 / 0.81) as u64
}

/// Makes a range of so many lines. Counts are distributed as in the genuine ranges: 43 %
/// are 1, the tail falls as a power.
pub fn make_up(lines: usize, random: &mut Random) -> Range {
    let mut hashes: Vec<[u64; 3]> =
        (0..lines).map(|_| [random.next() >> 20, random.next(), random.next()]).collect();
    hashes.sort_unstable();
    let counts: Vec<u64> = (0..lines).map(|_| count(random)).collect();
    let mut text = String::new();
    for ([a, b, c], count) in hashes.iter().zip(&counts) {
        // 44, 64 and 32 of the 140 bits of a suffix.
        text += &format!("{a:011X}{b:016X}{:08X}:{count}\r\n", c >> 32);
    }
    let digests = hashes.iter().map(|[a, ..]| a << 20 | random.next() >> 44);
    Range { digests: digests.map(|digest| digest & (u64::MAX >> 20)).collect(), text, counts }
}
