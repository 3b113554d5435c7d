//! Errors for people: what happened, and what to do. Never a value of a row.
use std::fmt;
use std::path::Path;

/// What went wrong, and what the reader can do about it.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    takes_another_leak: bool,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// What was asked for or given cannot be done.
    Input,
    /// A file or an address could not be read or written.
    Io,
    /// A dataset is not what its manifest or its signature says.
    Verification,
    /// Somebody stopped the command.
    Stopped,
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    fn new(kind: ErrorKind, message: String) -> Self {
        Error { kind, message, hint: None, takes_another_leak: false }
    }

    /// Makes an error about what was asked for.
    pub fn input(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Input, message.into())
    }

    /// Makes an error about a dataset that is not what it should be.
    pub fn verification(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Verification, message.into())
    }

    /// Says that the command was stopped, as it was asked to.
    pub(crate) fn stopped() -> Self {
        Error::new(ErrorKind::Stopped, "stopped".into())
    }

    /// Makes an error about a file or an address.
    pub fn io(what: &str, place: impl fmt::Display, cause: impl fmt::Display) -> Self {
        Error::new(ErrorKind::Io, format!("cannot {what} {place}: {cause}"))
    }

    /// Adds what to do about it, or what else.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        self.hint = Some(match self.hint.take() {
            Some(first) => format!("{first}\nhint: {hint}"),
            None => hint,
        });
        self
    }

    /// Says that it is about the leak, or the way in which it is read. What the hint says to do
    /// about it makes another leak of it, with which work that was begun cannot go on.
    pub(crate) fn of_the_leak(mut self) -> Self {
        self.takes_another_leak = self.hint.is_some();
        self
    }

    /// Whether work that was begun cannot go on after it.
    pub(crate) fn takes_another_leak(&self) -> bool {
        self.takes_another_leak
    }

    /// Adds to the hint what must be done besides.
    pub(crate) fn besides(mut self, what: &str) -> Self {
        self.hint = self.hint.map(|hint| format!("{hint}; {what}"));
        self
    }

    /// Whose turn it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The command's exit code: 2 for input, 3 for files, 4 for verification, 130 where it
    /// was stopped.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::Input => 2,
            ErrorKind::Io => 3,
            ErrorKind::Verification => 4,
            ErrorKind::Stopped => crate::interrupt::EXIT_CODE,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Says what was done to which file when it failed.
pub(crate) trait During<T> {
    /// Turns an I/O error into one that names the file.
    fn during(self, what: &str, path: &Path) -> Result<T>;
}

impl<T> During<T> for std::io::Result<T> {
    fn during(self, what: &str, path: &Path) -> Result<T> {
        self.map_err(|cause| Error::io(what, path.display(), cause))
    }
}
