//! Every request that was made.
use hushcheck_web::Trust;
use hushcheck_web::http::{Arrival, Request};
use yew::prelude::*;

use crate::messages::fill;
use crate::state::{Entry, State};
use crate::texts::Texts;

/// Files, their sizes, and the bits that they revealed.
pub fn ledger(texts: &Texts, state: &State) -> Html {
    let ledger = &texts.ledger;
    let bytes = state.ledger.iter().filter_map(|entry| came(&entry.request)).sum();
    let bits = u64::from(state.revealed_bits());
    html! {
        <section class="ledger-section" aria-labelledby="ledger-heading">
            <h2 id="ledger-heading">{ &ledger.heading }</h2>
            <p>{ &ledger.intro }</p>
            <dl class="totals">
                <div><dt>{ &ledger.files }</dt><dd>{ texts.format.number(state.ledger.len() as u64) }</dd></div>
                <div><dt>{ &ledger.size }</dt><dd>{ texts.format.bytes(bytes) }</dd></div>
                <div><dt>{ &ledger.bits }</dt><dd>{ texts.format.number(bits) }</dd></div>
            </dl>
            <details>
            <summary>{ &ledger.details }</summary>
            { versions(texts, state) }
            <table id="ledger" class="stacking">
                <thead><tr>
                    <th scope="col">{ &ledger.file }</th>
                    <th scope="col">{ &ledger.size }</th>
                    <th scope="col">{ &ledger.bits }</th>
                    <th scope="col">{ &ledger.state }</th>
                </tr></thead>
                <tbody>{ for state.ledger.iter().map(|entry| row(texts, entry)) }</tbody>
            </table>
            <p class="hint">{ &ledger.bits_note }</p>
            </details>
        </section>
    }
}

fn came(request: &Request) -> Option<u64> {
    match request.arrival {
        Arrival::Came(bytes) => Some(bytes),
        _ => None,
    }
}

fn row(texts: &Texts, entry: &Entry) -> Html {
    let (ledger, request) = (&texts.ledger, &entry.request);
    let bits = u64::from(request.revealed_bits);
    let state = match (request.arrival, entry.usable) {
        (Arrival::Awaited, _) => &ledger.awaited,
        (Arrival::Failed, _) => &ledger.not_received,
        (_, Some(true)) => &ledger.verified,
        (_, Some(false)) => &ledger.failed,
        _ => "",
    };
    html! {
        <tr data-url={request.url.clone()} data-bits={bits.to_string()}>
            <th scope="row"><bdi dir="ltr">{ &request.url }</bdi></th>
            <td data-label={ledger.size.clone()}>
                { came(request).map_or_else(|| "–".to_owned(), |bytes| texts.format.bytes(bytes)) }
            </td>
            <td data-label={ledger.bits.clone()}>{ texts.format.number(bits) }</td>
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
        Some(fill(
            &texts.ledger.version,
            &[
                ("dataset", manifest.dataset()),
                ("number", &texts.format.number(manifest.number())),
                ("date", &texts.format.date(manifest.published())),
                ("trust", trust),
            ],
        ))
    });
    html! { <ul class="versions">{ for lines.map(|line| html! { <li>{ line }</li> }) }</ul> }
}
