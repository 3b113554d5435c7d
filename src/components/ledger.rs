//! Every request that was made.
use hushcheck_web::Trust;
use hushcheck_web::http::{Arrival, Request};
use yew::prelude::*;

use super::element::{Content as _, el, el_with};
use crate::messages::fill;
use crate::state::{Entry, State};
use crate::texts::Texts;

/// Files, their sizes, and the bits that they revealed.
pub fn ledger(texts: &Texts, state: &State) -> Html {
    let ledger = &texts.ledger;
    let bytes = state.ledger.iter().filter_map(|entry| came(&entry.request)).sum();
    let bits = u64::from(state.revealed_bits());
    let total = |name, value| el("div", [el("dt", name), el("dd", value)]);
    let totals = [
        total(&ledger.files, texts.format.number(state.ledger.len() as u64)),
        total(&ledger.size, texts.format.bytes(bytes)),
        total(&ledger.bits, texts.format.number(bits)),
    ];
    let columns = [&ledger.file, &ledger.size, &ledger.bits, &ledger.state];
    let lists = state.open().map(|open| open.lists()).unwrap_or_default();
    let is_proven = |entry: &Entry| {
        let list = entry.request.list.and_then(|list| lists.get(list));
        list.is_none_or(|list| list.opened.trust != Trust::Host)
    };
    let rows = state.ledger.iter().map(|entry| row(texts, entry, is_proven(entry)));
    let rows: Vec<Html> = rows.collect();
    let details = [
        el("summary", &ledger.details),
        versions(texts, state),
        el("table.stacking#ledger", [table_head(columns), el("tbody", rows)]),
        el("p.hint", &ledger.bits_note),
    ];
    el(
        "section.ledger-section[aria-labelledby=ledger-heading]",
        [
            el("h2#ledger-heading", &ledger.heading),
            el("p", &ledger.intro),
            el("dl.totals", totals),
            el("details", details),
            self_test(texts),
        ],
    )
}

/// How to find out whether the ledger is true. `boot.js` hears the button and says what it
/// found: it asks the browser, not the program that wrote the ledger.
fn self_test(texts: &Texts) -> Html {
    let ledger = &texts.ledger;
    let steps: Vec<Html> = ledger.test_steps.iter().map(|step| el("li", step)).collect();
    let said = [("data-fine", ledger.test_fine.clone()), ("data-wrong", ledger.test_wrong.clone())];
    let content = [
        el("summary", &ledger.test),
        el("ul", steps),
        el_with("button.second#self-test[type=button]", said, (&ledger.test_button).html()),
        el("p#self-test-result[role=status]", []),
        el("p.hint", &ledger.test_limits),
    ];
    el("details", content)
}

/// The head of a table of four columns.
pub(super) fn table_head(columns: [&String; 4]) -> Html {
    el("thead", el("tr", columns.map(|name| el("th[scope=col]", name))))
}

fn came(request: &Request) -> Option<u64> {
    match request.arrival {
        Arrival::Came(bytes) => Some(bytes),
        _ => None,
    }
}

fn row(texts: &Texts, entry: &Entry, is_proven: bool) -> Html {
    let (ledger, request) = (&texts.ledger, &entry.request);
    let bits = u64::from(request.revealed_bits);
    let state = match (request.arrival, entry.usable) {
        (Arrival::Awaited, _) => &ledger.awaited,
        (Arrival::Failed, _) => &ledger.not_received,
        (_, Some(true)) if is_proven => &ledger.verified,
        (_, Some(false)) => &ledger.failed,
        _ => "",
    };
    let bytes = came(request).map_or_else(|| "–".to_owned(), |bytes| texts.format.bytes(bytes));
    el_with(
        "tr",
        [("data-url", request.url.clone()), ("data-bits", bits.to_string())],
        [
            el("th[scope=row]", el("bdi[dir=ltr]", &request.url)),
            cell(texts, &ledger.size, bytes),
            cell(texts, &ledger.bits, texts.format.number(bits)),
            el("td", state),
        ]
        .html(),
    )
}

/// A cell that names its column where the table's head is not shown.
pub(super) fn cell(texts: &Texts, column: &str, value: String) -> Html {
    el_with("td", [("data-label", [column, &texts.colon].concat())], value.html())
}

/// Which versions of the datasets are open, and why they are believed.
pub(super) fn versions(texts: &Texts, state: &State) -> Html {
    let datasets = state.open().into_iter().flat_map(|catalogue| &catalogue.datasets);
    let lines = datasets.filter_map(|dataset| {
        let opened = dataset.opened.as_ref().ok()?;
        let manifest = &opened.manifest;
        let trust = match opened.trust {
            Trust::Signed => &texts.ledger.signed,
            Trust::Local => &texts.form.local,
            Trust::Host => &texts.ledger.host,
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
    let lines: Vec<Html> = lines.map(|line| el("li", line)).collect();
    el("ul.versions", lines)
}
