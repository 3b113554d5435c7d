//! What one list says.
use hushcheck_core::{Check, CouldNotCheck, Finding, Incident, Payload};
use hushcheck_web::{ListEntry, Trust, Verdict, today};
use yew::prelude::*;

use super::advice::advice;
use super::element::{Content as _, el};
use super::icon::{Sign, icon};
use super::incident::incident_facts;
use crate::messages::fill;
use crate::texts::Texts;

/// A verdict: sign, word, what it means, and what to do.
pub fn verdict_card(
    texts: &Texts,
    entry: ListEntry<'_>,
    verdict: &Verdict,
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
        Verdict::Found(finding) if finding.is_match() => matched(texts, entry, *finding),
        Verdict::Found(_) => el("p", no_match(texts, entry)),
        Verdict::CouldNotCheck(reason) => [
            el("p", texts.reason(*reason)),
            el("p", &results.says_nothing),
            html! {
                // A list that has expired stays so.
                if *reason != CouldNotCheck::Expired {
                    <button type="button" class="second retry"
                        onclick={retry.reform(|_: MouseEvent| ())}>{ &results.retry }</button>
                }
            },
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
    if entry.opened.trust == Trust::Local {
        caution(&texts.form.local);
    }
    html! {
        <article class="verdict" data-verdict={state} data-check={entry.list.check().to_string()}
            data-dataset={manifest.dataset().to_owned()} data-reason={reason}>
            { el("p.verdict-head", [icon(sign), el("span", word)]) }
            { el("h3", el("bdi", titles.collect::<Vec<_>>().join(" · "))) }
            { el("p.checked", fill(&results.checked, &[("kinds", &check)])) }
            { content }
            { cautions }
        </article>
    }
}

fn matched(texts: &Texts, entry: ListEntry<'_>, finding: Finding) -> Html {
    let results = &texts.results;
    let (incidents, said) = meaning(texts, entry, finding);
    let is_one_of_many = entry.opened.manifest.incidents().len() > 1;
    let is_password = entry.list.check() == Check::PASSWORD;
    let (text, chance) = if is_password {
        (&results.matched_password, &results.chance_password)
    } else {
        (&results.matched_text, &results.chance)
    };
    let n = texts.format.about(1.0 / finding.false_positive_rate.max(f64::MIN_POSITIVE));
    let facts = incidents.iter().map(|incident| incident_facts(texts, incident, is_one_of_many));
    let chance = el("strong", fill(chance, &[("n", &n)]));
    [
        el("p.finding", [text.as_str().html(), " ".html(), chance]),
        said.map(|said| el("p", said)).html(),
        facts.collect::<Vec<_>>().html(),
        advice(texts, entry.list.check(), &incidents),
    ]
    .html()
}

/// The incidents that a match may stand for, and what is said of them, or of how
/// often, where the list tells.
fn meaning<'a>(
    texts: &Texts,
    entry: ListEntry<'a>,
    finding: Finding,
) -> (Vec<&'a Incident>, Option<String>) {
    let results = &texts.results;
    let incidents = entry.opened.manifest.incidents();
    let all = || incidents.iter().collect();
    let symbol = usize::from(finding.symbol.unwrap_or_default());
    match entry.list.payload() {
        Some(Payload::Incidents(sets)) => match sets.get(symbol) {
            Some(set) if !set.all_of.is_empty() => {
                let known = set.all_of.iter().filter_map(|&i| incidents.get(usize::from(i)));
                let said =
                    if set.or_more { &results.incidents_more } else { &results.incidents_all };
                (known.collect(), Some(said.clone()))
            }
            _ => (all(), Some(results.incidents.clone())),
        },
        Some(Payload::Counts(classes)) => {
            // That it was seen once is what a match says anyway.
            let class = classes.get(symbol).filter(|class| class.at_least > 1);
            let times = class.map(|class| texts.format.number(class.at_least));
            (all(), times.map(|n| fill(&results.seen, &[("n", &n)])))
        }
        None if incidents.len() > 1 => (all(), Some(results.incidents.clone())),
        None => (all(), None),
    }
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
