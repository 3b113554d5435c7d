//! What to type to see a match and what to see none: for people who try the demo,
//! and for the browser tests.
//!
//! Each example is asked of the command first. That makes sure that the demo is
//! right, and passes over made-up people who match by chance: about 1 in 200 does.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use xtask::DEMO_SEED;
use xtask::customers::Customer;
use xtask::people::Person;

use super::{COUNT, DATASETS, csv_row};
use crate::project::Project;
use crate::shell::{line, say};
use crate::stamp::Stamp;

/// Values of one check, in the order of its kinds.
type Values = Vec<String>;

/// An example to be found: who matches, and whom to try for no match.
struct Wanted {
    dataset: &'static str,
    check: &'static str,
    matching: Values,
    others: Box<dyn Iterator<Item = Values>>,
}

/// Returns the examples.
pub fn read(project: &Project) -> Result<Vec<Value>> {
    let file = project.demo().join("examples.json");
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut json: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))?;
    serde_json::from_value(json["examples"].take())
        .with_context(|| format!("{} has no examples", file.display()))
}

/// Writes the examples, if the datasets have changed.
pub fn make(project: &Project, command: &Path) -> Result<()> {
    let demo = project.demo();
    let file = demo.join("examples.json");
    // A change of this file itself counts too.
    let mut stamp = Stamp::new(demo.join("examples.stamp")).value(include_str!("examples.rs"));
    for id in DATASETS {
        stamp = stamp.path(&demo.join(format!("{id}.stamp")))?;
    }
    stamp.make(&file, || {
        say("trying what the demo says about some of its people");
        let examples: Result<Vec<Value>> =
            wanted().into_iter().map(|wanted| find(&demo, command, wanted)).collect();
        let json = json!({ "examples": examples? });
        fs::write(&file, format!("{json:#}\n"))
            .with_context(|| format!("cannot write {}", file.display()))
    })
}

fn wanted() -> Vec<Wanted> {
    let id = "name+national-id";
    let phone = "name+phone";
    vec![
        police(id, 0, |person| Some(vec![spaced(&person.name()), lower_x(&person.national_id())?])),
        police(id, 100, |person| Some(vec![person.name(), full_width(&person.national_id())])),
        police(id, 200, |person| Some(vec![person.name(), person.old_national_id()?])),
        police(phone, 300, |person| {
            Some(vec![person.name(), format!("+86 {}", grouped(&person.phone(), " "))])
        }),
        police(phone, 400, |person| {
            Some(vec![spaced(&person.name()), full_width(&person.phone())])
        }),
        police(phone, 500, |person| {
            Some(vec![person.name(), format!("0086{}", grouped(&person.phone(), "-"))])
        }),
        mail("shop", 0, |email| email),
        mail("shop", 100, |email| format!(" {} ", email.to_uppercase())),
        mail("shop", 200, |email| email.replace('@', "+anything@")),
        mail("newsletter", COUNT, |email| email),
        mail("newsletter", COUNT + 100, |email| email.replace('@', "+news@").to_uppercase()),
        password("letmein", "wie-ein-regenschirm-im-mai"),
        password("trustno1", "Trustno1 is not this one"),
    ]
}

/// An example of people from that number on. The spelling may not suit everybody.
fn police(check: &'static str, from: u32, spell: fn(&Person) -> Option<Values>) -> Wanted {
    let people = |numbers: std::ops::Range<u32>| {
        let people = numbers.map(|number| Person::nth(DEMO_SEED, number));
        people.filter(|person| person.defect.is_none()).filter_map(move |person| spell(&person))
    };
    let matching = people(from..COUNT).next().unwrap_or_default();
    Wanted { dataset: "police", check, matching, others: Box::new(people(COUNT + from..2 * COUNT)) }
}

