//! What the page shows.
use hushcheck_core::Dial;
use yew::html::Scope;
use yew::prelude::*;

use super::{App, Message};
use crate::components::{
    about, check_form, danger, el, incident_page, keep, leaks, leave_button, ledger, many_form,
    masthead, results, site_failed,
};
use crate::route::Route;
use crate::state::{Action, Opening};

impl App {
    /// The state, in the person's language.
    pub(super) fn draw(&self, link: &Scope<Self>) -> Html {
        let (texts, state) = (&self.texts, &self.state);
        #[cfg(any(debug_assertions, feature = "style-page"))]
        if crate::page::hash() == crate::style::HASH {
            return crate::style::style_page(texts);
        }
        let submit = link.callback(|()| Message::Submit);
        let name = state.open().map_or(&self.name, |catalogue| &catalogue.site.name);
        let incident = match &state.route {
            Route::Home => None,
            Route::Incident(name) => Some(incident_page(texts, state, name)),
        };
        let is_away = incident.is_some() && state.open().is_some();
        html! {
            <>
            { el("a.skip[href=#main]", &texts.skip) }
            { masthead(texts, name, &link.callback(Message::Choose)) }
            <main class="page" id="main" tabindex="-1">
                // Hidden, not gone: what was typed stays in its fields.
                <div class="lead" hidden={is_away}>
                    { el("h1", &texts.title) }
                    { el("p.intro", &texts.intro) }
                </div>
                <div class="work" hidden={is_away}>
                { match &state.catalogue {
                    Opening::Loading => {
                        let skeleton = [(); 4].map(|()| el("i", []));
                        let skeleton = el("div.skeleton[aria-hidden=true]", skeleton);
                        el("div.loading[role=status]", [el("p", &texts.loading), skeleton])
                    }
                    Opening::Failed(problem) => {
                        site_failed(texts, problem, &link.callback(|()| Message::Open))
                    }
                    Opening::Open(_) => {
                        let dial = link.callback(|dial: Dial| Message::Act(Action::Dial(dial)));
                        let edited = link.callback(|()| Message::Act(Action::Edited));
                        let cancel = link.callback(|()| Message::Cancel);
                        let clear = link.callback(|()| Message::Clear);
                        let submit_many = link.callback(|()| Message::SubmitMany);
                        let changed = link.batch_callback(|event: web_sys::Event| {
                            // What the person chooses is not guessed. Files are read by boot.js.
                            let target = event.target_dyn_into::<web_sys::Element>()?;
                            (target.id() == "many-rows").then_some(Message::Pasted)
                        });
                        let save = link.callback(Message::Save);
                        let choose =
                            link.callback(Message::Chosen);
                        html! {
                            <>
                            { check_form(texts, state, &submit, &dial, &edited) }
                            { many_form(texts, state, &submit_many, &edited, changed) }
                            { results(texts, state, &submit, &cancel, &clear, &choose, &save) }
                            { leaks(texts, state) }
                            { ledger(texts, state) }
                            { keep() }
                            { danger(texts, state) }
                            </>
                        }
                    }
                } }
                </div>
                // Always one node: Yew would take one for another, and the form would be new.
                { incident.unwrap_or_default() }
                { about(texts) }
            </main>
            { leave_button(texts, &link.callback(|()| Message::Leave)) }
            </>
        }
    }
}
