//! What a check says: one answer a list, and one for each kind that no list could take.
use hushcheck_core::{
    Check, CouldNotCheck, Finding, IdentifierError, Incident, Kind, List, Manifest, Payload,
};
use hushcheck_web::Verdict;
use serde::Serialize;

use crate::info::IncidentInfo;

/// One of the five outcomes.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Answer<'a> {
    /// The fingerprint is in the list.
    Match {
        /// The kinds asked together.
        check: Check,
        /// Chance that somebody who is not in the list matches all the same.
        false_positive_rate: f64,
        /// The day of the list.
        as_of: &'a str,
        /// The incidents that it may stand for.
        incidents: Vec<IncidentInfo<'a>>,
        /// How they are meant.
        meaning: Meaning,
        /// How often a password was seen, at least.
        seen: Option<u64>,
    },
    /// It is not, as of the list's day.
    NoMatch {
        /// The kinds asked together.
        check: Check,
        /// The day of the list.
        as_of: &'a str,
    },
    /// No list takes this kind with what else was given.
    NotCovered {
        /// The kind.
        kind: Kind,
        /// What it could be asked together with.
        together: Vec<Vec<Kind>>,
    },
    /// The list could not be searched.
    CouldNotCheck {
        /// The kinds asked together.
        check: Check,
        /// Why.
        why: CouldNotCheck,
    },
    /// What was given is no identifier of its kind.
    Invalid {
        /// The kinds that would have been asked together.
        check: Check,
        /// The kind.
        kind: Kind,
        /// What is wrong.
        reason: IdentifierError,
    },
}

/// In which of the incidents named a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// In each of them and in no other.
    AllOf,
    /// In each of them and perhaps in others.
    AllOfOrMore,
    /// In at least one of them.
    OneOrMoreOf,
}

impl<'a> Answer<'a> {
    /// Puts a verdict into words for programs.
    pub fn new(manifest: &'a Manifest, list: &List, verdict: Verdict) -> Self {
        let (check, as_of) = (list.check(), manifest.published());
        match verdict {
            Verdict::Found(Finding { symbol: Some(symbol), false_positive_rate }) => {
                let (incidents, meaning) = incidents(manifest, list, symbol);
                let incidents = incidents.into_iter().map(IncidentInfo::new).collect();
                let seen = seen(list, symbol);
                Answer::Match { check, false_positive_rate, as_of, incidents, meaning, seen }
            }
            Verdict::Found(_) => Answer::NoMatch { check, as_of },
            Verdict::CouldNotCheck(why) => Answer::CouldNotCheck { check, why },
            Verdict::Invalid(kind, reason) => Answer::Invalid { check, kind, reason },
            // It is said of kinds, not of lists.
            Verdict::NotCovered => {
                Answer::CouldNotCheck { check, why: CouldNotCheck::Inconsistent }
            }
        }
    }

    /// That of a kind that no list took.
    pub fn not_covered(kind: Kind, lists: &[List]) -> Self {
        let with = lists.iter().filter(|list| list.check().contains(kind));
        let others = |list: &List| list.check().kinds().filter(|&other| other != kind).collect();
        Answer::NotCovered { kind, together: with.map(others).collect() }
    }
}

fn incidents<'a>(manifest: &'a Manifest, list: &List, symbol: u16) -> (Vec<&'a Incident>, Meaning) {
    let all = manifest.incidents();
    if let Some(Payload::Incidents(sets)) = list.payload()
        && let Some(set) = sets.get(usize::from(symbol))
        && !set.all_of.is_empty()
    {
        let known = set.all_of.iter().filter_map(|&i| all.get(usize::from(i)));
        let meaning = if set.or_more { Meaning::AllOfOrMore } else { Meaning::AllOf };
        return (known.collect(), meaning);
    }
    (all.iter().collect(), Meaning::OneOrMoreOf)
}

fn seen(list: &List, symbol: u16) -> Option<u64> {
    match list.payload() {
        Some(Payload::Counts(classes)) => {
            classes.get(usize::from(symbol)).map(|class| class.at_least)
        }
        _ => None,
    }
}
