//! The results, and before them how far the check is.
use hushcheck_core::Scheme;
use hushcheck_web::{Catalogue, ListEntry, Verdict, today};
use yew::prelude::*;

use super::checking::checking;
use super::control::button;
use super::element::{Content as _, el, el_with};
use super::icon::{Sign, icon};
use super::ledger::versions;
use super::many_results::many_results;
use super::meaning::meaning;
use super::plan::plan;
use super::problem::dataset_problems;
use super::summary::{spoken, summary};
use super::verdict_card::verdict_card;
use crate::finding::weigh;
use crate::follow_up::Choice;
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
    choose: &Callback<Choice>,
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
            let is_slow = |entry: &ListEntry<'_>| {
                matches!(entry.list.scheme(), Scheme::Argon2id { .. })
                    && press.checks.contains(&entry.list.check())
            };
            let share = || if catalogue.lists().iter().any(is_slow) { 800 } else { 100 };
            let hashing = press.many.as_ref().map(|_| share());
            checking(texts, (stage, done, total), hashing, cancel)
        }
        Progress::Cancelled => el("p#cancelled", &texts.progress.cancelled),
        Progress::Done => [
            printed(texts, state, catalogue),
            el("p.summary", summary(texts, state, press)),
            press.many.as_ref().map(|many| many_results(texts, state, many, save)).html(),
            cards(texts, state, catalogue, press, retry, choose),
            dataset_problems(texts, state),
            not_covered(texts, state),
            any_chance(texts, press),
            plan(texts, state, press, choose),
            button(Some("clear-button"), "second", &texts.results.clear, clear),
        ]
        .html(),
    };
    let outdated = (press.is_outdated && !is_running)
        .then(|| el("p.caution#outdated", &texts.results.outdated));
    let state = if is_running { "checking" } else { "done" }.to_owned();
    let section = el_with(
        "section.results#results[aria-labelledby=results-heading]",
        [("data-state", state)],
        [el("h2#results-heading[tabindex=-1]", title), outdated.html(), content].html(),
    );
    [live, section].html()
}

/// A card for each list; what the matches of a dataset mean together stands in the last.
fn cards(
    texts: &Texts,
    state: &State,
    catalogue: &Catalogue,
    press: &Press,
    retry: &Callback<()>,
    choose: &Callback<Choice>,
) -> Html {
    let lists = catalogue.lists();
    let cards = press.verdicts.iter().filter_map(|(list, verdict)| {
        let entry = *lists.get(*list)?;
        let weight = weigh(catalogue, press, entry.dataset).filter(|weight| weight.last == *list);
        let meaning = weight.map(|weight| meaning(texts, entry, weight, &state.follow_up, choose));
        Some(verdict_card(texts, entry, verdict, meaning.html(), retry))
    });
    cards.collect::<Vec<_>>().html()
}

/// The kinds of data that no list holds.
fn not_covered(texts: &Texts, state: &State) -> Html {
    let kinds = state.not_covered();
    if kinds.is_empty() {
        return Html::default();
    }
    let kinds: Vec<String> = kinds.into_iter().map(|kind| texts.kind(kind).label.clone()).collect();
    let said = fill(&texts.results.not_covered_list, &[("kinds", &kinds.join(" · "))]);
    let word = el("span", &texts.results.not_covered);
    el(
        "article[class=verdict verdict-small][data-verdict=not-covered]",
        [el("h3.verdict-head", [icon(Sign::NotCovered), word]), el("p", said)],
    )
}

/// What stands above on paper: where, when, and which lists.
fn printed(texts: &Texts, state: &State, catalogue: &Catalogue) -> Html {
    let values = [("name", catalogue.site.name.as_str()), ("date", &texts.format.date(&today()))];
    let line = fill(&texts.leave.printed, &values);
    el("div.on-paper", [el("p", line), versions(texts, state)])
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
