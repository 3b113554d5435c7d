//! Action plans: what to do, by the kinds of data that leaked and the country.
//!
//! They are a file a language, `static/plans/CODE.json`, which is loaded with the
//! language whatever is typed and whatever comes of it.
use hushcheck_core::{Check, Kind, Site};
use wasm_bindgen::JsValue;

use crate::messages::Source;

/// The plans in one language, as they came: what is shown of them is read when it is shown,
/// since code that takes all of them in would be larger.
pub struct Plans<S = JsValue>(S);

/// For everybody who matched.
pub const ALWAYS: &str = "always";
/// For those who were not found.
pub const NOT_FOUND: &str = "not-found";
/// For people whom somebody may harm.
pub const DANGER: &str = "danger";

/// One thing to do.
#[derive(Debug)]
pub struct Step {
    /// Its name, by which a tick is kept.
    pub id: String,
    /// How urgent it is: one of [`URGENCIES`].
    pub when: String,
    /// The countries that it is for; all if there are none.
    pub countries: Vec<String>,
    /// The links that belong to it, by their names.
    pub links: Vec<String>,
    /// What to do.
    pub text: String,
}

/// The most urgent first.
pub const URGENCIES: [&str; 3] = ["now", "week", "on"];

/// Somebody's site, for a step.
#[derive(Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose site it is.
    pub name: String,
    /// The address.
    pub address: String,
    /// Since when the address stands here, YYYY-MM; empty for an address of the site's own.
    pub checked: String,
}

impl<S: Source> Plans<S> {
    /// Takes the plans of a language; `None` if there are none.
    pub fn read(source: S) -> Option<Self> {
        (!source.items("classes").is_empty()).then_some(Plans(source))
    }

    /// The countries that have steps or links of their own, by their codes.
    pub fn countries(&self) -> Vec<String> {
        self.0.list("countries")
    }

    /// The steps of a class by its name.
    pub fn steps_of(&self, name: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        for class in self.0.items("classes") {
            if class.text("name") == name {
                steps.extend(class.items("steps").iter().map(read_step));
            }
        }
        steps
    }

    /// What to do for what leaked, in order of urgency. There is something to do for
    /// everybody. A class stands for kinds of identifier, and for data classes by Have I
    /// Been Pwned's names.
    pub fn steps(&self, checks: &[Check], data_classes: &[&str], country: &str) -> Vec<Step> {
        let is_asked = |name: &String| {
            let is_named = |kind: &Kind| kind.name() == name;
            Kind::ALL.iter().any(|kind| is_named(kind) && checks.iter().any(|c| c.contains(*kind)))
        };
        let mut steps = Vec::new();
        let classes = self.0.items("classes");
        for urgency in URGENCIES {
            for class in &classes {
                let concerns = class.text("name") == ALWAYS
                    || class.list("kinds").iter().any(is_asked)
                    || class.list("data").iter().any(|name| data_classes.contains(&name.as_str()));
                if !concerns {
                    continue;
                }
                for step in class.items("steps").iter().map(read_step) {
                    if step.when == urgency && step.is_for(country) {
                        steps.push(step);
                    }
                }
            }
        }
        steps
    }

    /// The links of a step for a country, or for all; the site's own addresses stand before
    /// those of the file.
    pub fn links(&self, step: &Step, country: &str, site: &Site) -> Vec<Link> {
        let mut links = Vec::new();
        if step.links.is_empty() {
            return links;
        }
        for link in self.0.items("links") {
            let (id, of) = (link.text("id"), link.text("country"));
            if !step.links.contains(&id) || !(of.is_empty() || of == country) {
                continue;
            }
            let (address, checked) = match site.link(&id) {
                Some(None) => continue,
                Some(Some(other)) => (other.to_owned(), String::new()),
                None => (link.text("address"), link.text("checked")),
            };
            links.push(Link { name: link.text("name"), address, checked });
        }
        links
    }
}

impl Step {
    fn is_for(&self, country: &str) -> bool {
        self.countries.is_empty() || self.countries.iter().any(|code| code == country)
    }
}

fn read_step(source: &impl Source) -> Step {
    Step {
        id: source.text("id"),
        when: source.text("when"),
        countries: source.list("countries"),
        links: source.list("links"),
        text: source.text("text"),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
