//! The whole page: holds the state, the language and the worker.
use std::cell::RefCell;
use std::rc::Rc;

use hushcheck_core::{Check, Identifier, Kind, Secret};
use hushcheck_web::Browser;
use wasm_bindgen::JsValue;
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
    use_page(&state, &texts);

    let choose_language = {
        let texts = texts.clone();
        Callback::from(move |code: String| {
            let texts = texts.clone();
            spawn_local(async move {
                if let Ok(language) = boot::load(&code).await {
                    page::remember_language(&language.code);
                    texts.set(Texts::new(language));
                }
            });
        })
    };
    let submit = {
        let (state, worker) = (state.clone(), worker.clone());
        Callback::from(move |()| match asked(&state) {
            Ok((checks, fields)) => {
                state.dispatch(Action::Started(checks.clone()));
                worker.give(Job::Check { fields, dial: state.dial, checks });
            }
            Err(errors) => state.dispatch(Action::Refused(errors)),
        })
    };
    let cancel = {
        let (state, worker) = (state.dispatcher(), worker.clone());
        Callback::from(move |()| {
            state.dispatch(Action::Cancelled);
            worker.restart();
        })
    };
    let reopen = {
        let state = state.dispatcher();
        Callback::from(move |()| {
            state.dispatch(Action::Reopen);
            worker.restart();
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
                    { check_form(&texts, &state, &submit, &dial) }
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

/// The worker, which can be replaced.
#[derive(Clone)]
struct WorkerHandle {
    client: Rc<RefCell<Option<Client>>>,
    state: UseReducerDispatcher<State>,
}

impl WorkerHandle {
    /// Ends the worker, if there is one, and starts another.
    fn restart(&self) {
        let state = self.state.clone();
        let heard = Callback::from(move |event: Option<Event>| {
            state.dispatch(match event {
                Some(Event::Asked(request)) => Action::Asked(request),
                Some(Event::Opened(catalogue)) => Action::Opened(catalogue.map(Rc::new)),
                Some(Event::Check(event)) => Action::Told(event),
                Some(Event::Done) => Action::Done,
                None => Action::Crashed,
            });
        });
        let start = || -> Result<Client, JsValue> {
            let client = Client::start(heard)?;
            client.give(&Job::Open)?;
            Ok(client)
        };
        let client = start().map_err(|error| boot::fail(&error)).ok();
        *self.client.borrow_mut() = client;
    }

    fn give(&self, job: Job) {
        let given = self.client.borrow().as_ref().map(|client| client.give(&job));
        if !matches!(given, Some(Ok(()))) {
            self.state.dispatch(Action::Crashed);
        }
    }
}

/// Starts the worker with the page, and another one in the place of one that is lost.
#[hook]
fn use_worker(state: &UseReducerHandle<State>) -> WorkerHandle {
    let client = use_mut_ref(|| None);
    let worker = WorkerHandle { client, state: state.dispatcher() };
    let crashes = state.crashes;
    use_effect_with(crashes, {
        let worker = worker.clone();
        move |_| worker.restart()
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
    let place = if has_errors { "error-summary" } else { "results-heading" };
    let is_shown = has_errors || state.press.is_some();
    let wanted = (state.submissions, state.is_checking(), is_shown, place);
    use_effect_with(wanted, |&(_, _, is_shown, place)| {
        if is_shown {
            page::focus(place);
        }
    });
}
