//! `cargo xtask test`: all checks, one step after another.
//!
//! A failed step does not keep the others from running. The last line counts:
//! every test of a step that runs tests, and one for each other step.

mod engines;
mod tally;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use tally::Tally;

use crate::chromium::{self, Chromium};
use crate::project::Project;
use crate::shell::{self, cargo, read, say};
use crate::{build, debian, demo, js, tools, wasm_target, wasm_tests};

/// A step: what it is called on the command line, and what it finds.
struct Step {
    name: &'static str,
    what: &'static str,
    needs_browser: bool,
    run: fn(&Run) -> Result<Tally>,
}

#[rustfmt::skip]
const STEPS: [Step; 13] = [
    Step { name: "format", what: "the format of the code", needs_browser: false, run: format },
    Step { name: "clippy", what: "what clippy says", needs_browser: false, run: clippy },
    Step { name: "clippy-wasm", what: "what clippy says for wasm32", needs_browser: false, run: clippy_wasm },
    Step { name: "unit", what: "unit, property and documentation tests", needs_browser: false, run: unit },
    Step { name: "oracles", what: "what programs that nobody here wrote say", needs_browser: false, run: oracles },
    Step { name: "docs", what: "the documentation's build", needs_browser: false, run: docs },
    Step { name: "wasm", what: "wasm tests in Chromium", needs_browser: true, run: wasm },
    Step { name: "build", what: "the build of demo and site", needs_browser: true, run: site },
    Step { name: "browser", what: "end-to-end tests in Chromium", needs_browser: true, run: browser },
    Step { name: "engines", what: "the same in Firefox and WebKit", needs_browser: true, run: engines::run },
    Step { name: "js", what: "the JavaScript package, in Node and Chromium", needs_browser: true, run: javascript },
    Step { name: "hosting", what: "the configuration of other servers", needs_browser: true, run: hosting },
    Step { name: "clean", what: "that no step changed a file", needs_browser: false, run: clean },
];

/// What the steps work on.
struct Run<'a> {
    project: &'a Project,
    /// What may be changed when the steps end: what was changed before them, in
    /// CI nothing.
    allowed_changes: String,
}

/// Runs the steps that the options name, by default all.
pub fn run(project: &Project, options: &[String]) -> Result<ExitCode> {
    let steps = chosen(options)?;
    if STEPS.iter().any(|step| step.needs_browser && steps.contains(&step.name)) {
        // Who must install it by hand shall not wait for the other steps first.
        chromium::find_or_install()?;
    }
    let is_ci = std::env::var_os("CI").is_some();
    let allowed_changes = if is_ci { String::new() } else { changes(project)? };
    let run = Run { project, allowed_changes };

    let mut total = Tally::default();
    let mut report = String::new();
    for step in &STEPS {
        if !steps.contains(&step.name) {
            total += Tally::SKIPPED;
            continue;
        }
        let begin = Instant::now();
        say(&format!("testing {} ({})", step.what, step.name));
        let tally = (step.run)(&run).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Tally::FAILED
        });
        total += tally;
        report += &format!("{:<12} {:>5} s   {tally}\n", step.name, begin.elapsed().as_secs());
    }
    println!("\n{report}\n{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns the names of the steps that the options choose.
fn chosen(options: &[String]) -> Result<Vec<&'static str>> {
    let names =
        |steps: &mut dyn Iterator<Item = &Step>| steps.map(|step| step.name).collect::<Vec<_>>();
    let all = names(&mut STEPS.iter());
    if options == ["--quick"] {
        return Ok(names(&mut STEPS.iter().filter(|step| !step.needs_browser)));
    }
    for option in options {
        ensure!(
            all.contains(&option.as_str()),
            "there is no step `{option}`; there are {}",
            all.join(", ")
        );
    }
    Ok(all
        .into_iter()
        .filter(|name| options.is_empty() || options.iter().any(|option| option == name))
        .collect())
}

/// A cargo command in the repository.
fn cargo_here(run: &Run, arguments: &[&str]) -> Command {
    let mut command = cargo();
    command.args(arguments).current_dir(&run.project.root);
    command
}

