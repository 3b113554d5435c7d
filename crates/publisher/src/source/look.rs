//! What the beginning of a file looks like, for those who want to write it down.
use std::path::PathBuf;

use super::compression::Compression;
use super::encoding::TextEncoding;
use super::paths::{self, Input};
use super::{Delimiter, Format, Options, fault, open};
use crate::{Error, Result};

/// What readers would take a leak's first file for.
pub(crate) struct Look {
    pub format: Format,
    /// Of text.
    pub encoding: Option<TextEncoding>,
    /// Of CSV.
    pub delimiter: Option<Delimiter>,
}

impl Look {
    /// Looks at the first of a leak's files as its reader does, with the options that are given.
    ///
    /// # Errors
    ///
    /// It is not there or cannot be read again, as standard input cannot.
    pub fn at(leak: &[PathBuf], options: &Options) -> Result<Self> {
        let binary = |format| Ok(Look { format, encoding: None, delimiter: None });
        let path = match paths::find(leak)?.into_iter().next() {
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
        Ok(Look { format, encoding: Some(encoding), delimiter })
    }
}
