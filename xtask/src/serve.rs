//! `cargo xtask run`: builds everything, tells what to try, and serves it.

use std::process::Command;

use anyhow::Result;
use serde_json::Value;

use crate::project::Project;
use crate::{build, demo, shell, site};

const ADDRESS: &str = "127.0.0.1:8080";

/// Builds and serves until interrupted.
pub fn run(project: &Project) -> Result<()> {
    let command = build::build(project)?;
    println!("{}", what_to_try(&demo::read_examples(project)?));
    become_it(Command::new(command).arg("serve").arg(project.dist()).args(["--listen", ADDRESS]))
}

/// Builds and serves the page on which every part is shown in every state.
pub fn style(project: &Project) -> Result<()> {
    let command = build::command(project)?;
    demo::make(project, &command)?;
    let site = site::style(project, &command)?;
    println!("Open http://{ADDRESS}/#/style");
    become_it(Command::new(command).arg("serve").arg(site).args(["--listen", ADDRESS]))
}

/// Turns this process into the server, so that whoever ends the one ends the other.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<()> {
    use anyhow::Context;
    use std::os::unix::process::CommandExt;
    Err(command.exec()).with_context(|| format!("cannot start `{}`", shell::line(command)))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<()> {
    shell::run(command)
}

/// Tells, for each list, what matches and what does not.
fn what_to_try(examples: &[Value]) -> String {
    let mut text = format!("\nOpen http://{ADDRESS} and type, for example:\n");
    let same_list =
        |a: &Value, b: &Value| ["check", "dataset"].iter().all(|key| a[*key] == b[*key]);
    for (i, example) in examples.iter().enumerate() {
        // The others of a list are for the tests.
        if examples[..i].iter().any(|earlier| same_list(earlier, example)) {
            continue;
        }
        text += &format!(
            "\n  {} (in the list `{}`)\n",
            plain(&example["check"]),
            plain(&example["dataset"])
        );
        for (verdict, values) in [("match", &example["match"]), ("no match", &example["other"])] {
            let values = values.as_object().into_iter().flatten();
            let values: Vec<_> =
                values.map(|(kind, value)| format!("{kind} `{}`", plain(value))).collect();
            text += &format!("    {verdict:<9} {}\n", values.join("  "));
        }
    }
    text
}

fn plain(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_matches_and_what_does_not() {
        let example = serde_json::json!({
            "check": "name+phone", "dataset": "police",
            "match": { "name": "王伟", "phone": "138" }, "other": { "name": "李娜", "phone": "139" },
        });
        let text = what_to_try(&[example.clone(), example]);
        assert_eq!(text.matches("name+phone (in the list `police`)").count(), 1);
        assert!(text.contains("match     name `王伟`  phone `138`"));
        assert!(text.contains("no match  name `李娜`  phone `139`"));
    }
}
