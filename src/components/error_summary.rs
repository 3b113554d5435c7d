//! What is wrong with the form, above it.
use hushcheck_core::Kind;
use yew::prelude::*;

use super::element::el;
use crate::page::focus;
use crate::texts::Texts;

/// Leads to the fields; the app gives it the focus when it appears.
pub fn error_summary(texts: &Texts, errors: &[(Kind, AttrValue)]) -> Html {
    let link = |(kind, text): &(Kind, AttrValue)| {
        let id = format!("field-{kind}");
        let href = format!("#{id}");
        let onclick = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            focus(&id);
        });
        el("li", html! { <a {href} {onclick}>{ text }</a> })
    };
    let links: Vec<Html> = errors.iter().map(link).collect();
    el(
        "div.error-summary#error-summary[role=alert][tabindex=-1][aria-labelledby=error-heading]",
        [el("h2#error-heading", &texts.errors.heading), el("ul", links)],
    )
}
