//! While a check runs.
use hushcheck_web::Stage;
use yew::prelude::*;

use super::control::button;
use super::element::el;
use crate::messages::fill;
use crate::texts::Texts;

/// How far the check is, and the way out of it.
pub fn checking(
    texts: &Texts,
    (stage, done, total): (Stage, u64, u64),
    is_many: bool,
    cancel: &Callback<()>,
) -> Html {
    let text = match stage {
        Stage::Hashing if is_many => {
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
    // How long hashing and searching take is not known before; they stand still.
    let value = match stage {
        Stage::Fetching => Some((100 + 850 * done / total.max(1)).to_string()),
        Stage::Searching => Some("950".to_owned()),
        Stage::Hashing if is_many => Some((100 * done / total.max(1)).to_string()),
        Stage::Hashing => None,
    };
    let progress =
        html! { <progress max="1000" {value} aria-labelledby="results-heading"></progress> };
    let cancel = button(Some("cancel-button"), "second", &texts.progress.cancel, cancel);
    el("div.checking", [progress, el("p.progress-text", text), cancel])
}
