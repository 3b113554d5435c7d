//! What a setting of the dial costs and reveals, by the request plan.
use hushcheck_core::{Check, Dial, List, ListPlan, Scheme, privacy};
use hushcheck_web::{Catalogue, ListEntry};

/// What checking everything would cost and reveal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Bytes downloaded.
    pub bytes: u64,
    /// The person is one of so many records; `None` when nothing is revealed.
    pub person: Option<u64>,
    /// The password is one of so many; `None` when nothing is revealed.
    pub password: Option<u64>,
    /// Some lists are on the device: nobody is asked for them.
    pub has_some_here: bool,
}

/// Computes what a setting costs and reveals when everything is checked that is not
/// refused, and not on the device already (by the lists' numbers in the catalogue).
pub fn cost(catalogue: &Catalogue, dial: Dial, on_device: &[bool]) -> Cost {
    let plan = catalogue.plan(dial);
    let mut has_some_here = false;
    let mut entries: Vec<(ListEntry, &ListPlan)> = Vec::new();
    for (number, (entry, plan)) in catalogue.lists().into_iter().zip(plan.lists()).enumerate() {
        if entry.is_asked && catalogue.refusal(entry.list, *plan).is_none() {
            if is_here(on_device, number) {
                has_some_here = true;
            } else {
                entries.push((entry, plan));
            }
        }
    }
    let group = |passwords: bool| {
        let of_group = entries
            .iter()
            .filter(|(entry, _)| (entry.list.check() == Check::PASSWORD) == passwords)
            .map(|(entry, plan)| (entry.list, **plan));
        sharing(of_group)
    };
    let bytes = entries.iter().map(|(_, plan)| plan.bytes()).sum();
    Cost { bytes, person: group(false), password: group(true), has_some_here }
}

/// Tells whether a list is on the device.
pub fn is_here(on_device: &[bool], number: usize) -> bool {
    on_device.get(number).is_some_and(|&is_here| is_here)
}

/// Tells whether all lists that are searched are on the device, so that no host learns anything.
pub fn asks_nobody(catalogue: &Catalogue, on_device: &[bool]) -> bool {
    let lists = catalogue.lists().into_iter().enumerate();
    lists.filter(|(_, entry)| entry.is_asked).all(|(number, _)| is_here(on_device, number))
}

/// Bytes that are downloaded without being asked for, where that costs nothing: all lists
/// whole.
pub const FAST_BYTES: u64 = 20_000_000;

/// Where the dial stands at first. It follows from the catalogue and the line alone, so that
/// what is downloaded tells nothing of what was typed.
pub fn first_dial(catalogue: &Catalogue, is_fast: bool) -> Dial {
    // Of ranges nobody fetches all.
    let has_ranges = catalogue.lists().iter().any(|entry| entry.list.is_ranges());
    if is_fast && !has_ranges && cost(catalogue, Dial::RevealNothing, &[]).bytes <= FAST_BYTES {
        Dial::RevealNothing
    } else {
        Dial::Balanced
    }
}

