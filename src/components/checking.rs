//! While a check runs.
use hushcheck_web::Stage;
use yew::prelude::*;

use super::control::button;
use super::element::el;
use crate::messages::fill;
use crate::texts::Texts;

/// How far the check is, and the way out of it. Of many rows it is known how far hashing is, and
/// about how many thousandths of the time it takes.
pub fn checking(
    texts: &Texts,
    (stage, done, total): (Stage, u64, u64),
    hashing: Option<u64>,
    cancel: &Callback<()>,
) -> Html {
    let text = match stage {
        Stage::Hashing if hashing.is_some() => {
            let (done, total) = (texts.format.number(done), texts.format.number(total));
            fill(&texts.many.hashing, &[("done", &done), ("total", &total)])
        }
        Stage::Hashing => texts.progress.hashing.clone(),
        Stage::Searching => texts.progress.searching.clone(),
        Stage::Fetching => {
            let (done, total) = (texts.format.bytes(done), texts.format.bytes(total));
            fill(&texts.progress.fetching, &[("done", &done), ("total", &total)])
        }
    };
    // How long hashing once and searching take is not known before; they stand still.
    let hashed = hashing.unwrap_or(100);
    let part = |all: u64| all * done / total.max(1);
    let value = match stage {
        Stage::Hashing => hashing.map(part),
        Stage::Fetching => Some(hashed + part(950 - hashed)),
        Stage::Searching => Some(950),
    };
    let value = value.map(|value| value.to_string());
    let progress =
        html! { <progress max="1000" {value} aria-labelledby="results-heading"></progress> };
    let cancel = button(Some("cancel-button"), "second", &texts.progress.cancel, cancel);
    el("div.checking", [progress, el("p.progress-text", text), cancel])
}
