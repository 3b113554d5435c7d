//! Which files a leak is in: names, patterns, folders, standard input.
use std::collections::HashMap;
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

/// What is the same for all names of one file.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    /// Its device and its number there.
    #[cfg(unix)]
    Node(u64, u64),
    /// Its whole name, where files have no numbers.
    #[cfg(not(unix))]
    Path(PathBuf),
    #[cfg(not(unix))]
    Standard,
}

impl Input {
    /// Tells whether it can be opened again, and be read from its beginning.
    pub fn is_ordinary(&self) -> bool {
        match self {
            Input::Standard => false,
            Input::Ranges(_) => true,
            Input::File(path) => std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file()),
        }
    }

    #[cfg(unix)]
    fn identity(&self) -> Result<Identity> {
        use std::os::fd::AsFd as _;
        use std::os::unix::fs::MetadataExt as _;
        let metadata = match self {
            Input::File(path) | Input::Ranges(path) => {
                std::fs::metadata(path).during("read", path)?
            }
            Input::Standard => {
                let copy = std::io::stdin().as_fd().try_clone_to_owned();
                let metadata = copy.and_then(|file| std::fs::File::from(file).metadata());
                metadata.map_err(|cause| Error::io("read", self, cause))?
            }
        };
        Ok(Identity::Node(metadata.dev(), metadata.ino()))
    }

    #[cfg(not(unix))]
    fn identity(&self) -> Result<Identity> {
        match self {
            Input::File(path) | Input::Ranges(path) => {
                Ok(Identity::Path(std::fs::canonicalize(path).during("read", path)?))
            }
            Input::Standard => Ok(Identity::Standard),
        }
    }
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
            inputs.push(Input::Standard);
        } else {
            // A file may be called what looks like a pattern.
            match argument.to_str().filter(|text| text.contains(['*', '?', '['])) {
                Some(pattern) if !argument.exists() => inputs.extend(matching(pattern)?),
                _ => inputs.push(classify(argument)?),
            }
        }
    }
    let mut seen = HashMap::new();
    for input in &inputs {
        let Some(other) = seen.insert(input.identity()?, input) else { continue };
        let message = match input == other {
            true => format!("{input} is named twice"),
            false => format!("{other} and {input} are one file"),
        };
        return Err(Error::input(message).hint("its rows would be counted twice"));
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
