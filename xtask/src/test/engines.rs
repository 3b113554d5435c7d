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
/// WebKit's browser cannot do some of them either: it pretends no preferences, prints nothing
/// and has no narrow windows.
const TIME: &str = "takes minutes, and depends little on the browser";

#[rustfmt::skip]
const LEFT_OUT: &[LeftOut] = &[
    LeftOut { name: "self_test::where_the_line_is_fast", engines: BOTH, why: "only Chromium tells how fast the line is" },
    LeftOut { name: "elsewhere::a_folder_of_lists", engines: BOTH, why: "their drivers cannot pick a folder" },
    LeftOut { name: "states::a_program_that_stopped", engines: FIREFOX, why: "its driver's scripts make errors that are not the page's" },
    LeftOut { name: "states::a_program_that_never_comes", engines: BOTH, why: "only Chromium runs scripts before the page's" },
    LeftOut { name: "egress::nothing_that_was_typed", engines: BOTH, why: TIME },
    LeftOut { name: "many::", engines: BOTH, why: TIME },
    LeftOut { name: "offline::a_failing_or_silent", engines: BOTH, why: TIME },
    LeftOut { name: "ranges::", engines: BOTH, why: TIME },
    LeftOut { name: "states::all_is_done_by_keyboard", engines: WEBKIT, why: "of several windows on a screen without a window manager one has the keyboard; alone it passes" },
    LeftOut { name: "pointer::", engines: WEBKIT, why: "without a window manager it draws nothing for seconds, and then all at once" },
    LeftOut { name: "mirrors::", engines: BOTH, why: TIME },
    LeftOut { name: "verdicts::without_the_table", engines: BOTH, why: TIME },
    LeftOut { name: "accessibility::", engines: BOTH, why: TIME },
    LeftOut { name: "builder::", engines: BOTH, why: TIME },
    LeftOut { name: "configured::", engines: BOTH, why: TIME },
    LeftOut { name: "follow_up::", engines: BOTH, why: TIME },
    LeftOut { name: "incidents::", engines: BOTH, why: TIME },
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
        tally += Tally::of_browser_tests(&mut command(&engine, &tests))?;
    }
    Ok(tally)
}

fn command(engine: &Engine, tests: &Command) -> Command {
    let mut command = engine.command(tests);
    // These browsers wait more than they work.
    command.arg("--test-threads=4");
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
