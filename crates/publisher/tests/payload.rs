//! What lists say about their entries besides: incidents, and counts of passwords.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fmt::Write as _;

use common::{Bench, text};

const INCIDENTS: &str = r#"[{"name": "shop", "title": "Shop"}, {"name": "forum", "title": "Forum"},
    {"name": "clinic", "title": "Clinic"}]"#;

/// 3,000 people in the shop, 1,500 of them in the forum too, 10 in the clinic.
fn people() -> String {
    let mut rows = String::from("mail,name,tel,leak\n");
    let mut row = |person: usize, leak: &str| {
        writeln!(rows, "p{person}@example.org,Person,+86138001{person:05},{leak}").unwrap();
    };
    for person in 0..3000 {
        row(person, if person < 10 { "shop; clinic" } else { "shop" });
        if person < 1500 {
            row(person, "forum");
        }
    }
    rows + "q@example.org,Q,,elsewhere\nr@example.org,R,,\n"
}

#[test]
fn a_match_says_in_which_incidents() {
    let bench = Bench::new();
    bench.write("leak.csv", people());
    bench.write("incidents.json", INCIDENTS);
    let about = "--incidents incidents.json --incident-column leak --id all";
    let maps = "--map email=mail --map name=name --map phone=tel";
    let to_come = INCIDENTS.replacen("\"title\"", "\"breach_date\": \"9026\", \"title\"", 1);
    bench.write("to-come.json", to_come);
    let wrong = about.replace("incidents.json", "to-come.json");
    let output = bench.run(&format!("build leak.csv {wrong} {maps} --check email --out ds"), "");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("the date 9026 of the incident shop is to come: today is"), "{said}");
    let output = bench.run(
        &format!("build leak.csv {about} {maps} --check email --check name+phone --out ds"),
        "",
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stderr);
    assert!(said.contains("row 4502: row not used: it names no incident"), "{said}");

    let queries = "p2999@example.org\np700@example.org\np3@example.org\nq@example.org\n";
    let answers = text(&bench.run("check ds --check email", queries).stdout);
    let meanings: Vec<&str> =
        answers.lines().map(|line| line.split("; ").nth(1).unwrap_or(line)).collect();
    // Ten people in the clinic would be recognisable by it.
    assert_eq!(
        meanings,
        ["in shop", "in shop, forum", "in one or more of the incidents", "no match"]
    );

    let said = text(&bench.run("inspect ds", "").stdout);
    assert!(said.contains("Rows: 1,500") && said.contains("in shop, forum"), "{said}");
    // A list that can be enumerated says no more than that somebody is in it.
    assert_eq!(said.matches("Said about an entry").count(), 1, "{said}");
    assert!(bench.run("verify ds", "").status.success());
}

#[test]
fn a_password_is_told_how_often() {
    let bench = Bench::new();
    bench.write(
        "leak.csv",
        "password,n\n123456,900000\n123456,200000\nrare,1\n  spaced ,12\nbad,0\n",
    );
    bench.build("leak.csv --map password=password --check password --count n --out ds");
    let queries = "123456\nrare\n  spaced \nspaced\nbad\n";
    let answers = text(&bench.run("check ds --check password", queries).stdout);
    let meanings: Vec<&str> =
        answers.lines().map(|line| line.split("; ").nth(1).unwrap_or(line)).collect();
    assert_eq!(
        meanings,
        [
            "seen at least 1,000,000 times",
            "seen at least once",
            "seen at least 10 times",
            "no match",
            "no match"
        ]
    );
}

#[test]
fn what_cannot_be_said_is_refused() {
    let bench = Bench::new();
    bench.write("leak.csv", "mail,n\na@example.org,3\n");
    let refused = |args: &str, message: &str| {
        let output = bench
            .run(&format!("build leak.csv --map email=mail --check email --out ds {args}"), "");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(message), "{said}");
    };
    refused("--title T --count n", "--count is for the check password");
    refused("--incidents none.json", "--incident-column");
    bench.write("twice.json", r#"[{"name": "a", "title": "A"}, {"name": "a", "title": "B"}]"#);
    refused("--incidents twice.json --incident-column n --id x", "names the incident a twice");
    bench.write("wrong.json", "{}");
    refused("--incidents wrong.json --incident-column n --id x", "JSON list");
}
