//! Scripts without what is for their readers.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::project::Project;
use crate::shell::run_quietly;
use crate::tools;

/// What a script is to the page that loads it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its outermost names are known to other scripts.
    Classic,
    /// What is not exported is its own.
    Module,
}

/// Writes scripts anew, in fewer letters, and the same ones each time: the one that packs the
/// page names things in an order that changes.
pub struct Minifier(PathBuf);

impl Minifier {
    pub fn new(project: &Project) -> Result<Self> {
        Ok(Self(tools::terser(project)?))
    }

    /// Reads one script and writes another, which may be the same file.
    ///
    /// # Errors
    ///
    /// It is none of today's JavaScript, or cannot be read or written.
    pub fn minify(&self, from: &Path, to: &Path, kind: Kind) -> Result<()> {
        let options = ["--ecma", "2020", "--compress", "passes=3", "--mangle", "--output"];
        let mut command = Command::new(&self.0);
        command.arg(from).args(options).arg(to);
        command.args((kind == Kind::Module).then_some(OsStr::new("--module")));
        run_quietly(&mut command)
    }
}
