//! The files that a leak is in, looked at from outside: how large and how old they are.
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::Result;
use crate::error::During as _;

/// Ends of names of files that hold more bytes of text than they have, or none.
const NOT_TEXT: [&str; 9] = ["gz", "zst", "bz2", "xz", "parquet", "xlsx", "xls", "ods", "xlsb"];

/// Tells whether a leak can be read but once: standard input, or another pipe.
pub(crate) fn is_read_once(path: &Path) -> bool {
    let is_pipe = |metadata: Metadata| !metadata.is_file() && !metadata.is_dir();
    path.as_os_str() == "-" || path.metadata().is_ok_and(is_pipe)
}

/// Bytes of text in the files, if they are plain.
pub(crate) fn text_bytes(leak: &[PathBuf]) -> Option<u64> {
    let plain = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        let is_text = NOT_TEXT.iter().all(|other| *other != ending);
        let metadata = path.metadata().ok().filter(Metadata::is_file)?;
        is_text.then_some(metadata.len())
    };
    found(leak).iter().map(plain).sum()
}

/// Says of each file by what it can be told whether it is still the same.
pub(crate) fn identity(leak: &[PathBuf]) -> Result<Vec<(String, String)>> {
    let describe = |path: &PathBuf| {
        let state = if is_read_once(path) { "-".to_owned() } else { state(path)? };
        Ok((format!("file {}", path.display()), state))
    };
    found(leak).iter().map(describe).collect()
}

/// Resolves patterns as the reader does; what is none stays as it is.
fn found(leak: &[PathBuf]) -> Vec<PathBuf> {
    let resolve = |argument: &PathBuf| {
        let pattern = argument.to_str().filter(|text| text.contains(['*', '?', '[']));
        match pattern.filter(|_| !argument.exists()).map(glob::glob) {
            Some(Ok(paths)) => paths.flatten().filter(|path| path.is_file()).collect(),
            _ => vec![argument.clone()],
        }
    };
    leak.iter().flat_map(resolve).collect()
}

/// Size and age of a file; of a folder those of all its files together.
fn state(path: &Path) -> Result<String> {
    let metadata = path.metadata().during("read", path)?;
    let age = |metadata: &Metadata| {
        let modified = metadata.modified().ok();
        modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default()
    };
    if !metadata.is_dir() {
        return Ok(format!("{} bytes of {:?}", metadata.len(), age(&metadata)));
    }
    let (mut files, mut bytes, mut newest) = (0u64, 0, age(&metadata));
    for entry in fs::read_dir(path).during("read", path)? {
        let metadata = entry.and_then(|entry| entry.metadata()).during("read", path)?;
        files += 1;
        bytes += metadata.len();
        newest = newest.max(age(&metadata));
    }
    Ok(format!("{files} files with {bytes} bytes of {newest:?}"))
}
