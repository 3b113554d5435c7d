//! What is known about a leak: all from the manifest, as text.
use hushcheck_core::Incident;
use yew::prelude::*;

use super::element::{Content as _, el, el_with};
use crate::format::capitalised;
use crate::messages::fill;
use crate::route::Route;
use crate::state::State;
use crate::texts::Texts;

/// Facts as terms and what they are.
fn facts(facts: &[(&String, Option<String>)]) -> Html {
    let mut shown = Vec::new();
    for (term, value) in facts {
        if let Some(value) = value {
            shown.push(el("div", [el("dt", *term), el("dd", el("bdi", value))]));
        }
    }
    el("dl.facts", shown)
}

fn date(texts: &Texts, incident: &Incident) -> Option<String> {
    incident.breach_date.as_deref().map(|date| texts.format.date(date))
}

fn data(texts: &Texts, incident: &Incident) -> Option<String> {
    let classes: Vec<&str> =
        incident.data_classes.iter().map(|class| texts.data_class(class)).collect();
    (!classes.is_empty()).then(|| classes.join(" · "))
}

fn rows(texts: &Texts, incident: &Incident) -> Option<String> {
    (incident.row_count > 0).then(|| texts.format.number(incident.row_count))
}

/// The short of it, for a verdict, and the way to the rest. The title stands before it
/// where the dataset is about several leaks.
pub fn incident_facts(texts: &Texts, incident: &Incident, is_one_of_many: bool) -> Html {
    let title = is_one_of_many.then(|| el("h4", el("bdi", &incident.title)));
    let results = &texts.results;
    let short =
        facts(&[(&results.date, date(texts, incident)), (&results.data, data(texts, incident))]);
    let (before, after) = texts.leak.more.split_once("{title}").unwrap_or_default();
    let text = [before.html(), el("bdi", &incident.title), after.html()].html();
    [title.html(), short, el("p", link(incident, text))].html()
}

fn link(incident: &Incident, text: Html) -> Html {
    el_with("a", [("href", Route::Incident(incident.name.clone()).hash())], text)
}

/// All leaks that the site's lists are about.
pub fn leaks(texts: &Texts, state: &State) -> Html {
    let mut items = Vec::new();
    for dataset in state.open().map_or(&[][..], |catalogue| &catalogue.datasets) {
        let Ok(opened) = &dataset.opened else { continue };
        for incident in opened.manifest.incidents() {
            let title = link(incident, el("bdi", &incident.title));
            let mut facts = date(texts, incident).unwrap_or_default();
            if let Some(data) = data(texts, incident) {
                facts.push_str(if facts.is_empty() { "" } else { " · " });
                facts.push_str(&data);
            }
            items.push(el("li", [title, el("small", facts)]));
        }
    }
    el(
        "section.leaks[aria-labelledby=leaks]",
        [el("h2#leaks", &texts.leak.heading), el("ul", items)],
    )
}

/// The page of a leak.
pub fn incident_page(texts: &Texts, state: &State, name: &str) -> Html {
    let Some(catalogue) = state.open() else { return Html::default() };
    let back = el("p", el("a#back[href=#/]", &texts.leak.back));
    let mut lists = Vec::new();
    for entry in catalogue.lists() {
        let manifest = &entry.opened.manifest;
        if manifest.incidents().iter().any(|incident| incident.name == name) {
            let values = [
                ("kinds", &*capitalised(&texts.check(entry.list.check()))),
                ("n", &*texts.format.number(entry.list.records())),
                ("date", &*texts.format.date(manifest.published())),
            ];
            lists.push(el("li", fill(&texts.leak.list, &values)));
        }
    }
    let incident = catalogue.incident(name);
    let results = &texts.results;
    let content = match incident {
        Some(incident) => [
            el("h1#incident-heading[tabindex=-1]", el("bdi", &incident.title)),
            incident.description.as_ref().map(|text| el("p.intro", el("bdi", text))).html(),
            facts(&[
                (&results.organisation, incident.organisation.clone()),
                (&results.date, date(texts, incident)),
                (&results.data, data(texts, incident)),
                (&results.rows, rows(texts, incident)),
                (&results.source, incident.source.clone()),
            ]),
            el("h2", &texts.leak.lists),
            el("ul", lists),
        ]
        .html(),
        None => [
            el("h1#incident-heading[tabindex=-1]", &texts.leak.unknown),
            el("p", &texts.leak.unknown_text),
        ]
        .html(),
    };
    el("article.incident", [back, content])
}
