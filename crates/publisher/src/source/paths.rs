//! Which files a leak is in: names, patterns, folders, standard input.
use std::fmt;
use std::path::{Path, PathBuf};

use super::hibp;
use crate::error::During as _;
use crate::{Error, Result};

/// Something that rows are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
    /// A folder of Have I Been Pwned's ranges.
    Ranges(PathBuf),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Standard => f.write_str("standard input"),
            Input::File(path) | Input::Ranges(path) => path.display().fmt(f),
        }
    }
}

/// Finds what the arguments name: patterns give their files in the order of their names.
pub(super) fn find(arguments: &[PathBuf]) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            if inputs.contains(&Input::Standard) {
                return Err(Error::input("standard input is named twice"));
            }
            inputs.push(Input::Standard);
        } else {
            // A file may be called what looks like a pattern.
            match argument.to_str().filter(|text| text.contains(['*', '?', '['])) {
                Some(pattern) if !argument.exists() => inputs.extend(matching(pattern)?),
                _ => inputs.push(classify(argument)?),
            }
        }
    }
    for (i, input) in inputs.iter().enumerate() {
        if inputs[..i].contains(input) {
            return Err(Error::input(format!("{input} is named twice"))
                .hint("its rows would be counted twice"));
        }
    }
    Ok(inputs)
}

fn matching(pattern: &str) -> Result<Vec<Input>> {
    let paths = glob::glob(pattern)
        .map_err(|cause| Error::input(format!("{pattern} is no pattern: {}", cause.msg)))?;
    let mut found = Vec::new();
    for path in paths {
        let path =
            path.map_err(|cause| Error::io("read", cause.path().display(), cause.error()))?;
        if path.is_file() {
            found.push(Input::File(path));
        }
    }
    if found.is_empty() {
        return Err(Error::input(format!("no file fits the pattern {pattern}")));
    }
    Ok(found)
}

fn classify(path: &Path) -> Result<Input> {
    let metadata = std::fs::metadata(path).during("read", path)?;
    if !metadata.is_dir() {
        return Ok(Input::File(path.to_owned()));
    }
    if hibp::is_folder(path)? {
        return Ok(Input::Ranges(path.to_owned()));
    }
    Err(Error::input(format!("{} is a folder", path.display()))
        .hint(format!("name its files, for instance: '{}'", path.join("*.csv").display())))
}