/// An example of customers from that number on; nobody from three times the
/// demo's size on is in any list.
fn mail(dataset: &'static str, from: u32, spell: fn(String) -> String) -> Wanted {
    let customers = |from: u32| {
        let customers = (from..).map(|number| Customer::nth(DEMO_SEED, number));
        customers
            .filter(|customer| !customer.broken)
            .map(move |customer| vec![spell(customer.email())])
    };
    let matching = customers(from).next().unwrap_or_default();
    Wanted { dataset, check: "email", matching, others: Box::new(customers(3 * COUNT + from)) }
}

fn password(listed: &str, other: &str) -> Wanted {
    let others = Box::new(std::iter::once(vec![other.to_owned()]));
    Wanted { dataset: "passwords", check: "password", matching: vec![listed.to_owned()], others }
}

/// Asks the command, and puts the example into the form in which it is kept.
fn find(demo: &Path, command: &Path, mut wanted: Wanted) -> Result<Value> {
    let (dataset, check) = (wanted.dataset, wanted.check);
    let listed = matches(command, demo, &wanted, &wanted.matching)?;
    ensure!(listed, "{} should match in `{dataset}`, but does not", wanted.matching.join(", "));
    // All of ten people match by chance once in 10^21 times.
    for _ in 0..10 {
        let other = wanted.others.next().context("there is nobody else to try")?;
        if !matches(command, demo, &wanted, &other)? {
            let named = |values: Values| -> Value {
                check
                    .split('+')
                    .map(str::to_owned)
                    .zip(values.into_iter().map(Value::from))
                    .collect()
            };
            let (matching, other) = (named(wanted.matching), named(other));
            return Ok(
                json!({ "check": check, "dataset": dataset, "match": matching, "other": other }),
            );
        }
    }
    bail!("everybody seems to match in `{dataset}`")
}

/// Tells what `hushcheck check` answers: it ends with 1 for a match and 0 for none.
fn matches(command: &Path, demo: &Path, wanted: &Wanted, values: &Values) -> Result<bool> {
    let mut ask = Command::new(command);
    ask.arg("check").arg(demo.join("datasets").join(wanted.dataset));
    ask.args(["--check", wanted.check, "--country", "CN", "--public-key"])
        .arg(demo.join("demo.pub"));
    let query = match &values[..] {
        [single] => format!("{single}\n"),
        several => csv_row(&several.iter().map(String::as_str).collect::<Vec<_>>()),
    };
    let asked = ask.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut asked = asked.with_context(|| format!("cannot start `{}`", line(&ask)))?;
    if let Some(mut input) = asked.stdin.take() {
        // Should it not read, its exit code says why.
        let _ = input.write_all(query.as_bytes());
    }
    let answer = asked.wait_with_output()?;
    match answer.status.code() {
        Some(0) => Ok(false),
        Some(1) => Ok(true),
        _ => bail!(
            "`{}`, asked for {query}answers: {}",
            line(&ask),
            String::from_utf8_lossy(&answer.stdout)
        ),
    }
}

fn spaced(name: &str) -> String {
    name.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

fn lower_x(id: &str) -> Option<String> {
    id.ends_with('X').then(|| format!("{} {} {}", &id[..6], &id[6..14], id[14..].to_lowercase()))
}

fn grouped(phone: &str, separator: &str) -> String {
    [&phone[..3], &phone[3..7], &phone[7..]].join(separator)
}

/// As Chinese input methods write letters and digits.
fn full_width(ascii: &str) -> String {
    ascii.chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wanted_can_be_spelled() {
        for mut wanted in wanted() {
            let kinds = wanted.check.split('+').count();
            assert_eq!(wanted.matching.len(), kinds);
            assert_eq!(wanted.others.next().unwrap().len(), kinds);
        }
    }

    #[test]
    fn spellings_are_those_that_people_use() {
        assert_eq!(spaced("王伟"), "王 伟");
        assert_eq!(lower_x("11010519491231002X").unwrap(), "110105 19491231 002x");
        assert_eq!(grouped("13800138000", "-"), "138-0013-8000");
        assert_eq!(full_width("13X"), "１３Ｘ");
    }
}
