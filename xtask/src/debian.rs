//! Installing what the tests need from Debian's packages.

use std::process::Command;

use anyhow::{Result, bail};

use crate::needs::on_path;
use crate::shell::{run_quietly, say, works};

/// Installs the package of a program that is not on the PATH yet.
pub fn ensure(program: &str, package: &str, for_what: &str) -> Result<()> {
    if on_path(&[program]).is_none() {
        install(&[package], for_what)?;
    }
    Ok(())
}

/// Installs packages; says how to do it by hand where that takes a password.
pub fn install(packages: &[&str], for_what: &str) -> Result<()> {
    let packages_text = packages.join(" ");
    let Some(root) = as_root() else {
        bail!(
            "{for_what} need {packages_text}; run \
             `sudo apt-get install --no-install-recommends {packages_text}`, then try again"
        );
    };
    say(&format!("installing {packages_text} from Debian's packages, which {for_what} need"));
    let apt = |arguments: &[&str]| {
        let words: Vec<&str> = root
            .iter()
            .copied()
            .chain(["apt-get", "-y"])
            .chain(arguments.iter().copied())
            .collect();
        run_quietly(
            Command::new(words[0]).args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    apt(&["update"])?;
    apt(&[&["install", "--no-install-recommends"], packages].concat())
}

/// What to put before a command so that it runs as root, without asking.
fn as_root() -> Option<&'static [&'static str]> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout == b"0\n" {
        Some(&[])
    } else if works(Command::new("sudo").args(["-n", "true"])) {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}
