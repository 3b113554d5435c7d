//! What the page knows, and how that changes.
//!
//! [`State`] is a plain value and [`State::reduce`] is pure; nothing here fetches,
//! hashes, or holds what a person typed (that stays in the form's fields).
mod reduce;

use std::rc::Rc;

use hushcheck_core::{Check, Dial, Kind, Scheme, privacy};
use hushcheck_web::http::Request;
use hushcheck_web::{Catalogue, Event, SiteProblem, Stage, Verdict};

use crate::follow_up::{Choice, FollowUp};
use crate::form::{FieldError, Group, groups};
use crate::many::Outcome;
use crate::route::Route;

/// What the page knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The site's catalogue.
    pub catalogue: Opening,
    /// Whether the line is fast and nobody pays for what is downloaded, as far as is known.
    pub is_fast: bool,
    /// How lists are fetched.
    pub dial: Dial,
    /// Which lists are on the device, by their numbers in the catalogue; none beyond its end.
    pub on_device: Vec<bool>,
    /// What is wrong with the form, after it was submitted.
    pub errors: Vec<FieldError>,
    /// Counts submissions, so that the summary takes the focus each time.
    pub submissions: u32,
    /// The last press of the button.
    pub press: Option<Press>,
    /// All files asked for.
    pub ledger: Vec<Entry>,
    /// Counts how often everything was cleared, so that the form begins anew.
    pub clears: u32,
    /// Which part of the site is shown.
    pub route: Route,
    /// What the person does with the results.
    pub follow_up: FollowUp,
    /// Why many rows could not be checked.
    pub many_fault: Option<ManyFault>,
}

/// The catalogue on its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Opening {
    /// Not there yet.
    #[default]
    Loading,
    /// It cannot be opened.
    Failed(SiteProblem),
    /// It is open.
    Open(Rc<Catalogue>),
}

/// One press of the button.
#[derive(Clone, Debug, PartialEq)]
pub struct Press {
    /// The checks asked.
    pub checks: Vec<Check>,
    /// How far it is.
    pub progress: Progress,
    /// The verdicts so far, by the lists' numbers in the catalogue.
    pub verdicts: Vec<(usize, Verdict)>,
    /// Where in the ledger its requests begin.
    pub first_entry: usize,
    /// Whether the form was changed since.
    pub is_outdated: bool,
    /// What is known of many rows, if many were checked.
    pub many: Option<Many>,
}

/// Many rows that are checked at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Many {
    /// The lines in which the rows stand, counted from 1.
    pub lines: Vec<u32>,
    /// The verdicts on the rows, by the lists' numbers in the catalogue.
    pub verdicts: Vec<(usize, Vec<Verdict>)>,
}

impl Many {
    /// What is known of the row at that place, over all lists.
    pub fn outcome(&self, row: usize) -> Outcome {
        Outcome::of_all(self.verdicts.iter().filter_map(|(_, verdicts)| verdicts.get(row)))
    }
}

/// Why many rows cannot be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManyFault {
    /// There are no rows.
    Nothing,
    /// There are more than a page takes.
    TooMany,
}

/// How far a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It goes on: the stage, what is done of it, and the whole.
    At(Stage, u64, u64),
    /// All verdicts are there.
    Done,
    /// The person did not want to wait.
    Cancelled,
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file.
    pub request: Request,
    /// Whether the list that it is part of could be used; `None` while not known.
    pub usable: Option<bool>,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A file was asked for while the catalogue was opened.
    Asked(Request),
    /// The catalogue is open, or cannot be opened.
    Opened(Result<Rc<Catalogue>, SiteProblem>),
    /// The catalogue is being opened once more.
    Reopen,
    /// Another setting of the dial.
    Dial(Dial),
    /// Something in the form was changed.
    Edited,
    /// The form was submitted, and something is wrong with it.
    Refused(Vec<FieldError>),
    /// The form was submitted, and the checks begin.
    Started(Vec<Check>),
    /// Many rows were submitted, which stand in these lines.
    StartedMany(Check, Vec<u32>),
    /// Many rows were submitted, but cannot be checked.
    RefusedMany(ManyFault),
    /// The worker says something about the check.
    Told(Event),
    /// The check is done.
    Done,
    /// So many bytes more came of files that are not whole yet.
    Heard(u64),
    /// The worker is lost.
    Crashed,
    /// The person does not want to wait.
    Cancelled,
    /// The person wants everything gone.
    Cleared,
    /// The address names another part of the site.
    Visited(Route),
    /// The person chose something about the results.
    Chosen(Choice),
}

impl State {
    /// The catalogue, once it is open.
    pub fn open(&self) -> Option<&Rc<Catalogue>> {
        match &self.catalogue {
            Opening::Open(catalogue) => Some(catalogue),
            _ => None,
        }
    }

    /// The form's fields.
    pub fn groups(&self) -> Vec<Group> {
        let lists = self.open().map(|catalogue| catalogue.lists()).unwrap_or_default();
        groups(lists.iter().filter(|entry| entry.is_asked).map(|entry| entry.list.check()))
    }

    /// The kinds that no list of the site holds, so that nobody can be told anything of
    /// them. `Text` is whatever else there is, and so nothing that could be missing.
    pub fn not_covered(&self) -> Vec<Kind> {
        let lists = self.open().map(|catalogue| catalogue.lists()).unwrap_or_default();
        let mut kinds = Vec::new();
        for kind in Kind::ALL {
            let is_covered = lists.iter().any(|entry| entry.list.check().contains(kind));
            if kind != Kind::Text && !is_covered {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// The country of the action plan: the one chosen, else the site's.
    pub fn country(&self) -> &str {
        let site = || Some(self.open()?.site.default_country.as_ref()?.as_str());
        self.follow_up.country.as_deref().or_else(site).unwrap_or_default()
    }

    /// Tells whether a check is running.
    pub fn is_checking(&self) -> bool {
        self.press.as_ref().is_some_and(|press| matches!(press.progress, Progress::At(..)))
    }

    /// Bits revealed by everything asked for so far. The runs of one digest nest,
    /// so that of those only the longest counts.
    pub fn revealed_bits(&self) -> u32 {
        let mut digests: Vec<((Check, Scheme), u8)> = Vec::new();
        let lists = self.open().map(|catalogue| catalogue.lists()).unwrap_or_default();
        for Entry { request, .. } in &self.ledger {
            let Some(entry) = request.list.and_then(|list| lists.get(list)) else { continue };
            let digest = (entry.list.check(), entry.list.scheme());
            match digests.iter_mut().find(|(known, _)| *known == digest) {
                Some((_, bits)) => *bits = request.revealed_bits.max(*bits),
                None => digests.push((digest, request.revealed_bits)),
            }
        }
        digests.into_iter().map(|(_, bits)| u32::from(bits)).sum()
    }
}

impl Press {
    /// Chance that somebody who is in none of the lists sees a match.
    pub fn any_false_positive(&self) -> f64 {
        privacy::any_false_positive(self.verdicts.iter().filter_map(|(_, verdict)| match verdict {
            Verdict::Found(finding) => Some(finding.false_positive_rate),
            _ => None,
        }))
    }
}

#[cfg(test)]
pub(crate) mod tests;
