//! Have I Been Pwned's text: `HASH:COUNT` lines in one file, or in a folder of ranges,
//! whose files' names are the first five digits of their hashes.
use std::fs;
use std::path::{Path, PathBuf};

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

/// The first 64 bits of a SHA-1 hash in hexadecimal digits; `None` if it is none.
pub(crate) fn first_bits(hash: &[u8]) -> Option<u64> {
    let hash: &[u8; SHA1] = hash.try_into().ok()?;
    // Without branches: there are a billion of them.
    let is_digit =
        |byte: u8| (byte.wrapping_sub(b'0') < 10) | ((byte | 0x20).wrapping_sub(b'a') < 6);
    let are_digits = hash.iter().fold(true, |all, &byte| all & is_digit(byte));
    let value = |byte: &u8| u64::from((byte & 15) + (byte >> 6) * 9);
    are_digits.then(|| hash[..16].iter().fold(0, |bits, byte| bits << 4 | value(byte)))
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
    /// The first digits of the hashes of the file that is read.
    prefix: String,
    /// The ranges to come, last one first.
    waiting: Vec<Box<str>>,
    folder: PathBuf,
    /// Lines of the ranges before.
    before: u64,
    last: u64,
    has_said: bool,
    say: fn(&str),
}

impl Hashes {
    fn new(name: String, reader: Box<dyn std::io::Read + Send>, options: &Options) -> Self {
        Hashes {
            header: ["hash".into(), "count".into()],
            prefix: prefix_of(file_name(&name)).unwrap_or_default().to_owned(),
            lines: Lines::new(name, reader),
            waiting: Vec::new(),
            folder: PathBuf::new(),
            before: 0,
            last: 0,
            has_said: false,
            say: options.say,
        }
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
        hashes.prefix.clear();
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
        self.prefix = prefix_of(&name).unwrap_or_default().to_owned();
        self.lines = Lines::new(path.display().to_string(), reader);
        self.before = self.last;
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
            self.last = self.before + number;
            let digits = |hash: &[u8]| self.prefix.len() + hash.len();
            match part(line.trim_ascii()) {
                Some((hash, _)) if digits(hash) == NTLM => {
                    let message = format!("{} holds NTLM hashes", self.lines.name);
                    return Err(Error::input(message)
                        .hint("lists are made of SHA-1 hashes; download those"));
                }
                Some((hash, count)) if digits(hash) == SHA1 => {
                    // Padding, which hides how long an answer is.
                    if count.first() == Some(&b'0') && count.iter().all(|&digit| digit == b'0') {
                        continue;
                    }
                    row.append(self.prefix.as_bytes());
                    row.append(hash);
                    row.end_field(SHA1);
                    row.push_field(count);
                }
                _ if !self.has_said => {
                    self.has_said = true;
                    (self.say)(&format!(
                        "{}, line {number} is no HASH:COUNT; it and others like it are rows \
                         without fields",
                        self.lines.name
                    ));
                }
                _ => {}
            }
            return Ok(Some(self.last));
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
