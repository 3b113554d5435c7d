//! The outcome in a line, for the eye and for screen readers.
use hushcheck_web::{Stage, Verdict};

use super::many_results::many_summary;
use crate::messages::fill;
use crate::state::{Press, Progress, State};
use crate::texts::Texts;

/// What a screen reader is told: each stage once, and the outcome.
pub fn spoken(texts: &Texts, state: &State, press: &Press) -> String {
    match press.progress {
        Progress::At(Stage::Hashing, ..) => texts.progress.hashing.clone(),
        Progress::At(Stage::Searching, ..) => texts.progress.searching.clone(),
        Progress::At(Stage::Fetching, ..) => texts.progress.heading.clone(),
        Progress::Cancelled => texts.progress.cancelled.clone(),
        Progress::Done => summary(texts, state, press),
    }
}

/// How many verdicts there are of each kind.
pub fn summary(texts: &Texts, state: &State, press: &Press) -> String {
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
