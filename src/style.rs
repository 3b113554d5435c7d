//! `#/style`: every part of the page in every state, for who changes the styles. It is in
//! development builds only (`cargo xtask style` serves one): what is published lacks it.
//!
//! The states are made as they come about, by the page's own actions; ids stand there several
//! times, which no other page may have.
use std::rc::Rc;

use hushcheck_core::{CouldNotCheck, Dial, Finding, IdentifierError, Kind};
use hushcheck_web::http::{Arrival, Request};
use hushcheck_web::{
    Catalogue, Event as Told, File, Files, Problem, SiteProblem, Stage, Trust, Verdict,
};
use yew::prelude::*;

use crate::components::{
    about, check_form, danger, el, incident_page, leaks, ledger, many_form, results, site_failed,
};
use crate::form::{Fault, FieldError};
use crate::state::{Action, ManyFault, State};
use crate::texts::Texts;

/// Where it is.
pub const HASH: &str = "#/style";

/// The manifests of the format's golden files: made-up leaks of several kinds.
const MANIFESTS: [(&str, &str); 4] = [
    ("people", include_str!("../tests/format/golden/people/manifest.json")),
    ("incidents", include_str!("../tests/format/golden/incidents/manifest.json")),
    ("passwords", include_str!("../tests/format/golden/passwords/manifest.json")),
    ("phones", include_str!("../tests/format/golden/phones/manifest.json")),
];

/// All parts in all states.
pub fn style_page(texts: &Texts) -> Html {
    let Some(catalogue) = catalogue(&[]) else {
        return el("main.page", el("p", "the golden manifests cannot be read"));
    };
    let open = State::default().reduce(Action::Opened(Ok(Rc::new(catalogue.clone()))));
    let mut parts = vec![
        part("Buttons", buttons()),
        part("Loading", loading(texts)),
        part("No site", site_failed(texts, &SiteProblem::Unreachable, &Callback::noop())),
        part(
            "A site of another version",
            site_failed(
                texts,
                &SiteProblem::Malformed("datasets.0.path".into()),
                &Callback::noop(),
            ),
        ),
        part("The form", form(texts, &open)),
        part("The form, refused", form(texts, &refused(&open))),
        part("Nothing to ask", form(texts, &without_lists())),
        part("Many lines", many(texts, &open)),
    ];
    for fault in [ManyFault::Nothing, ManyFault::TooMany] {
        let state = open.clone().reduce(Action::RefusedMany(fault));
        parts.push(part("Many lines, refused", many(texts, &state)));
    }
    for (name, state) in presses(&open) {
        parts.push(part(name, shown(texts, &state)));
    }
    let problems = [
        Problem::Unreachable,
        Problem::Unsigned,
        Problem::Untrusted,
        Problem::Tampered,
        Problem::Malformed,
        Problem::Unexpected,
    ];
    if let Some(broken) = self::catalogue(&problems) {
        let state = State::default().reduce(Action::Opened(Ok(Rc::new(broken))));
        parts.push(part("Datasets that are not open", form(texts, &state)));
    }
    let first = catalogue.datasets.iter().filter_map(|dataset| dataset.opened.as_ref().ok());
    let first = first.flat_map(|opened| opened.manifest.incidents()).next();
    parts.push(part("Leaks", leaks(texts, &open)));
    for name in [first.map_or("", |incident| &incident.name), "nothing"] {
        parts.push(part("A leak", incident_page(texts, &open, name)));
    }
    parts.push(part("The ledger", ledger(texts, &asked(&open))));
    parts.push(part("Danger", danger(texts, &open)));
    parts.push(part("About", about(texts)));
    el("main[class=page style]", parts)
}

fn part(name: &'static str, content: Html) -> Html {
    el("section", [el("h2.visually-hidden", name), content, el("hr", [])])
}

/// The golden manifests, and behind them datasets with these problems.
fn catalogue(problems: &[Problem]) -> Option<Catalogue> {
    let mut paths: Vec<String> = MANIFESTS.map(|(name, _)| name.to_owned()).into();
    paths.extend((0..problems.len()).map(|i| format!("datasets/broken-{i}")));
    let entries: Vec<String> =
        paths.iter().map(|path| format!("{{\"path\": \"{path}\"}}")).collect();
    let good = MANIFESTS
        .map(|(_, manifest)| Ok(File { manifest: manifest.to_owned(), trust: Trust::Signed }));
    Catalogue::read(&Files {
        site: format!(
            "{{\"name\": \"Style\", \"default_country\": \"CN\", \"datasets\": [{}]}}",
            entries.join(",")
        ),
        datasets: good.into_iter().chain(problems.iter().map(|&problem| Err(problem))).collect(),
        han: None,
    })
}

fn buttons() -> Html {
    el(
        "div.buttons",
        [
            el("button.main[type=button]", "Main"),
            el("button.main[type=button][aria-disabled=true]", "Main, not now"),
            el("button.second[type=button]", "Second"),
            el("button.quiet[type=button]", "Quiet"),
        ],
    )
}

