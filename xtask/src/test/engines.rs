//! The tests of the page once more, in Firefox and in WebKit.

use std::process::Command;

use anyhow::Result;

use super::tally::Tally;
use super::{Run, browser_tests};
use crate::engines::{self, Engine};
use crate::shell::say;

/// Tests that are left out where their names begin so, and why.
struct LeftOut {
    name: &'static str,
    engines: &'static [&'static str],
    #[allow(dead_code, reason = "for people")]
    why: &'static str,
}

const FIREFOX: &[&str] = &["firefox"];
const WEBKIT: &[&str] = &["webkit"];
const BOTH: &[&str] = &["firefox", "webkit"];
const CANNOT_PRETEND: &str = "WebKit's browser cannot pretend what a person prefers, nor print";
const TIME: &str = "takes minutes, and hardly depends on the browser";

#[rustfmt::skip]
const LEFT_OUT: &[LeftOut] = &[
    LeftOut { name: "self_test::where_the_line_is_fast", engines: BOTH, why: "only Chromium tells how fast the line is" },
    LeftOut { name: "elsewhere::a_folder_of_lists", engines: BOTH, why: "their drivers cannot pick a folder" },
    LeftOut { name: "follow_up::paper_shows", engines: WEBKIT, why: CANNOT_PRETEND },
    LeftOut { name: "configured::looks_and_texts", engines: WEBKIT, why: CANNOT_PRETEND },
    LeftOut { name: "accessibility::light_and_dark", engines: WEBKIT, why: CANNOT_PRETEND },
    LeftOut { name: "accessibility::forced_colors", engines: WEBKIT, why: CANNOT_PRETEND },
    LeftOut { name: "accessibility::a_narrow_window", engines: WEBKIT, why: "its window cannot be as narrow" },
    LeftOut { name: "mirrors::", engines: BOTH, why: TIME },
    LeftOut { name: "verdicts::without_the_table", engines: BOTH, why: TIME },
    LeftOut { name: "accessibility::light_and_dark", engines: FIREFOX, why: TIME },
    LeftOut { name: "accessibility::forced_colors", engines: FIREFOX, why: TIME },
    LeftOut { name: "accessibility::other_languages", engines: FIREFOX, why: TIME },
    LeftOut { name: "accessibility::a_narrow_window_in_all", engines: FIREFOX, why: TIME },
];

/// Installs what is missing of both, so that it is known before anything runs.
pub fn install(run: &Run) -> Result<[Engine; 2]> {
    Ok([engines::firefox(run.project)?, engines::webkit()?])
}

/// Runs the tests in both, one after the other.
pub fn run(run: &Run) -> Result<Tally> {
    let tests = browser_tests(run.project, "browser")?;
    let mut tally = Tally::default();
    for engine in install(run)? {
        say(&format!("in {}", engine.name));
        tally += Tally::of_tests(&mut command(&engine, &tests))?;
    }
    Ok(tally)
}

fn command(engine: &Engine, tests: &Command) -> Command {
    let mut command = engine.command(tests);
    command.arg("--");
    for left_out in LEFT_OUT {
        if left_out.engines.contains(&engine.name) {
            command.args(["--skip", left_out.name]);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;

    #[test]
    fn what_is_left_out_is_there() {
        let folder = Project::find().unwrap().root.join("tests/browser");
        for LeftOut { name, .. } in LEFT_OUT {
            let (module, test) = name.split_once("::").unwrap();
            let code = std::fs::read_to_string(folder.join(format!("{module}.rs"))).unwrap();
            assert!(code.contains(&format!("async fn {test}")), "no test {name}");
        }
    }
}
