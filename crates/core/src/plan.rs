//! The request plan: how much of each list is fetched, and so what is revealed.
//!
//! # Overview of types
//!
//! A [`RequestPlan`] is a pure function of the catalogue's lists and the
//! [`Dial`]: never of what was typed, of earlier presses or of a verdict. For each
//! list it holds a [`ListPlan`]: so many bits of the digest's prefix are revealed,
//! none when the list is fetched whole. [`ListPlan::run`] makes the [`Run`] for a
//! digest; nothing else does, and list files are fetched by run only. The caps
//! below therefore hold whatever a manifest says.
use serde::{Deserialize, Serialize};

use crate::manifest::List;
use crate::sorted::insert;
use crate::{Check, Digest, Scheme, privacy};

/// Most bits revealed for one list, but for lists of passwords.
pub const MAX_BITS_PER_LIST: u8 = 12;
/// Most bits revealed for one person, over all lists but those of passwords.
pub const MAX_BITS_PER_PERSON: u8 = 24;
/// Most bits revealed for one password, over all lists.
pub const MAX_BITS_PER_PASSWORD: u8 = 16;
/// At least 2^10 records of the smallest list share what is revealed.
const SHARING_LOG2: u8 = 10;
/// ... or 2^6, when the person asks for smaller downloads.
const SHARING_LOG2_SMALL: u8 = 6;
/// Lists up to this size in bytes are fetched whole.
pub const WHOLE_BYTES: u64 = 2_000_000;

/// Returns the most prefix bits that make sense for a list: a run reveals no more
/// by the caps above, and at least 2^10 records stay together.
pub fn useful_prefix_bits(check: Check, entries: u64) -> u8 {
    let cap = if check == Check::PASSWORD { MAX_BITS_PER_PASSWORD } else { MAX_BITS_PER_LIST };
    (entries.max(1).ilog2() as u8).saturating_sub(SHARING_LOG2).min(cap)
}

/// What a person would rather save: bits revealed, or bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dial {
    /// Small lists whole, of large ones a run.
    #[default]
    Balanced,
    /// All lists whole: nothing is revealed.
    RevealNothing,
    /// A run of every list that has several buckets.
    SmallDownloads,
}

impl Dial {
    /// All settings.
    pub const ALL: [Dial; 3] = [Dial::RevealNothing, Dial::Balanced, Dial::SmallDownloads];
}

/// The plan for a catalogue: one entry a list, in the catalogue's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPlan {
    lists: Vec<ListPlan>,
}

/// How much of one list is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPlan {
    /// At most the list's prefix bits and the caps, by construction.
    bits: u8,
    prefix_bits: u8,
    bucket_bytes: u64,
    entries: u64,
}

impl RequestPlan {
    /// Makes the plan for all lists of a catalogue.
    pub fn new<'a>(lists: impl IntoIterator<Item = &'a List>, dial: Dial) -> Self {
        let lists: Vec<&List> = lists.into_iter().collect();
        let mut plan: Vec<ListPlan> = lists.iter().map(|list| ListPlan::whole(list)).collect();
        // Each setting adds to the one before, so that whoever turns the dial between
        // two presses reveals no more than the setting that reveals most.
        let steps: &[Dial] = match dial {
            Dial::RevealNothing => &[],
            Dial::Balanced => &[Dial::Balanced],
            Dial::SmallDownloads => &[Dial::Balanced, Dial::SmallDownloads],
        };
        for &step in steps {
            plan = widened(plan, &lists, step, false);
            plan = widened(plan, &lists, step, true);
        }
        RequestPlan { lists: plan }
    }

    /// The entries, in the catalogue's order.
    pub fn lists(&self) -> &[ListPlan] {
        &self.lists
    }
}

