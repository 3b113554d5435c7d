//! The action plan: what to do, in order of urgency, with boxes to tick.
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::control::button;
use super::element::{Content as _, el};
use super::steps::steps_by_urgency;
use crate::finding::{exposed, outcomes};
use crate::follow_up::Choice;
use crate::page;
use crate::plans::{NOT_FOUND, Plans};
use crate::state::{Press, State};
use crate::texts::Texts;

/// What to do after a match; or what there is to know for who was not found.
pub fn plan(texts: &Texts, state: &State, press: &Press, choose: &Callback<Choice>) -> Html {
    let Some(catalogue) = state.open() else { return Html::default() };
    let (has_match, has_none) = outcomes(catalogue, press);
    let heading = match (has_match, has_none) {
        (true, _) => &texts.results.what_now,
        (_, true) => &texts.plan.not_found,
        _ => return Html::default(),
    };
    let content = match texts.plans() {
        None => el("p", &texts.plan.missing),
        Some(plans) if has_match => {
            let (checks, classes) = exposed(catalogue, press);
            let steps = plans.steps(&checks, &classes, state.country());
            [
                country(texts, plans, state.country(), choose),
                steps_by_urgency(texts, plans, state, &steps, choose),
                keeping(texts, state.follow_up.is_kept, choose),
            ]
            .html()
        }
        Some(plans) => {
            let steps = plans.steps_of(NOT_FOUND);
            let steps = steps.iter().map(|step| el("li", &step.text)).collect::<Vec<_>>();
            el("ul", steps)
        }
    };
    el(
        "section#plan[class=plan panel][aria-labelledby=plan-heading]",
        [el("h3#plan-heading", heading), content],
    )
}

/// The countries that there is something to say of.
fn country(texts: &Texts, plans: &Plans, chosen: &str, choose: &Callback<Choice>) -> Html {
    let choose = choose.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            choose.emit(Choice::Country(select.value()));
        }
    });
    let option = |code: &String| {
        let name = texts.format.country(code);
        html! { <option value={code.clone()} selected={code == chosen}>{ name }</option> }
    };
    let options: Vec<Html> = plans.countries().iter().map(option).collect();
    let is_elsewhere = !plans.countries().iter().any(|code| code == chosen);
    html! {
        <p class="country">
            <label for="country">{ &texts.plan.country }</label>
            <select id="country" {onchange}>
                { options }
                <option value="" selected={is_elsewhere}>{ &texts.plan.elsewhere }</option>
            </select>
        </p>
    }
}

/// Whether ticks are kept, and the way to paper.
fn keeping(texts: &Texts, is_kept: bool, choose: &Callback<Choice>) -> Html {
    let (word, id, choice) = if is_kept {
        (&texts.plan.forget, "forget-button", Choice::Forget)
    } else {
        (&texts.plan.keep, "keep-button", Choice::Keep)
    };
    let keep = choose.reform(move |()| choice.clone());
    let buttons = [
        button(Some(id), "second", word, &keep),
        button(
            Some("print-button"),
            "second",
            &texts.plan.print,
            &Callback::from(|()| page::print()),
        ),
        el("p.hint", &texts.plan.keep_hint),
    ];
    el("div.keeping", buttons)
}
