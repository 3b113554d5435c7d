//! Opens one file: from its bytes through all layers to rows.
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use super::compression::Compression;
use super::encoding::TextEncoding;
use super::paths::Input;
use super::watch::Watched;
use super::{Format, Options, Rows, delimited, excel, fault, hibp, lines, ndjson, sql};
use crate::error::During as _;
use crate::{Error, Result};

/// Bytes that are looked at to guess encoding, format and columns.
pub(super) const SAMPLE: usize = 1 << 20;

/// Text in UTF-8, and what is known of it.
pub(super) struct Text {
    /// What it is called.
    pub name: String,
    /// All of it.
    pub reader: Box<dyn Read + Send>,
    /// Its beginning.
    pub sample: Vec<u8>,
    /// Whether the beginning is all.
    pub is_whole: bool,
}

/// Opens something that rows are read from.
pub(super) fn open(input: &Input, options: &Options) -> Result<Box<dyn Rows>> {
    let (name, raw, file) = match input {
        Input::Ranges(folder) => {
            Format::check_ranges(&input.to_string(), options)?;
            return hibp::open_folder(folder, options);
        }
        Input::Standard => {
            let raw: Box<dyn Read + Send> = Box::new(io::stdin());
            (input.to_string(), raw, None)
        }
        Input::File(path) => {
            let (raw, is_ordinary) = open_file(path)?;
            (input.to_string(), raw, is_ordinary.then_some(path.as_path()))
        }
    };
    let failed = |cause| fault::error(&name, cause);
    let (head, raw) = peek(raw, 512).map_err(failed)?;
    if let Some(path) = file.filter(|_| Format::of_magic(&head) == Some(Format::Parquet)) {
        Format::Parquet.check(&name, options)?;
        return open_parquet(path, options);
    }
    let (head, reader) = match Compression::of(&head) {
        Some(compression) => {
            let unpacked = compression.unpack(raw).map_err(failed)?;
            peek(unpacked, SAMPLE).map_err(failed)?
        }
        None => {
            if let Some(expected) = Compression::of_name(&name) {
                return Err(Error::input(format!("{name} is not {expected} data")).hint(
                    "it is damaged; or, if it is not compressed, its name should not say so",
                ));
            }
            peek(raw, SAMPLE).map_err(failed)?
        }
    };
    if let Some((what, how)) = Format::not_read(&head) {
        return Err(Error::input(format!("{name} is {what}, which is not read")).hint(how));
    }
    match options.format.or_else(|| Format::of_magic(&head)) {
        Some(Format::Parquet) if Format::of_magic(&head) == Some(Format::Parquet) => {
            Err(Error::input(format!("{name} is Parquet, which is not read in order"))
                .hint("save it, unpacked, as a file, and read that"))
        }
        Some(Format::Parquet) => Err(Error::input(format!("{name} is not Parquet"))),
        Some(Format::Excel) => {
            Format::Excel.check(&name, options)?;
            excel::open(&name, reader, options)
        }
        format => open_text(name, head, reader, format, options),
    }
}

fn open_text(
    name: String,
    head: Vec<u8>,
    reader: Box<dyn Read + Send>,
    format: Option<Format>,
    options: &Options,
) -> Result<Box<dyn Rows>> {
    let is_whole = head.len() < SAMPLE;
    let guess = || TextEncoding::guess(&head, is_whole, options.country);
    let encoding = match (options.encoding, TextEncoding::of_mark(&head)) {
        (Some(named), Some(marked)) if named != marked => {
            (options.say)(&format!("{name} begins with a mark that says {marked}: that is read"));
            marked
        }
        (named, _) => named.unwrap_or_else(guess),
    };
    let sample = encoding.sample(&head);
    let format = format.unwrap_or_else(|| Format::guess(&name, &sample));
    if format.is_binary() {
        return Err(Error::input(format!("{name} is not what its name says"))
            .hint("name its format with --format"));
    }
    format.check(&name, options)?;
    if encoding != TextEncoding::UTF_8 && options.encoding.is_none() {
        (options.say)(&format!(
            "reading {name} in {encoding}, as its beginning suggests; --encoding names another"
        ));
    }
    let reader = encoding.decode(&head, reader).map_err(|cause| fault::error(&name, cause))?;
    let text = Text { name, reader, sample, is_whole };
    match format {
        Format::Lines => Ok(lines::open(text)),
        Format::Ndjson => ndjson::open(text, options),
        Format::Sql => sql::open(text, options),
        Format::Hibp => hibp::open(text, options),
        _ => delimited::open(text, options),
    }
}

/// Opens a file, and tells whether it is an ordinary one, which can be read anywhere.
pub(super) fn open_file(path: &Path) -> Result<(Box<dyn Read + Send>, bool)> {
    let file = File::open(path).during("read", path)?;
    Ok(match Watched::new(file).during("read", path)? {
        Ok(watched) => (Box::new(watched), true),
        Err(stream) => (Box::new(stream), false),
    })
}

/// Makes UTF-8 of a text whose encoding is named, or which begins with a mark of it.
pub(crate) fn decoded(
    text: impl Read + Send + 'static,
    encoding: Option<TextEncoding>,
) -> io::Result<Box<dyn Read + Send>> {
    let (head, text) = peek(Box::new(text), 3)?;
    let encoding = TextEncoding::of_mark(&head).or(encoding).unwrap_or(TextEncoding::UTF_8);
    encoding.decode(&head, text)
}

/// Reads a beginning, and puts it back.
pub(super) fn peek(
    mut reader: Box<dyn Read + Send>,
    most: usize,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    reader.by_ref().take(most as u64).read_to_end(&mut head)?;
    let rest = Cursor::new(head.clone()).chain(reader);
    Ok((head, Box::new(rest)))
}

#[cfg(feature = "parquet")]
fn open_parquet(path: &Path, options: &Options) -> Result<Box<dyn Rows>> {
    super::parquet::open(path, options)
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(path: &Path, _: &Options) -> Result<Box<dyn Rows>> {
    Err(Error::input(format!("{} is Parquet, which this build does not read", path.display()))
        .hint("build hushcheck with the feature `parquet`"))
}
