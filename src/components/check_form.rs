//! The form.
use std::rc::Rc;

use hushcheck_core::{Dial, Kind};
use yew::prelude::*;

use super::dial::DialChoice;
use super::error_summary::ErrorSummary;
use super::field::Field;
use super::problem::DatasetProblems;
use crate::form::{Fault, FieldError, Group, partners};
use crate::messages::{capitalised, fill};
use crate::state::State;
use crate::texts::{Texts, use_texts};

#[derive(Properties, PartialEq)]
pub struct CheckFormProps {
    pub state: Rc<State>,
    pub submit: Callback<()>,
    pub dial: Callback<Dial>,
}

/// Asks for what the site's lists can answer, and no more.
#[component]
pub fn CheckForm(props: &CheckFormProps) -> Html {
    let texts = use_texts();
    let state = &props.state;
    let groups = state.groups();
    let errors: Vec<(Kind, AttrValue)> = state
        .errors
        .iter()
        .map(|error| (error.kind, describe(&texts, &groups, error).into()))
        .collect();
    let onsubmit = {
        let (submit, is_checking) = (props.submit.clone(), state.is_checking());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !is_checking {
                submit.emit(());
            }
        })
    };
    if groups.is_empty() {
        return html! {
            <><DatasetProblems state={state.clone()} />
            <p class="notice">{ &texts.problems.no_lists }</p></>
        };
    }
    html! {
        <form id="check-form" class="panel" {onsubmit} novalidate=true autocomplete="off">
            if !errors.is_empty() {
                <ErrorSummary errors={errors.clone()} submission={state.submissions} />
            }
            <p class="form-hint">{ &texts.form.hint }</p>
            { for groups.iter().map(|group| show_group(&texts, state, group, &errors)) }
            <DatasetProblems state={state.clone()} />
            <DialChoice state={state.clone()} choose={props.dial.clone()} />
            <button type="submit" id="check-button" class="main"
                aria-disabled={state.is_checking().then_some("true")}>{ &texts.form.check }</button>
        </form>
    }
}

fn show_group(texts: &Texts, state: &State, group: &Group, errors: &[(Kind, AttrValue)]) -> Html {
    let fields = group.kinds.iter().map(|&kind| {
        let error = errors.iter().find(|(at, _)| *at == kind).map(|(_, text)| text.clone());
        html! { <Field key={kind.name()} {kind} {error} /> }
    });
    let lists = state.open().into_iter().flat_map(|catalogue| catalogue.lists());
    let mut titles: Vec<&str> = lists
        .filter(|entry| group.checks.contains(&entry.list.check()))
        .flat_map(|entry| entry.opened.manifest.incidents())
        .map(|incident| incident.title.as_str())
        .collect();
    titles.dedup();
    let lists = html! {
        <p class="lists">{ fill(&texts.form.lists, &[("lists", &titles.join(" · "))]) }</p>
    };
    if let [_] = group.kinds[..] {
        return html! { <div class="group">{ for fields }{ lists }</div> };
    }
    let checks = texts.join(&texts.or, group.checks.iter().map(|&check| texts.check(check)));
    html! {
        <fieldset class="group">
            <legend>{ capitalised(&checks) }</legend>
            <p class="hint">{ &texts.form.together }</p>
            { for fields }
            { lists }
        </fieldset>
    }
}

/// Says what is wrong with a field. Never holds what was typed.
fn describe(texts: &Texts, groups: &[Group], error: &FieldError) -> String {
    let noun = |kind: Kind| texts.kind(kind).noun.clone();
    match &error.fault {
        Fault::NothingAsked => texts.errors.nothing.clone(),
        Fault::Invalid(fault) => texts.identifier_error(error.kind, *fault),
        Fault::NeededFor(other) => {
            let sets = partners(groups, *other);
            let sets = sets.into_iter().map(|kinds| {
                texts.join(&texts.and, kinds.into_iter().map(noun))
            });
            let partners = texts.join(&texts.or, sets);
            fill(&texts.errors.together, &[
                ("field", &texts.kind(error.kind).label),
                ("other", &noun(*other)),
                ("partners", &partners),
            ])
        }
    }
}
