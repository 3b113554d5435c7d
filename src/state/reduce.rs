//! What changes when something happens.
use hushcheck_core::{Check, CouldNotCheck, Dial};
use hushcheck_web::http::{Arrival, Request};
use hushcheck_web::{Event, SiteProblem, Stage, Verdict};

use super::{Action, Entry, Many, Opening, Press, Progress, State};
use crate::cost::first_dial;

impl State {
    /// The state after something happened.
    pub fn reduce(mut self, action: Action) -> Self {
        self.apply(action);
        self
    }

    /// The same, in place.
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::Asked(request) => self.log(request),
            // Verdicts and ledger count the lists of the catalogue that is open.
            Action::Opened(_) if self.open().is_some() => {}
            Action::Opened(Ok(catalogue)) => {
                if self.dial == Dial::default() {
                    self.dial = first_dial(&catalogue, self.is_fast);
                }
                self.catalogue = Opening::Open(catalogue);
            }
            Action::Opened(Err(problem)) => self.catalogue = Opening::Failed(problem),
            Action::Reopen => self.catalogue = Opening::Loading,
            Action::Dial(dial) => self.dial = dial,
            Action::Edited => {
                self.press.iter_mut().for_each(|press| press.is_outdated = true);
            }
            Action::Refused(errors) => {
                self.errors = errors;
                self.submissions += 1;
                self.press = None;
            }
            Action::Started(checks) => self.start(checks, None),
            Action::StartedMany(check, lines) => {
                self.start(vec![check], Some(Many { lines, verdicts: Vec::new() }));
            }
            Action::RefusedMany(fault) => {
                self.many_fault = Some(fault);
                self.press = None;
            }
            Action::Told(event) => self.told(event),
            Action::Heard(bytes) => self.fetched(bytes, 0),
            Action::Done => self.end(Progress::Done),
            // Without a catalogue another worker would most likely be lost as well.
            Action::Crashed if self.open().is_none() => {
                self.catalogue = Opening::Failed(SiteProblem::Unreachable);
            }
            Action::Crashed => self.end(Progress::Done),
            Action::Cancelled => self.end(Progress::Cancelled),
            Action::Cleared => {
                self.errors.clear();
                self.many_fault = None;
                self.press = None;
                self.clears += 1;
                self.follow_up.clear();
            }
            Action::Visited(route) => self.route = route,
            Action::Chosen(choice) => self.follow_up.choose(choice),
        }
    }

    fn start(&mut self, checks: Vec<Check>, many: Option<Many>) {
        if self.is_checking() {
            return;
        }
        self.errors.clear();
        self.many_fault = None;
        self.submissions += 1;
        self.press = Some(Press {
            checks,
            progress: Progress::At(Stage::Hashing, 0, 1),
            verdicts: Vec::new(),
            first_entry: self.ledger.len(),
            is_outdated: false,
            many,
        });
    }

    /// Writes a request into the ledger, or what came of one that is there. What was on the
    /// device was asked of nobody.
    fn log(&mut self, request: Request) {
        let is_awaited = |entry: &Entry| {
            entry.request.url == request.url && entry.request.arrival == Arrival::Awaited
        };
        let place = self.ledger.iter().rposition(is_awaited);
        match (place, request.arrival) {
            (Some(place), Arrival::Kept(_)) => _ = self.ledger.remove(place),
            (None, Arrival::Kept(_)) => {}
            (Some(place), Arrival::Came(_) | Arrival::Failed) => {
                self.ledger[place].request = request;
            }
            _ => self.ledger.push(Entry { request, usable: None }),
        }
    }

    fn told(&mut self, event: Event) {
        match event {
            Event::Request(request) => self.log(request),
            // What a worker says that was told to stop comes too late.
            _ if !self.is_checking() => {}
            // What was heard of files that are not whole yet is among it.
            Event::Progress { stage: Stage::Fetching, done, .. } if done > 0 => {
                self.fetched(0, done);
            }
            Event::Progress { stage, done, total } => {
                self.press.iter_mut().for_each(|p| p.progress = Progress::At(stage, done, total));
            }
            Event::Refused { list } => self.used(list, false),
            Event::Verdict { list, verdict } => {
                self.used(list, matches!(verdict, Verdict::Found(_)));
                self.press.iter_mut().for_each(|p| p.verdicts.push((list, verdict.clone())));
            }
            Event::Verdicts { list, verdicts } => {
                self.used(list, verdicts.iter().any(|v| matches!(v, Verdict::Found(_))));
                let many = self.press.iter_mut().filter_map(|press| press.many.as_mut());
                many.for_each(|many| many.verdicts.push((list, verdicts.clone())));
            }
        }
    }

    /// Takes note of how many more bytes came, or that there are at least so many, of those that
    /// are awaited.
    fn fetched(&mut self, more: u64, at_least: u64) {
        let progress = self.press.as_mut().map(|press| &mut press.progress);
        if let Some(Progress::At(Stage::Fetching, done, total)) = progress {
            *done = (*done + more).max(at_least).min(*total);
        }
    }

    /// Notes whether what was fetched of a list could be used.
    fn used(&mut self, list: usize, usable: bool) {
        // Files that an earlier press asked for and did not wait for stay unknown.
        let first = self.press.as_ref().map_or(0, |press| press.first_entry);
        let entries = self.ledger.iter_mut().skip(first);
        let of_list = entries.filter(|entry| entry.request.list == Some(list));
        // What was refused already stays so: a mirror was asked since.
        of_list.for_each(|entry| _ = entry.usable.get_or_insert(usable));
    }

    /// Ends a check. Lists that were asked and have no verdict could not be checked.
    fn end(&mut self, progress: Progress) {
        if !self.is_checking() {
            return;
        }
        let Some(catalogue) = self.open().cloned() else { return };
        let Some(press) = &mut self.press else { return };
        press.progress = progress;
        if progress == Progress::Cancelled {
            press.verdicts.clear();
            press.many = None;
            return;
        }
        let lost = Verdict::CouldNotCheck(CouldNotCheck::Device);
        let asked = catalogue.lists().into_iter().enumerate();
        let asked: Vec<usize> =
            asked.filter(|(_, entry)| entry.answers(&press.checks)).map(|(list, _)| list).collect();
        if let Some(many) = &mut press.many {
            let rows = many.lines.len();
            in_order(&mut many.verdicts, &asked, &vec![lost; rows]);
        } else {
            in_order(&mut press.verdicts, &asked, &lost);
        }
    }
}

/// Puts what was told of lists into the catalogue's order, which is not that in which it
/// came, and adds what is said of those of which nothing was told.
fn in_order<T: Clone>(told: &mut Vec<(usize, T)>, asked: &[usize], lost: &T) {
    let of = |list: usize| told.iter().find(|(known, _)| *known == list).map(|(_, it)| it);
    *told = asked.iter().map(|&list| (list, of(list).unwrap_or(lost).clone())).collect();
}
