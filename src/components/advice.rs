//! What to do after a match.
use hushcheck_core::{Check, Incident, Kind};
use yew::prelude::*;

use super::element::{Content as _, el};
use crate::messages::Advice;
use crate::texts::Texts;

/// A short list for each kind of data that leaked, what was asked for first.
pub fn advice(texts: &Texts, check: Check, incidents: &[&Incident]) -> Html {
    let mut topics: Vec<Topic> = check.kinds().filter_map(of_kind).collect();
    let classes = incidents.iter().flat_map(|incident| &incident.data_classes);
    for topic in classes.filter_map(|class| of_class(class)) {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    if topics.is_empty() {
        return Html::default();
    }
    let show = |topic: Topic| {
        let (class, items) = content(topic, &texts.advice);
        let items: Vec<Html> = items.iter().map(|item| el("li", item)).collect();
        [el("h5", texts.data_class(class)), el("ul", items)].html()
    };
    let topics: Vec<Html> = topics.into_iter().map(show).collect();
    el("div.advice", [el("h4", &texts.results.what_now), topics.html()])
}

#[derive(Clone, Copy, PartialEq)]
enum Topic {
    Password,
    Email,
    Phone,
    NationalId,
    Address,
}

fn of_kind(kind: Kind) -> Option<Topic> {
    match kind {
        Kind::Password => Some(Topic::Password),
        Kind::Email => Some(Topic::Email),
        Kind::Phone => Some(Topic::Phone),
        Kind::NationalId | Kind::Passport => Some(Topic::NationalId),
        _ => None,
    }
}

/// By Have I Been Pwned's names of data classes.
fn of_class(class: &str) -> Option<Topic> {
    match class {
        "Passwords" => Some(Topic::Password),
        "Email addresses" => Some(Topic::Email),
        "Phone numbers" => Some(Topic::Phone),
        "Government issued IDs" | "National IDs" | "Passport numbers" => Some(Topic::NationalId),
        "Physical addresses" => Some(Topic::Address),
        _ => None,
    }
}

/// The data class that stands above, and what to do.
fn content(topic: Topic, advice: &Advice) -> (&'static str, &[String]) {
    match topic {
        Topic::Password => ("Passwords", &advice.password),
        Topic::Email => ("Email addresses", &advice.email),
        Topic::Phone => ("Phone numbers", &advice.phone),
        Topic::NationalId => ("Government issued IDs", &advice.national_id),
        Topic::Address => ("Physical addresses", &advice.address),
    }
}
