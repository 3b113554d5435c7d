//! The page's transitions.
use super::*;
use crate::form::Fault;
use hushcheck_core::CouldNotCheck;
use hushcheck_core::manifest::{Edition, RawList};
use hushcheck_core::{Finding, Hash256, Incident, Kind, Manifest};
use hushcheck_web::http::Arrival;
use hushcheck_web::{Dataset, Opened, Trust};

pub(crate) fn list(check: &str) -> RawList {
    RawList {
        check: check.parse().unwrap(),
        scheme: Scheme::Sha256,
        records: 1000,
        entries: 1000,
        fingerprint_bits: 30,
        prefix_bits: 4,
        rice_parameter: 5,
        bucket_bytes: 1000,
        root: Hash256([0; 32]),
        payload: None,
        figures: None,
    }
}

fn dataset(name: &str, lists: Vec<RawList>) -> Dataset {
    let edition = Edition {
        dataset: name.to_owned(),
        number: 1,
        published: "2026-01-01".to_owned(),
        country: None,
        expires: None,
        previous: None,
        accepted_risks: Vec::new(),
    };
    let incident =
        Incident { name: name.to_owned(), title: name.to_owned(), ..Incident::default() };
    let manifest = Manifest::new(edition, vec![incident], lists).unwrap();
    let path = name.to_owned().try_into().unwrap();
    let opened = Ok(Opened { manifest, trust: Trust::Signed });
    Dataset { path, opened, counted_only: false }
}

pub(crate) fn catalogue_of(datasets: Vec<Vec<RawList>>) -> Catalogue {
    let site = hushcheck_core::Site { name: "Test".to_owned(), ..Default::default() };
    let datasets = datasets.into_iter().enumerate();
    let datasets = datasets.map(|(i, lists)| dataset(&format!("dataset-{i}"), lists)).collect();
    Catalogue { site, datasets, han: Some(hushcheck_core::Han::bundled().clone()) }
}

fn catalogue() -> Rc<Catalogue> {
    let police = vec![list("name+national-id"), list("name+phone")];
    Rc::new(catalogue_of(vec![police, vec![list("email")]]))
}

/// A frame in an article about one leak offers that one; what it reveals is what a page for
/// all leaks would.
#[test]
fn what_is_only_counted_is_planned_but_not_asked() {
    let all = catalogue();
    let mut chosen = (*all).clone();
    chosen.datasets[0].counted_only = true;
    for dial in Dial::ALL {
        assert_eq!(chosen.plan(dial).lists(), all.plan(dial).lists());
    }
    let state = after([Action::Opened(Ok(Rc::new(chosen))), started("email")]);
    let kinds: Vec<Kind> = state.groups().into_iter().flat_map(|group| group.kinds).collect();
    assert_eq!(kinds, [Kind::Email]);
    let checks = ["email", "name+phone"].map(|check| check.parse().unwrap()).into();
    let state = after([
        Action::Opened(Ok(state.open().unwrap().clone())),
        Action::Started(checks),
        Action::Done,
    ]);
    let lists: Vec<usize> = state.press.unwrap().verdicts.iter().map(|(list, _)| *list).collect();
    assert_eq!(lists, [2]);
}

fn after(actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(State::default(), State::reduce)
}

fn opened() -> Action {
    Action::Opened(Ok(catalogue()))
}

fn started(check: &str) -> Action {
    Action::Started(vec![check.parse().unwrap()])
}

fn found(is_match: bool) -> Verdict {
    Verdict::Found(Finding { symbol: is_match.then_some(0), false_positive_rate: 0.01 })
}

fn verdict(list: usize, verdict: Verdict) -> Action {
    Action::Told(Event::Verdict { list, verdict })
}

fn request(list: usize, revealed_bits: u8) -> Action {
    arrival(list, revealed_bits, Arrival::Came(1000))
}

fn arrival(list: usize, revealed_bits: u8, arrival: Arrival) -> Action {
    let url = "police/x.bin".to_owned();
    Action::Told(Event::Request(Request { url, arrival, list: Some(list), revealed_bits }))
}

#[test]
fn the_catalogue_opens_or_fails() {
    assert_eq!(State::default().catalogue, Opening::Loading);
    assert_eq!(after([opened()]).groups().len(), 2);
    let problem = || SiteProblem::Unreachable;
    let failed = after([Action::Opened(Err(problem()))]);
    assert_eq!(failed.catalogue, Opening::Failed(problem()));
    assert_eq!(after([Action::Crashed]).catalogue, Opening::Failed(problem()));
    // Once open it stays: verdicts and ledger count its lists.
    assert!(after([opened(), Action::Opened(Err(problem()))]).open().is_some());
    let smaller = Action::Opened(Ok(Rc::new(catalogue_of(vec![vec![list("email")]]))));
    assert_eq!(after([opened(), smaller]).catalogue, after([opened()]).catalogue);
    let again = after([Action::Opened(Err(problem())), Action::Reopen]);
    assert_eq!(again.catalogue, Opening::Loading);
}