/// Adds to a plan what a setting allows, for passwords or for all other lists.
fn widened(plan: Vec<ListPlan>, lists: &[&List], dial: Dial, password: bool) -> Vec<ListPlan> {
    let of_class = |i: &usize| (lists[*i].check() == Check::PASSWORD) == password;
    let (begun, whole): (Vec<usize>, Vec<usize>) =
        (0..lists.len()).filter(of_class).partition(|&i| plan[i].bits > 0);
    let mut by_size = Vec::new();
    for i in whole.into_iter().filter(|&i| by_run(lists[i], dial)) {
        insert(&mut by_size, i, |&i| lists[i].entries());
    }
    // The smallest list sets the budget of all: where it costs the others more than is
    // saved by not fetching it whole, it stays whole.
    let plans = (0..=by_size.len()).filter_map(|skipped| {
        let is_of_group = |i: &usize| begun.contains(i) || by_size[skipped..].contains(i);
        let group: Vec<usize> = (0..lists.len()).filter(is_of_group).collect();
        let smallest = group.iter().map(|&i| lists[i].entries()).min().unwrap_or(0);
        allotted(
            plan.clone(),
            Secrets::of(lists, &group),
            budget(smallest, dial, password),
            password,
        )
    });
    let bytes = |plan: &Vec<ListPlan>| plan.iter().map(|list| list.bytes()).sum::<u64>();
    // To add nothing is always among them.
    plans.min_by_key(bytes).unwrap_or_else(|| plan.clone())
}

/// Tells whether a list may be fetched by run.
fn by_run(list: &List, dial: Dial) -> bool {
    list.prefix_bits() > 0
        && match dial {
            Dial::RevealNothing => false,
            Dial::Balanced => list.total_bytes() > WHOLE_BYTES,
            Dial::SmallDownloads => true,
        }
}

/// Bits that may be revealed over lists of which the smallest has so many entries.
fn budget(smallest: u64, dial: Dial, password: bool) -> u8 {
    let kept = if dial == Dial::SmallDownloads { SHARING_LOG2_SMALL } else { SHARING_LOG2 };
    let budget = (smallest.max(1).ilog2() as u8).saturating_sub(kept);
    budget.min(if password { MAX_BITS_PER_PASSWORD } else { MAX_BITS_PER_PERSON })
}

/// The lists of a group, those together that are asked with the same digest: the
/// runs of one digest nest, so that what they reveal is that of the longest.
struct Secrets(Vec<Vec<usize>>);

impl Secrets {
    fn of(lists: &[&List], group: &[usize]) -> Self {
        let mut secrets: Vec<((Check, Scheme), Vec<usize>)> = Vec::new();
        for &i in group {
            let key = (lists[i].check(), lists[i].scheme());
            match secrets.iter_mut().find(|(known, _)| *known == key) {
                Some((_, members)) => members.push(i),
                None => secrets.push((key, vec![i])),
            }
        }
        Secrets(secrets.into_iter().map(|(_, members)| members).collect())
    }
}

/// Gives bits away one by one, each to the digest for which most is downloaded.
/// Every bit halves a download, so this makes the sum of downloads least.
///
/// Returns `None` when the plan reveals more than the budget already.
fn allotted(
    mut plan: Vec<ListPlan>,
    secrets: Secrets,
    budget: u8,
    password: bool,
) -> Option<Vec<ListPlan>> {
    let most = if password { MAX_BITS_PER_PASSWORD } else { MAX_BITS_PER_LIST };
    let widest = |members: &[usize], of: fn(&ListPlan) -> u8, plan: &[ListPlan]| {
        members.iter().map(|&i| of(&plan[i])).max().unwrap_or(0)
    };
    let give = |members: &[usize], bits: u8, plan: &mut [ListPlan]| {
        members.iter().for_each(|&i| plan[i].bits = bits.min(plan[i].prefix_bits));
    };
    let mut bits = Vec::with_capacity(secrets.0.len());
    for members in &secrets.0 {
        bits.push(widest(members, |list| list.bits, &plan));
        // Lists asked with the same digest learn nothing that is not revealed already.
        give(members, bits[bits.len() - 1], &mut plan);
    }
    let left = budget.checked_sub(bits.iter().sum())?;
    for _ in 0..left {
        let bytes = |s: usize| secrets.0[s].iter().map(|&i| plan[i].bytes()).sum::<u64>();
        let cap = |s: usize| widest(&secrets.0[s], |list| list.prefix_bits, &plan).min(most);
        // The first of equals: the order is the catalogue's.
        let largest = (0..bits.len())
            .filter(|&s| bits[s] < cap(s))
            .max_by_key(|&s| (bytes(s), std::cmp::Reverse(s)));
        let Some(s) = largest else { break };
        bits[s] += 1;
        give(&secrets.0[s], bits[s], &mut plan);
    }
    Some(plan)
}

