//! The form for many at once: lines to type, paste or drop.
use hushcheck_core::{Check, Scheme};
use hushcheck_web::MAX_ROWS;
use yew::prelude::*;

use super::element::{Content as _, el, el_with};
use crate::format::capitalised;
use crate::messages::fill;
use crate::state::{ManyFault, State};
use crate::texts::Texts;

/// The checks that can be made of many rows: each that a list has, once.
pub fn checks(state: &State) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    for entry in state.open().map(|open| open.lists()).unwrap_or_default() {
        if entry.is_asked && !checks.contains(&entry.list.check()) {
            checks.push(entry.list.check());
        }
    }
    checks
}

/// The form, folded away: most people have themselves to check.
pub fn many_form(
    texts: &Texts,
    state: &State,
    submit: &Callback<()>,
    edited: &Callback<()>,
    changed: Callback<Event>,
) -> Html {
    let many = &texts.many;
    let checks = checks(state);
    if checks.is_empty() {
        return Html::default();
    }
    let options = checks.iter().enumerate().map(|(number, check)| {
        let name = capitalised(&texts.check(*check));
        // Yew puts the last in first, which the browser would take for the one chosen.
        let selected = if number == 0 { "selected" } else { "" }.to_owned();
        el_with("option", [("value", check.to_string()), ("selected", selected)], name.html())
    });
    let lists = state.open().map(|open| open.lists()).unwrap_or_default();
    let is_slow = lists.iter().any(|e| matches!(e.list.scheme(), Scheme::Argon2id { .. }));
    let most = texts.format.number(MAX_ROWS as u64);
    let fault = state.many_fault.map(|fault| match fault {
        ManyFault::Nothing => many.nothing.clone(),
        ManyFault::TooMany => fill(&many.too_many, &[("n", &most)]),
    });
    let wrong = if fault.is_some() { "field field-wrong" } else { "field" };
    let disabled = if state.is_checking() { "true" } else { "" };
    let rows = [
        el("label[for=many-rows]", &many.rows),
        el("p.hint#many-hint", &many.columns),
        el("div#many-error[role=alert]", fault.map(|text| el("p.error", text))),
        el(
            "textarea#many-rows[rows=6][dir=auto][autocomplete=off][autocapitalize=none]\
             [spellcheck=false][aria-describedby=many-hint many-error]",
            [],
        ),
    ];
    let select = el("select#many-check", options.collect::<Vec<_>>());
    let file = el("input#many-file[type=file][accept=.csv,.tsv,.txt,text/*]", []);
    let content = [
        el("p.hint", fill(&many.hint, &[("n", &most)])),
        is_slow.then(|| el("p.hint", &many.slow)).html(),
        el("div.field", [el("label[for=many-check]", &many.check), select]),
        el_with("div", [("class", wrong.to_owned())], rows.html()),
        el("div.field", [el("label[for=many-file]", &many.file), file]),
        el_with(
            "button.main#many-button[type=submit]",
            [("aria-disabled", disabled.to_owned())],
            (&many.button).html(),
        ),
    ];
    let onsubmit = submit.reform(|event: SubmitEvent| event.prevent_default());
    let is_current = state.press.as_ref().is_some_and(|press| !press.is_outdated);
    let oninput = is_current.then(|| edited.reform(|_: InputEvent| ()));
    let form = html! {
        <form id="many-form" novalidate=true {onsubmit} {oninput} onchange={changed} autocomplete="off">
            { content.html() }
        </form>
    };
    el("details[class=panel many]", [el("summary", &many.title), form])
}
