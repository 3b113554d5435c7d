//! What is known about a leak.
use hushcheck_core::Incident;
use yew::prelude::*;

use super::element::{Content as _, el};
use crate::texts::Texts;

/// Organisation, date, data: all from the manifest, as text. The title stands before
/// them where the dataset is about several leaks.
pub fn incident_facts(texts: &Texts, incident: &Incident, is_one_of_many: bool) -> Html {
    let classes: Vec<&str> =
        incident.data_classes.iter().map(|class| texts.data_class(class)).collect();
    let date = incident.breach_date.as_deref().map(|date| texts.format.date(date));
    let rows = (incident.row_count > 0).then(|| texts.format.number(incident.row_count));
    let results = &texts.results;
    let facts = [
        (&results.organisation, incident.organisation.clone()),
        (&results.date, date),
        (&results.data, (!classes.is_empty()).then(|| classes.join(" · "))),
        (&results.rows, rows),
        (&results.source, incident.source.clone()),
    ];
    let facts = facts.into_iter().filter_map(|(term, value)| value.map(|value| (term, value)));
    let facts = facts.map(|(term, value)| el("div", [el("dt", term), el("dd", el("bdi", value))]));
    let facts: Vec<Html> = facts.collect();
    let title = is_one_of_many.then(|| el("h4", el("bdi", &incident.title)));
    let description = incident.description.as_ref().map(|text| el("p", el("bdi", text)));
    [title.html(), description.html(), el("dl.facts", facts)].html()
}
