//! What the matches of a press say: which leaks they name, what data is out, and what
//! they mean.
use hushcheck_core::{Check, Finding, Incident, Kind, Payload, meaning};
use hushcheck_web::{Catalogue, ListEntry, Verdict};

use crate::state::Press;

/// How surely a match is in the leaks that are named with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// In the only one that there is.
    Only,
    /// In at least one of them.
    Some,
    /// In all of them.
    All,
    /// In all of them, and perhaps in others.
    AllAndMore,
}

/// The leaks that a match stands for.
pub fn named(entry: ListEntry<'_>, finding: Finding) -> (Vec<&Incident>, Naming) {
    let incidents = entry.opened.manifest.incidents();
    let symbol = usize::from(finding.symbol.unwrap_or_default());
    if let Some(Payload::Incidents(sets)) = entry.list.payload()
        && let Some(set) = sets.get(symbol)
        && !set.all_of.is_empty()
    {
        let known = set.all_of.iter().filter_map(|&i| incidents.get(usize::from(i)));
        return (known.collect(), if set.or_more { Naming::AllAndMore } else { Naming::All });
    }
    let naming = if incidents.len() > 1 { Naming::Some } else { Naming::Only };
    (incidents.iter().collect(), naming)
}

/// How often a password was seen at least, where the list tells and it is more than what
/// a match says anyway.
pub fn seen(entry: ListEntry<'_>, finding: Finding) -> Option<u64> {
    let Some(Payload::Counts(classes)) = entry.list.payload() else { return None };
    let class = classes.get(usize::from(finding.symbol.unwrap_or_default()))?;
    (class.at_least > 1).then_some(class.at_least)
}

/// The lists that were searched, by their numbers in the catalogue, and what was found.
fn findings<'a>(catalogue: &'a Catalogue, press: &Press) -> Vec<(usize, ListEntry<'a>, Finding)> {
    let lists = catalogue.lists();
    let mut findings = Vec::new();
    for (number, verdict) in &press.verdicts {
        if let (Verdict::Found(finding), Some(entry)) = (verdict, lists.get(*number)) {
            findings.push((*number, *entry, *finding));
        }
    }
    findings
}

/// Tells whether anything was found, and whether anything was searched without.
pub fn outcomes(catalogue: &Catalogue, press: &Press) -> (bool, bool) {
    let (mut some, mut none) = (false, false);
    for (.., finding) in findings(catalogue, press) {
        some |= finding.is_match();
        none |= !finding.is_match();
    }
    (some, none)
}

/// The checks that matched, and the data classes of the leaks that they name.
pub fn exposed<'a>(catalogue: &'a Catalogue, press: &Press) -> (Vec<Check>, Vec<&'a str>) {
    let (mut checks, mut classes) = (Vec::new(), Vec::new());
    for (_, entry, finding) in findings(catalogue, press) {
        if finding.is_match() {
            checks.push(entry.list.check());
            for incident in named(entry, finding).0 {
                classes.extend(incident.data_classes.iter().map(String::as_str));
            }
        }
    }
    (checks, classes)
}

/// What the matches in a dataset are to be weighed by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Share of all people who are in it.
    pub base_rate: f64,
    /// Chance that somebody who is not in it sees as many matches.
    pub chance: f64,
    /// How many lists were searched.
    pub tests: usize,
    /// The last of the lists that matched, by its number in the catalogue: the place for
    /// what is said of all.
    pub last: usize,
}

/// Weighs the matches in a dataset, of all the lists of people that were searched there.
/// `None` if there are none: a password is nobody's alone, so for its match there is
/// nothing to ask.
pub fn weigh(catalogue: &Catalogue, press: &Press, dataset: usize) -> Option<Weight> {
    let (mut rates, mut matches) = (Vec::new(), 0);
    let (mut base_rate, mut last) = (0.0, None);
    for (number, entry, finding) in findings(catalogue, press) {
        if entry.dataset != dataset || entry.list.check().contains(Kind::Password) {
            continue;
        }
        rates.push(finding.false_positive_rate);
        if finding.is_match() {
            let country = entry.opened.manifest.country();
            let of_list = meaning::base_rate(entry.list.check(), country, entry.list.records());
            base_rate = of_list.max(base_rate);
            matches += 1;
            last = Some(number);
        }
    }
    let chance = meaning::at_least(matches, &rates);
    Some(Weight { base_rate, chance, tests: rates.len(), last: last? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Progress;
    use crate::state::tests::{catalogue_of, list};
    use hushcheck_core::CouldNotCheck;
    use hushcheck_core::manifest::RawList;

    fn found(is_match: bool, false_positive_rate: f64) -> Verdict {
        Verdict::Found(Finding { symbol: is_match.then_some(0), false_positive_rate })
    }

    fn press(verdicts: Vec<(usize, Verdict)>) -> Press {
        Press {
            checks: Vec::new(),
            progress: Progress::Done,
            verdicts,
            first_entry: 0,
            is_outdated: false,
            many: None,
        }
    }

    fn catalogue() -> Catalogue {
        let people = |check| RawList { records: 816_000, ..list(check) };
        let police = vec![people("name+national-id"), people("name+phone")];
        catalogue_of(vec![police, vec![list("email")], vec![list("password")]])
    }

    #[test]
    fn matches_of_a_dataset_are_weighed_together() {
        let catalogue = catalogue();
        let both = press(vec![(0, found(true, 0.01)), (1, found(true, 0.02))]);
        let weight = weigh(&catalogue, &both, 0).unwrap();
        assert!((weight.chance - 0.0002).abs() < 1e-12, "{weight:?}");
        // Lists of the test name no country: of all people one in 10,000.
        assert!((weight.base_rate - 1e-4).abs() < 1e-12, "{weight:?}");
        assert_eq!((weight.tests, weight.last), (2, 1));
        // One of two: as rare as at least one by chance.
        let one = press(vec![(0, found(true, 0.01)), (1, found(false, 0.02))]);
        let weight = weigh(&catalogue, &one, 0).unwrap();
        assert!((weight.chance - 0.0298).abs() < 1e-12, "{weight:?}");
        assert_eq!(weight.last, 0);
    }

    #[test]
    fn other_datasets_passwords_and_what_was_not_checked_weigh_nothing() {
        let catalogue = catalogue();
        let failed = Verdict::CouldNotCheck(CouldNotCheck::Tampered);
        let press = press(vec![
            (0, failed),
            (1, found(true, 0.02)),
            (2, found(false, 0.5)),
            (3, found(true, 0.5)),
        ]);
        assert_eq!(weigh(&catalogue, &press, 0).unwrap().chance, 0.02);
        assert_eq!(weigh(&catalogue, &press, 1), None);
        assert_eq!(weigh(&catalogue, &press, 2), None);
        assert_eq!(outcomes(&catalogue, &press), (true, true));
    }

    #[test]
    fn what_is_out_is_what_matched() {
        let catalogue = catalogue();
        let press = press(vec![(1, found(true, 0.02)), (2, found(false, 0.5))]);
        let (checks, _) = exposed(&catalogue, &press);
        assert_eq!(checks, ["name+phone".parse().unwrap()]);
    }
}