impl ListPlan {
    fn whole(list: &List) -> Self {
        ListPlan {
            bits: 0,
            prefix_bits: list.prefix_bits(),
            bucket_bytes: list.bucket_bytes(),
            entries: list.entries(),
        }
    }

    /// Bits of the digest that the fetch reveals to the host; 0 when the list is
    /// fetched whole.
    pub fn revealed_bits(self) -> u8 {
        self.bits
    }

    /// Tells whether the list is fetched whole, so that nothing is revealed.
    pub fn is_whole(self) -> bool {
        self.bits == 0
    }

    /// Number of files fetched.
    pub fn files(self) -> u64 {
        1 << (self.prefix_bits - self.bits)
    }

    /// Bytes fetched.
    pub fn bytes(self) -> u64 {
        self.bucket_bytes << (self.prefix_bits - self.bits)
    }

    /// How many of the list's entries share what is revealed. Counted in entries,
    /// since their number is compared with what is decoded.
    pub fn records_sharing(self) -> u64 {
        privacy::records_sharing(self.entries, self.bits)
    }

    /// The run that is the whole list, if it is fetched whole: it follows from no digest.
    pub fn whole_run(self) -> Option<Run> {
        self.is_whole().then_some(Run { prefix: 0, plan: self })
    }

    /// Makes the run in which a digest's bucket lies.
    pub fn run(self, digest: &Digest) -> Run {
        Run { prefix: digest.first_bits(self.bits), plan: self }
    }
}

/// 2^j neighbouring buckets of a list, fetched together.
///
/// It holds the revealed bits and nothing else of a digest, and only a
/// [`ListPlan`] makes one: whoever fetches by run cannot reveal more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    prefix: u64,
    plan: ListPlan,
}

impl Run {
    /// How much of the list this is.
    pub fn plan(&self) -> ListPlan {
        self.plan
    }

