//! What the matches in a dataset mean: a question, a sentence, and a picture of people.
use std::cmp::Ordering;

use hushcheck_core::Membership;
use hushcheck_core::meaning::{answer_matters, of_hundred};
use hushcheck_web::ListEntry;
use yew::prelude::*;

use super::control::tick;
use super::element::{Content as _, el};
use super::people::people;
use crate::finding::Weight;
use crate::follow_up::{Choice, FollowUp};
use crate::messages::fill;
use crate::texts::Texts;

/// Asks whether the person can be in the dataset at all, where that matters, and says how
/// many of those who answer so really are.
pub fn meaning(
    texts: &Texts,
    entry: ListEntry<'_>,
    weight: Weight,
    follow_up: &FollowUp,
    choose: &Callback<Choice>,
) -> Html {
    let Weight { base_rate, chance, .. } = weight;
    let answer = follow_up.answer(entry.dataset);
    let matters = answer_matters(base_rate, chance);
    let shown = if matters { answer } else { Some(Membership::Hardly) };
    let figure = shown.map(|answer| {
        let (order, n) = of_hundred(answer, base_rate, chance);
        let (text, filled) = match order {
            _ if !matters => (&texts.meaning.anyway, n),
            Ordering::Less => (&texts.meaning.fewer, 0),
            Ordering::Equal => (&texts.meaning.about, n),
            Ordering::Greater => (&texts.meaning.more, n),
        };
        let sentence = fill(text, &[("n", &texts.format.number(n.into()))]);
        let before = texts.format.about(1.0 / answer.prior(base_rate));
        let assumed =
            matters.then(|| el("p.hint", fill(&texts.meaning.assumed, &[("n", &before)])));
        [people(texts, filled), el("p.sentence", sentence), assumed.html()].html()
    });
    let several = (weight.tests > 1).then(|| el("p.hint", &texts.meaning.several));
    let question = matters.then(|| question(texts, entry, answer, choose));
    let content = [
        el("h4", &texts.meaning.heading),
        question.html(),
        el("div.figure[aria-live=polite]", [figure.html(), several.html()]),
    ];
    el("div.meaning", content)
}

/// A few plain answers.
fn question(
    texts: &Texts,
    entry: ListEntry<'_>,
    answer: Option<Membership>,
    choose: &Callback<Choice>,
) -> Html {
    let dataset = entry.dataset;
    let incidents = entry.opened.manifest.incidents();
    let who = incidents.iter().map(|i| i.organisation.as_deref().unwrap_or(&i.title));
    let who = texts.join(&texts.or, who.map(str::to_owned));
    let choice = |membership: Membership| {
        let (word, label) = match membership {
            Membership::Surely => ("surely", &texts.meaning.surely),
            Membership::Possibly => ("possibly", &texts.meaning.possibly),
            Membership::Hardly => ("hardly", &texts.meaning.hardly),
        };
        let name = ["member-", &dataset.to_string()].concat();
        let id = [&name, "-", word].concat();
        let answered = answer == Some(membership);
        let choice = Choice::Answer(dataset, membership);
        el("div.choice", tick(id, Some(name), label, answered, choose, choice))
    };
    let (before, after) = texts.meaning.question.split_once("{who}").unwrap_or_default();
    let legend = el("legend", [before.html(), el("bdi", who), after.html()]);
    let choices: Vec<Html> = Membership::ALL.into_iter().map(choice).collect();
    el("fieldset", [legend, el("p.hint", &texts.meaning.why), choices.html()])
}
