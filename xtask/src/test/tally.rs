//! Counting tests by what their runners print.

use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::shell::{line, say};

/// How many passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
    /// How many of those that passed did so only when they ran once more.
    pub flaky: u32,
}

/// When so many fail or more, it is not chance.
const NO_CHANCE: usize = 4;

impl Tally {
    pub const NONE: Tally = Tally { passed: 0, failed: 0, skipped: 0, flaky: 0 };
    pub const PASSED: Tally = Tally { passed: 1, ..Tally::NONE };
    pub const FAILED: Tally = Tally { failed: 1, ..Tally::NONE };
    pub const SKIPPED: Tally = Tally { skipped: 1, ..Tally::NONE };

    /// Runs a program that runs tests, shows what it prints, and counts.
    pub fn of_tests(command: &mut Command) -> Result<Self> {
        Self::with_failed(command).map(|(tally, _)| tally)
    }

    /// The same for tests in browsers, whose drivers now and then lose a key, a click or a
    /// window: the few that fail run once more, and have failed if they fail again. The command
    /// takes the options of the test program.
    pub fn of_browser_tests(command: &mut Command) -> Result<Self> {
        let (mut tally, failed) = Self::with_failed(command)?;
        if (1..NO_CHANCE).contains(&failed.len()) && failed.len() == tally.failed as usize {
            say(&format!("testing once more what failed: {}", failed.join(", ")));
            let again = Self::of_tests(command.arg("--exact").args(&failed))?;
            tally.failed = again.failed;
            tally.passed += again.passed;
            tally.flaky = again.passed;
        }
        Ok(tally)
    }

    /// Returns the names of the tests that failed too.
    fn with_failed(command: &mut Command) -> Result<(Self, Vec<String>)> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{}`", line(command)))?;
        let mut tally = Tally::default();
        let mut failed = Vec::new();
        if let Some(output) = child.stdout.take() {
            for text in BufReader::new(output).split(b'\n') {
                let text = text?;
                let text = String::from_utf8_lossy(&text);
                println!("{text}");
                tally += Tally::parse(&text).unwrap_or_default();
                failed.extend(failed_test(&text).map(str::to_owned));
            }
        }
        // What fails without a test that fails, such as a compilation, counts as one;
        // so does a run that finds no test, for somebody meant it to.
        let success = child.wait()?.success();
        if tally.failed == 0 && (!success || tally == Tally::default()) {
            eprintln!("`{}` {}", line(command), if success { "ran no test" } else { "failed" });
            tally.failed = 1;
        }
        Ok((tally, failed))
    }

    /// Reads libtest's closing line: `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
    fn parse(text: &str) -> Option<Self> {
        let counts = text.trim().strip_prefix("test result: ")?.split_once(". ")?.1;
        let count = |word: &str| {
            let counts = counts.split("; ").filter_map(|part| part.split_once(' '));
            counts.filter(|(_, name)| *name == word).find_map(|(number, _)| number.parse().ok())
        };
        Some(Tally {
            passed: count("passed")?,
            failed: count("failed")?,
            skipped: count("ignored").unwrap_or(0),
            flaky: 0,
        })
    }
}

/// Reads libtest's line of a test that failed: `test dial::it_turns ... FAILED`.
fn failed_test(text: &str) -> Option<&str> {
    text.trim().strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.flaky += other.flaky;
    }
}

/// The closing line that machines read.
impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        if self.flaky > 0 {
            write!(f, ", {} flaky", self.flaky)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted() {
        let line = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s";
        assert_eq!(Tally::parse(line), Some(Tally { passed: 3, skipped: 1, ..Tally::NONE }));
        let line =
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1s";
        assert_eq!(Tally::parse(line), Some(Tally { passed: 3, failed: 2, ..Tally::NONE }));
        assert_eq!(Tally::parse("test tests::it ... ok"), None);
    }

    /// A test program that fails, and passes what it is asked for by name if it may.
    fn tests(first: &str, again: &str) -> Command {
        let script = format!("case $1 in --exact) {again};; *) {first};; esac");
        let mut command = Command::new("sh");
        command.args(["-c", &script, "tests"]);
        command
    }

    #[test]
    fn the_few_that_fail_run_once_more() {
        let failed = |names: &[&str]| {
            let lines = names.iter().map(|name| format!("echo 'test {name} ... FAILED'; "));
            let counts = format!("test result: FAILED. 5 passed; {} failed", names.len());
            format!("{}echo '{counts}'; exit 101", lines.collect::<String>())
        };
        let of = |first: &str, again: &str| Tally::of_browser_tests(&mut tests(first, again));
        let passed = "[ $2 = dial::it_turns ] && echo 'test result: ok. 1 passed; 0 failed'";
        let one = failed(&["dial::it_turns"]);
        assert_eq!(of(&one, passed).unwrap(), Tally { passed: 6, flaky: 1, ..Tally::NONE });
        let still = "echo 'test result: FAILED. 0 passed; 1 failed'; exit 101";
        assert_eq!(of(&one, still).unwrap(), Tally { passed: 5, failed: 1, ..Tally::NONE });
        let many = failed(&["dial::it_turns", "b", "c", "d"]);
        assert_eq!(of(&many, passed).unwrap(), Tally { passed: 5, failed: 4, ..Tally::NONE });
        assert_eq!(of("exit 101", passed).unwrap(), Tally::FAILED);
    }

    #[test]
    fn the_closing_line_is_the_one_that_is_read() {
        assert_eq!(Tally { passed: 3, ..Tally::NONE }.to_string(), "3 passed, 0 failed");
        assert_eq!(
            Tally { passed: 3, failed: 1, skipped: 2, flaky: 1 }.to_string(),
            "3 passed, 1 failed, 2 skipped, 1 flaky"
        );
    }
}
