//! The whole page: holds the state, the language and the worker.
mod many_rows;
mod shown;
mod view;
mod work;

use hushcheck_core::{Check, Identifier, Kind, Secret};
use hushcheck_web::Files;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use self::shown::Shown;
use crate::boot;
use crate::client::Client;
use crate::follow_up::Choice;
use crate::form;
use crate::page;
use crate::protocol::{Event, Job};
use crate::route::Route;
use crate::state::{Action, State};
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

/// The page and its worker.
struct App {
    state: State,
    texts: Texts,
    /// The site's name, as it stands in the page before `site.json` is there.
    name: String,
    /// The language chosen last.
    wanted_language: String,
    /// The worker, which can be replaced. One that is lost or stopped is replaced when the
    /// next is needed, not before: else a site whose files are gone would start workers
    /// without end.
    client: Option<Client>,
    /// The catalogue's files, once it is open: what a new worker is given.
    files: Option<Files>,
    /// What the page's parts outside of Yew show.
    shown: Option<Shown>,
}

/// What happens to the page.
enum Message {
    /// The state changes.
    Act(Action),
    /// The form is submitted.
    Submit,
    /// Many rows are submitted.
    SubmitMany,
    /// Many rows were pasted, or read from a file.
    Pasted,
    /// The table of many rows is to be saved, with what was typed or without.
    Save(bool),
    /// The person does not want to wait.
    Cancel,
    /// The catalogue is to be opened, perhaps once more.
    Open,
    /// The person wants everything gone.
    Clear,
    /// The person chose something about the results.
    Chosen(Choice),
    /// The person wants to be elsewhere, at once.
    Leave,
    /// What the worker says; nothing when it is lost.
    Heard(Option<Event>),
    /// A language is chosen.
    Choose(String),
    /// The texts of a language came, or not.
    Loaded(String, Result<Texts, JsValue>),
}

impl Component for App {
    type Message = Message;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        ctx.link().send_message(Message::Open);
        let link = ctx.link().clone();
        page::on_hash(move || {
            if let Some(route) = Route::parse(&page::hash()) {
                link.send_message(Message::Act(Action::Visited(route)));
            }
        });
        let mut state = State {
            route: Route::parse(&page::hash()).unwrap_or_default(),
            is_fast: boot::is_fast(),
            ..State::default()
        };
        state.follow_up.recall(page::kept().as_deref());
        App {
            state,
            texts: ctx.props().texts.clone(),
            name: page::title(),
            wanted_language: String::new(),
            client: None,
            files: None,
            shown: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Act(action) => self.act(action),
            Message::Submit if self.state.is_checking() => {}
            Message::Submit => match asked(&self.state) {
                Ok((checks, fields)) => {
                    self.act(Action::Started(checks.clone()));
                    self.check(ctx, Job::Check { fields, dial: self.state.dial, checks });
                }
                Err(errors) => self.act(Action::Refused(errors)),
            },
            Message::SubmitMany if self.state.is_checking() => {}
            Message::SubmitMany => self.submit_many(ctx),
            Message::Pasted => self.guess_check(),
            Message::Save(with_typed) => self.save(with_typed),
            Message::Cancel => {
                self.client = None;
                self.act(Action::Cancelled);
            }
            Message::Open => {
                self.client = None;
                self.act(Action::Reopen);
                self.give(ctx, &Job::Open);
            }
            Message::Clear => self.clear(),
            Message::Chosen(choice) => {
                // Another tab may have forgotten ticks meanwhile, or have others.
                if self.state.follow_up.is_kept {
                    self.state.follow_up.recall(page::kept().as_deref());
                }
                self.act(Action::Chosen(choice));
                let follow_up = &mut self.state.follow_up;
                follow_up.is_kept = page::keep(follow_up.kept().as_deref());
            }
            Message::Leave => {
                self.client = None;
                self.act(Action::Chosen(Choice::Forget));
                self.clear();
                page::keep(None);
                page::leave(self.state.open().and_then(|catalogue| catalogue.site.exit()));
            }
            Message::Heard(event) => {
                let action = self.heard(event);
                self.act(action);
            }
            Message::Choose(code) => {
                self.wanted_language.clone_from(&code);
                ctx.link().send_future(async move {
                    let texts = boot::load(&code).await.map(Texts::new);
                    Message::Loaded(code, texts)
                });
            }
            // The language chosen last wins, whichever comes first.
            Message::Loaded(code, Ok(texts)) if code == self.wanted_language => {
                page::remember_language(texts.code());
                self.texts = texts;
            }
            // Drawn anew, the picker shows the language that the page is in.
            Message::Loaded(..) => {}
        }
        let lists = self.state.open().map_or(0, |catalogue| catalogue.lists().len());
        self.state.on_device = boot::on_device(lists);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.draw(ctx.link())
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        let now = Shown::of(&self.state, &self.texts, &self.name);
        let before = self.shown.replace(now.clone());
        now.show(before.as_ref());
    }
}

impl App {
    fn act(&mut self, action: Action) {
        self.state.apply(action);
    }

    /// Empties the form, and forgets what came of it.
    fn clear(&mut self) {
        for field in Kind::ALL.into_iter().filter_map(page::field) {
            field.set_value("");
        }
        page::set_value("many-rows", "");
        self.act(Action::Cleared);
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
    let unicode = state.open().map(|catalogue| catalogue.unicode()).unwrap_or_default();
    let checks = form::validate(&groups, &fields, |kind, text| {
        Identifier::parse(kind, text, &hints, &unicode).map(drop)
    })?;
    let is_asked = |kind: Kind| checks.iter().any(|check| check.contains(kind));
    let fields = fields.iter().filter(|(kind, _)| is_asked(*kind));
    let fields = fields.map(|(kind, text)| (*kind, text.expose().to_owned())).collect();
    Ok((checks, fields))
}
