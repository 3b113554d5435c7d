//! The programs and data that building and testing need, at fixed versions.
//!
//! They go to the user's cache folder, keyed by name and version: a second clone
//! finds them there, and another version does not disturb it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::project::Project;
use crate::shell::{cargo, path_with, run_quietly, say, works};
use crate::{chromium, engines, small_std, wasm_target};

/// Must be the version of the library in the workspace's Cargo.toml.
const WASM_BINDGEN: &str = "0.2.130";
/// 0.22 needs a newer rustc than the one that the workspace is tested with.
const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
const TERSER: &str = "5.51.2";
const AXE: &str = "4.14.0";
const HIBP: &str = "15.2.1";
const PASSWORDS: &str = "4.1.3";
const DUCKDB: &str = "2.0.0";
const GECKODRIVER: &str = "0.37.1";

/// Installs all that is missing.
pub fn set_up(project: &Project) -> Result<()> {
    set_up_build(project)?;
    set_up_lints()?;
    axe(project)?;
    oracles(project)?;
    passwords(project)?;
    chromium::find_or_install()?;
    engines::firefox(project)?;
    engines::webkit()?;
    say("everything that building and testing need is there");
    Ok(())
}

/// What trunk needs to build the app; returns its program and the PATH to give it.
pub fn set_up_build(project: &Project) -> Result<Packer> {
    wasm_target::ensure(project)?;
    // Without its features it cannot reach the network, which it has no need to.
    let options = ["--locked", "--no-default-features"];
    let trunk = crate_tool(project, "trunk", TRUNK, &options, "packs the app")?;
    let wasm_bindgen = wasm_bindgen(project)?;
    let binaryen = binaryen(project)?;

    let ours = [trunk.join("bin"), wasm_bindgen, binaryen];
    let path = path_with(ours)?;
    let wasm_opt = format!("version_{}", BINARYEN.split('.').next().unwrap_or_default());
    let sysroot = small_std::sysroot(project)?;
    Ok(Packer { trunk: trunk.join("bin/trunk"), path, wasm_opt, sysroot })
}

/// Trunk, and what it must find.
pub struct Packer {
    trunk: PathBuf,
    path: std::ffi::OsString,
    wasm_opt: String,
    /// Where the standard library is that the app is compiled against.
    pub sysroot: PathBuf,
}

impl Packer {
    /// Returns the command `trunk`, which finds the tools of the right versions and
    /// takes no others.
    pub fn command(&self) -> Command {
        let mut trunk = Command::new(&self.trunk);
        trunk
            .env("PATH", &self.path)
            .env("TRUNK_TOOLS_WASM_BINDGEN", WASM_BINDGEN)
            .env("TRUNK_TOOLS_WASM_OPT", &self.wasm_opt);
        trunk
    }
}

/// The folder of wasm-bindgen's programs, the runner of wasm tests among them.
pub fn wasm_bindgen(project: &Project) -> Result<PathBuf> {
    // Without `--locked`: the lock file that it ships does not build.
    let tool =
        crate_tool(project, "wasm-bindgen-cli", WASM_BINDGEN, &[], "joins wasm and JavaScript")?;
    Ok(tool.join("bin"))
}

/// The program that drives Firefox in the tests.
pub fn geckodriver(project: &Project) -> Result<PathBuf> {
    let tool = crate_tool(
        project,
        "geckodriver",
        GECKODRIVER,
        &["--locked"],
        "drives Firefox in the tests",
    )?;
    Ok(tool.join("bin/geckodriver"))
}

/// The program that makes wasm smaller.
pub fn wasm_opt(project: &Project) -> Result<PathBuf> {
    Ok(binaryen(project)?.join("wasm-opt"))
}

fn binaryen(project: &Project) -> Result<PathBuf> {
    let package = npm_package(project, "binaryen", BINARYEN, "makes wasm smaller")?;
    Ok(package.join("node_modules/.bin"))
}

/// The program that makes scripts smaller.
pub fn terser(project: &Project) -> Result<PathBuf> {
    let package = npm_package(project, "terser", TERSER, "makes scripts smaller")?;
    Ok(package.join("node_modules/.bin/terser"))
}

/// axe-core, which the browser tests look for barriers with.
pub fn axe(project: &Project) -> Result<PathBuf> {
    let package =
        npm_package(project, "axe-core", AXE, "looks for barriers in the page, in the tests")?;
    Ok(package.join("node_modules/axe-core/axe.min.js"))
}

/// The folder in which the npm package `hibp` is installed, a client of Have I Been Pwned.
pub fn hibp(project: &Project) -> Result<PathBuf> {
    npm_package(project, "hibp", HIBP, "asks for ranges of passwords, in the tests")
}

/// The folder of a package that holds a list of really leaked passwords
/// (`src/passwords.json`) and its licence (`LICENSE.txt`).
pub fn passwords(project: &Project) -> Result<PathBuf> {
    let name = "@zxcvbn-ts/language-common";
    let package = npm_package(project, name, PASSWORDS, "has the passwords that the demo lists")?;
    Ok(package.join("node_modules").join(name))
}

/// The folder of the Python packages that identifiers are compared with: those of each
/// `requirements.txt` in `tests/identifiers` and the folders in it.
pub fn oracles(project: &Project) -> Result<PathBuf> {
    let tests = project.root.join("tests/identifiers");
    let mut files = vec![tests.join("requirements.txt")];
    for entry in tests.read_dir()? {
        files.push(entry?.path().join("requirements.txt"));
    }
    let mut pins = Vec::new();
    for file in files.iter().filter(|file| file.is_file()) {
        let text = fs::read_to_string(file)?;
        pins.extend(text.lines().filter(|line| line.contains("==")).map(str::to_owned));
    }
    pins.sort();
    pins.dedup();
    let version = pins.join("_").replace("==", "-");
    python_packages(project, "oracles", &version, &pins, "which identifiers are compared with")
}

