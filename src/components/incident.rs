//! What is known about a leak.
use hushcheck_core::Incident;
use yew::prelude::*;

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
    html! {
        <>
        if is_one_of_many {
            <h4><bdi>{ &incident.title }</bdi></h4>
        }
        if let Some(description) = &incident.description {
            <p><bdi>{ description }</bdi></p>
        }
        <dl class="facts">
            { for facts.map(|(term, value)| html! {
                <div><dt>{ term }</dt><dd><bdi>{ value }</bdi></dd></div>
            }) }
        </dl>
        </>
    }
}
