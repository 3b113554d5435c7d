//! A folder that one command at a time works in.
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use crate::{Error, Result, private};

/// The file in the folder that is locked.
pub(crate) const LOCK: &str = "lock";

/// A lock on a folder. It ends when this is dropped, or with the process, however that ends.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Makes the folder, if it is not there, and locks it.
    ///
    /// # Errors
    ///
    /// Another command is at work there, or nothing can be written.
    pub fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(LOCK);
        loop {
            private::create_dir_all(folder)?;
            let file = private::append(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(busy(folder)),
                // Some network file systems have no locks: there it is as it was without.
                Err(TryLockError::Error(cause)) if cause.kind() == ErrorKind::Unsupported => {}
                Err(TryLockError::Error(cause)) => {
                    return Err(Error::io("lock", path.display(), cause));
                }
            }
            // Whoever had it may have removed the folder meanwhile, as done.
            if is_at(&file, &path) {
                return Ok(Lock { _file: file });
            }
        }
    }

    /// Stops where another command is at work in a folder, which stays as it is.
    pub fn refuse_taken(folder: &Path) -> Result<()> {
        let path = folder.join(LOCK);
        let Ok(file) = File::open(&path) else { return Ok(()) };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(busy(folder)),
            _ => Ok(()),
        }
    }
}

fn busy(folder: &Path) -> Error {
    Error::input(format!("another command is at work in {}", folder.display()))
        .hint("wait until it has ended, or name another --out")
}

/// Tells whether an open file is the one at a place.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let number = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    let [one, other] = [file.metadata(), path.metadata()].map(|metadata| metadata.map(number).ok());
    one.is_some() && one == other
}

/// An open file cannot be removed here.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("x.partial");
        let lock = Lock::take(&place).unwrap();
        let said = Lock::take(&place).err().unwrap().to_string();
        assert!(said.contains("another command is at work in"), "{said}");
        assert!(Lock::refuse_taken(&place).is_err());
        drop(lock);
        Lock::refuse_taken(&place).unwrap();
        // A folder that was removed is made anew.
        let lock = Lock::take(&place).unwrap();
        std::fs::remove_dir_all(&place).unwrap();
        drop(lock);
        drop(Lock::take(&place).unwrap());
        assert!(place.join(LOCK).exists());
        Lock::refuse_taken(&folder.path().join("nowhere")).unwrap();
    }
}
