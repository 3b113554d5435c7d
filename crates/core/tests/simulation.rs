//! The privacy arithmetic against lists of random people: every formula that the
//! publisher or the page shows a figure of is measured here.
//!
//! Spaces are small enough to be tried whole. A person is a name and an ID number
//! of which 14 digits (region, birth date) are known to whoever attacks and three
//! (the sequence number) are not.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
use std::collections::HashSet;

use hushcheck_core::{Check, privacy};
use sha2::{Digest as _, Sha256};

/// Sequence numbers of an ID: what completes it.
const SEQUENCES: u32 = 1000;

/// A list: fingerprints of `bits` bits.
struct List {
    fingerprints: HashSet<u64>,
    bits: u8,
    records: u64,
}

impl List {
    fn new(people: impl IntoIterator<Item = u32>, form: Form) -> Self {
        Self::salted(people, form, "salt")
    }

    fn salted(people: impl IntoIterator<Item = u32>, form: Form, salt: &str) -> Self {
        let digests: HashSet<u64> =
            people.into_iter().map(|person| digest(salt, form(person))).collect();
        let check: Check = "name+national-id".parse().unwrap();
        let records = digests.len() as u64;
        let bits = privacy::fingerprint_bits(check, records);
        let fingerprints = digests.iter().map(|digest| digest >> (64 - bits)).collect();
        List { fingerprints, bits, records }
    }

    fn contains(&self, salt: &str, hashed: u32) -> bool {
        self.fingerprints.contains(&(digest(salt, hashed) >> (64 - self.bits)))
    }

    fn rate(&self) -> f64 {
        privacy::false_positive_rate(self.fingerprints.len() as u64, self.bits)
    }
}

/// What of a person is hashed. A person is a number: stem times 1,000 and sequence.
type Form = fn(u32) -> u32;

fn unreduced(person: u32) -> u32 {
    person
}

fn reduced(person: u32) -> u32 {
    person / SEQUENCES * 8 + person % SEQUENCES % 8
}

fn digest(salt: &str, hashed: u32) -> u64 {
    let hash = Sha256::new_with_prefix(salt).chain_update(hashed.to_le_bytes()).finalize();
    u64::from_be_bytes(hash[..8].try_into().unwrap())
}

/// Draws that are the same every time (SplitMix64, Steele et al. 2014).
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % u64::from(bound)) as u32
    }

    fn people(&mut self, count: usize, space: u32) -> Vec<u32> {
        let mut people = HashSet::new();
        while people.len() < count {
            people.insert(self.below(space));
        }
        let mut people: Vec<u32> = people.into_iter().collect();
        people.sort_unstable();
        people
    }
}

/// Fails when a measured share differs from the expected one by more than chance
/// would make it in so many tries (five standard deviations of a binomial).
#[track_caller]
fn assert_share(what: &str, hits: f64, tries: f64, expected: f64) {
    let measured = hits / tries;
    let deviation = (expected * (1.0 - expected) / tries).sqrt();
    println!("{what:<58} measured {measured:.4}  formula {expected:.4}");
    assert!(
        (measured - expected).abs() <= 5.0 * deviation + 1e-9,
        "{what}: measured {measured}, expected {expected} ± {deviation}"
    );
}

const SPACE: u32 = 2_000_000;

#[test]
fn unaffected_people_match_as_often_as_the_formula_says() {
    let mut draws = Draws(1);
    for records in [1000usize, 1024, 1025, 1500, 30_000] {
        let people = draws.people(records, SPACE);
        // Every person three times over: t follows from distinct records.
        let list = List::new(people.iter().chain(&people).chain(&people).copied(), unreduced);
        assert_eq!(list.records, records as u64);
        let listed: HashSet<u32> = people.into_iter().collect();
        let others: Vec<u32> = (0..SPACE).filter(|person| !listed.contains(person)).collect();
        let hits = others.iter().filter(|&&person| list.contains("salt", person)).count();
        let what = format!("false matches, {records} records");
        assert_share(&what, hits as f64, others.len() as f64, list.rate());

        let precision = privacy::bulk_precision(SPACE.into(), records as f64, list.rate());
        let all = (hits + records) as f64;
        assert_share(&format!("bulk precision, {records} records"), records as f64, all, precision);
    }
}

/// Tries all completions of each victim's ID; returns hits that are right, all
/// hits, and expected successes of a guess among the hits.
fn complete(victims: &[u32], form: Form, is_hit: impl Fn(u32) -> bool) -> (f64, f64, f64) {
    let (mut right, mut all, mut guessed) = (0.0, 0.0, 0.0);
    for victim in victims {
        let stem = victim / SEQUENCES * SEQUENCES;
        let hits = (stem..stem + SEQUENCES).filter(|&person| is_hit(form(person))).count();
        assert!(hits >= 1, "the victim is listed");
        right += 1.0;
        all += hits as f64;
        guessed += 1.0 / hits as f64;
    }
    (right, all, guessed)
}

