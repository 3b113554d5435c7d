//! Have I Been Pwned's text: `HASH:COUNT` lines in one file, or in a folder of ranges,
//! whose files' names are the first five digits of their hashes.
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::batch::Hashed;
use super::block::{self, Block, Parting};
use super::lines::Lines;
use super::open::{self, Text};
use super::{Batch, Options, Rows};
use crate::error::During as _;
use crate::{Error, Result, source::compression::Compression, source::fault};

/// Digits of a whole hash: SHA-1, or NTLM, of which no lists are made.
const SHA1: usize = 40;
const NTLM: usize = 32;
const DIGITS: [usize; 2] = [SHA1, NTLM];

/// Digits in a range file's name.
const PREFIX: usize = 5;

/// Ranges of a complete folder.
const RANGES: usize = 1 << (4 * PREFIX);

/// Tells whether a text's first lines are hashes with counts, whole or without prefix.
pub(super) fn looks_like_it(sample: &[u8]) -> bool {
    let mut lines = sample.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).take(10).peekable();
    let is_hash = |line: &[u8]| {
        parse(line).is_some_and(|(hash, _)| {
            DIGITS.iter().any(|&digits| [digits, digits - PREFIX].contains(&hash.len()))
        })
    };
    lines.peek().is_some_and(|first| is_hash(first))
        && lines.all(|line| line.is_empty() || is_hash(line) || line.len() < 30)
}

