//! `cargo xtask dist`: the command for people without Rust, with the page inside, as an
//! archive with its checksum and signature.

mod licences;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::js::{copy_files, recreate};
use crate::project::Project;
use crate::shell::{cargo, read, run, run_quietly, say};
use crate::{build, debian};

/// Shells, and what the file of completions is called where each looks for it.
const SHELLS: [(&str, &str); 4] = [
    ("bash", "hushcheck.bash"),
    ("zsh", "_hushcheck"),
    ("fish", "hushcheck.fish"),
    ("powershell", "hushcheck.ps1"),
];

/// Makes `target/dist`.
pub fn make(project: &Project, options: &[String]) -> Result<()> {
    let key = match options {
        [] => None,
        [flag, key] if flag == "--key" => Some(Path::new(key)),
        _ => bail!("`cargo xtask dist` takes --key FILE alone: a secret key of minisign"),
    };
    ensure!(
        cfg!(target_os = "linux"),
        "this makes archives for Linux; for macOS and Windows there are xtask/scripts/dist-macos.sh \
         and xtask/scripts/dist-windows.ps1, which nobody has tried"
    );
    if let Some(key) = key {
        ensure!(key.is_file(), "there is no key {}", key.display());
        debian::ensure("minisign", "minisign", "signatures of releases")?;
    }
    let command = build::command(project)?;
    let name = name(&command)?;
    let folder = project.target.join("dist");
    recreate(&folder)?;
    let inside = folder.join(&name);
    say(&format!("packing {name}"));
    fill(project, &command, &inside)?;
    let archive = format!("{name}.tar.gz");
    pack(project, &folder, &name, &archive)?;
    fs::remove_dir_all(&inside)?;
    let sums = read(Command::new("sha256sum").arg(&archive).current_dir(&folder))?;
    fs::write(folder.join("SHA256SUMS"), sums + "\n")?;
    try_out(&folder, &name, &archive)?;
    match key {
        Some(key) => sign(&std::path::absolute(key)?, &folder, &name)?,
        None => say("SHA256SUMS is not signed; --key FILE names a secret key of minisign"),
    }
    let size = fs::metadata(folder.join(&archive))?.len();
    println!("{} ({size} bytes), SHA256SUMS, in {}", archive, folder.display());
    Ok(())
}

/// What archive and folder are called: program, version, platform.
fn name(command: &Path) -> Result<String> {
    let version = read(Command::new(command).arg("--version"))?;
    let version = version.strip_prefix("hushcheck ").context("it tells no version")?;
    let rustc = read(cargo().args(["-vV"]))?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(format!("hushcheck-{version}-{}", host.context("cargo tells no host")?))
}

/// Puts together what is packed.
fn fill(project: &Project, command: &Path, inside: &Path) -> Result<()> {
    fs::create_dir_all(inside)?;
    fs::copy(command, inside.join("hushcheck"))?;
    run_quietly(Command::new("strip").arg(inside.join("hushcheck")))?;
    run_quietly(Command::new(command).args(["manual", "--out"]).arg(inside.join("man/man1")))?;
    let completions = inside.join("completions");
    fs::create_dir(&completions)?;
    for (shell, file) in SHELLS {
        let script = read(Command::new(command).args(["completions", shell]))?;
        fs::write(completions.join(file), script + "\n")?;
    }
    copy_files(&project.root.join("docs"), &inside.join("docs"))?;
    for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(project.root.join(file), inside.join(file))?;
    }
    let third_party = licences::text(project)?;
    fs::write(inside.join("THIRD-PARTY.txt"), &third_party)?;
    // For the archives of other platforms, which are made by scripts.
    if let Some(folder) = inside.parent() {
        fs::write(folder.join("THIRD-PARTY.txt"), third_party)?;
    }
    fs::write(inside.join("INSTALL.txt"), install(&inside.join("hushcheck"))?)?;
    Ok(())
}

/// How the archive is used, and what the program needs of the system.
fn install(program: &Path) -> Result<String> {
    let bytes = fs::read(program)?;
    let glibc = glibc(&bytes).context("the program names no version of glibc")?;
    Ok(format!(
        "hushcheck needs nothing but Linux with glibc 2.{glibc} or newer (`ldd --version`).\n\n\
         It runs from here: ./hushcheck --help. To have it for everybody on this computer:\n\n\
         \x20   sudo install hushcheck /usr/local/bin/\n\
         \x20   sudo install -D -m 644 -t /usr/local/share/man/man1 man/man1/*.1\n\
         \x20   sudo install -D -m 644 completions/hushcheck.bash \
         /usr/local/share/bash-completion/completions/hushcheck\n\
         \x20   sudo install -D -m 644 completions/_hushcheck \
         /usr/local/share/zsh/site-functions/_hushcheck\n\
         \x20   sudo install -D -m 644 completions/hushcheck.fish \
         /usr/local/share/fish/vendor_completions.d/hushcheck.fish\n\n\
         How to publish a list: docs/PUBLISHING.md.\n"
    ))
}

/// The newest 2.x of glibc that a program asks for.
fn glibc(program: &[u8]) -> Option<u32> {
    let mark = b"GLIBC_2.";
    let at = |start: usize| {
        let digits = program[start..].iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0u32, |number, &byte| number.saturating_mul(10) + u32::from(byte - b'0'))
    };
    let found = program.windows(mark.len()).enumerate().filter(|(_, bytes)| bytes == mark);
    found.map(|(i, _)| at(i + mark.len())).max()
}

/// Packs a folder, the same files to the same bytes.
fn pack(project: &Project, folder: &Path, name: &str, archive: &str) -> Result<()> {
    let time = Command::new("git")
        .args(["log", "-1", "--format=%ct"])
        .current_dir(&project.root)
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .unwrap_or_default();
    let time = if time.trim().is_empty() { "0" } else { time.trim() };
    run_quietly(
        Command::new("tar")
            .args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"])
            .arg(format!("--mtime=@{time}"))
            .args(["--use-compress-program=gzip -9n", "-cf", archive, name])
            .current_dir(folder),
    )
}

/// Unpacks the archive elsewhere and makes a site with what is in it.
fn try_out(folder: &Path, name: &str, archive: &str) -> Result<()> {
    say("trying what was packed");
    run_quietly(Command::new("sha256sum").args(["--check", "SHA256SUMS"]).current_dir(folder))?;
    let place: PathBuf = folder.join("tried");
    recreate(&place)?;
    run_quietly(Command::new("tar").arg("-xzf").arg(folder.join(archive)).current_dir(&place))?;
    fs::write(place.join("leak.csv"), "mail\na@example.org\n")?;
    let run = |arguments: &str| {
        run_quietly(
            Command::new(place.join(name).join("hushcheck"))
                .args(arguments.split(' '))
                .current_dir(&place),
        )
    };
    run("init leak.csv")?;
    run("publish --title Try --out site")?;
    run("verify site/datasets/try-1")?;
    ensure!(place.join("site/index.html").is_file(), "the site has no page");
    fs::remove_dir_all(&place)?;
    Ok(())
}

/// Signs the checksums, which asks for the key's password.
fn sign(key: &Path, folder: &Path, name: &str) -> Result<()> {
    run(Command::new("minisign")
        .args(["-S", "-m", "SHA256SUMS", "-t", &format!("{name} SHA256SUMS"), "-s"])
        .arg(key)
        .current_dir(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_glibc_is_found() {
        assert_eq!(glibc(b"\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.17\0GLIBC_PRIVATE"), Some(34));
        assert_eq!(glibc(b"nothing"), None);
    }
}