    /// The numbers of the run's buckets.
    pub fn buckets(&self) -> std::ops::Range<u64> {
        let first = self.prefix << (self.plan.prefix_bits - self.plan.bits);
        first..first + self.plan.files()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::RawList;
    use crate::manifest::tests::{manifest, raw_list};
    use proptest::prelude::*;

    fn plan(lists: &[RawList], dial: Dial) -> Vec<ListPlan> {
        // Each list in a manifest of its own, since one has each check once.
        let lists: Vec<List> = lists
            .iter()
            .map(|list| manifest(vec![list.clone()]).unwrap().lists()[0].clone())
            .collect();
        RequestPlan::new(&lists, dial).lists
    }

    fn bits(lists: &[RawList], dial: Dial) -> Vec<u8> {
        plan(lists, dial).into_iter().map(ListPlan::revealed_bits).collect()
    }

    #[test]
    fn small_lists_are_fetched_whole_and_large_ones_by_run() {
        let lists = [raw_list("email", 1_000_000, 3), raw_list("name+phone", 1_000_000, 1)];
        assert_eq!(bits(&lists, Dial::Balanced), [3, 0]);
        assert_eq!(bits(&lists, Dial::RevealNothing), [0, 0]);
        assert_eq!(bits(&lists, Dial::SmallDownloads), [3, 1]);
    }

    #[test]
    fn the_sum_is_bounded_by_the_smallest_list() {
        let lists = [raw_list("email", 1 << 30, 12), raw_list("name+phone", 1 << 20, 8)];
        // 2^20 records less 2^10 that stay together: ten bits, where bytes are most.
        assert_eq!(bits(&lists, Dial::Balanced), [7, 3]);
        assert_eq!(bits(&lists, Dial::SmallDownloads), [9, 5]);
    }

    #[test]
    fn a_tiny_list_does_not_make_the_download_of_a_large_one_larger() {
        let tiny = RawList { bucket_bytes: 4_000, ..raw_list("name+phone", 1 << 11, 1) };
        let lists = [raw_list("email", 1 << 30, 12), tiny];
        assert_eq!(bits(&lists, Dial::SmallDownloads), [12, 0]);
    }

    #[test]
    fn one_digest_is_charged_once() {
        let lists = [raw_list("email", 1 << 20, 8), raw_list("email", 1 << 20, 12)];
        assert_eq!(bits(&lists, Dial::Balanced), [8, 10]);
    }

    #[test]
    fn passwords_have_an_allotment_of_their_own() {
        let lists = [raw_list("email", 1 << 30, 12), raw_list("password", 1 << 31, 16)];
        assert_eq!(bits(&lists, Dial::Balanced), [12, 16]);
    }

    #[test]
    fn a_run_holds_the_digest_s_bucket_and_no_more_than_its_bits() {
        let mut hasher = crate::Hasher::new("email".parse().unwrap(), Scheme::Sha256);
        let unicode = crate::identifier::tests::Native;
        let lists = [raw_list("email", 1 << 20, 12)];
        let [plan] = plan(&lists, Dial::Balanced)[..] else { panic!("one list") };
        assert_eq!((plan.revealed_bits(), plan.files(), plan.records_sharing()), (10, 4, 1024));
        for i in 0..100 {
            let address = format!("{i}@example.org");
            let hints = crate::Hints::default();
            let id = crate::Identifier::parse(crate::Kind::Email, &address, &hints, &unicode);
            let digest = hasher.digest(&[&id.unwrap()]).unwrap();
            let run = plan.run(&digest);
            assert!(run.buckets().contains(&digest.first_bits(12)));
            assert_eq!(run.buckets().start % 4, 0);
        }
    }

    proptest! {
        #[test]
        fn no_manifest_makes_the_page_reveal_more(
            lists in prop::collection::vec((0usize..4, 0u32..41, any::<u64>(), 0u8..17, 900u32..1 << 26), 0..30),
        ) {
            let raw: Vec<RawList> = lists.into_iter().map(|(check, log2, low, prefix_bits, bucket_bytes)| {
                let check = ["email", "name+phone", "name+national-id", "password"][check];
                let entries = (low >> (64 - log2.max(1))).min(1 << 40);
                RawList { bucket_bytes, entries, ..raw_list(check, 1 << 40, prefix_bits) }
            }).collect();
            let bytes = |dial| plan(&raw, dial).iter().map(|list| list.bytes()).sum::<u64>();
            prop_assert!(bytes(Dial::SmallDownloads) <= bytes(Dial::Balanced));
            prop_assert!(bytes(Dial::Balanced) <= bytes(Dial::RevealNothing));
            // Whoever turns the dial between two presses reveals no more either.
            let mut union = std::collections::HashMap::new();
            for dial in Dial::ALL {
                for (list, entry) in raw.iter().zip(plan(&raw, dial)) {
                    if list.check != Check::PASSWORD {
                        let most: &mut u8 = union.entry(list.check).or_default();
                        *most = entry.revealed_bits().max(*most);
                    }
                }
            }
            prop_assert!(union.values().sum::<u8>() <= MAX_BITS_PER_PERSON, "{:?}", union);
            for (dial, kept) in [(Dial::Balanced, SHARING_LOG2), (Dial::SmallDownloads, SHARING_LOG2_SMALL)] {
            let plan = plan(&raw, dial);
            let mut per_person = std::collections::HashMap::new();
            for (list, entry) in raw.iter().zip(&plan) {
                let is_password = list.check == Check::PASSWORD;
                let cap = if is_password { MAX_BITS_PER_PASSWORD } else { MAX_BITS_PER_LIST };
                prop_assert!(entry.revealed_bits() <= cap.min(list.prefix_bits));
                let most: &mut u8 = per_person.entry(list.check).or_default();
                *most = entry.revealed_bits().max(*most);
            }
            let password = per_person.remove(&Check::PASSWORD).unwrap_or(0);
            prop_assert!(password <= MAX_BITS_PER_PASSWORD);
            let revealed: u8 = per_person.values().sum();
            prop_assert!(revealed <= MAX_BITS_PER_PERSON);
            let fetched = |(list, entry): &(&RawList, &ListPlan)| !entry.is_whole() && list.check != Check::PASSWORD;
            let smallest = raw.iter().zip(&plan).filter(fetched).map(|(list, _)| list.entries).min();
            if let Some(smallest) = smallest {
                prop_assert!(smallest >> revealed >= 1 << kept);
            }
            }
        }
    }
}
