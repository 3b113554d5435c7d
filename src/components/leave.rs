//! For people whom somebody may harm: the way out, and what it leaves behind.
use yew::prelude::*;

use super::control::button;
use super::element::{Content as _, el};
use super::steps::links;
use crate::plans::DANGER;
use crate::state::State;
use crate::texts::Texts;

/// The button that leaves the page. It stands over everything, in reach of a thumb.
pub fn leave_button(texts: &Texts, leave: &Callback<()>) -> Html {
    button(Some("leave-button"), "leave", &texts.leave.button, leave)
}

/// Whom to ask, and what stays in the browser. It is there before anything is checked.
pub fn danger(texts: &Texts, state: &State) -> Html {
    let Some(plans) = texts.plans() else { return Html::default() };
    let steps = plans.steps_of(DANGER).into_iter();
    let steps =
        steps.map(|step| el("li", [step.text.as_str().html(), links(texts, plans, state, &step)]));
    let steps: Vec<Html> = steps.collect();
    let heading = el("summary", el("h2", &texts.leave.heading));
    el("details.danger#danger", [heading, el("ul", steps)])
}
