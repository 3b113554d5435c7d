//! While a check runs.
use hushcheck_web::Stage;
use yew::prelude::*;

use crate::messages::fill;
use crate::texts::use_texts;

#[derive(Properties, PartialEq)]
pub struct CheckingProps {
    pub stage: Stage,
    pub done: u64,
    pub total: u64,
    pub cancel: Callback<()>,
}

/// How far the check is, and the way out of it.
#[component]
pub fn Checking(props: &CheckingProps) -> Html {
    let texts = use_texts();
    let (stage, done, total) = (props.stage, props.done, props.total);
    let text = match stage {
        Stage::Hashing => texts.progress.hashing.clone(),
        Stage::Searching => texts.progress.searching.clone(),
        Stage::Fetching => {
            let (done, total) = (texts.format.bytes(done), texts.format.bytes(total));
            fill(&texts.progress.fetching, &[("done", &done), ("total", &total)])
        }
    };
    // How long hashing and searching take is not known before; they stand still.
    let value = match stage {
        Stage::Fetching => Some((0.1 + 0.85 * done as f64 / total.max(1) as f64).to_string()),
        Stage::Searching => Some("0.95".to_owned()),
        Stage::Hashing => None,
    };
    let cancel = props.cancel.reform(|_: MouseEvent| ());
    html! {
        <div class="checking">
            <progress max="1" {value} aria-labelledby="results-heading"></progress>
            <p class="progress-text">{ text }</p>
            <button type="button" id="cancel-button" class="second" onclick={cancel}>
                { &texts.progress.cancel }
            </button>
        </div>
    }
}
