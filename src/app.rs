//! The whole page: holds the state, the language and the worker.
use std::rc::Rc;

use hushcheck_core::identifier::detect;
use hushcheck_core::{Check, Dial, Identifier, Kind, Secret};
use hushcheck_web::{Catalogue, Files, MAX_ROWS};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use yew::prelude::*;

use crate::boot;
use crate::client::Client;
use crate::components::{
    about, check_form, checks, danger, el, incident_page, keep, leaks, leave_button, ledger,
    many_form, many_table, masthead, results, site_failed,
};
use crate::follow_up::{Choice, FollowUp};
use crate::form;
use crate::many;
use crate::messages::fill;
use crate::page;
use crate::protocol::{Event, Job};
use crate::route::Route;
use crate::state::{Action, ManyFault, Opening, State};
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
    /// Many rows were pasted, or a file was chosen that has them.
    Pasted,
    /// A file was read.
    FileRead(String),
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
        let state = State {
            route: Route::parse(&page::hash()).unwrap_or_default(),
            follow_up: FollowUp::recalled(page::kept().as_deref()),
            ..State::default()
        };
        App {
            state,
            texts: ctx.props().texts.clone(),
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
            Message::Pasted => match page::chosen_file("many-file") {
                None => self.guess_check(),
                Some(file) => ctx.link().send_future(async move {
                    let text = JsFuture::from(file.text()).await;
                    Message::FileRead(text.ok().and_then(|t| t.as_string()).unwrap_or_default())
                }),
            },
            Message::FileRead(text) => {
                page::set_value("many-rows", &text);
                self.guess_check();
                self.act(Action::Edited);
            }
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
                self.act(Action::Chosen(choice));
                page::keep(self.state.follow_up.kept().as_deref());
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
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (texts, state, link) = (&self.texts, &self.state, ctx.link());
        let submit = link.callback(|()| Message::Submit);
        let name = state.open().map_or(page::NAME, |catalogue| &catalogue.site.name);
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
                            // What the person chooses is not guessed.
                            let target = event.target_dyn_into::<web_sys::Element>()?;
                            (target.id() != "many-check").then_some(Message::Pasted)
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

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        let now = Shown::of(&self.state, &self.texts);
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

    /// Gives a worker a check to do; a new one takes the catalogue that is open.
    fn check(&mut self, ctx: &Context<Self>, job: Job) {
        if self.client.is_none()
            && let Some(files) = self.files.clone()
        {
            self.give(ctx, &Job::Resume(files));
        }
        self.give(ctx, &job);
    }

    fn submit_many(&mut self, ctx: &Context<Self>) {
        let Some((check, rows)) = self.many_rows() else { return };
        if rows.is_empty() {
            return self.act(Action::RefusedMany(ManyFault::Nothing));
        }
        if rows.len() > MAX_ROWS {
            return self.act(Action::RefusedMany(ManyFault::TooMany));
        }
        self.act(Action::StartedMany(check, rows.iter().map(|row| row.line).collect()));
        let rows = rows.into_iter().map(|row| row.fields).collect();
        self.check(ctx, Job::CheckMany { check, rows });
    }

    /// The check that is chosen for many rows, and the rows.
    fn many_rows(&self) -> Option<(Check, Vec<many::Row>)> {
        let check = page::value("many-check").parse().ok()?;
        Some((check, many::rows(&page::value("many-rows"), check)))
    }

    /// Chooses the check that the first line looks like; the person sees it and can choose
    /// another.
    fn guess_check(&self) {
        let (Some(catalogue), Some((_, rows))) = (self.state.open(), self.many_rows()) else {
            return;
        };
        // What has several fields is for a check of several kinds.
        let Some([line]) = rows.first().map(|row| &row.fields[..]) else { return };
        let kinds = detect(line, &catalogue.hints(), &catalogue.unicode());
        let checks = checks(&self.state);
        let single = |kind: &Kind| checks.iter().find(|check| check.kinds().eq([*kind]));
        if let Some(check) = kinds.iter().find_map(single) {
            page::set_value("many-check", &check.to_string());
        }
    }

    fn save(&self, with_typed: bool) {
        let many = self.state.press.as_ref().and_then(|press| press.many.as_ref());
        if let (Some(many), Some((_, rows))) = (many, self.many_rows()) {
            let typed: Vec<String> = rows.iter().map(|row| row.fields.join(", ")).collect();
            let typed = with_typed.then_some(&typed[..]);
            boot::save("hushcheck.csv", &many_table(&self.texts, &self.state, many, typed));
        }
    }

    /// Gives a job to the worker, which is started if there is none.
    fn give(&mut self, ctx: &Context<Self>, job: &Job) {
        if self.client.is_none() {
            match Client::start(ctx.link().callback(Message::Heard)) {
                Ok(client) => self.client = Some(client),
                Err(error) => return boot::fail(&error),
            }
        }
        let given = self.client.as_ref().map(|client| client.give(job));
        if !matches!(given, Some(Ok(()))) {
            self.client = None;
            self.act(Action::Crashed);
        }
    }

    /// What follows from what the worker says.
    fn heard(&mut self, event: Option<Event>) -> Action {
        match event {
            Some(Event::Asked(request)) => Action::Asked(request),
            Some(Event::Opened(Err(problem))) => Action::Opened(Err(problem)),
            Some(Event::Opened(Ok(files))) => match Catalogue::read(&files) {
                Some(catalogue) => {
                    boot::offer(&files);
                    self.files = Some(files);
                    Action::Opened(Ok(Rc::new(catalogue)))
                }
                None => Action::Crashed,
            },
            Some(Event::Check(event)) => Action::Told(event),
            Some(Event::Done) => Action::Done,
            None => {
                self.client = None;
                Action::Crashed
            }
        }
    }
}

/// The page's title, language, direction and focus.
#[derive(Clone, PartialEq)]
struct Shown {
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
    fn of(state: &State, texts: &Texts) -> Self {
        let has_errors = !state.errors.is_empty();
        let place = if has_errors { "error-summary" } else { "results-heading" };
        let is_shown = has_errors || state.press.is_some();
        Shown {
            texts: texts.clone(),
            name: state.open().map_or(page::NAME, |catalogue| &catalogue.site.name).to_owned(),
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
    fn show(&self, before: Option<&Shown>) {
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
