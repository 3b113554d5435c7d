//! Have I Been Pwned's text: `HASH:COUNT` lines in one file, or in a folder of ranges,
//! whose files' names are the first five digits of their hashes.
use std::fs;
use std::path::{Path, PathBuf};

use super::lines::Lines;
use super::open::{self, Text};
use super::{Batch, Options, Rows};
use crate::error::During as _;
use crate::{Error, Result, source::compression::Compression, source::fault};

/// Digits of a whole hash: SHA-1, or NTLM.
const DIGITS: [usize; 2] = [40, 32];

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
    let colon = memchr::memchr(b':', line)?;
    let (hash, count) = (&line[..colon], &line[colon + 1..]);
    let is_count = !count.is_empty() && count.iter().all(u8::is_ascii_digit);
    (hash.iter().all(u8::is_ascii_hexdigit) && is_count).then_some((hash, count))
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

    fn read(&mut self, row: &mut Batch) -> Result<Option<u64>> {
        loop {
            let Some((number, line)) = self.lines.next()? else {
                if self.next_range()? {
                    continue;
                }
                return Ok(None);
            };
            self.last = self.before + number;
            let whole = |hash: &[u8]| DIGITS.contains(&(self.prefix.len() + hash.len()));
            match parse(line.trim_ascii()).filter(|(hash, _)| whole(hash)) {
                // Padding, which hides how long an answer is.
                Some((_, count)) if count.iter().all(|&digit| digit == b'0') => continue,
                Some((hash, count)) => {
                    let mut all = [0; 40];
                    let digits = self.prefix.len() + hash.len();
                    all[..self.prefix.len()].copy_from_slice(self.prefix.as_bytes());
                    all[self.prefix.len()..digits].copy_from_slice(hash);
                    row.push_field(&all[..digits]);
                    row.push_field(count);
                }
                None if !self.has_said => {
                    self.has_said = true;
                    (self.say)(&format!(
                        "{}, line {number} is no HASH:COUNT; it and others like it are rows \
                         without fields",
                        self.lines.name
                    ));
                }
                None => {}
            }
            return Ok(Some(self.last));
        }
    }
}
