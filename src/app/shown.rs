//! What of the page lies outside of Yew, and how it follows the state.
use crate::messages::fill;
use crate::page;
use crate::route::Route;
use crate::state::{Opening, State};
use crate::texts::Texts;

/// The page's title, language, direction and focus.
#[derive(Clone, PartialEq)]
pub(super) struct Shown {
    texts: Texts,
    name: String,
    app: &'static str,
    has_errors: bool,
    route: Route,
    /// How often everything was cleared.
    clears: u32,
    /// The place that is to have the focus, once for each submission and its end.
    place: Option<(&'static str, u32, bool)>,
}

impl Shown {
    /// What the state asks for.
    pub(super) fn of(state: &State, texts: &Texts, name: &str) -> Self {
        let has_errors = !state.errors.is_empty();
        let place = if has_errors { "error-summary" } else { "results-heading" };
        let is_shown = has_errors || state.press.is_some();
        Shown {
            texts: texts.clone(),
            name: state.open().map_or(name, |catalogue| &catalogue.site.name).to_owned(),
            app: match &state.catalogue {
                Opening::Loading => "loading",
                Opening::Failed(_) => "failed",
                Opening::Open(_) => "ready",
            },
            has_errors,
            route: state.route.clone(),
            clears: state.clears,
            place: is_shown.then_some((place, state.submissions, state.is_checking())),
        }
    }

    /// Brings about what was not so before.
    pub(super) fn show(&self, before: Option<&Shown>) {
        if before == Some(self) {
            return;
        }
        let leak = page::element("incident-heading").and_then(|heading| heading.text_content());
        let title = [leak.as_ref().unwrap_or(&self.texts.title), " – ", &self.name].concat();
        let error = fill(&self.texts.errors.page_title, &[("title", &title)]);
        page::set_title(if self.has_errors { &error } else { &title });
        page::set_attributes(&[
            ("lang", self.texts.code()),
            ("dir", &self.texts.direction),
            ("data-app", self.app),
        ]);
        let Some(before) = before else { return };
        // After everything was cleared the form begins anew, and so does the keyboard.
        if self.clears != before.clears {
            page::focus_first_field();
        }
        // The way back leads to where the person was.
        match (&before.route, &self.route) {
            (before, now) if before == now => {}
            (_, Route::Incident(_)) => page::focus("incident-heading"),
            (route, Route::Home) => page::focus_link(&route.hash()),
        }
        if let Some((place, ..)) = self.place.filter(|_| self.place != before.place) {
            page::focus(place);
        }
    }
}
