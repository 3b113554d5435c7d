//! The files of the plans, and what is taken of them.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hushcheck_core::is_web_address;
use serde_json::Value;

use super::*;

fn files() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/plans");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
    };
    files.map(read).collect()
}

fn english() -> Value {
    files().into_iter().find(|(name, _)| name == "en").unwrap().1
}

fn plans() -> Plans<Value> {
    Plans::read(english()).unwrap()
}

/// All but the texts, which must not be empty.
fn skeleton(mut value: Value) -> Value {
    let hide = |text: &mut Value| {
        assert!(!text.as_str().unwrap().trim().is_empty(), "an empty text");
        *text = Value::Null;
    };
    for class in value["classes"].as_array_mut().unwrap() {
        class["steps"].as_array_mut().unwrap().iter_mut().for_each(|s| hide(&mut s["text"]));
    }
    value["links"].as_array_mut().unwrap().iter_mut().for_each(|link| hide(&mut link["name"]));
    value
}

#[test]
fn every_language_has_the_same_classes_steps_and_links() {
    let files = files();
    let languages: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/lang");
    let texts: Vec<String> = fs::read_dir(texts)
        .unwrap()
        .map(|e| e.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(languages, texts.iter().map(String::as_str).collect());
    let expected = skeleton(files[0].1.clone());
    for (name, file) in &files {
        assert!(Plans::read(file.clone()).is_some());
        assert_eq!(skeleton(file.clone()), expected, "{name} is not as {}", files[0].0);
    }
}

#[test]
fn what_is_named_is_there() {
    let (file, plans) = (english(), plans());
    let countries = plans.countries();
    let classes = file.items("classes");
    let steps: Vec<Step> =
        classes.iter().flat_map(|class| plans.steps_of(&class.text("name"))).collect();
    let names: BTreeSet<&str> = steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(names.len(), steps.len(), "two steps of one name");
    let links = file.items("links");
    let known: BTreeSet<String> = links.iter().map(|link| link.text("id")).collect();
    assert_eq!(known.len(), links.len(), "two links of one name");
    let is_known = |code: &String| countries.contains(code);
    let mut used = BTreeSet::new();
    for step in steps {
        assert!(URGENCIES.contains(&step.when.as_str()), "{}: {}", step.id, step.when);
        assert!(step.countries.iter().all(is_known), "{}", step.id);
        // A tick is kept between spaces.
        assert!(step.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{}", step.id);
        used.extend(step.links);
    }
    assert_eq!(used, known, "links that no step names, or that are not there");
    for link in links {
        let (id, country) = (link.text("id"), link.text("country"));
        assert!(country.is_empty() || is_known(&country), "{id}");
        assert!(is_web_address(&link.text("address")), "{id}");
        assert!(hushcheck_core::manifest::is_day_month_or_year(&link.text("checked")), "{id}");
    }
    for class in classes {
        let (name, kinds) = (class.text("name"), class.list("kinds"));
        assert!(kinds.iter().all(|kind| kind.parse::<Kind>().is_ok()), "{kinds:?}");
        let is_more = [ALWAYS, NOT_FOUND, DANGER].contains(&name.as_str());
        assert_eq!(kinds.is_empty() && class.list("data").is_empty(), is_more, "{name}");
    }
}

#[test]
fn each_link_has_its_source() {
    for (name, file) in files() {
        for link in file["links"].as_array().unwrap() {
            assert!(link["source"].as_str().is_some_and(|s| !s.is_empty()), "{name}: {link}");
        }
    }
}

fn ids(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.id.as_str()).collect()
}

#[test]
fn steps_are_for_what_leaked_and_the_most_urgent_stand_first() {
    let plans = plans();
    let check = |text: &str| text.parse::<Check>().unwrap();
    let steps = plans.steps(&[check("email")], &["Passwords"], "DE");
    let ids_ = ids(&steps);
    assert_eq!(&ids_[..2], ["password-change", "email-mailbox"]);
    assert!(ids_.contains(&"always-offers") && !ids_.contains(&"phone-sim"));
    let when: Vec<usize> = steps
        .iter()
        .map(|step| URGENCIES.iter().position(|urgency| *urgency == step.when).unwrap())
        .collect();
    assert!(when.is_sorted());
    // The same class twice is one.
    let twice = plans.steps(&[check("email"), check("email")], &["Email addresses"], "DE");
    assert_eq!(ids(&twice), ids(&plans.steps(&[check("email")], &[], "DE")));
}

#[test]
fn steps_and_links_are_those_of_the_country() {
    let plans = plans();
    let check = "name+national-id".parse().unwrap();
    let of = |country| plans.steps(&[check], &[], country);
    assert_eq!(of("US")[0].id, "id-us-freeze");
    assert!(ids(&of("CN")).contains(&"id-cn-sim"));
    assert!(!ids(&of("")).iter().any(|id| id.contains("-us-") || id.contains("-cn-")));
    let credit = plans.steps_of("national-id").into_iter().find(|s| s.id == "id-credit").unwrap();
    let links = |country, lines: &[&str]| -> Vec<(String, bool)> {
        let site = Site {
            links: lines.iter().map(|line| (*line).to_owned()).collect(),
            ..Site::default()
        };
        plans
            .links(&credit, country, &site)
            .into_iter()
            .map(|l| (l.address, !l.checked.is_empty()))
            .collect()
    };
    assert_eq!(links("NL", &[]), [("https://www.bkr.nl".to_owned(), true)]);
    assert_eq!(links("", &[]), []);
    let elsewhere = "https://elsewhere.example";
    assert_eq!(links("NL", &["nl-bkr https://elsewhere.example"]), [(elsewhere.to_owned(), false)]);
    assert_eq!(links("NL", &["nl-bkr"]), []);
}