/// The five digits that a range file's name begins with.
fn prefix_of(name: &str) -> Option<&str> {
    let stem = name.split('.').next()?;
    (stem.len() == PREFIX && stem.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(stem)
}

/// Tells whether a folder holds range files.
pub(super) fn is_folder(folder: &Path) -> Result<bool> {
    for entry in fs::read_dir(folder).during("read", folder)? {
        let entry = entry.during("read", folder)?;
        if entry.file_name().to_str().is_some_and(|name| prefix_of(name).is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads a line: a hash, or what of it the file's name leaves, and its count.
fn parse(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (hash, count) = part(line)?;
    let is_count = !count.is_empty() && count.iter().all(u8::is_ascii_digit);
    (hash.iter().all(u8::is_ascii_hexdigit) && is_count).then_some((hash, count))
}

fn part(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr::memchr(b':', line)?;
    Some((&line[..colon], &line[colon + 1..]))
}

/// Reads a line as nearly all are, with its end: the digits of a hash that come after its
/// first `given`, and a count that is not 0. Returns the hash's first 64 bits, the count and
/// the line's length; `None` where it has to be looked at more closely.
#[inline]
fn plain(text: &[u8], given: usize, whole: &mut [u8; SHA1]) -> Option<(u64, u64, usize)> {
    let (digits, rest) = text.split_at_checked(SHA1 - given)?;
    let rest = rest.strip_prefix(b":")?;
    let (mut count, mut length) = (0u64, 0);
    // So many digits are surely no more than 64 bits hold.
    for digit in rest.iter().map(|byte| byte.wrapping_sub(b'0')).take(19) {
        if digit > 9 {
            break;
        }
        count = 10 * count + u64::from(digit);
        length += 1;
    }
    length += match rest[length..] {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => return None,
    };
    let digest = match given {
        0 => first_bits(digits),
        _ => {
            whole[given..].copy_from_slice(digits);
            first_bits(whole)
        }
    };
    let digest = digest.filter(|_| count > 0)?;
    Some((digest, count, text.len() - rest.len() + length))
}

/// The first 64 bits of a SHA-1 hash in hexadecimal digits; `None` if it is none.
#[inline]
pub(crate) fn first_bits(hash: &[u8]) -> Option<u64> {
    let hash: &[u8; SHA1] = hash.try_into().ok()?;
    // Without branches, sixteen at a time: there are a billion of them.
    let is_digit =
        |byte: u8| (byte.wrapping_sub(b'0') < 10) | ((byte | 0x20).wrapping_sub(b'a') < 6);
    let are_digits =
        |digits: &[u8; 16]| digits.iter().fold(true, |all, &byte| all & is_digit(byte));
    let (first, second, last) =
        (hash.first_chunk()?, hash[16..].first_chunk()?, hash.last_chunk()?);
    let (high, low) = (hash.first_chunk()?, hash[8..].first_chunk()?);
    (are_digits(first) & are_digits(second) & are_digits(last))
        .then(|| value_of_eight(*high) << 32 | value_of_eight(*low))
}

/// The value of eight hexadecimal digits, all at once.
fn value_of_eight(digits: [u8; 8]) -> u64 {
    let digits = u64::from_be_bytes(digits);
    // Letters have the bit of 64, and the lowest four bits of A are 1.
    let values = (digits & 0x0f0f_0f0f_0f0f_0f0f) + 9 * (digits >> 6 & 0x0101_0101_0101_0101);
    let bytes = (values | values >> 4) & 0x00ff_00ff_00ff_00ff;
    let pairs = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff;
    (pairs | pairs >> 16) & 0xffff_ffff
}

/// A SHA-1 hash of hexadecimal digits; `None` if it is none.
pub(crate) fn whole_hash(hash: &[u8]) -> Option<[u8; SHA1 / 2]> {
    let hash: &[u8; SHA1] = hash.try_into().ok()?;
    let mut whole = [0; SHA1 / 2];
    for (byte, digits) in whole.iter_mut().zip(hash.chunks_exact(2)) {
        for &digit in digits {
            *byte = *byte << 4 | char::from(digit).to_digit(16)? as u8;
        }
    }
    Some(whole)
}

/// Hashes of one file after another.
struct Hashes {
    header: [String; 2],
    lines: Lines,
    /// How the lines of the file that is read are read.
    reading: Reading,
    /// The ranges to come, last one first.
    waiting: Vec<Box<str>>,
    folder: PathBuf,
    last: u64,
}

impl Hashes {
    fn new(name: String, reader: Box<dyn std::io::Read + Send>, options: &Options) -> Self {
        let prefix = prefix_of(file_name(&name)).unwrap_or_default().into();
        let (has_said, say) = (Arc::default(), options.say);
        Hashes {
            header: ["hash".into(), "count".into()],
            reading: Reading { name: name.as_str().into(), prefix, before: 0, has_said, say },
            lines: Lines::new(name, reader),
            waiting: Vec::new(),
            folder: PathBuf::new(),
            last: 0,
        }
    }
}

/// How the lines of one file are read.
#[derive(Clone)]
struct Reading {
    name: Arc<str>,
    /// The first digits of the hashes.
    prefix: Arc<str>,
    /// Lines of the ranges before.
    before: u64,
    /// Whether it was said that something is no hash.
    has_said: Arc<AtomicBool>,
    say: fn(&str),
}

/// What a line is.
enum Line {
    /// A hash without the prefix, and its count: where in the line they are.
    Hash(Range<usize>, Range<usize>),
    /// What hides how long an answer is.
    Padding,
    Other,
}

impl Reading {
    /// Reads a line. Where it is none, that is said once: which ones they are is told of
    /// rejected rows.
    fn line(&self, line: &[u8]) -> Result<Line> {
        let digits = SHA1 - self.prefix.len();
        let end = line.trim_ascii_end().len();
        let start = end - line[..end].trim_ascii_start().len();
        // Nearly always the colon is where it is looked for.
        let colon = match line.get(start + digits) {
            Some(b':') => Some(start + digits),
            _ => memchr::memchr(b':', &line[..end]),
        };
        let length = colon.map(|colon| self.prefix.len() + colon - start);
        match (colon, length) {
            (_, Some(NTLM)) => Err(Error::input(format!("{} holds NTLM hashes", self.name))
                .hint("lists are made of SHA-1 hashes; download those")),
            (Some(colon), Some(SHA1)) => {
                let count = colon + 1..end;
                let is_padding = line.get(count.start) == Some(&b'0')
                    && line[count.clone()].iter().all(|&digit| digit == b'0');
                Ok(if is_padding { Line::Padding } else { Line::Hash(start..colon, count) })
            }
            _ => {
                if !self.has_said.swap(true, Ordering::Relaxed) {
                    (self.say)(&format!(
                        "{} holds lines that are no HASH:COUNT; they are rows without fields",
                        self.name
                    ));
                }
                Ok(Line::Other)
            }
        }
    }

    /// Adds a copy of a hash and its count to a batch.
    fn copy(&self, hash: &[u8], count: &[u8], batch: &mut Batch) {
        batch.append(self.prefix.as_bytes());
        batch.append(hash);
        batch.end_field(SHA1);
        batch.push_field(count);
    }
}

impl Parting for Reading {
    fn part(&self, lines: &[u8], before: u64, columns: usize, batch: &mut Batch) -> Result<()> {
        let mut whole = [0; SHA1];
        whole[..self.prefix.len()].copy_from_slice(self.prefix.as_bytes());
        let (mut start, mut number) = (0, before);
        while let Some(rest) = lines.get(start..).filter(|rest| !rest.is_empty()) {
            number += 1;
            if let Some((digest, count, passed)) = plain(rest, self.prefix.len(), &mut whole) {
                batch.push_hash(Hashed { number, digest, count });
                start += passed;
                continue;
            }
            let Some((_, line)) = block::lines(rest).next() else { break };
            let passed = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let end = start + passed;
            let start = std::mem::replace(&mut start, end);
            if line.is_empty() {
                continue;
            }
            match self.line(line)? {
                Line::Padding => continue,
                Line::Other => {}
                Line::Hash(hash, count) if !self.prefix.is_empty() => {
                    self.copy(&line[hash], &line[count], batch);
                }
                Line::Hash(hash, count) => {
                    batch.push_place(start + hash.start, start + hash.end);
                    batch.push_place(start + count.start, start + count.end);
                }
            }
            batch.end_row(number, columns);
        }
        Ok(())
    }
}

fn file_name(path: &str) -> &str {
    Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// Opens a file of hashes.
pub(super) fn open(text: Text, options: &Options) -> Result<Box<dyn Rows>> {
    let mut hashes = Hashes::new(text.name, text.reader, options);
    // A file of whole hashes may be called anything.
    let first = text.sample.split(|&byte| byte == b'\n').next().and_then(parse);
    if first.is_some_and(|(hash, _)| DIGITS.contains(&hash.len())) {
        hashes.reading.prefix = "".into();
    }
    Ok(Box::new(hashes))
}

/// Opens a folder of ranges.
pub(super) fn open_folder(folder: &Path, options: &Options) -> Result<Box<dyn Rows>> {
    let mut names: Vec<Box<str>> = Vec::new();
    for entry in fs::read_dir(folder).during("read", folder)? {
        let name = entry.during("read", folder)?.file_name();
        if let Some(name) = name.to_str().filter(|name| prefix_of(name).is_some()) {
            names.push(name.into());
        }
    }
    names.sort_unstable_by_key(|name| std::cmp::Reverse(name.to_ascii_uppercase()));
    let twice = |pair: &&[Box<str>]| {
        let [one, other] = [0, 1].map(|i| prefix_of(&pair[i]).map(str::to_ascii_uppercase));
        one == other
    };
    if let Some(pair) = names.windows(2).find(twice) {
        let message =
            format!("{} holds a range twice: {} and {}", folder.display(), pair[1], pair[0]);
        return Err(Error::input(message).hint("remove one of them"));
    }
    if names.len() < RANGES {
        (options.say)(&format!(
            "{} holds {} of {RANGES} ranges; the others are not read",
            folder.display(),
            names.len()
        ));
    }
    let nothing = Box::new(std::io::empty());
    let mut hashes = Hashes::new(folder.display().to_string(), nothing, options);
    (hashes.waiting, hashes.folder) = (names, folder.to_owned());
    Ok(Box::new(hashes))
}

impl Hashes {
    /// Begins with the next range; `false` if there is none.
    fn next_range(&mut self) -> Result<bool> {
        let Some(name) = self.waiting.pop() else { return Ok(false) };
        let path = self.folder.join(&*name);
        let failed = |cause| fault::error(path.display(), cause);
        let (raw, _) = open::open_file(&path)?;
        let (head, raw) = open::peek(raw, 8).map_err(failed)?;
        let reader = match Compression::of(&head) {
            Some(compression) => compression.unpack(raw).map_err(failed)?,
            None => raw,
        };
        let reader = super::encoding::TextEncoding::UTF_8.decode(&head, reader).map_err(failed)?;
        let shown = path.display().to_string();
        self.reading.prefix = prefix_of(&name).unwrap_or_default().into();
        self.reading.name = shown.as_str().into();
        self.reading.before = self.last;
        self.lines = Lines::new(shown, reader);
        Ok(true)
    }
}

impl Rows for Hashes {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn are_hashes(&self) -> bool {
        true
    }

    fn read(&mut self, row: &mut Batch) -> Result<Option<u64>> {
        loop {
            let Some((number, line)) = self.lines.next()? else {
                if self.next_range()? {
                    continue;
                }
                return Ok(None);
            };
            self.last = self.reading.before + number;
            match self.reading.line(line)? {
                Line::Padding => continue,
                Line::Other => {}
                Line::Hash(hash, count) => self.reading.copy(&line[hash], &line[count], row),
            }
            return Ok(Some(self.last));
        }
    }

    fn read_block(&mut self, lines: &mut Vec<u8>) -> Result<Option<Block>> {
        loop {
            if let Some((before, last)) = self.lines.block(lines) {
                let [before, last] = [before, last].map(|line| self.reading.before + line);
                if last > before {
                    self.last = last;
                }
                let parting = Box::new(self.reading.clone());
                return Ok(Some(Block { parting, before, last }));
            }
            // A failure to read is told where lines are read one by one.
            if !self.lines.is_at_end() || !self.next_range()? {
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits_are_read_and_nothing_else() {
        let hash = b"5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";
        assert_eq!(first_bits(hash), Some(0x5BAA_61E4_C9B9_3F3F));
        assert_eq!(first_bits(&hash.to_ascii_lowercase()), Some(0x5BAA_61E4_C9B9_3F3F));
        for byte in 0..=255u8 {
            for at in [0, 15, 16, 39] {
                let mut hash = *hash;
                hash[at] = byte;
                assert_eq!(first_bits(&hash).is_some(), byte.is_ascii_hexdigit(), "{byte}");
                let whole = super::whole_hash(&hash);
                assert_eq!(whole.is_some(), byte.is_ascii_hexdigit(), "{byte}");
            }
        }
        assert_eq!(first_bits(&hash[1..]), None);
    }
}