/// Runs what is one check by itself.
fn one(command: &mut Command) -> Result<Tally> {
    shell::run(command).map(|()| Tally::PASSED)
}

fn format(run: &Run) -> Result<Tally> {
    tools::set_up_lints()?;
    one(&mut cargo_here(run, &["fmt", "--all", "--check"]))
}

fn clippy(run: &Run) -> Result<Tally> {
    tools::set_up_lints()?;
    let all = ["clippy", "--keep-going", "--workspace", "--all-targets"];
    let what =
        [&all[..], &["--features", "hushcheck-app/browser-tests", "--", "-D", "warnings"]].concat();
    one(&mut cargo_here(run, &what))
}

fn clippy_wasm(run: &Run) -> Result<Tally> {
    tools::set_up_lints()?;
    wasm_target::ensure(run.project)?;
    let mut tally = Tally::default();
    // The tests of the app and of core are native ones.
    let app = ["-p", "hushcheck-app", "-p", "hushcheck-core"];
    let js = ["-p", "hushcheck-js"];
    let web = ["-p", "hushcheck-web", "--tests"];
    for what in [&app[..], &js, &web] {
        let begin = ["clippy", "--target", wasm_target::TARGET];
        tally += one(&mut cargo_here(run, &[&begin, what, &["--", "-D", "warnings"]].concat()))?;
    }
    Ok(tally)
}

fn unit(run: &Run) -> Result<Tally> {
    Tally::of_tests(&mut cargo_here(run, &["test", "--workspace", "--no-fail-fast"]))
}

/// Compares with other programs and libraries, which are installed first.
fn oracles(run: &Run) -> Result<Tally> {
    debian::ensure("minisign", "minisign", "the tests of signatures")?;
    let with_minisign = ["test", "-p", "hushcheck", "--test", "minisign", "--", "--ignored"];
    let mut tally = Tally::of_tests(&mut cargo_here(run, &with_minisign))?;
    let with_hibp = ["test", "-p", "hushcheck", "--test", "ranges", "--", "--ignored"];
    tally += Tally::of_tests(
        cargo_here(run, &with_hibp).env("HUSHCHECK_HIBP", tools::hibp(run.project)?),
    )?;
    debian::ensure("pip3", "python3-pip", "the tests of identifiers")?;
    let packages = tools::oracles(run.project)?;
    shell::run(&mut cargo_here(run, &["build", "--package", "hushcheck"]))?;
    let mut scripts = Vec::new();
    for entry in run.project.root.join("tests/identifiers").read_dir()? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("test_") && name.ends_with(".py") {
            scripts.push(path);
        }
    }
    scripts.sort();
    ensure!(!scripts.is_empty(), "there are no scripts in tests/identifiers");
    for script in scripts {
        let mut python = Command::new("python3");
        python
            .arg("-B")
            .arg(script)
            .env("PYTHONPATH", &packages)
            .env("HUSHCHECK_COMMAND", run.project.target.join("debug/hushcheck"));
        // One that fails does not keep the others from running.
        tally += one(&mut python).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Tally::FAILED
        });
    }
    Ok(tally)
}

