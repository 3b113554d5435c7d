//! The package in Node: what it promises, and the same answers as the command's.
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use hushcheck_core::Kind;
use serde_json::{Value, json};

use crate::environment;
use crate::examples::{self, Example, Person};
use crate::served::Served;

fn script(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js").join(name)
}

#[test]
fn it_keeps_its_promises() {
    let served = Served::start();
    let status = Command::new("node")
        .arg("--test")
        .arg(script("package.test.mjs"))
        .env("HUSHCHECK_URL", &served.url)
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn it_waits_for_slow_hosts_and_not_for_silent_ones() {
    let package = Path::new(&environment("HUSHCHECK_INSTALLED")).join("node_modules/hushcheck");
    let status = Command::new("node")
        .arg("--test")
        .arg(script("asking.test.mjs"))
        .env("HUSHCHECK_PACKAGE", package)
        .status()
        .unwrap();
    assert!(status.success());
}

/// What the package answers to one person's identifiers in each dataset named.
fn answers(questions: &[(String, &Person)]) -> Vec<Value> {
    let mut node = Command::new("node")
        .arg(script("answers.mjs"))
        .args([environment("HUSHCHECK_INSTALLED"), environment("HUSHCHECK_KEY")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = String::new();
    for (dataset, person) in questions {
        let identifier = |(kind, value): (&Kind, &String)| json!({ "kind": kind, "value": value });
        let identifiers: Vec<Value> = person.iter().map(identifier).collect();
        lines += &format!("{}\n", json!({ "dataset": dataset, "identifiers": identifiers }));
    }
    node.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What the command says of it.
fn said(dataset: &str, example: &Example, person: &Person) -> String {
    let mut command = Command::new(environment("HUSHCHECK_COMMAND"))
        .args(["check", dataset, "--check", &example.check.to_string()])
        .args(["--public-key", &environment("HUSHCHECK_KEY")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let values: Vec<&str> = example.check.kinds().map(|kind| person[&kind].as_str()).collect();
    let line = format!("{}\n", values.join(","));
    command.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    String::from_utf8(command.wait_with_output().unwrap().stdout).unwrap().trim().to_owned()
}

/// An answer in the command's words, as far as they say what the list says.
fn in_words(answer: &Value) -> String {
    match answer["outcome"].as_str().unwrap() {
        "match" => {
            let one = (1.0 / answer["falsePositiveRate"].as_f64().unwrap()).round() as u64;
            format!("match 1 in {one}")
        }
        "no-match" => "no match".to_owned(),
        "invalid" => "invalid".to_owned(),
        other => panic!("{other}: {answer}"),
    }
}

/// The command's words, without what they add.
fn shortened(said: &str) -> String {
    match said.split_once(" (1 in ") {
        Some(("match", rest)) => {
            let one = rest.split(' ').next().unwrap_or_default().replace(',', "");
            format!("match 1 in {one}")
        }
        _ => said.split(':').next().unwrap_or_default().to_owned(),
    }
}

#[test]
fn it_answers_what_the_command_answers() {
    let served = Served::start();
    let mut people: Vec<(Example, Person)> = Vec::new();
    for example in examples::all() {
        people.push((example.clone(), example.listed.clone()));
        people.push((example.clone(), example.unlisted.clone()));
        // Other spellings of the same person.
        let mut spelled = example.listed.clone();
        for (kind, value) in &mut spelled {
            *value = match kind {
                Kind::Password => value.clone(),
                Kind::Name => value.replace('韩', "韓").replace('陈', "陳").replace('龚', "龔"),
                _ => format!("  {} ", value.to_uppercase()),
            };
        }
        people.push((example.clone(), spelled));
        let mut broken = example.listed.clone();
        if let Some(value) = broken.values_mut().last() {
            *value = "\u{200b}".to_owned();
        }
        people.push((example, broken));
    }
    let address = |example: &Example| format!("{}datasets/{}-1", served.url, example.dataset);
    let questions: Vec<(String, &Person)> =
        people.iter().map(|(example, person)| (address(example), person)).collect();
    let answers = answers(&questions);
    assert_eq!(answers.len(), people.len());
    let mut outcomes = std::collections::BTreeMap::new();
    for ((example, person), answer) in people.iter().zip(answers) {
        let [answer] = answer.as_array().unwrap().as_slice() else { panic!("{answer}") };
        assert_eq!(answer["check"], example.check.to_string());
        let words = in_words(answer);
        assert_eq!(words, shortened(&said(&address(example), example, person)), "{answer}");
        *outcomes.entry(answer["outcome"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    // All kinds of answers were compared.
    let examples = people.len() / 4;
    assert!(outcomes["match"] >= 2 * examples, "{outcomes:?}");
    assert!(outcomes["no-match"] >= examples && outcomes["invalid"] >= 5, "{outcomes:?}");
}
