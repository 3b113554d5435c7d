//! The steps of a plan, and the addresses that they name.
use yew::prelude::*;

use super::control::tick;
use super::element::{Content as _, el, el_with};
use crate::follow_up::Choice;
use crate::messages::fill;
use crate::plans::{Plans, Step, URGENCIES};
use crate::state::State;
use crate::texts::Texts;

/// Steps with boxes to tick, by urgency.
pub fn steps_by_urgency(
    texts: &Texts,
    plans: &Plans,
    state: &State,
    steps: &[Step],
    choose: &Callback<Choice>,
) -> Html {
    let headings = [&texts.plan.now, &texts.plan.week, &texts.plan.on];
    let mut groups = Vec::new();
    for (urgency, heading) in URGENCIES.into_iter().zip(headings) {
        let mut ticks = Vec::new();
        for step in steps {
            if step.when == urgency {
                let id = ["step-", &step.id].concat();
                let is_ticked = state.follow_up.is_ticked(&step.id);
                let choice = Choice::Tick(step.id.clone());
                let tick = tick(id, None, &step.text, is_ticked, choose, choice);
                ticks.push(el("li", [tick, links(texts, plans, state, step)]));
            }
        }
        if !ticks.is_empty() {
            groups.extend([el("h4", heading), el("ul.ticks", ticks)]);
        }
    }
    groups.html()
}

/// The addresses of a step, as text, each with the month as of which it stands here.
pub fn links(texts: &Texts, plans: &Plans, state: &State, step: &Step) -> Html {
    let Some(catalogue) = state.open() else { return Html::default() };
    let mut links = Vec::new();
    for link in plans.links(step, state.country(), &catalogue.site) {
        let href = [("href", link.address.clone())];
        let address = link.address.as_str().html();
        let anchor = el_with("a[target=_blank][rel=noopener noreferrer][dir=ltr]", href, address);
        let date = (!link.checked.is_empty()).then(|| {
            let date = texts.format.date(&link.checked);
            el("small", fill(&texts.plan.link, &[("date", &date)]))
        });
        links.push(el("li", [el("bdi", link.name), " ".html(), anchor, " ".html(), date.html()]));
    }
    (!links.is_empty()).then(|| el("ul.links", links)).html()
}
