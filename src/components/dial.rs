//! The privacy dial: what is revealed, against what is downloaded.
use hushcheck_core::Dial;
use hushcheck_web::{Catalogue, ListEntry};
use yew::prelude::*;

use super::element::{Content as _, el, el_with};
use super::ledger::{cell, table_head};
use crate::cost::{asks_nobody, cost, is_here};
use crate::format::capitalised;
use crate::messages::fill;
use crate::state::State;
use crate::texts::Texts;

/// Three settings, each with what it costs; where there is a choice. Where all lists are on the
/// device, or come whole whatever is chosen, there is none: nobody learns anything.
pub fn dial_choice(texts: &Texts, state: &State, choose: &Callback<Dial>) -> Html {
    let Some(catalogue) = state.open() else { return Html::default() };
    let asks_nobody = asks_nobody(catalogue, &state.on_device);
    let is_whole = |entry: ListEntry| !entry.is_asked || entry.list.prefix_bits() == 0;
    if asks_nobody || catalogue.lists().into_iter().all(is_whole) {
        let said = if asks_nobody { &texts.dial.kept } else { &texts.dial.whole };
        let dial = state.dial;
        // `static/beside.js` has it drawn anew by this, as it does by the settings.
        let redraw = choose.reform(move |_: Event| dial);
        return html! { <p class="hint" id="no-dial" onchange={redraw}>{ said.as_str() }</p> };
    }
    let setting = |dial: Dial| {
        let (id, name) = match dial {
            Dial::RevealNothing => ("dial-reveal-nothing", &texts.dial.reveal_nothing),
            Dial::Balanced => ("dial-balanced", &texts.dial.balanced),
            Dial::SmallDownloads => ("dial-small-downloads", &texts.dial.small_downloads),
        };
        let choose = choose.clone();
        let cost_id = format!("{id}-cost");
        let input = html! {
            <input type="radio" name="dial" {id} checked={state.dial == dial}
                aria-describedby={cost_id.clone()}
                onchange={Callback::from(move |_: Event| choose.emit(dial))} />
        };
        let cost = describe(texts, catalogue, dial, &state.on_device).html();
        el(
            "div.choice",
            [
                input,
                el_with("label", [("for", id.to_owned())], name.as_str().html()),
                el_with("p.cost", [("id", cost_id)], cost),
            ],
        )
    };
    let settings: Vec<Html> = Dial::ALL.into_iter().map(setting).collect();
    let details = [el("summary", &texts.dial.details), per_list(texts, catalogue, state)];
    let content = [
        el("legend", &texts.dial.legend),
        el("p.hint", &texts.dial.hint),
        settings.html(),
        el("details", details),
    ];
    el("fieldset[class=group dial]", content)
}

/// What a setting costs and reveals, in records.
fn describe(texts: &Texts, catalogue: &Catalogue, dial: Dial, on_device: &[bool]) -> String {
    let cost = cost(catalogue, dial, on_device);
    let about = |n: u64| texts.format.about(n as f64);
    let mut parts = vec![fill(&texts.dial.size, &[("size", &texts.format.bytes(cost.bytes))])];
    if let Some(n) = cost.person {
        parts.push(fill(&texts.dial.part, &[("n", &about(n))]));
    }
    if let Some(n) = cost.password {
        parts.push(fill(&texts.dial.part_password, &[("n", &about(n))]));
    }
    if parts.len() == 1 && cost.bytes > 0 {
        parts.push(texts.dial.whole.clone());
    }
    if cost.has_some_here {
        parts.push(texts.dial.kept.clone());
    }
    parts.join(texts.gap())
}

fn per_list(texts: &Texts, catalogue: &Catalogue, state: &State) -> Html {
    let plan = catalogue.plan(state.dial);
    type Planned<'a> = (ListEntry<'a>, &'a hushcheck_core::ListPlan);
    let row = |(number, (entry, plan)): (usize, Planned)| {
        let is_here = is_here(&state.on_device, number);
        let title = entry.opened.manifest.incidents().first().map(|i| i.title.as_str().html());
        let check = capitalised(&texts.check(entry.list.check()));
        let reveals = if let Some(reason) = catalogue.refusal(entry.list, *plan) {
            texts.reason(reason).to_owned()
        } else if is_here || plan.is_whole() {
            texts.dial.nothing.clone()
        } else {
            let n = texts.format.about(plan.records_sharing() as f64);
            fill(&texts.dial.one_of, &[("n", &n)])
        };
        let bytes = if is_here { 0 } else { plan.bytes() };
        let records = texts.format.number(entry.list.records());
        el(
            "tr",
            [
                el("th[scope=row]", [title.html(), el("small", check)]),
                cell(texts, &texts.dial.records, records),
                cell(texts, &texts.dial.download, texts.format.bytes(bytes)),
                cell(texts, &texts.dial.reveals, reveals),
            ],
        )
    };
    let columns =
        [&texts.dial.list, &texts.dial.records, &texts.dial.download, &texts.dial.reveals];
    let rows: Vec<Html> =
        catalogue.lists().into_iter().zip(plan.lists()).enumerate().map(row).collect();
    el("table.stacking", [table_head(columns), el("tbody", rows)])
}