#[test]
fn what_is_on_the_device_was_asked_of_nobody() {
    let begun = [opened(), started("email"), request(2, 4), arrival(2, 9, Arrival::Awaited)];
    let asked = after(begun.clone());
    assert_eq!((asked.ledger.len(), asked.revealed_bits()), (2, 9));
    let kept = arrival(2, 0, Arrival::Kept(1000));
    let state = after(begun.into_iter().chain([kept.clone(), verdict(2, found(false))]));
    assert_eq!((state.ledger.len(), state.revealed_bits()), (1, 4));
    assert_eq!(state.ledger[0].usable, Some(true));
    assert!(after([opened(), started("email"), kept]).ledger.is_empty());
}

#[test]
fn a_check_goes_from_button_to_verdict() {
    let checking = [opened(), started("email"), request(2, 0)];
    assert!(after(checking.clone()).is_checking());
    let done = after(checking.into_iter().chain([verdict(2, found(true)), Action::Done]));
    let press = done.press.clone().unwrap();
    assert_eq!(press.progress, Progress::Done);
    assert_eq!(press.verdicts, [(2, found(true))]);
    assert_eq!(done.ledger[0].usable, Some(true));
    assert!((press.any_false_positive() - 0.01).abs() < 1e-9);
}

#[test]
fn a_lost_worker_is_never_no_match() {
    let state = after([opened(), started("name+phone"), Action::Crashed]);
    let verdicts = state.press.unwrap().verdicts;
    assert_eq!(verdicts, [(1, Verdict::CouldNotCheck(CouldNotCheck::Device))]);
}

#[test]
fn a_list_that_fails_marks_its_files_only() {
    let tampered = Verdict::CouldNotCheck(CouldNotCheck::Tampered);
    let state =
        after([opened(), started("email"), request(1, 0), request(2, 0), verdict(2, tampered)]);
    let usable: Vec<_> = state.ledger.iter().map(|entry| entry.usable).collect();
    assert_eq!(usable, [None, Some(false)]);
}

#[test]
fn who_lied_is_told_from_the_mirror_that_did_not() {
    let refused = Action::Told(Event::Refused { list: 2 });
    let asked = [opened(), started("email"), request(2, 0), refused, request(2, 0)];
    let state = after(asked.into_iter().chain([verdict(2, found(false))]));
    let usable: Vec<_> = state.ledger.iter().map(|entry| entry.usable).collect();
    assert_eq!(usable, [Some(false), Some(true)]);
}

