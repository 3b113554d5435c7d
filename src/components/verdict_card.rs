//! What one list says.
use hushcheck_core::{Check, CouldNotCheck, Finding};
use hushcheck_web::{ListEntry, Trust, Verdict, today};
use yew::prelude::*;

use super::control::button;
use super::element::{Content as _, el, el_with};
use super::icon::{Sign, icon};
use super::incident::incident_facts;
use crate::finding::{Naming, named, seen};
use crate::messages::fill;
use crate::texts::Texts;

/// A verdict: sign, word, and what it means, of which a part may be said by others.
pub fn verdict_card(
    texts: &Texts,
    entry: ListEntry<'_>,
    verdict: &Verdict,
    meaning: Html,
    retry: &Callback<()>,
) -> Html {
    let manifest = &entry.opened.manifest;
    let results = &texts.results;
    let (state, sign, word, reason) = match verdict {
        Verdict::Found(f) if f.is_match() => ("match", Sign::Match, &results.matched, None),
        Verdict::Found(_) => ("no-match", Sign::NoMatch, &results.no_match, None),
        Verdict::CouldNotCheck(reason) => {
            ("could-not-check", Sign::CouldNotCheck, &results.could_not_check, Some(code(*reason)))
        }
        Verdict::NotCovered => ("not-covered", Sign::NotCovered, &results.not_covered, None),
        Verdict::Invalid(..) => ("invalid", Sign::CouldNotCheck, &results.invalid, Some("invalid")),
    };
    let content = match verdict {
        Verdict::Found(finding) if finding.is_match() => matched(texts, entry, *finding, meaning),
        Verdict::Found(_) => el("p", no_match(texts, entry)),
        Verdict::CouldNotCheck(reason) => [
            el("p", texts.reason(*reason)),
            el("p", &results.says_nothing),
            // A list that has expired stays so.
            (*reason != CouldNotCheck::Expired)
                .then(|| button(None, "second retry", &results.retry, retry))
                .html(),
        ]
        .html(),
        Verdict::NotCovered => el("p", &results.not_covered_text),
        Verdict::Invalid(kind, error) => {
            [el("p", &results.invalid_text), el("p", texts.identifier_error(*kind, *error))].html()
        }
    };
    let titles = manifest.incidents().iter().map(|incident| incident.title.as_str());
    let check = texts.check(entry.list.check());
    let expired = manifest.expires().filter(|day| *day < today().as_str());
    let mut cautions = Vec::new();
    let mut caution = |text: &str| cautions.push(el("p.caution", text));
    if let Some(day) = expired {
        caution(&fill(&results.expired, &[("date", &texts.format.date(day))]));
    }
    for reason in manifest.accepted_risks() {
        caution(&fill(&results.risk, &[("reason", reason)]));
    }
    match entry.opened.trust {
        Trust::Signed => {}
        Trust::Local => caution(&texts.form.local),
        Trust::Host => caution(&texts.ledger.host),
    }
    el_with(
        "article.verdict",
        [
            ("data-verdict", state.to_owned()),
            ("data-check", entry.list.check().to_string()),
            ("data-dataset", manifest.dataset().to_owned()),
            ("data-reason", reason.unwrap_or_default().to_owned()),
        ],
        [
            el("p.verdict-head", [icon(sign), el("span", word)]),
            el("h3", el("bdi", titles.collect::<Vec<_>>().join(" · "))),
            el("p.checked", fill(&results.checked, &[("kinds", &check)])),
            content,
            cautions.html(),
        ]
        .html(),
    )
}

fn matched(texts: &Texts, entry: ListEntry<'_>, finding: Finding, meaning: Html) -> Html {
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

fn no_match(texts: &Texts, entry: ListEntry<'_>) -> String {
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

fn code(reason: CouldNotCheck) -> &'static str {
    match reason {
        CouldNotCheck::Unreachable => "unreachable",
        CouldNotCheck::Tampered => "tampered",
        CouldNotCheck::Inconsistent => "inconsistent",
        CouldNotCheck::SaysTooLittle => "says-too-little",
        CouldNotCheck::PlanUnknown => "plan-unknown",
        CouldNotCheck::TooLarge => "too-large",
        CouldNotCheck::NamesUnknown => "names-unknown",
        CouldNotCheck::Expired => "expired",
        _ => "device",
    }
}
