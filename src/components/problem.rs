//! What could not be opened.
use hushcheck_web::{Problem, SiteProblem};
use yew::prelude::*;

use super::control::button;
use super::element::{Content as _, el, el_with};
use super::icon::{Sign, icon};
use crate::messages::fill;
use crate::state::State;
use crate::texts::Texts;

/// The whole catalogue could not be opened.
pub fn site_failed(texts: &Texts, problem: &SiteProblem, retry: &Callback<()>) -> Html {
    let (reason, text) = match problem {
        SiteProblem::Unreachable => ("unreachable", texts.problems.site_unreachable.clone()),
        SiteProblem::Malformed(reason) => {
            ("malformed", fill(&texts.problems.site_malformed, &[("reason", reason)]))
        }
    };
    let word = texts.problems.heading.as_str().html();
    el_with(
        "section.verdict#catalogue-failed[role=alert][data-verdict=could-not-check]",
        [("data-reason", reason.to_owned())],
        [
            el("h2.verdict-head", [icon(Sign::CouldNotCheck), word]),
            el("p", text),
            button(None, "second", &texts.results.retry, retry),
        ]
        .html(),
    )
}

/// The datasets that could not be opened; the others go on without them.
pub fn dataset_problems(texts: &Texts, state: &State) -> Html {
    let datasets = state.open().into_iter().flat_map(|catalogue| &catalogue.datasets);
    let failed = datasets.filter_map(|dataset| {
        let problem = dataset.opened.as_ref().err()?;
        let path = dataset.path.as_str();
        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
        let reason = match problem {
            Problem::Unreachable => "unreachable",
            Problem::Unsigned => "unsigned",
            Problem::Untrusted => "untrusted",
            Problem::Unexpected => "unexpected",
            Problem::Tampered => "tampered",
            Problem::Malformed => "malformed",
        };
        let said =
            [(&texts.results.could_not_check).html(), (&texts.colon).html(), el("bdi", path)];
        Some(el_with(
            "article[class=verdict verdict-small][data-verdict=could-not-check]",
            [("data-dataset", name), ("data-reason", reason.to_owned())],
            [
                el("h3.verdict-head", [icon(Sign::CouldNotCheck), el("span", said)]),
                el("p", texts.problem(*problem)),
            ]
            .html(),
        ))
    });
    failed.collect::<Vec<_>>().html()
}