/// How many entries of the smallest list still share everything that is revealed.
fn sharing<'a>(lists: impl Iterator<Item = (&'a List, ListPlan)>) -> Option<u64> {
    let mut digests: Vec<((Check, Scheme), u8)> = Vec::new();
    let mut smallest = None;
    for (list, plan) in lists.filter(|(_, plan)| !plan.is_whole()) {
        smallest = Some(smallest.map_or(list.entries(), |least: u64| least.min(list.entries())));
        let (digest, bits) = ((list.check(), list.scheme()), plan.revealed_bits());
        match digests.iter_mut().find(|(known, _)| *known == digest) {
            Some((_, most)) => *most = bits.max(*most),
            None => digests.push((digest, bits)),
        }
    }
    let bits = digests.into_iter().map(|(_, bits)| bits).sum();
    smallest.map(|entries| privacy::records_sharing(entries, bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::tests::{catalogue_of, list};
    use hushcheck_core::CouldNotCheck;
    use hushcheck_core::manifest::RawList;

    /// A million records in eight files of 400 kB.
    fn large(check: &str) -> RawList {
        RawList {
            records: 1 << 20,
            entries: 1 << 20,
            fingerprint_bits: 40,
            prefix_bits: 3,
            bucket_bytes: 400_000,
            ..list(check)
        }
    }

    #[test]
    fn whole_lists_reveal_nothing_and_runs_what_the_plan_says() {
        let catalogue = catalogue_of(vec![vec![large("email"), large("password")]]);
        let nothing = Cost { bytes: 6_400_000, person: None, password: None, has_some_here: false };
        assert_eq!(cost(&catalogue, Dial::RevealNothing, &[]), nothing);
        let some =
            Cost { bytes: 800_000, person: Some(1 << 17), password: Some(1 << 17), ..nothing };
        assert_eq!(cost(&catalogue, Dial::Balanced, &[]), some);
    }

    #[test]
    fn lists_on_the_device_cost_and_reveal_nothing() {
        let catalogue = catalogue_of(vec![vec![large("email"), large("password")]]);
        let email =
            Cost { bytes: 400_000, person: None, password: Some(1 << 17), has_some_here: true };
        assert_eq!(cost(&catalogue, Dial::Balanced, &[true]), email);
        let password = Cost { person: Some(1 << 17), password: None, ..email };
        assert_eq!(cost(&catalogue, Dial::Balanced, &[false, true]), password);
        let both = Cost { bytes: 0, person: None, password: None, ..email };
        assert_eq!(cost(&catalogue, Dial::Balanced, &[true, true]), both);
        // What the other lists reveal is what it was: keeping one widens no run.
        let two = catalogue_of(vec![vec![large("email"), large("name+phone")]]);
        let alone = cost(&two, Dial::Balanced, &[true]);
        assert_eq!(alone.person, Some(1 << 17));
    }

    #[test]
    fn nobody_is_asked_where_all_lists_are_on_the_device() {
        let catalogue = catalogue_of(vec![vec![large("email")], vec![large("password")]]);
        let on_device = [&[][..], &[true], &[false, true], &[true, true]];
        let asks = on_device.map(|on_device| asks_nobody(&catalogue, on_device));
        assert_eq!(asks, [false, false, false, true]);
    }

    #[test]
    fn where_the_line_is_fast_nothing_is_revealed_unless_it_is_much() {
        let some = catalogue_of(vec![vec![large("email"), large("password")]]);
        assert_eq!(first_dial(&some, true), Dial::RevealNothing);
        assert_eq!(first_dial(&some, false), Dial::Balanced);
        let much = catalogue_of(vec![vec![RawList { prefix_bits: 6, ..large("email") }]]);
        assert_eq!(first_dial(&much, true), Dial::Balanced);
    }

    #[test]
    fn what_several_lists_reveal_adds_up_but_a_digest_counts_once() {
        let twice = catalogue_of(vec![vec![large("email")], vec![large("email")]]);
        assert_eq!(cost(&twice, Dial::Balanced, &[]).person, Some(1 << 17));
        let both = catalogue_of(vec![vec![large("email"), large("name+phone")]]);
        assert_eq!(cost(&both, Dial::Balanced, &[]).person, Some(1 << 14));
    }

    #[test]
    fn without_the_table_no_list_with_names_is_asked() {
        let lists = ["name+national-id", "name+phone", "email"].map(list).to_vec();
        let whole = catalogue_of(vec![lists]);
        let bare = Catalogue { han: None, ..whole.clone() };
        let refused = |catalogue: &Catalogue| {
            let plan = catalogue.plan(Dial::Balanced);
            let entries = catalogue.lists().into_iter().zip(plan.lists().to_vec());
            entries.map(|(entry, plan)| catalogue.refusal(entry.list, plan)).collect::<Vec<_>>()
        };
        let reason = Some(CouldNotCheck::NamesUnknown);
        assert_eq!(refused(&whole), [None, None, None]);
        assert_eq!(refused(&bare), [reason, reason, None]);
        // What the other lists reveal stays what it was.
        let dial = Dial::Balanced;
        assert_eq!(whole.plan(dial).lists()[2], bare.plan(dial).lists()[2]);
    }
}
