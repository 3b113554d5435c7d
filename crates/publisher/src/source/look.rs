//! What the beginning of a file looks like, for those who want to write it down.
use std::path::PathBuf;

use super::compression::Compression;
use super::encoding::TextEncoding;
use super::paths::{self, Input};
use super::{Delimiter, Format, Options, fault, open};
use crate::{Error, Result};

/// What readers would take a leak's files for.
pub(crate) struct Look {
    /// Of the first file.
    pub format: Format,
    /// Whether all files are of that format.
    pub is_of_all: bool,
    /// Of text, where all files are in one encoding.
    pub encoding: Option<TextEncoding>,
    /// Of CSV, where the fields of all files are parted by one character.
    pub delimiter: Option<Delimiter>,
}

impl Look {
    /// Looks at a leak's files as their reader does, with the options that are given.
    ///
    /// # Errors
    ///
    /// One is not there or cannot be read again, as standard input cannot.
    pub fn at(leak: &[PathBuf], options: &Options) -> Result<Self> {
        let mut inputs = paths::find(leak)?.into_iter();
        let mut look = Self::at_file(inputs.next(), options)?;
        for input in inputs {
            let other = Self::at_file(Some(input), options)?;
            look.is_of_all &= other.format == look.format;
            look.encoding = look.encoding.filter(|encoding| other.encoding == Some(*encoding));
            look.delimiter = look.delimiter.filter(|one| other.delimiter == Some(*one));
        }
        Ok(look)
    }

    fn at_file(input: Option<Input>, options: &Options) -> Result<Self> {
        let binary = |format| Ok(Look { format, is_of_all: true, encoding: None, delimiter: None });
        let path = match input {
            Some(Input::File(path)) => path,
            Some(Input::Ranges(_)) => return binary(Format::Hibp),
            _ => {
                return Err(Error::input("only files can be looked at and read again later")
                    .hint("save the leak as a file first"));
            }
        };
        let name = path.display().to_string();
        let failed = |cause| fault::error(&name, cause);
        let (raw, _) = open::open_file(&path)?;
        let (head, raw) = open::peek(raw, 512).map_err(failed)?;
        let (head, _) = match Compression::of(&head) {
            Some(compression) => {
                let unpacked = compression.unpack(raw).map_err(failed)?;
                open::peek(unpacked, open::SAMPLE).map_err(failed)?
            }
            None => open::peek(raw, open::SAMPLE).map_err(failed)?,
        };
        let is_whole = head.len() < open::SAMPLE;
        let format = options.format.or_else(|| Format::of_magic(&head));
        if let Some(format) = format.filter(|format| format.is_binary()) {
            return binary(format);
        }
        let marked = TextEncoding::of_mark(&head);
        let guess = || TextEncoding::guess(&head, is_whole, options.country);
        let encoding = marked.or(options.encoding).unwrap_or_else(guess);
        let sample = encoding.sample(&head);
        let format = format.unwrap_or_else(|| Format::guess(&name, &sample));
        let delimiter = (format == Format::Csv)
            .then(|| options.delimiter.unwrap_or_else(|| Delimiter::of_sample(&sample, is_whole)));
        Ok(Look { format, is_of_all: true, encoding: Some(encoding), delimiter })
    }
}
