//! Which part of the site the address names: what stands behind its `#`, which is never
//! sent, and never holds anything that was typed.

/// A part of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// The form, and what came of it.
    #[default]
    Home,
    /// What is known about a leak, by the name that its manifest gives it.
    Incident(String),
}

/// What stands before an incident's name.
const INCIDENT: &str = "#/incident/";

impl Route {
    /// Reads the end of an address, from its `#` on; `None` for a place within the part
    /// that is shown.
    pub fn parse(hash: &str) -> Option<Self> {
        if let Some(name) = hash.strip_prefix(INCIDENT) {
            Some(Route::Incident(name.to_owned()))
        } else if hash.is_empty() || hash == "#" || hash.starts_with("#/") {
            Some(Route::Home)
        } else {
            None
        }
    }

    /// The end of the address.
    pub fn hash(&self) -> String {
        match self {
            Route::Home => "#/".to_owned(),
            Route::Incident(name) => [INCIDENT, name].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_parts_of_the_site() {
        assert_eq!(Route::parse(""), Some(Route::Home));
        assert_eq!(Route::parse("#/"), Some(Route::Home));
        assert_eq!(Route::parse("#/nothing"), Some(Route::Home));
        let shop = Route::Incident("shop-2025".to_owned());
        assert_eq!(Route::parse(&shop.hash()), Some(shop));
        // Places within a part: the link past the head of the page.
        assert_eq!(Route::parse("#main"), None);
    }
}
