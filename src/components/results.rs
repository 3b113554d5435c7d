//! The results, and before them how far the check is.
use hushcheck_web::{Stage, Verdict};
use yew::prelude::*;

use super::checking::checking;
use super::element::{Content as _, el};
use super::many::{many_results, many_summary};
use super::problem::dataset_problems;
use super::verdict_card::verdict_card;
use crate::messages::fill;
use crate::state::{Press, Progress, State};
use crate::texts::Texts;

/// One section for the whole press; the app gives its heading the focus when the
/// check begins and when it is done.
pub fn results(
    texts: &Texts,
    state: &State,
    retry: &Callback<()>,
    cancel: &Callback<()>,
    clear: &Callback<()>,
    save: &Callback<bool>,
) -> Html {
    let is_running = state.is_checking();
    let spoken = state.press.as_ref().map(|press| spoken(texts, state, press));
    let live = el("p.visually-hidden[role=status]", spoken.unwrap_or_default());
    // Always in the same place: a live region that is put in with its text is mute.
    let (Some(press), Some(catalogue)) = (&state.press, state.open()) else {
        return [live, Html::default()].html();
    };

    let title = if is_running { &texts.progress.heading } else { &texts.results.heading };
    let content = match press.progress {
        Progress::At(stage, done, total) => {
            checking(texts, (stage, done, total), press.many.is_some(), cancel)
        }
        Progress::Cancelled => el("p#cancelled", &texts.progress.cancelled),
        Progress::Done => {
            let lists = catalogue.lists();
            let cards = press.verdicts.iter().filter_map(|(list, verdict)| {
                Some(verdict_card(texts, *lists.get(*list)?, verdict, retry))
            });
            [
                el("p.summary", summary(texts, state, press)),
                press.many.as_ref().map(|many| many_results(texts, state, many, save)).html(),
                cards.collect::<Vec<_>>().html(),
                dataset_problems(texts, state),
                any_chance(texts, press),
                html! {
                    <button type="button" id="clear-button" class="second"
                        onclick={clear.reform(|_: MouseEvent| ())}>{ &texts.results.clear }</button>
                },
            ]
            .html()
        }
    };
    let outdated = (press.is_outdated && !is_running)
        .then(|| el("p.caution#outdated", &texts.results.outdated));
    let section = html! {
        <section id="results" class="results" data-state={if is_running { "checking" } else { "done" }}
            aria-labelledby="results-heading">
            { el("h2#results-heading[tabindex=-1]", title) }
            { outdated.html() }
            { content }
        </section>
    };
    [live, section].html()
}

/// What a screen reader is told: each stage once, and the outcome.
fn spoken(texts: &Texts, state: &State, press: &Press) -> String {
    match press.progress {
        Progress::At(Stage::Hashing, ..) => texts.progress.hashing.clone(),
        Progress::At(Stage::Searching, ..) => texts.progress.searching.clone(),
        Progress::At(Stage::Fetching, ..) => texts.progress.heading.clone(),
        Progress::Cancelled => texts.progress.cancelled.clone(),
        Progress::Done => summary(texts, state, press),
    }
}

/// How many verdicts there are of each kind.
fn summary(texts: &Texts, state: &State, press: &Press) -> String {
    if let Some(many) = &press.many {
        return many_summary(texts, many);
    }
    let count = |wanted: fn(&Verdict) -> bool| {
        press.verdicts.iter().filter(|(_, verdict)| wanted(verdict)).count()
    };
    let datasets = state.open().into_iter().flat_map(|catalogue| &catalogue.datasets);
    let unopened = datasets.filter(|dataset| dataset.opened.is_err()).count();
    let results = &texts.results;
    let counts = [
        (&results.summary_match, count(|v| matches!(v, Verdict::Found(f) if f.is_match()))),
        (&results.summary_no_match, count(|v| matches!(v, Verdict::Found(f) if !f.is_match()))),
        (
            &results.summary_could_not_check,
            count(|v| matches!(v, Verdict::CouldNotCheck(_))) + unopened,
        ),
    ];
    let counts = counts.into_iter().filter(|(_, n)| *n > 0);
    let counts: Vec<String> =
        counts.map(|(text, n)| fill(text, &[("n", &texts.format.number(n as u64))])).collect();
    counts.join(" · ")
}

/// The figure for the whole press, where there is more than one test.
fn any_chance(texts: &Texts, press: &Press) -> Html {
    let tests = press.verdicts.iter().filter(|(_, v)| matches!(v, Verdict::Found(_))).count();
    let chance = press.any_false_positive();
    if tests < 2 || chance <= 0.0 {
        return Html::default();
    }
    let n = texts.format.about(1.0 / chance);
    el("p.any-chance", fill(&texts.results.any_chance, &[("n", &n)]))
}
