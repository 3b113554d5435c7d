//! How it works, and what it cannot tell.
use yew::prelude::*;

use super::element::el;
use crate::texts::Texts;

/// The explanation that stands beside or below the form.
pub fn about(texts: &Texts) -> Html {
    let about = &texts.about;
    let items = |texts: &[String]| texts.iter().map(|text| el("li", text)).collect::<Vec<_>>();
    let how = [el("h2#how", &about.how), el("ol.steps", items(&about.steps))];
    let limits = [el("h2#limits", &about.limits), el("ul", items(&about.cannot))];
    el(
        "aside.about",
        [el("section[aria-labelledby=how]", how), el("section[aria-labelledby=limits]", limits)],
    )
}
