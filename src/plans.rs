//! Action plans: what to do, by the kinds of data that leaked and the country.
//!
//! They are a file a language, `static/plans/CODE.json`, which is loaded with the
//! language whatever is typed and whatever comes of it.
use hushcheck_core::{Check, Kind, Site};

use crate::messages::Source;

/// The plans in one language.
pub struct Plans {
    /// The countries that have steps or links of their own, by their codes.
    pub countries: Vec<String>,
    /// The kinds of data, and what to do for each.
    pub classes: Vec<Class>,
    /// Addresses that steps name.
    pub links: Vec<Link>,
}

/// What to do when one kind of data leaked.
#[derive(Debug)]
pub struct Class {
    /// Its name; [`ALWAYS`], [`NOT_FOUND`] and [`DANGER`] are no kinds of data.
    pub name: String,
    /// The kinds of identifier that it stands for.
    pub kinds: Vec<String>,
    /// The data classes that it stands for, by Have I Been Pwned's names.
    pub data: Vec<String>,
    /// The steps.
    pub steps: Vec<Step>,
}

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

/// Somebody's site.
pub struct Link {
    /// Its name in steps and in `site.json`.
    pub id: String,
    /// The country that it is for; empty for all.
    pub country: String,
    /// Whose site it is.
    pub name: String,
    /// The address.
    pub address: String,
    /// Since when the address stands here, YYYY-MM.
    pub checked: String,
}

impl Plans {
    /// Reads the plans of a language; `None` if there are none.
    pub fn read(source: &impl Source) -> Option<Self> {
        let classes: Vec<Class> = source.items("classes").iter().map(read_class).collect();
        let links = source.items("links").iter().map(read_link).collect();
        (!classes.is_empty()).then(|| Plans { countries: source.list("countries"), classes, links })
    }

    /// The steps of a class by its name.
    pub fn steps_of(&self, name: &str) -> &[Step] {
        self.classes.iter().find(|class| class.name == name).map_or(&[], |class| &class.steps)
    }

    /// What to do for what leaked, in order of urgency. There is something to do for
    /// everybody.
    pub fn steps(&self, checks: &[Check], data_classes: &[&str], country: &str) -> Vec<&Step> {
        let is_asked = |name: &String| {
            Kind::ALL
                .iter()
                .any(|kind| kind.name() == name && checks.iter().any(|c| c.contains(*kind)))
        };
        let mut steps = Vec::new();
        for urgency in URGENCIES {
            for class in &self.classes {
                let concerns = class.name == ALWAYS
                    || class.kinds.iter().any(is_asked)
                    || class.data.iter().any(|name| data_classes.contains(&name.as_str()));
                for step in &class.steps {
                    if concerns && step.when == urgency && step.is_for(country) {
                        steps.push(step);
                    }
                }
            }
        }
        steps
    }

    /// The links of a step for a country, and their addresses, of which the site's own
    /// stand before those of the file. Those have no date.
    pub fn links<'a>(
        &'a self,
        step: &Step,
        country: &str,
        site: &'a Site,
    ) -> Vec<(&'a Link, &'a str, Option<&'a str>)> {
        let mut links = Vec::new();
        for link in &self.links {
            let is_here = link.country.is_empty() || link.country == country;
            if !is_here || !step.links.contains(&link.id) {
                continue;
            }
            match site.link(&link.id) {
                Some(Some(other)) => links.push((link, other, None)),
                Some(None) => {}
                None => links.push((link, link.address.as_str(), Some(link.checked.as_str()))),
            }
        }
        links
    }
}

impl Step {
    fn is_for(&self, country: &str) -> bool {
        self.countries.is_empty() || self.countries.iter().any(|code| code == country)
    }
}

fn read_class(source: &impl Source) -> Class {
    Class {
        name: source.text("name"),
        kinds: source.list("kinds"),
        data: source.list("data"),
        steps: source.items("steps").iter().map(read_step).collect(),
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

fn read_link(source: &impl Source) -> Link {
    Link {
        id: source.text("id"),
        country: source.text("country"),
        name: source.text("name"),
        address: source.text("address"),
        checked: source.text("checked"),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
