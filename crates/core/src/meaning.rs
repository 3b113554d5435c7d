//! What a match means to the person who sees it: how many of the people who see it,
//! and were as likely to be in the list beforehand, really are in it.
use std::cmp::Ordering;

use crate::privacy::{self, posterior};
use crate::{Check, Country, Kind};

/// What a person says about whether their data can be in a leak at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// They were a customer, a resident, a patient there.
    Surely,
    /// They may have been.
    Possibly,
    /// They know of nothing.
    Hardly,
}

impl Membership {
    /// All answers, the most certain first.
    pub const ALL: [Membership; 3] = [Membership::Surely, Membership::Possibly, Membership::Hardly];

    /// Returns the share of the people who answer so that is taken to be in the list.
    ///
    /// Who knows of nothing is as likely in it as anybody: `base_rate`. Who surely was
    /// among those concerned is in it or is not; how many of them a leak holds is not
    /// known, so one half (Laplace's principle of indifference), or the base rate where
    /// that is more. In between lies the geometric mean, the middle of the odds.
    pub fn prior(self, base_rate: f64) -> f64 {
        let base = base_rate.clamp(0.0, 1.0);
        let most = base.max(0.5);
        match self {
            Membership::Surely => most,
            Membership::Possibly => (base * most).sqrt(),
            Membership::Hardly => base,
        }
    }
}

/// Returns the share of all people who could be in a list that are in it: its records
/// over the people of its country, of the world where it names none that is known here,
/// or over the addresses that there are.
///
/// People by the United Nations' World Population Prospects 2024, in two or three digits.
pub fn base_rate(check: Check, country: Option<Country>, records: u64) -> f64 {
    let addresses = privacy::space(Kind::Email, None).map_or(f64::INFINITY, |s| s.values);
    let only_address = check.kinds().eq([Kind::Email]);
    let all = if only_address { addresses } else { people(country) };
    (records as f64 / all).min(1.0)
}

fn people(country: Option<Country>) -> f64 {
    match country.as_ref().map(Country::as_str) {
        Some("CN") => 1.42e9,
        Some("US") => 345e6,
        Some("BR") => 212e6,
        Some("DE") => 84.6e6,
        Some("GB") => 69.1e6,
        Some("FR") => 66.5e6,
        Some("ES") => 47.9e6,
        Some("NL") => 18.2e6,
        _ => 8.16e9,
    }
}

/// Returns the chance that at least so many of several tests match falsely, the tests'
/// digests being independent: the tail of the Poisson binomial distribution. For one
/// match it is [`privacy::any_false_positive`], for as many as there are tests the
/// product of the rates.
pub fn at_least(matches: usize, rates: &[f64]) -> f64 {
    // chances[k]: that of k false matches among the tests so far.
    let mut chances = vec![0.0; rates.len() + 1];
    chances[0] = 1.0;
    for (done, rate) in rates.iter().enumerate() {
        for k in (0..=done + 1).rev() {
            let one_more = if k == 0 { 0.0 } else { chances[k - 1] * rate };
            chances[k] = chances[k] * (1.0 - rate) + one_more;
        }
    }
    chances.iter().skip(matches).sum()
}

/// A share, told in people of a hundred: `Less` than so many, about as many, or more.
/// It is never all of them, and never none.
pub type OfHundred = (Ordering, u8);

/// Returns how many of a hundred people who answer so and see such a match are in the
/// list. `chance` is that of the same matches for somebody who is not.
pub fn of_hundred(membership: Membership, base_rate: f64, chance: f64) -> OfHundred {
    let share = 100.0 * posterior(membership.prior(base_rate), chance);
    if share > 99.5 {
        (Ordering::Greater, 99)
    } else if share < 0.5 {
        (Ordering::Less, 1)
    } else {
        (Ordering::Equal, share.round().clamp(1.0, 99.0) as u8)
    }
}

/// Tells whether the answer matters: where nearly all matches are true whoever sees them,
/// nobody need be asked.
pub fn answer_matters(base_rate: f64, chance: f64) -> bool {
    of_hundred(Membership::Hardly, base_rate, chance).0 != Ordering::Greater
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Check {
        text.parse().unwrap()
    }

    #[test]
    fn a_match_means_what_the_base_rate_makes_of_it() {
        // A leak of 1,000,000 of 1.42e9 people, 1 in 128 by chance: 0.07 % of those who
        // ask are in it, and of a hundred matches 8 are true; of its customers' 98 or 99.
        let base = base_rate(check("name+national-id"), "CN".parse().ok(), 1_000_000);
        assert!((base - 0.000_704).abs() < 1e-6, "{base}");
        let of = |membership| of_hundred(membership, base, 1.0 / 128.0);
        assert_eq!(of(Membership::Hardly), (Ordering::Equal, 8));
        assert_eq!(of(Membership::Possibly), (Ordering::Equal, 71));
        assert_eq!(of(Membership::Surely), (Ordering::Equal, 99));
        assert!(answer_matters(base, 1.0 / 128.0));
        // 970 million of them: whoever asks, nearly all matches are true.
        let base = base_rate(check("name+national-id"), "CN".parse().ok(), 970_000_000);
        assert_eq!(of_hundred(Membership::Hardly, base, 0.0075), (Ordering::Greater, 99));
        assert!(!answer_matters(base, 0.0075));
    }

    #[test]
    fn it_is_never_all_and_never_none() {
        assert_eq!(of_hundred(Membership::Surely, 1.0, 0.0), (Ordering::Greater, 99));
        assert_eq!(of_hundred(Membership::Hardly, 0.0, 0.01), (Ordering::Less, 1));
        assert_eq!(of_hundred(Membership::Hardly, 0.0, 0.0), (Ordering::Less, 1));
    }

    #[test]
    fn answers_are_in_order_whatever_the_list() {
        for base in [0.0, 1e-9, 0.01, 0.5, 0.9, 1.0] {
            let priors = Membership::ALL.map(|membership| membership.prior(base));
            assert!(priors.is_sorted_by(|a, b| a >= b), "{base}: {priors:?}");
            assert!(priors.iter().all(|prior| (0.0..=1.0).contains(prior)));
        }
    }

    #[test]
    fn addresses_are_compared_with_addresses_and_people_with_people() {
        assert_eq!(base_rate(check("email"), "NL".parse().ok(), 5_000), 1e-6);
        assert!((base_rate(check("name+phone"), None, 8_160) - 1e-6).abs() < 1e-12);
        assert!((base_rate(check("name+phone"), "NL".parse().ok(), 18_200) - 1e-3).abs() < 1e-9);
        assert_eq!(base_rate(check("name+phone"), "NL".parse().ok(), u64::MAX), 1.0);
    }

    #[test]
    fn several_matches_are_as_rare_as_counting_all_cases_says() {
        let rates = [0.5, 0.1, 0.02];
        let by_cases = |matches: u32| -> f64 {
            let case = |case: u32| -> f64 {
                let one = |(i, rate): (usize, &f64)| {
                    if case >> i & 1 == 1 { *rate } else { 1.0 - rate }
                };
                rates.iter().enumerate().map(one).product()
            };
            (0..8u32).filter(|c| c.count_ones() >= matches).map(case).sum()
        };
        for matches in 0..=3 {
            let found = at_least(matches as usize, &rates);
            assert!((found - by_cases(matches)).abs() < 1e-12, "{matches}");
        }
        assert!((at_least(1, &rates) - privacy::any_false_positive(rates)).abs() < 1e-12);
        assert_eq!(at_least(1, &[]), 0.0);
    }
}
