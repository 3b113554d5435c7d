//! The whole page: holds the state, the language and the worker.
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use hushcheck_core::{Check, Identifier, Kind, Secret};
use hushcheck_web::{Browser, Catalogue, Files, SiteProblem};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::boot;
use crate::client::Client;
use crate::components::{about, check_form, ledger, masthead, results, site_failed};
use crate::form;
use crate::messages::fill;
use crate::page;
use crate::protocol::{Event, Job};
use crate::state::{Action, Opening, State};
use crate::texts::Texts;

/// Shows the page. Called once, in a window.
pub fn show_page() {
    yew::set_custom_panic_hook(Box::new(|info| {
        // The place only: a panic's text could hold anything.
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        boot::fail(&format!("panic at {place}").into());
    }));
    let root = page::element("app");
    match (boot::language(), root) {
        (Ok(language), Some(root)) => {
            let props = AppProps { texts: Texts::new(language) };
            yew::Renderer::<App>::with_root_and_props(root, props).render();
        }
        (Err(error), _) => boot::fail(&error),
        (_, None) => boot::fail(&"there is no #app in the page".into()),
    }
}

#[derive(Properties, PartialEq)]
struct AppProps {
    texts: Texts,
}

#[component]
fn App(props: &AppProps) -> Html {
    let texts = use_state(|| props.texts.clone());
    let state = use_reducer(State::default);
    let worker = use_worker(&state);
    let wanted_language = use_mut_ref(String::new);
    use_page(&state, &texts);

    let choose_language = {
        let texts = texts.clone();
        Callback::from(move |code: String| {
            let (texts, wanted) = (texts.clone(), wanted_language.clone());
            wanted.replace(code.clone());
            spawn_local(async move {
                let language = boot::load(&code).await;
                // The language chosen last wins, whichever comes first.
                if *wanted.borrow() != code {
                    return;
                }
                match language {
                    Ok(language) => {
                        page::remember_language(&language.code);
                        texts.set(Texts::new(language));
                    }
                    // Drawn anew, the picker shows the language that the page is in.
                    Err(_) => texts.set((*texts).clone()),
                }
            });
        })
    };
    let submit = {
        let (state, worker) = (state.clone(), worker.clone());
        Callback::from(move |()| match asked(&state) {
            // A second press before the page is drawn again.
            _ if worker.is_busy() => {}
            Ok((checks, fields)) => {
                state.dispatch(Action::Started(checks.clone()));
                worker.check(Job::Check { fields, dial: state.dial, checks });
            }
            Err(errors) => state.dispatch(Action::Refused(errors)),
        })
    };
    let cancel = {
        let (state, worker) = (state.dispatcher(), worker.clone());
        Callback::from(move |()| {
            state.dispatch(Action::Cancelled);
            worker.stop();
        })
    };
    let reopen = {
        let state = state.dispatcher();
        Callback::from(move |()| {
            state.dispatch(Action::Reopen);
            worker.open();
        })
    };
    let clear = {
        let state = state.dispatcher();
        Callback::from(move |()| {
            for field in Kind::ALL.into_iter().filter_map(page::field) {
                field.set_value("");
            }
            state.dispatch(Action::Cleared);
        })
    };
    let edited = {
        let state = state.dispatcher();
        Callback::from(move |()| state.dispatch(Action::Edited))
    };

    let dial = {
        let state = state.dispatcher();
        Callback::from(move |dial| state.dispatch(Action::Dial(dial)))
    };
    let name = state.open().map_or(page::NAME, |catalogue| &catalogue.site.name);
    html! {
        <>
        <a class="skip" href="#main">{ &texts.skip }</a>
        { masthead(&texts, name, &choose_language) }
        <main class="page" id="main" tabindex="-1">
            <div class="lead">
                <h1>{ &texts.title }</h1>
                <p class="intro">{ &texts.intro }</p>
            </div>
            <div class="work">
            { match &state.catalogue {
                Opening::Loading => html! {
                    <div class="loading" role="status">
                        <p>{ &texts.loading }</p>
                        <div class="skeleton" aria-hidden="true"><i/><i/><i/><i/></div>
                    </div>
                },
                Opening::Failed(problem) => site_failed(&texts, problem, &reopen),
                Opening::Open(_) => html! {
                    <>
                    { check_form(&texts, &state, &submit, &dial, &edited) }
                    { results(&texts, &state, &submit, &cancel, &clear) }
                    { ledger(&texts, &state) }
                    </>
                },
            } }
            </div>
            { about(&texts) }
        </main>
        </>
    }
}

/// What was typed, field by field, as the worker is told.
type Fields = Vec<(Kind, String)>;

/// Reads the form's fields, and says which checks they ask for.
fn asked(state: &State) -> Result<(Vec<Check>, Fields), Vec<form::FieldError>> {
    let groups = state.groups();
    let kinds = groups.iter().flat_map(|group| group.kinds.iter().copied());
    let fields: Vec<(Kind, Secret)> =
        kinds.filter_map(|kind| Some((kind, page::field(kind)?.value().into()))).collect();
    let hints = state.open().map(|catalogue| catalogue.hints()).unwrap_or_default();
    let checks = form::validate(&groups, &fields, |kind, text| {
        Identifier::parse(kind, text, &hints, &Browser).map(drop)
    })?;
    let is_asked = |kind: Kind| checks.iter().any(|check| check.contains(kind));
    let fields = fields.iter().filter(|(kind, _)| is_asked(*kind));
    let fields = fields.map(|(kind, text)| (*kind, text.expose().to_owned())).collect();
    Ok((checks, fields))
}

