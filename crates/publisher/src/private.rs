//! Files that nobody but their owner may read.
use std::fs::DirBuilder;
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
