//! What one list says.
use hushcheck_core::CouldNotCheck;
use hushcheck_web::{ListEntry, Trust, Verdict, today};
use yew::prelude::*;

use super::control::button;
use super::element::{Content as _, el, el_with};
use super::found::{matched, no_match};
use super::icon::{Sign, icon};
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
