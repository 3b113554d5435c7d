//! `cargo xtask run`: builds everything, tells what to try, and serves it.

use std::process::Command;

use anyhow::Result;
use serde_json::Value;

use crate::project::Project;
use crate::shell::run as start;
use crate::{build, demo};

const ADDRESS: &str = "127.0.0.1:8080";

/// Builds and serves until interrupted.
pub fn run(project: &Project) -> Result<()> {
    let command = build::build(project)?;
    println!("{}", what_to_try(&demo::read_examples(project)?));
    start(Command::new(command).arg("serve").arg(project.dist()).args(["--listen", ADDRESS]))
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
    text + "\nStop it with Ctrl-C.\n"
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
