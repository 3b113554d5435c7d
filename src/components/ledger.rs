//! Every request that was made.
use std::rc::Rc;

use hushcheck_web::Trust;
use yew::prelude::*;

use crate::messages::fill;
use crate::state::{Entry, State};
use crate::texts::{Texts, use_texts};

#[derive(Properties, PartialEq)]
pub struct LedgerProps {
    pub state: Rc<State>,
}

/// Files, their sizes, and the bits that they revealed.
#[component]
pub fn Ledger(props: &LedgerProps) -> Html {
    let texts = use_texts();
    let state = &props.state;
    let ledger = &texts.ledger;
    let bytes = state.ledger.iter().filter_map(|entry| entry.request.bytes).sum();
    let bits = u64::from(state.revealed_bits());
    html! {
        <section class="ledger-section" aria-labelledby="ledger-heading">
            <h2 id="ledger-heading">{ &ledger.heading }</h2>
            <p>{ &ledger.intro }</p>
            { versions(&texts, state) }
            <div class="scroll" tabindex="0" role="region" aria-labelledby="ledger-heading">
            <table id="ledger">
                <thead><tr>
                    <th scope="col">{ &ledger.file }</th>
                    <th scope="col">{ &ledger.size }</th>
                    <th scope="col">{ &ledger.bits }</th>
                    <th scope="col">{ &ledger.state }</th>
                </tr></thead>
                <tbody>{ for state.ledger.iter().map(|entry| row(&texts, entry)) }</tbody>
                <tfoot><tr>
                    <th scope="row">{ &ledger.total }</th>
                    <td>{ texts.format.bytes(bytes) }</td>
                    <td>{ texts.format.number(bits) }</td>
                    <td></td>
                </tr></tfoot>
            </table>
            </div>
            <p class="hint">{ &ledger.bits_note }</p>
        </section>
    }
}

fn row(texts: &Texts, entry: &Entry) -> Html {
    let request = &entry.request;
    let bits = u64::from(request.revealed_bits);
    let state = match (request.bytes, entry.usable) {
        (None, _) => &texts.ledger.not_received,
        (_, Some(true)) => &texts.ledger.verified,
        (_, Some(false)) => &texts.ledger.failed,
        _ => "",
    };
    html! {
        <tr data-url={request.url.clone()} data-bits={bits.to_string()}>
            <th scope="row"><bdi dir="ltr">{ &request.url }</bdi></th>
            <td>{ request.bytes.map_or_else(|| "–".to_owned(), |bytes| texts.format.bytes(bytes)) }</td>
            <td>{ texts.format.number(bits) }</td>
            <td>{ state }</td>
        </tr>
    }
}

/// Which versions of the datasets are open, and why they are believed.
fn versions(texts: &Texts, state: &State) -> Html {
    let datasets = state.open().into_iter().flat_map(|catalogue| &catalogue.datasets);
    let lines = datasets.filter_map(|dataset| {
        let opened = dataset.opened.as_ref().ok()?;
        let manifest = &opened.manifest;
        let trust = match opened.trust {
            Trust::Signed => &texts.ledger.signed,
            Trust::Local => &texts.form.local,
        };
        Some(fill(&texts.ledger.version, &[
            ("dataset", manifest.dataset()),
            ("number", &texts.format.number(manifest.number())),
            ("date", &texts.format.date(manifest.published())),
            ("trust", trust),
        ]))
    });
    html! { <ul class="versions">{ for lines.map(|line| html! { <li>{ line }</li> }) }</ul> }
}
