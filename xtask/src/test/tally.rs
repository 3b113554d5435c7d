//! Counting tests by what their runners print.

use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::shell::line;

/// How many passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Tally {
    pub const PASSED: Tally = Tally { passed: 1, failed: 0, skipped: 0 };
    pub const FAILED: Tally = Tally { passed: 0, failed: 1, skipped: 0 };
    pub const SKIPPED: Tally = Tally { passed: 0, failed: 0, skipped: 1 };

    /// Runs a program that runs tests, shows what it prints, and counts.
    pub fn of_tests(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{}`", line(command)))?;
        let mut tally = Tally::default();
        if let Some(output) = child.stdout.take() {
            for text in BufReader::new(output).split(b'\n') {
                let text = text?;
                let text = String::from_utf8_lossy(&text);
                println!("{text}");
                tally += Tally::parse(&text).unwrap_or_default();
            }
        }
        // What fails without a test that fails, such as a compilation, counts as one;
        // so does a run that finds no test, for somebody meant it to.
        let success = child.wait()?.success();
        if tally.failed == 0 && (!success || tally == Tally::default()) {
            eprintln!("`{}` {}", line(command), if success { "ran no test" } else { "failed" });
            tally.failed = 1;
        }
        Ok(tally)
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
        })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The closing line that machines read.
impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
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
        assert_eq!(Tally::parse(line), Some(Tally { passed: 3, failed: 0, skipped: 1 }));
        let line =
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1s";
        assert_eq!(Tally::parse(line), Some(Tally { passed: 3, failed: 2, skipped: 0 }));
        assert_eq!(Tally::parse("test tests::it ... ok"), None);
    }

    #[test]
    fn the_closing_line_is_the_one_that_is_read() {
        assert_eq!(Tally { passed: 3, failed: 0, skipped: 0 }.to_string(), "3 passed, 0 failed");
        assert_eq!(
            Tally { passed: 3, failed: 1, skipped: 2 }.to_string(),
            "3 passed, 1 failed, 2 skipped"
        );
    }
}
