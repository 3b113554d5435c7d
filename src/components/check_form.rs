//! The form.
use hushcheck_core::{Dial, Kind};
use yew::prelude::*;

use super::dial::dial_choice;
use super::element::{Content as _, el, el_with};
use super::error_summary::error_summary;
use super::field::{Field, Opened};
use super::problem::dataset_problems;
use crate::form::{Fault, FieldError, Group, partners};
use crate::format::capitalised;
use crate::messages::fill;
use crate::state::State;
use crate::texts::Texts;

/// Asks for what the site's lists can answer, and no more.
pub fn check_form(
    texts: &Texts,
    state: &State,
    submit: &Callback<()>,
    choose: &Callback<Dial>,
    edited: &Callback<()>,
) -> Html {
    let groups = state.groups();
    let errors: Vec<(Kind, AttrValue)> = state
        .errors
        .iter()
        .map(|error| (error.kind, describe(texts, &groups, error).into()))
        .collect();
    let onsubmit = {
        let (submit, is_checking) = (submit.clone(), state.is_checking());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !is_checking {
                submit.emit(());
            }
        })
    };
    // Once is enough: what was typed does not matter, only that it changed.
    let is_current = state.press.as_ref().is_some_and(|press| !press.is_outdated);
    let oninput = is_current.then(|| edited.reform(|_: InputEvent| ()));
    if groups.is_empty() {
        let notice = el("p.notice", &texts.problems.no_lists);
        return [dataset_problems(texts, state), notice].html();
    }
    let groups = groups.iter().map(|group| show_group(texts, state, group, &errors));
    let summary = (!errors.is_empty()).then(|| error_summary(texts, &errors));
    let problems = state.press.is_none().then(|| dataset_problems(texts, state));
    let content = [
        summary.html(),
        el("p.form-hint", &texts.form.hint),
        groups.collect::<Vec<_>>().html(),
        problems.html(),
        dial_choice(texts, state, choose),
        el_with(
            "button.main#check-button[type=submit]",
            [(
                "aria-disabled",
                if state.is_checking() { "true".to_owned() } else { String::new() },
            )],
            texts.form.check.as_str().html(),
        ),
    ];
    html! {
        <form id="check-form" class="panel" {onsubmit} {oninput} novalidate=true autocomplete="off">
            { content.html() }
        </form>
    }
}

fn show_group(texts: &Texts, state: &State, group: &Group, errors: &[(Kind, AttrValue)]) -> Html {
    let catalogue = state.open();
    let fields =
        catalogue.into_iter().flat_map(|open| group.kinds.iter().map(move |kind| (open, *kind)));
    let fields = fields.map(|(open, kind)| {
        let catalogue = Opened(open.clone());
        let error = errors.iter().find(|(at, _)| *at == kind).map(|(_, text)| text.clone());
        html! { <Field key={format!("{kind} {}", state.clears)} texts={texts.clone()} {catalogue} {kind} {error} /> }
    });
    let lists = catalogue.map(|catalogue| catalogue.lists()).unwrap_or_default();
    let mut titles: Vec<&str> = lists
        .iter()
        .filter(|entry| entry.answers(&group.checks))
        .flat_map(|entry| entry.opened.manifest.incidents())
        .map(|incident| incident.title.as_str())
        .collect();
    titles.dedup();
    let (before, after) = texts.form.lists.split_once("{lists}").unwrap_or_default();
    let lists = el("p.lists", [before.html(), el("bdi", titles.join(" · ")), after.html()]);
    let fields = fields.collect::<Vec<_>>().html();
    if let [_] = group.kinds[..] {
        return el("div.group", [fields, lists]);
    }
    let checks = texts.join(&texts.or, group.checks.iter().map(|&check| texts.check(check)));
    let content =
        [el("legend", capitalised(&checks)), el("p.hint", &texts.form.together), fields, lists];
    el("fieldset.group", content)
}

/// Says what is wrong with a field. Never holds what was typed.
fn describe(texts: &Texts, groups: &[Group], error: &FieldError) -> String {
    let noun = |kind: Kind| texts.kind(kind).noun.clone();
    match &error.fault {
        Fault::NothingAsked => texts.errors.nothing.clone(),
        Fault::Invalid(fault) => texts.identifier_error(error.kind, *fault),
        Fault::NeededFor(other) => {
            let sets = partners(groups, *other);
            let sets =
                sets.into_iter().map(|kinds| texts.join(&texts.and, kinds.into_iter().map(noun)));
            let partners = texts.join(&texts.or, sets);
            fill(
                &texts.errors.together,
                &[
                    ("field", &texts.kind(error.kind).label),
                    ("other", &noun(*other)),
                    ("partners", &partners),
                ],
            )
        }
    }
}
