//! Files that are there whole or not at all: each is written beside its place, and then moved.
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::error::During as _;
use crate::{Error, Result};

/// A file that waits, whole, beside its place; it goes when it is dropped.
pub(crate) struct Whole {
    file: NamedTempFile,
    path: PathBuf,
}

impl Whole {
    /// Writes a file that only its owner can read.
    pub fn private(path: &Path, bytes: &[u8]) -> Result<Self> {
        Self::write(path, beside(path)?, bytes)
    }

    /// Writes a file that others can read.
    pub fn public(path: &Path, bytes: &[u8]) -> Result<Self> {
        let mut builder = Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        Self::write(path, make(&mut builder, path)?, bytes)
    }

    fn write(path: &Path, mut file: NamedTempFile, bytes: &[u8]) -> Result<Self> {
        // Its own error names the file beside the place, which nobody knows.
        file.as_file_mut().write_all(bytes).during("write", path)?;
        Ok(Whole { file, path: path.to_owned() })
    }

    /// Moves it to its place, where nothing may be.
    pub fn keep(self) -> Result<()> {
        keep(self.file, &self.path)
    }
}

/// Writes a file that others can read, instead of what may be there.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let Whole { file, .. } = Whole::public(path, text.as_bytes())?;
    if let Ok(metadata) = path.metadata() {
        file.as_file().set_permissions(metadata.permissions()).during("write", path)?;
    }
    file.persist(path).map_err(|error| error.error).map(drop).during("replace", path)
}

/// Makes a file beside the place where it is to be, which only its owner can read.
pub(crate) fn beside(path: &Path) -> Result<NamedTempFile> {
    make(&mut Builder::new(), path)
}

fn make(builder: &mut Builder<'_, '_>, path: &Path) -> Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let file = builder.prefix(".hushcheck-partial-").tempfile_in(folder);
    file.during("create a file in", folder)
}

/// Moves a file to its place, where nothing may be.
pub(crate) fn keep(file: NamedTempFile, path: &Path) -> Result<()> {
    let kept = file.persist_noclobber(path);
    kept.map(drop).map_err(|cause| Error::io("write", path.display(), cause.error))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn nothing_is_left_of_what_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        drop(Whole::public(&path, b"one").unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        Whole::private(&path, b"two").unwrap().keep().unwrap();
        assert!(Whole::public(&path, b"three").unwrap().keep().is_err());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        replace(&path, "four").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"four");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
