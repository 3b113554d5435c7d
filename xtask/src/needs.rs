//! What must be on the machine already, because nothing here installs it.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};

/// Programs, and Debian's packages that bring them.
const PROGRAMS: [(&str, &str); 5] = [
    ("git", "git"),
    ("cc", "gcc"),
    ("python3", "python3"),
    ("node", "nodejs"),
    // Debian's nodejs comes without it.
    ("npm", "npm"),
];

/// Fails, and says what to install, if a program is missing.
pub fn ensure() -> Result<()> {
    if on_path(&["rustc"]).is_none() {
        bail!("rustc is not on the PATH: install the stable toolchain with https://rustup.rs");
    }
    match missing(|program| on_path(&[program]).is_some()) {
        Some(message) => bail!(message),
        None => Ok(()),
    }
}

fn missing(is_there: impl Fn(&str) -> bool) -> Option<String> {
    let missing = PROGRAMS.iter().filter(|(program, _)| !is_there(program));
    let (programs, packages): (Vec<&str>, Vec<&str>) = missing.copied().unzip();
    (!programs.is_empty()).then(|| {
        format!(
            "not on the PATH, but needed: {}; on Debian run \
             `sudo apt-get install --no-install-recommends {}`, then try again",
            programs.join(", "),
            packages.join(" ")
        )
    })
}

/// Finds the first of some programs that is on the PATH.
pub fn on_path(programs: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    programs.iter().find_map(|program| {
        folders.iter().map(|folder| folder.join(program)).find(|file| file.is_file())
    })
}

/// The program that a variable of the environment names, else the first on the PATH: who
/// names one wants that and no other.
pub fn named_or_on_path(variable: &str, programs: &[&str]) -> Result<Option<PathBuf>> {
    match env::var_os(variable) {
        Some(path) => named(variable, path.into()).map(Some),
        None => Ok(on_path(programs)),
    }
}

fn named(variable: &str, path: PathBuf) -> Result<PathBuf> {
    ensure!(path.is_file(), "{variable} is set to `{}`, which is no file", path.display());
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_missing_and_how_to_install_it() {
        assert_eq!(missing(|_| true), None);
        let message = missing(|program| !matches!(program, "cc" | "npm")).unwrap();
        assert!(message.contains("needed: cc, npm;"), "{message}");
        assert!(message.contains("recommends gcc npm`"), "{message}");
    }

    #[test]
    fn a_named_browser_that_is_not_there_is_not_replaced() {
        let error = named("CHROMIUM", "/no/such/browser".into()).unwrap_err().to_string();
        assert_eq!(error, "CHROMIUM is set to `/no/such/browser`, which is no file");
        let this = env::current_exe().unwrap();
        assert_eq!(named("CHROMIUM", this.clone()).unwrap(), this);
    }
}