fn docs(run: &Run) -> Result<Tally> {
    one(cargo_here(run, &["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn wasm(run: &Run) -> Result<Tally> {
    let mut tests = wasm_tests::command(run.project, &["--tests", "--no-fail-fast"])?;
    Tally::of_tests(&mut tests)
}

fn site(run: &Run) -> Result<Tally> {
    build::build(run.project).map(|_| Tally::PASSED)
}

fn browser(run: &Run) -> Result<Tally> {
    Tally::of_browser_tests(&mut browser_tests(run.project, "browser")?)
}

/// The tests in a browser, and what they need; options of the test program may follow.
fn browser_tests(project: &Project, name: &str) -> Result<Command> {
    let command = build::build(project)?;
    let Chromium { browser, driver } = chromium::find_or_install()?;
    let what = ["test", "-p", "hushcheck-app", "--features", "browser-tests", "--test", name, "--"];
    let mut tests = cargo();
    tests
        .args(what)
        .current_dir(&project.root)
        .env("HUSHCHECK_DIST", project.dist())
        .env("HUSHCHECK_COMMAND", command)
        .env("HUSHCHECK_EXAMPLES", project.demo().join("examples.json"))
        .env("HUSHCHECK_AXE", tools::axe(project)?)
        .env("CHROMIUM", browser)
        .env("CHROMEDRIVER", driver);
    Ok(tests)
}

/// Takes pictures of all states of the page.
pub fn screenshots(project: &Project) -> Result<()> {
    let folder = project.target.join("screenshots");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut tests = browser_tests(project, "browser")?;
    tests.args(["screenshots", "--ignored"]).env("HUSHCHECK_SCREENSHOTS", &folder);
    shell::run(&mut tests)?;
    println!("the pictures are in {}", folder.display());
    Ok(())
}

fn javascript(run: &Run) -> Result<Tally> {
    let project = run.project;
    let command = build::build(project)?;
    let examples = js::examples::build(project)?;
    let Chromium { browser, driver } = chromium::find_or_install()?;
    let what = ["test", "-p", "hushcheck-app", "--features", "browser-tests", "--test", "js", "--"];
    let mut tests = cargo_here(run, &what);
    tests
        .env("HUSHCHECK_DIST", examples.site)
        .env("HUSHCHECK_INSTALLED", examples.installed)
        .env("HUSHCHECK_KEY", demo::public_key(project)?)
        .env("HUSHCHECK_COMMAND", command)
        .env("HUSHCHECK_EXAMPLES", project.demo().join("examples.json"))
        .env("CHROMIUM", browser)
        .env("CHROMEDRIVER", driver);
    Tally::of_browser_tests(&mut tests)
}

/// Serves the demo's site by other servers, as Debian has them.
fn hosting(run: &Run) -> Result<Tally> {
    // Debian does not put what administrators start on everybody's PATH.
    let servers = [
        ("HUSHCHECK_NGINX", "/usr/sbin/nginx", "nginx-light"),
        ("HUSHCHECK_APACHE", "/usr/sbin/apache2", "apache2-bin"),
        ("HUSHCHECK_CADDY", "/usr/bin/caddy", "caddy"),
    ];
    let missing = servers.iter().filter(|(_, program, _)| !Path::new(program).exists());
    let mut packages: Vec<&str> = missing.map(|(_, _, package)| *package).collect();
    // The types of files, by which Apache goes.
    if !Path::new("/etc/mime.types").exists() {
        packages.push("media-types");
    }
    if !packages.is_empty() {
        debian::install(&packages, "the tests of hosting")?;
    }
    let mut tests = browser_tests(run.project, "hosting")?;
    Tally::of_browser_tests(tests.envs(servers.map(|(variable, program, _)| (variable, program))))
}

fn clean(run: &Run) -> Result<Tally> {
    let now = changes(run.project)?;
    if now != run.allowed_changes {
        println!("{now}");
        bail!("the steps changed files; see above");
    }
    Ok(Tally::PASSED)
}

/// What git calls changed; empty if nothing is.
fn changes(project: &Project) -> Result<String> {
    let git =
        |arguments: &[&str]| read(Command::new("git").args(arguments).current_dir(&project.root));
    // New files show in the one only, and what changed in a file in the other only.
    let all = [git(&["status", "--porcelain"])?, git(&["diff", "HEAD"])?];
    Ok(all.join("\n").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_choose_steps() {
        let chosen = |options: &[&str]| {
            super::chosen(&options.iter().map(|o| o.to_string()).collect::<Vec<_>>())
        };
        assert_eq!(chosen(&[]).unwrap().len(), STEPS.len());
        assert_eq!(chosen(&["unit", "format"]).unwrap(), ["format", "unit"]);
        assert!(!chosen(&["--quick"]).unwrap().contains(&"browser"));
        assert!(chosen(&["units"]).is_err());
    }
}