fn loading(texts: &Texts) -> Html {
    let skeleton = el("div.skeleton[aria-hidden=true]", [(); 4].map(|()| el("i", [])));
    el("div.loading", [el("p", &texts.loading), skeleton])
}

fn form(texts: &Texts, state: &State) -> Html {
    check_form(texts, state, &Callback::noop(), &Callback::noop(), &Callback::noop())
}

fn many(texts: &Texts, state: &State) -> Html {
    many_form(texts, state, &Callback::noop(), &Callback::noop(), Callback::noop())
}

fn shown(texts: &Texts, state: &State) -> Html {
    let none = Callback::noop();
    results(texts, state, &none, &none, &none, &Callback::noop(), &Callback::noop())
}

fn without_lists() -> State {
    let empty = Files {
        site: "{\"name\": \"Style\", \"datasets\": []}".to_owned(),
        datasets: Vec::new(),
        han: None,
    };
    let catalogue = Catalogue::read(&empty).map(Rc::new);
    catalogue.map(|it| State::default().reduce(Action::Opened(Ok(it)))).unwrap_or_default()
}

fn refused(open: &State) -> State {
    let error = |kind: Kind, fault: Fault| FieldError { kind, fault };
    open.clone().reduce(Action::Refused(vec![
        error(Kind::Name, Fault::NothingAsked),
        error(Kind::NationalId, Fault::Invalid(IdentifierError::Check)),
        error(Kind::Phone, Fault::NeededFor(Kind::Name)),
    ]))
}

/// Presses of the button: under way, given up, and done with each outcome.
fn presses(open: &State) -> Vec<(&'static str, State)> {
    let lists = open.open().map(|catalogue| catalogue.lists()).unwrap_or_default();
    let checks: Vec<_> = lists.iter().map(|entry| entry.list.check()).collect();
    let Some(&first) = checks.first() else { return Vec::new() };
    let begun = || open.clone().reduce(Action::Started(checks.clone()));
    let at =
        |stage, done, total| begun().reduce(Action::Told(Told::Progress { stage, done, total }));
    let mut presses = vec![
        ("Hashing", begun()),
        ("Fetching", at(Stage::Fetching, 1_200_000, 3_000_000)),
        ("Searching", at(Stage::Searching, 0, 1)),
        ("Cancelled", begun().reduce(Action::Cancelled)),
    ];
    let found = |symbol| Verdict::Found(Finding { symbol, false_positive_rate: 1.0 / 200.0 });
    let verdicts = [
        found(Some(0)),
        found(None),
        Verdict::NotCovered,
        Verdict::Invalid(Kind::Email, IdentifierError::EmailAt),
        Verdict::CouldNotCheck(CouldNotCheck::Unreachable),
        Verdict::CouldNotCheck(CouldNotCheck::Tampered),
        Verdict::CouldNotCheck(CouldNotCheck::Inconsistent),
        Verdict::CouldNotCheck(CouldNotCheck::SaysTooLittle),
        Verdict::CouldNotCheck(CouldNotCheck::Device),
        Verdict::CouldNotCheck(CouldNotCheck::PlanUnknown),
        Verdict::CouldNotCheck(CouldNotCheck::TooLarge),
        Verdict::CouldNotCheck(CouldNotCheck::NamesUnknown),
        Verdict::CouldNotCheck(CouldNotCheck::Expired),
    ];
    // As many at once as there are lists.
    for some in verdicts.chunks(checks.len()) {
        let told = some
            .iter()
            .enumerate()
            .map(|(list, verdict)| Action::Told(Told::Verdict { list, verdict: verdict.clone() }));
        let done = told.fold(begun(), State::reduce).reduce(Action::Done);
        presses.push(("Verdicts", done.clone()));
        if presses.len() == 5 {
            presses.push(("Verdicts of a form that was changed", done.reduce(Action::Edited)));
        }
    }
    let many = open.clone().reduce(Action::StartedMany(first, vec![1, 2, 4, 5]));
    let hashing = Told::Progress { stage: Stage::Hashing, done: 1, total: 4 };
    presses.push(("Hashing many", many.clone().reduce(Action::Told(hashing))));
    let verdicts = [0, 1, 3, 4].map(|i| verdicts[i].clone()).into();
    let told = Action::Told(Told::Verdicts { list: 0, verdicts });
    presses.push(("Many", many.reduce(told).reduce(Action::Done)));
    presses
}

/// A ledger with a line of each kind.
fn asked(open: &State) -> State {
    let request = |name: &str, arrival, list, revealed_bits| {
        let url = format!("datasets/people-1/{name}");
        Action::Told(Told::Request(Request { url, arrival, list, revealed_bits }))
    };
    [
        request("manifest.json", Arrival::Came(812), None, 0),
        request("name_national-id/0.bin", Arrival::Came(48_000), Some(0), 0),
        request("name_phone/3f.bin", Arrival::Came(4_096), Some(1), 8),
        request("name_phone/40.bin", Arrival::Failed, Some(1), 8),
        request("name_phone/41.bin", Arrival::Awaited, Some(1), 8),
        Action::Dial(Dial::SmallDownloads),
    ]
    .into_iter()
    .fold(open.clone(), State::reduce)
}
