//! The sources of Rust's standard library, of exactly the compiler's version.
//!
//! rustup brings them, where it is reachable; elsewhere Debian's package rust-src has
//! them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, read, run_quietly, works};
use crate::wasm_target::TARGET;

/// Where Debian keeps versions of a package, oldest first. The index of each is
/// small, except the last ones'; so the search stops as soon as one is found.
const SUITES: [&str; 6] =
    ["bookworm", "bookworm-backports", "trixie", "trixie-backports", "forky", "sid"];

/// Finds the sources, or downloads them to a folder; returns the folder `library`.
pub fn library(folder: &Path) -> Result<PathBuf> {
    let sysroot = read(Command::new("rustc").args(["--print", "sysroot"]))?;
    let installed = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
    let is_there = || installed.join("sysroot/Cargo.toml").exists();
    if is_there()
        || works(Command::new("rustup").args(["component", "add", "rust-src"])) && is_there()
    {
        return Ok(installed);
    }
    unpack(&download(folder)?, folder)
}

/// Compiles them for the app's target, and returns the folder of what came out.
pub fn compile(
    library: &Path,
    folder: &Path,
    features: &str,
    flags: &[&str],
    opt_level: &str,
) -> Result<PathBuf> {
    let target = folder.join("target");
    let flags = [&["-Cembed-bitcode=yes", "-Zforce-unstable-if-unmarked"], flags].concat();
    run_quietly(
        cargo()
            .args(["build", "--release", "-p", "sysroot", "--target", TARGET])
            .args(["--no-default-features", "--features", features])
            .current_dir(library)
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level)
            // The library may use what is unstable for everybody else.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", flags.join(" ")),
    )?;
    Ok(target.join(TARGET).join("release/deps"))
}

/// Puts the compiled libraries into the folder of a target.
pub fn put(compiled: &Path, target: &Path) -> Result<()> {
    let lib = target.join("lib");
    fs::create_dir_all(&lib)?;
    for entry in fs::read_dir(compiled)? {
        let file = entry?.path();
        if let (Some("rlib"), Some(name)) =
            (file.extension().and_then(|end| end.to_str()), file.file_name())
        {
            fs::copy(&file, lib.join(name))?;
        }
    }
    Ok(())
}

/// Downloads Debian's `rust-src` of exactly this rustc's version, without
/// installing it; apt checks its signature.
fn download(folder: &Path) -> Result<PathBuf> {
    let about = read(Command::new("rustc").args(["--version", "--verbose"]))?;
    let release = about.lines().find_map(|line| line.strip_prefix("release: "));
    let release = release.context("`rustc --version --verbose` names no release")?;

    let mirror = mirror()?;
    for suite in SUITES {
        let apt = Apt::new(folder, &mirror, suite)?;
        // Not every mirror keeps every suite.
        if !works(apt.command("apt-get").arg("update")) {
            continue;
        }
        let versions = read(apt.command("apt-cache").args(["madison", "rust-src"]))?;
        if let Some(version) = of_release(&versions, release) {
            run_quietly(apt.command("apt-get").arg("download").arg(format!("rust-src={version}")))?;
            let packages = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
            let mut packages =
                packages.filter(|path| path.extension().is_some_and(|end| end == "deb"));
            return packages.next().context("apt downloaded rust-src, but it is not there");
        }
    }
    bail!("Debian has no rust-src of version {release}; use a toolchain of another version")
}

/// Finds the package version of a release in what `apt-cache madison` prints:
/// `rust-src | 1.95.0+dfsg1-2 | where from`.
fn of_release<'a>(versions: &'a str, release: &str) -> Option<&'a str> {
    let mut versions = versions.lines().filter_map(|line| line.split('|').nth(1)).map(str::trim);
    versions.find(|version| {
        version.strip_prefix(release).is_some_and(|rest| rest.starts_with(['+', '-']))
    })
}

/// Returns the address of the Debian mirror that this machine's apt uses.
fn mirror() -> Result<String> {
    let sites = read(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(SITE)",
        "Created-By: Packages",
    ]))
    .context("the second way, Debian's package rust-src, needs apt")?;
    let debian = sites.lines().find(|site| site.trim_end_matches('/').ends_with("/debian"));
    Ok(debian.context("apt is not configured with a mirror of Debian")?.to_owned())
}

/// An apt with folders of its own, which knows one suite of one mirror, and
/// leaves the machine's configuration alone.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn new(folder: &Path, mirror: &str, suite: &str) -> Result<Self> {
        let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
        let signed = if Path::new(keyring).exists() {
            format!("[signed-by={keyring}] ")
        } else {
            String::new()
        };
        fs::create_dir_all(folder.join("lists/partial"))?;
        fs::create_dir_all(folder.join("cache/archives/partial"))?;
        fs::write(folder.join("sources.list"), format!("deb {signed}{mirror} {suite} main\n"))?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let mut set = |name: &str, value: PathBuf| {
            command.arg("-o").arg(format!("{name}={}", value.display()));
        };
        set("Dir::Etc::SourceList", self.folder.join("sources.list"));
        set("Dir::Etc::SourceParts", "/dev/null".into());
        set("Dir::State::Lists", self.folder.join("lists"));
        set("Dir::Cache", self.folder.join("cache"));
        set("Acquire::Languages", "none".into());
        command.current_dir(&self.folder);
        command
    }
}

/// Unpacks the package, and returns the folder of the library's sources.
fn unpack(package: &Path, folder: &Path) -> Result<PathBuf> {
    let sources = folder.join("sources");
    run_quietly(Command::new("dpkg").arg("-x").arg(package).arg(&sources))?;
    let mut versions = fs::read_dir(sources.join("usr/src"))?
        .filter_map(|entry| Some(entry.ok()?.path().join("library")));
    versions
        .find(|path| path.join("sysroot/Cargo.toml").exists())
        .context("rust-src has no library/sysroot")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_release_is_taken() {
        let versions =
            " rust-src | 1.96.1+dfsg1-2~bpo13+1 | mirror\n rust-src | 1.95.0+dfsg1-2 | mirror\n";
        assert_eq!(of_release(versions, "1.95.0"), Some("1.95.0+dfsg1-2"));
        assert_eq!(of_release(versions, "1.95"), None);
        assert_eq!(of_release("", "1.95.0"), None);
    }
}
