//! What is in the demo lists, and what is not.
use std::collections::BTreeMap;

use hushcheck_core::{Check, Hints, Identifier, Kind};
use serde::Deserialize;

/// Somebody's identifiers, by kind, as they might type them.
pub type Person = BTreeMap<Kind, String>;

/// One that is in a list, and one that is not.
#[derive(Clone, Debug, Deserialize)]
pub struct Example {
    pub check: Check,
    pub dataset: String,
    #[serde(rename = "match")]
    pub listed: Person,
    #[serde(rename = "other")]
    pub unlisted: Person,
}

/// Returns all examples of the demo.
pub fn all() -> Vec<Example> {
    #[derive(Deserialize)]
    struct File {
        examples: Vec<Example>,
    }
    let path = crate::environment("HUSHCHECK_EXAMPLES");
    let file: File = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    file.examples
}

/// Returns the first example for a list.
pub fn of(dataset: &str, check: &str) -> Example {
    let check: Check = check.parse().unwrap();
    let wanted = |example: &Example| example.dataset == dataset && example.check == check;
    all().into_iter().find(wanted).unwrap_or_else(|| panic!("no example for {dataset} {check}"))
}

/// Parses a person's identifiers as the page does.
pub fn identifiers(person: &Person) -> Vec<Identifier> {
    let hints = Hints { country: "CN".parse().ok() };
    let parse =
        |(&kind, text): (_, &String)| Identifier::parse(kind, text, &hints, &hushcheck::Native);
    person.iter().map(parse).collect::<Result<_, _>>().unwrap()
}