#[test]
fn parts_of_files_count_until_they_are_whole() {
    let fetching =
        |done| Action::Told(Event::Progress { stage: Stage::Fetching, done, total: 3000 });
    let shown = |actions: &[Action]| {
        let begun = [opened(), started("email"), Action::Heard(7), fetching(0)];
        match after(begun.into_iter().chain(actions.to_vec())).press.unwrap().progress {
            Progress::At(Stage::Fetching, done, 3000) => done,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(shown(&[]), 0);
    let heard = Action::Heard;
    assert_eq!(shown(&[heard(400), heard(500)]), 900);
    assert_eq!(shown(&[heard(400), fetching(1000), heard(500)]), 1500);
    // Parts of two files came, and one is whole: nothing goes back.
    assert_eq!(shown(&[heard(1600), fetching(1000)]), 1600);
    // A mirror was asked for the same once more.
    assert_eq!(shown(&[heard(2800), heard(2800)]), 3000);
    // A check that has ended hears no more.
    let ended = after([opened(), started("email"), fetching(0), Action::Cancelled, heard(5)]);
    assert_eq!(ended.press.unwrap().progress, Progress::Cancelled);
}

#[test]
fn what_comes_after_cancelling_is_not_shown() {
    let state = after([
        opened(),
        started("email"),
        Action::Cancelled,
        verdict(2, found(false)),
        Action::Done,
    ]);
    let press = state.press.unwrap();
    assert_eq!(press.progress, Progress::Cancelled);
    assert_eq!(press.verdicts, []);
}

#[test]
fn what_was_asked_for_is_shown_though_nobody_waits_for_it() {
    let asked = [opened(), started("email"), arrival(2, 3, Arrival::Awaited), Action::Cancelled];
    let state = after(asked.clone());
    assert_eq!((state.ledger.len(), state.revealed_bits()), (1, 3));
    // The next press asks again; its verdict speaks of its own file only.
    let again = [started("email"), arrival(2, 3, Arrival::Awaited), request(2, 3)];
    let done = [verdict(2, found(false)), Action::Done];
    let ledger = after(asked.into_iter().chain(again).chain(done)).ledger;
    let shown: Vec<_> = ledger.iter().map(|entry| (entry.request.arrival, entry.usable)).collect();
    assert_eq!(shown, [(Arrival::Awaited, None), (Arrival::Came(1000), Some(true))]);
}

#[test]
fn a_second_press_waits_for_the_first() {
    let state = after([opened(), started("email"), started("name+phone")]);
    assert_eq!(state.press.unwrap().checks, ["email".parse().unwrap()]);
}

#[test]
fn a_result_says_when_the_form_has_changed() {
    let done = [opened(), started("email"), Action::Done];
    assert!(!after(done.clone()).press.unwrap().is_outdated);
    let edited = after(done.into_iter().chain([Action::Edited]));
    assert!(edited.press.unwrap().is_outdated);
}

#[test]
fn an_error_takes_the_place_of_results() {
    let error = FieldError { kind: Kind::Email, fault: Fault::NothingAsked };
    let refused = Action::Refused(vec![error.clone()]);
    let state = after([opened(), started("email"), Action::Done, refused.clone(), refused]);
    assert_eq!((state.press, state.errors), (None, vec![error]));
    assert_eq!(state.submissions, 3);
    let state = after([opened(), started("email"), Action::Done, Action::Cleared]);
    assert_eq!((state.press, state.errors), (None, vec![]));
}

#[test]
fn revealed_bits_are_counted_once_a_digest() {
    let actions = [opened(), started("email"), request(2, 3), request(2, 3), request(0, 2)];
    assert_eq!(after(actions.clone()).revealed_bits(), 5);
    // The same run again, or a shorter one, tells nothing new.
    assert_eq!(after(actions.into_iter().chain([request(2, 1)])).revealed_bits(), 5);
}

#[test]
fn the_dial_is_kept() {
    let state = after([Action::Dial(Dial::RevealNothing), opened()]);
    assert_eq!(state.dial, Dial::RevealNothing);
}

#[test]
fn kinds_that_no_list_holds_are_named() {
    let missing = after([opened()]).not_covered();
    assert!(missing.contains(&Kind::Iban) && missing.contains(&Kind::Password));
    assert!(!missing.contains(&Kind::Phone) && !missing.contains(&Kind::Text));
}

#[test]
fn the_plan_is_for_the_country_chosen_or_else_the_sites() {
    let mut catalogue = catalogue_of(Vec::new());
    assert_eq!(after([Action::Opened(Ok(Rc::new(catalogue.clone())))]).country(), "");
    catalogue.site.default_country = "NL".parse().ok();
    let state = after([Action::Opened(Ok(Rc::new(catalogue)))]);
    assert_eq!(state.country(), "NL");
    let state = state.reduce(Action::Chosen(Choice::Country(String::new())));
    assert_eq!(state.country(), "");
}

#[test]
fn another_part_of_the_site_leaves_the_result() {
    let leak = Route::Incident("leak".to_owned());
    let state = after([opened(), started("email"), Action::Done, Action::Visited(leak.clone())]);
    assert!(state.press.is_some());
    assert_eq!(state.route, leak);
    // Clearing forgets what was chosen, and stays where the person is.
    let answer = Action::Chosen(Choice::Answer(0, hushcheck_core::Membership::Surely));
    let state = state.reduce(answer).reduce(Action::Cleared);
    assert_eq!((state.follow_up, state.route), (FollowUp::default(), leak));
}

#[test]
fn many_rows_have_a_verdict_of_each_list() {
    let catalogue = Rc::new(catalogue_of(vec![vec![list("email")], vec![list("email")]]));
    let state = after([
        Action::Opened(Ok(catalogue)),
        Action::StartedMany("email".parse().unwrap(), vec![1, 3]),
    ]);
    assert!(state.is_checking());
    let found = |symbol| Verdict::Found(Finding { false_positive_rate: 0.01, symbol });
    let verdicts = vec![found(None), found(Some(0))];
    let told = |list| Action::Told(Event::Verdicts { list, verdicts: verdicts.clone() });
    let done = [told(1), told(0), Action::Done].into_iter().fold(state.clone(), State::reduce);
    let many = done.press.unwrap().many.unwrap();
    assert_eq!(many.verdicts, [(0, verdicts.clone()), (1, verdicts.clone())]);
    assert_eq!([0, 1].map(|row| many.outcome(row)), [Outcome::NoMatch, Outcome::Match]);

    // What a lost worker left unanswered is no "no match".
    let lost = [told(1), Action::Crashed].into_iter().fold(state.clone(), State::reduce);
    let many = lost.press.unwrap().many.unwrap();
    assert_eq!([0, 1].map(|row| many.outcome(row)), [Outcome::CouldNotCheck, Outcome::Match]);

    let cancelled = [told(1), Action::Cancelled].into_iter().fold(state, State::reduce);
    assert_eq!(cancelled.press.unwrap().many, None);
}

#[test]
fn rows_that_cannot_be_checked_leave_no_old_results() {
    let open = Action::Opened(Ok(catalogue()));
    let state = after([open, Action::Started(vec!["email".parse().unwrap()]), Action::Done]);
    let state = state.reduce(Action::RefusedMany(ManyFault::Nothing));
    assert_eq!((state.many_fault, state.press.is_none()), (Some(ManyFault::Nothing), true));
    let check = "email".parse().unwrap();
    assert_eq!(state.reduce(Action::StartedMany(check, vec![1])).many_fault, None);
}