/// The folder of the Python package `duckdb`, which publishing is measured beside.
pub fn duckdb(project: &Project) -> Result<PathBuf> {
    let pins = [format!("duckdb=={DUCKDB}")];
    python_packages(project, "duckdb", DUCKDB, &pins, "which publishing is measured beside")
}

/// The folder of packages from Python's registry.
fn python_packages(
    project: &Project,
    name: &str,
    version: &str,
    pins: &[String],
    why: &str,
) -> Result<PathBuf> {
    let folder = installed(project, name, version, "packages", |folder| {
        say(&format!("fetching {}, {why}", pins.join(", ")));
        run_quietly(
            Command::new("python3")
                .args(["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"])
                .arg("--target")
                .arg(folder.join("packages"))
                .args(pins),
        )
        .context("Python's pip is needed for this; on Debian: apt-get install python3-pip")
    })?;
    Ok(folder.join("packages"))
}

/// The parts of the Rust toolchain that only the tests need.
pub fn set_up_lints() -> Result<()> {
    for (component, program) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if works(cargo().args([program, "--version"])) {
            continue;
        }
        say(&format!("installing {component}, which the tests need"));
        run_quietly(Command::new("rustup").args(["component", "add", component])).with_context(
            || format!("cannot install {component}; install it as your Rust came, then try again"),
        )?;
    }
    Ok(())
}

fn crate_tool(
    project: &Project,
    name: &str,
    version: &str,
    options: &[&str],
    why: &str,
) -> Result<PathBuf> {
    installed(project, name, version, "bin", |folder| {
        say(&format!("compiling {name} {version}, which {why} (minutes, but once only)"));
        run_quietly(
            cargo()
                .args(["install", name, "--version", version, "--debug", "--root"])
                .arg(folder)
                .args(options)
                // It runs for a second a build: it need not be fast, but soon there.
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .env("CARGO_INCREMENTAL", "0")
                .env("CARGO_TARGET_DIR", folder.join("target")),
        )?;
        Ok(fs::remove_dir_all(folder.join("target"))?)
    })
}

fn npm_package(project: &Project, name: &str, version: &str, why: &str) -> Result<PathBuf> {
    let short = name.trim_start_matches('@').replace('/', "-");
    npm_packages(project, &short, version, &[format!("{name}@{version}")], why)
}

/// The folder of the npm packages that the examples of the JavaScript package use.
pub fn example_packages(project: &Project, packages: &[String]) -> Result<PathBuf> {
    let version = packages.join("_").replace(['@', '/'], "-");
    let why = "the examples of the JavaScript package use";
    Ok(npm_packages(project, "examples", &version, packages, why)?.join("node_modules"))
}

fn npm_packages(
    project: &Project,
    name: &str,
    version: &str,
    packages: &[String],
    why: &str,
) -> Result<PathBuf> {
    installed(project, name, version, "node_modules", |folder| {
        say(&format!("fetching {}, which {why}", packages.join(", ")));
        run_quietly(
            Command::new("npm")
                .args([
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    "--no-package-lock",
                    "--prefix",
                ])
                .arg(folder)
                .args(packages),
        )
        .context("Node's npm is needed for this; on Debian: apt-get install nodejs npm")
    })
}

/// Returns the tool's folder; makes it with `install` if it is not there. It
/// appears whole or not at all, whatever interrupts the installation, and two
/// installations at once do no harm.
pub fn installed(
    project: &Project,
    name: &str,
    version: &str,
    proof: &str,
    install: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let tools = project.cache.join("tools");
    let folder = tools.join(format!("{name}-{version}"));
    if folder.join(proof).exists() {
        return Ok(folder);
    }
    let new = tools.join(format!(".{name}-{version}.{}", std::process::id()));
    fs::create_dir_all(&new).with_context(|| format!("cannot create {}", new.display()))?;
    let result = install(&new).and_then(|()| {
        ensure!(new.join(proof).exists(), "{proof} is missing in what was installed");
        if !folder.join(proof).exists() {
            fs::rename(&new, &folder)
                .with_context(|| format!("cannot put it at {}", folder.display()))?;
        }
        Ok(folder)
    });
    if new.exists() {
        fs::remove_dir_all(&new).with_context(|| format!("cannot remove {}", new.display()))?;
    }
    result.with_context(|| format!("{name} {version} could not be installed"))
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    fn project() -> Project {
        let folder = env::temp_dir().join(format!(
            "tools-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        Project { root: folder.clone(), target: folder.join("target"), cache: folder.join("cache") }
    }

    #[test]
    fn an_interrupted_installation_leaves_nothing() {
        let project = project();
        let install = |end: Result<()>| {
            installed(&project, "tool", "1", "bin", |folder| {
                fs::create_dir(folder.join("bin"))?;
                end
            })
        };
        assert!(install(Err(anyhow::anyhow!("no network"))).is_err());
        assert_eq!(fs::read_dir(project.cache.join("tools")).unwrap().count(), 0);

        let folder = install(Ok(())).unwrap();
        assert!(folder.ends_with("cache/tools/tool-1"));
        let again = installed(&project, "tool", "1", "bin", |_| panic!("it was there"));
        assert_eq!(again.unwrap(), folder);
        fs::remove_dir_all(&project.root).unwrap();
    }

    #[test]
    fn library_and_tool_are_of_one_version() {
        let manifest =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml"))
                .unwrap();
        let pin = format!("wasm-bindgen = \"={WASM_BINDGEN}\"");
        assert!(manifest.contains(&pin), "no `{pin}` in Cargo.toml");
    }
}