/// People of whom no two share region and birth date, so that of each victim's
/// completions only one is listed.
fn strangers(draws: &mut Draws, count: usize) -> Vec<u32> {
    let stems = draws.people(count, 4_000_000);
    stems.into_iter().map(|stem| stem * SEQUENCES + draws.below(SEQUENCES)).collect()
}

#[test]
fn completing_an_id_works_as_often_as_the_formula_says() {
    let mut draws = Draws(2);
    for records in [2048usize, 2049, 3000] {
        let people = strangers(&mut draws, records);
        let list = List::new(people.iter().copied(), unreduced);
        let (right, all, guessed) =
            complete(&people, unreduced, |hashed| list.contains("salt", hashed));
        let candidates = f64::from(SEQUENCES);
        let precision = privacy::completion_precision(candidates, list.rate());
        assert_share(&format!("completion precision, {records} records"), right, all, precision);
        let success = privacy::best_guess_success(candidates, list.rate());
        assert_share(&format!("best guess, {records} records"), guessed, right, success);
    }
}

#[test]
fn a_reduced_id_stays_open_however_many_lists_there_are() {
    let mut draws = Draws(3);
    let people = strangers(&mut draws, 2048);
    for lists in [1, 2, 4] {
        let salts: Vec<String> = (0..lists).map(|i| format!("salt {i}")).collect();
        let each: Vec<(List, &str)> = salts
            .iter()
            .map(|salt| (List::salted(people.iter().copied(), reduced, salt), salt.as_str()))
            .collect();
        let is_hit = |hashed| each.iter().all(|(list, salt)| list.contains(salt, hashed));
        let (right, _, guessed) = complete(&people, reduced, is_hit);
        // 125 sequence numbers have the victim's reduced form and hit with it; of the
        // seven other forms each hits by chance.
        let rate: f64 = each.iter().map(|(list, _)| list.rate()).product();
        let success = privacy::best_guess_success(8.0, rate) / 125.0;
        assert_share(&format!("best guess, reduced, {lists} lists"), guessed, right, success);
    }
}

#[test]
fn false_hits_of_two_lists_cancel_as_the_formula_says() {
    let mut draws = Draws(4);
    for shared in [0usize, 1024, 2048] {
        let people = strangers(&mut draws, 2 * 2048 - shared);
        let victims = 256;
        // The victims are in both lists, and so is what is shared.
        let first: Vec<u32> = people[..2048].to_vec();
        let second: Vec<u32> = people[2048 - shared..].to_vec();
        let second: Vec<u32> =
            second.into_iter().chain(people[..victims].iter().copied()).collect();
        let (one, two) =
            (List::new(first.iter().copied(), unreduced), List::new(second, unreduced));
        let both = one.fingerprints.iter().filter(|&&fingerprint| {
            two.fingerprints.contains(&(fingerprint << (two.bits - one.bits)))
                || two.bits != one.bits
                    && two.fingerprints.iter().any(|f| f >> (two.bits - one.bits) == fingerprint)
        });
        let shared_rate = privacy::false_positive_rate(both.count() as u64, two.bits);
        let rate = privacy::joint_false_positive_rate(one.rate(), two.rate(), shared_rate);
        let is_hit = |hashed| one.contains("salt", hashed) && two.contains("salt", hashed);
        let (right, all, _) = complete(&people[..victims], unreduced, is_hit);
        let precision = privacy::completion_precision(f64::from(SEQUENCES), rate);
        let what = format!("completion, two lists, {} % shared", shared * 100 / 2048);
        assert_share(&what, right, all, precision);
    }
}

#[test]
fn what_two_versions_differ_by_gives_its_people_away() {
    let mut draws = Draws(5);
    let people = strangers(&mut draws, 4000 + 50);
    let before = List::new(people.iter().copied(), unreduced);
    let after = List::new(people[..4000].iter().copied(), unreduced);
    // An attacker takes the fingerprints that are in the old version only.
    let removed: HashSet<u64> =
        before.fingerprints.difference(&after.fingerprints).copied().collect();
    assert_eq!(before.bits, after.bits);
    let rate = privacy::false_positive_rate(removed.len() as u64, before.bits);
    let is_removed = |hashed| removed.contains(&(digest("salt", hashed) >> (64 - before.bits)));
    // Those whose fingerprint is still there by chance are not seen; few are.
    let seen: Vec<u32> =
        people[4000..].iter().copied().filter(|&person| is_removed(person)).collect();
    assert!(seen.len() >= 45);
    let (right, all, _) = complete(&seen, unreduced, is_removed);
    let precision = privacy::completion_precision(f64::from(SEQUENCES), rate);
    assert!(precision > 0.9);
    assert_share("completion of 50 people who were removed", right, all, precision);
}