/// The worker, which can be replaced. One that is lost or stopped is replaced when
/// the next is needed, not before: else a site whose files are gone would start
/// workers without end.
#[derive(Clone)]
struct WorkerHandle {
    client: Rc<RefCell<Option<Client>>>,
    /// The catalogue's files, once it is open.
    files: Rc<RefCell<Option<Files>>>,
    is_busy: Rc<Cell<bool>>,
    state: UseReducerDispatcher<State>,
}

impl WorkerHandle {
    /// Starts a worker that opens the catalogue.
    fn open(&self) {
        self.stop();
        self.give(&Job::Open);
    }

    /// Gives a worker a check to do; a new one takes the catalogue that is open.
    fn check(&self, job: Job) {
        let is_new = self.client.borrow().is_none();
        if let Some(files) = self.files.borrow().clone().filter(|_| is_new) {
            self.give(&Job::Resume(files));
        }
        self.is_busy.set(true);
        self.give(&job);
    }

    /// Tells whether a check was given and is not done.
    fn is_busy(&self) -> bool {
        self.is_busy.get()
    }

    /// Ends the worker, if there is one.
    fn stop(&self) {
        self.is_busy.set(false);
        self.client.take();
    }

    fn give(&self, job: &Job) {
        if self.client.borrow().is_none() {
            match Client::start(self.hears()) {
                Ok(client) => *self.client.borrow_mut() = Some(client),
                Err(error) => return boot::fail(&error),
            }
        }
        let given = self.client.borrow().as_ref().map(|client| client.give(job));
        if !matches!(given, Some(Ok(()))) {
            self.stop();
            self.state.dispatch(Action::Crashed);
        }
    }

    /// Keeps a catalogue's files, and reads them.
    fn opened(
        &self,
        files: Result<Files, SiteProblem>,
    ) -> Option<Result<Rc<Catalogue>, SiteProblem>> {
        Some(match files {
            Ok(files) => {
                let catalogue = Catalogue::read(&files)?;
                *self.files.borrow_mut() = Some(files);
                Ok(Rc::new(catalogue))
            }
            Err(problem) => Err(problem),
        })
    }

    /// What is done with what a worker says.
    fn hears(&self) -> Callback<Option<Event>> {
        let worker = self.clone();
        Callback::from(move |event: Option<Event>| {
            let action = match event {
                Some(Event::Asked(request)) => Action::Asked(request),
                Some(Event::Opened(files)) => match worker.opened(files) {
                    Some(opened) => Action::Opened(opened),
                    None => Action::Crashed,
                },
                Some(Event::Check(event)) => Action::Told(event),
                Some(Event::Done) => {
                    worker.is_busy.set(false);
                    Action::Done
                }
                None => {
                    // Not at once: this is called by the client that goes.
                    let worker = worker.clone();
                    spawn_local(async move { worker.stop() });
                    Action::Crashed
                }
            };
            worker.state.dispatch(action);
        })
    }
}

/// Starts the worker with the page.
#[hook]
fn use_worker(state: &UseReducerHandle<State>) -> WorkerHandle {
    let client = use_mut_ref(|| None);
    let files = use_mut_ref(|| None);
    let is_busy = use_memo((), |()| Cell::new(false));
    let worker = WorkerHandle { client, files, is_busy, state: state.dispatcher() };
    use_effect_with((), {
        let worker = worker.clone();
        move |()| worker.open()
    });
    worker
}

/// Keeps the page's title, language, direction and focus as the state wants them.
#[hook]
fn use_page(state: &State, texts: &Texts) {
    let name = state.open().map(|catalogue| catalogue.site.name.clone());
    let app = match &state.catalogue {
        Opening::Loading => "loading",
        Opening::Failed(_) => "failed",
        Opening::Open(_) => "ready",
    };
    let has_errors = !state.errors.is_empty();
    use_effect_with((texts.clone(), name, app, has_errors), |(texts, name, app, has_errors)| {
        let title = format!("{} – {}", texts.title, name.as_deref().unwrap_or(page::NAME));
        let error = fill(&texts.errors.page_title, &[("title", &title)]);
        page::set_title(if *has_errors { &error } else { &title });
        page::set_attributes(&[
            ("lang", texts.code()),
            ("dir", &texts.direction),
            ("data-app", app),
        ]);
    });
    // After everything was cleared the form begins anew, and so does the keyboard.
    use_effect_with(state.clears, |&clears| {
        if clears > 0 {
            page::focus_first_field();
        }
    });
    let place = if has_errors { "error-summary" } else { "results-heading" };
    let is_shown = has_errors || state.press.is_some();
    let wanted = (state.submissions, state.is_checking(), is_shown, place);
    use_effect_with(wanted, |&(_, _, is_shown, place)| {
        if is_shown {
            page::focus(place);
        }
    });
}
