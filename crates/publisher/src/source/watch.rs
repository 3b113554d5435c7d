//! Notices that a file changes while it is read.
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::time::SystemTime;

use super::fault::Fault;

/// How long and how old a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        State { bytes: metadata.len(), modified: metadata.modified().ok() }
    }

    /// The file's state now.
    pub fn now(file: &File) -> io::Result<Self> {
        file.metadata().map(|metadata| State::of(&metadata))
    }

    /// Fails if the file's state is another now.
    pub fn check(self, file: &File) -> io::Result<()> {
        if State::now(file)? == self { Ok(()) } else { Err(Fault::Changed.into()) }
    }
}

/// A file whose end is an error if it is not where it was when the file was opened.
pub(super) struct Watched {
    file: File,
    state: State,
    read: u64,
}

impl Watched {
    /// Watches an ordinary file; pipes and devices are given back.
    pub fn new(file: File) -> io::Result<Result<Self, File>> {
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Ok(Err(file));
        }
        Ok(Ok(Watched { file, state: State::of(&metadata), read: 0 }))
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read += read as u64;
        if read == 0 && !buffer.is_empty() {
            self.state.check(&self.file)?;
            if self.read != self.state.bytes {
                return Err(Fault::Changed.into());
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_that_grows_or_shrinks_is_noticed() {
        for change in [|file: &mut File| file.write_all(b"more"), |file: &mut File| file.set_len(1)]
        {
            let mut writer = tempfile::NamedTempFile::new().unwrap();
            writer.write_all(b"what was there").unwrap();
            let file = File::open(writer.path()).unwrap();
            let mut watched = Watched::new(file).unwrap().ok().unwrap();
            let mut start = [0; 4];
            watched.read_exact(&mut start).unwrap();
            change(writer.as_file_mut()).unwrap();
            let error = watched.read_to_end(&mut Vec::new()).unwrap_err();
            assert!(error.to_string().contains("changed"), "{error}");
        }
    }

    #[test]
    fn a_file_that_stays_is_read() {
        let mut writer = tempfile::NamedTempFile::new().unwrap();
        writer.write_all(b"what was there").unwrap();
        let file = File::open(writer.path()).unwrap();
        let mut text = String::new();
        Watched::new(file).unwrap().ok().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "what was there");
    }
}
