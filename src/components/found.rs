//! What a list says in which somebody was looked up.
use hushcheck_core::{Check, Finding};
use hushcheck_web::ListEntry;
use yew::prelude::*;

use super::element::{Content as _, el};
use super::incident::incident_facts;
use crate::finding::{Naming, named, seen};
use crate::messages::fill;
use crate::texts::Texts;

/// What a match says, with a part that others say.
pub fn matched(texts: &Texts, entry: ListEntry<'_>, finding: Finding, meaning: Html) -> Html {
    let results = &texts.results;
    let (incidents, naming) = named(entry, finding);
    let said = match naming {
        Naming::Only => None,
        Naming::Some => Some(&results.incidents),
        Naming::All => Some(&results.incidents_all),
        Naming::AllAndMore => Some(&results.incidents_more),
    };
    let seen = seen(entry, finding)
        .map(|times| el("p", fill(&results.seen, &[("n", &texts.format.number(times))])));
    let is_password = entry.list.check() == Check::PASSWORD;
    let (text, chance) = if is_password {
        (&results.matched_password, &results.chance_password)
    } else {
        (&results.matched_text, &results.chance)
    };
    let is_one_of_many = entry.opened.manifest.incidents().len() > 1;
    let n = texts.format.about(1.0 / finding.false_positive_rate.max(f64::MIN_POSITIVE));
    let facts = incidents.iter().map(|incident| incident_facts(texts, incident, is_one_of_many));
    let chance = el("strong", fill(chance, &[("n", &n)]));
    [
        el("p.finding", [text.as_str().html(), texts.gap().html(), chance]),
        meaning,
        seen.html(),
        said.map(|said| el("p", said)).html(),
        facts.collect::<Vec<_>>().html(),
    ]
    .html()
}

/// What it says where nothing matches.
pub fn no_match(texts: &Texts, entry: ListEntry<'_>) -> String {
    let is_password = entry.list.check() == Check::PASSWORD;
    let results = &texts.results;
    let text = if is_password { &results.no_match_password } else { &results.no_match_text };
    fill(
        text,
        &[
            ("date", &texts.format.date(entry.opened.manifest.published())),
            ("n", &texts.format.number(entry.list.records())),
        ],
    )
}
