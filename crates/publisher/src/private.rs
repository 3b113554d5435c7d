//! Files that nobody but their owner may read.
use std::fs::{DirBuilder, File, OpenOptions};
use std::path::Path;

use crate::Result;
use crate::error::During as _;

/// Makes a folder that only its owner can enter, and those above it.
pub(crate) fn create_dir_all(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).during("create", path)
}

/// Makes a file that only its owner can read, or opens it, to write at its end.
pub(crate) fn append(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).during("write", path)
}

/// Writes a file that only its owner can read, in place of any that is there: after a
/// crash there is the old one or the new one, whole.
pub(crate) fn replace(path: &Path, parts: &[&[u8]]) -> Result<()> {
    let new = path.with_extension("new");
    if new.exists() {
        std::fs::remove_file(&new).during("remove", &new)?;
    }
    let mut file = append(&new)?;
    for part in parts {
        std::io::Write::write_all(&mut file, part).during("write", &new)?;
    }
    file.sync_data().during("write", &new)?;
    std::fs::rename(&new, path).during("create", path)
}
