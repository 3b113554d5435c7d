//! Privacy arithmetic: what a list tells to whom. Pure functions, each with its
//! source; no figure that anyone is shown comes from elsewhere.
use serde::{Deserialize, Serialize};

/// Bits by which a fingerprint is longer than log2 of the number of records, by
/// what the check holds.
///
/// With 7 bits, an unaffected person matches with 0.4 to 0.8 %: enough that a
/// match says much, little enough that somebody who tries 1,000 completions of
/// an identifier finds mostly false ones. E-mail addresses and passwords cannot
/// be completed like that.
pub fn surplus_bits(check: crate::Check) -> u8 {
    if check.has_low_entropy() {
        7
    } else if check == crate::Check::PASSWORD {
        30
    } else {
        20
    }
}

/// Returns the default number of fingerprint bits of a list: ceil(log2 N) and the
/// surplus, at most 64. N counts distinct records: counted from rows, a leak with
/// duplicates would get longer fingerprints and protect less.
pub fn fingerprint_bits(check: crate::Check, records: u64) -> u8 {
    let log2 = records.max(1).next_power_of_two().trailing_zeros() as u8;
    (log2 + surplus_bits(check)).min(64)
}

/// Returns the chance that an identifier that is not in the list matches all the
/// same: entries over possible fingerprints, digests being uniform.
pub fn false_positive_rate(entries: u64, space_bits: u8) -> f64 {
    entries as f64 / f64::from(space_bits).exp2()
}

/// Returns the chance that at least one of several tests matches falsely:
/// 1 - Π(1 - FP), the tests' digests being independent.
pub fn any_false_positive(rates: impl IntoIterator<Item = f64>) -> f64 {
    1.0 - rates.into_iter().map(|rate| 1.0 - rate).product::<f64>()
}

/// Returns how probable it is that a match is a true one (Bayes' theorem):
/// pi / (pi + (1 - pi) FP), pi being the share of the people asking who really
/// are in the list.
pub fn posterior(prior: f64, false_positive_rate: f64) -> f64 {
    let by_chance = (1.0 - prior) * false_positive_rate;
    if prior + by_chance == 0.0 { 0.0 } else { prior / (prior + by_chance) }
}

/// Returns how many records share a revealed prefix: N / 2^bits.
pub fn records_sharing(records: u64, revealed_bits: u8) -> u64 {
    records >> revealed_bits.min(63)
}

/// Returns the share of hits that are true for somebody who tries all of a space
/// of values against a list: N / (N + (S - N) FP).
///
/// `space` counts the values as they are hashed, reduced; `records` those of the
/// list that lie in this space: of a compound check for one name, the bearers of
/// that name.
pub fn bulk_precision(space: f64, records: f64, false_positive_rate: f64) -> f64 {
    let false_hits = (space - records).max(0.0) * false_positive_rate;
    if records + false_hits == 0.0 { 0.0 } else { records / (records + false_hits) }
}

/// Returns the share of hits that are true for somebody who knows all of a listed
/// person's identifier but `candidates` possibilities: 1 / (1 + (c - 1) FP).
///
/// Possibilities that the reduced form does not tell apart are one candidate.
pub fn completion_precision(candidates: f64, false_positive_rate: f64) -> f64 {
    1.0 / (1.0 + (candidates - 1.0) * false_positive_rate)
}

/// Returns how often such a person's best guess is right: he takes one of his hits
/// at random, the true one and X false ones, X being binomial with c - 1 tries;
/// the mean of 1 / (1 + X) is (1 - (1 - FP)^c) / (c FP).
pub fn best_guess_success(candidates: f64, false_positive_rate: f64) -> f64 {
    let expected = candidates * false_positive_rate;
    // For small rates 1 - (1 - FP)^c loses all digits.
    if expected < 1e-9 {
        1.0
    } else {
        -(candidates * (-false_positive_rate).ln_1p()).exp_m1() / expected
    }
}

/// Returns the chance that an identifier that is in neither of two lists of one
/// check matches in both. Fingerprints that both lists hold match in both at once;
/// all others only by two chances: false hits of lists that differ cancel.
///
/// All three are rates: of the first list, of the second, and of what they share.
pub fn joint_false_positive_rate(first: f64, second: f64, shared: f64) -> f64 {
    let shared = shared.min(first).min(second);
    shared + (first - shared) * (second - shared)
}

/// How many identifiers of a kind there can be, as far as somebody knows who wants
/// to try them all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Space {
    /// Number of different values.
    pub values: f64,
    /// Number of different reduced forms.
    pub reduced: f64,
    /// Where the numbers come from.
    pub source: &'static str,
}

/// Returns the number of identifiers of a kind in a country, where it is known.
pub fn space(kind: crate::Kind, country: Option<crate::Country>) -> Option<Space> {
    use crate::{Country, Kind};
    match (kind, country) {
        // From the table of numbers, which holds it for publishers only.
        #[cfg(feature = "build")]
        (Kind::NationalId, Some(country)) => crate::identifier::national_id::space(country),
        (Kind::Phone, Some(Country::CN)) => Some(Space {
            values: 5.216e9,
            reduced: 5.216e7,
            source: "numbers that libphonenumber 9.0.43 takes for Chinese mobiles",
        }),
        (Kind::Email, _) => Some(Space {
            values: 5e9,
            reduced: 5e9,
            source: "addresses in use, which are known to those who trade in them",
        }),
        (Kind::BirthDate, _) => Some(Space {
            values: 120.0 * 365.25,
            reduced: 120.0 * 3.0,
            source: "the days of 120 years",
        }),
        (Kind::Card, _) => Some(Space {
            values: 1e15,
            reduced: 1e12,
            source: "numbers of 16 digits that fit their check digit (ISO/IEC 7812-1)",
        }),
        (Kind::Iban, Some(country)) if country.as_str() == "DE" => Some(Space {
            values: 1e18,
            reduced: 1e10,
            source: "8 digits for the bank and 10 for the account (ISO 13616 registry)",
        }),
        (Kind::Passport, Some(Country::CN)) => Some(Space {
            values: 24.0 * 1e7 + 1e8,
            reduced: 24.0 * 1e3 + 1e4,
            source: "E and 8 digits, or E, one of 24 letters and 7 digits (ordinary passports)",
        }),
        (Kind::Plate, Some(Country::CN)) => Some(Space {
            values: 31.0 * 24.0 * 34f64.powi(5),
            reduced: 31.0 * 34.0 * 34.0,
            source: "31 provinces, 24 letters, 5 digits or letters without I and O (GA 36-2018)",
        }),
        _ => None,
    }
}

/// Returns how many values of a kind at least stay open to whoever knows all that its
/// reduced form does not leave out, where that was counted (docs/IDENTIFIERS.md).
#[cfg(feature = "build")]
pub fn least_open(kind: crate::Kind, country: Option<crate::Country>) -> Option<u64> {
    use crate::{Country, Kind};
    match (kind, country) {
        (Kind::BirthDate, _) => Some(121),
        (Kind::Card | Kind::Passport, _) => Some(100),
        (Kind::Phone, Some(Country::CN)) => Some(100),
        (Kind::NationalId, Some(Country::CN)) => Some(125),
        (Kind::Iban, Some(country)) if country.as_str() == "DE" => Some(10_309),
        _ => None,
    }
}

/// Share of the bearers of a country's commonest name, where it is known: China's
/// 张伟, 290,607 of 1.4e9 people (Ministry of Public Security).
pub fn commonest_name_share(country: Option<crate::Country>) -> Option<f64> {
    (country == Some(crate::Country::CN)).then_some(290_607.0 / 1.4e9)
}

/// Returns how many hashes it takes to try all of a space once: no digest makes a
/// list of an enumerable identifier unreadable, a slow one only makes it dearer.
///
/// In hours of one graphics processor, by published rates: SHA-256 21.98e9 a second
/// (hashcat on an RTX 4090); Argon2id 20,000 a second at 16 MiB and three passes
/// (an H100, <https://auth.pilcrowonpaper.com/argon2>), less in proportion to memory
/// and passes; SHA-1 twice as fast as SHA-256.
pub fn enumeration_gpu_hours(space: f64, scheme: crate::Scheme) -> f64 {
    use crate::Scheme;
    const SHA256_PER_SECOND: f64 = 21.98e9;
    const ARGON2_KIB_PASSES_PER_SECOND: f64 = 20_000.0 * 16.0 * 1024.0 * 3.0;
    let per_second = match scheme {
        Scheme::Sha256 => SHA256_PER_SECOND,
        Scheme::Sha1 => 2.0 * SHA256_PER_SECOND,
        Scheme::Argon2id(cost) => {
            ARGON2_KIB_PASSES_PER_SECOND / f64::from(cost.memory_kib()) / f64::from(cost.passes())
        }
    };
    space / per_second / 3600.0
}

/// What a list gives away, as its manifest says it: whole numbers, rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Of a million people who are not in the list, so many match all the same.
    pub false_positives_per_million: u64,
    /// So many values of a low-entropy kind stay open to whoever knows all the rest,
    /// whatever the list says; the least of the check's kinds, where all were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_completions: Option<u64>,
    /// Of a million hits of somebody who tries the whole space, so many are true: that of
    /// a kind which stands alone, or of numbers beside the country's commonest name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub true_hits_per_million: Option<u64>,
    /// One graphics processor tries the whole space in so many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enumeration_gpu_seconds: Option<u64>,
}

/// Works out a list's figures.
#[cfg(feature = "build")]
pub fn figures(list: &crate::manifest::RawList, country: Option<crate::Country>) -> Figures {
    let rate = false_positive_rate(list.entries, list.fingerprint_bits);
    let low_entropy = || list.check.kinds().filter(|kind| kind.is_low_entropy());
    let counted: Option<Vec<u64>> = low_entropy().map(|kind| least_open(kind, country)).collect();
    let tried = tried_space(list.check, list.records, country);
    let million = |share: f64| (share * 1e6) as u64;
    Figures {
        false_positives_per_million: million(rate),
        open_completions: counted.and_then(|open| open.into_iter().min()),
        true_hits_per_million: tried
            .as_ref()
            .map(|(space, records)| million(bulk_precision(space.reduced, *records, rate))),
        enumeration_gpu_seconds: tried
            .map(|(space, _)| (enumeration_gpu_hours(space.reduced, list.scheme) * 3600.0) as u64),
    }
}

/// Returns what somebody tries who tries everything, and how many of the list's records
/// lie in it: all values of a single kind; or of a number, all reduced forms beside the
/// country's commonest name. `None` for other checks, and where the space is not known.
#[cfg(feature = "build")]
pub fn tried_space(
    check: crate::Check,
    records: u64,
    country: Option<crate::Country>,
) -> Option<(Space, f64)> {
    let kinds: Vec<crate::Kind> = check.kinds().collect();
    match kinds[..] {
        [kind] => Some((space(kind, country)?, records as f64)),
        [crate::Kind::Name, kind] if kind.is_low_entropy() => {
            let share = commonest_name_share(country)?;
            Some((space(kind, country)?, records as f64 * share))
        }
        _ => None,
    }
}

/// Above this rate a match says too little to be called one.
pub const MAX_FALSE_POSITIVE_RATE: f64 = 0.1;

/// Tells whether a bucket of a list can hold so many entries when digests are
/// uniform: mean ± (8 √mean + 8).
///
/// The number is binomial, nearly Poisson; eight standard deviations happen by
/// chance once in 10^15. The constant 8 is for small means, where a Poisson
/// number's tail is longer than the root says. Publishers stop at such a bucket
/// (somebody planted rows aimed at it), readers call the list inconsistent.
pub fn is_plausible(entries: u64, mean: f64) -> bool {
    (entries as f64 - mean).abs() <= 8.0 * mean.sqrt() + 8.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Check;

    #[test]
    fn fingerprints_follow_the_number_of_records() {
        let compound: Check = "name+national-id".parse().unwrap();
        let email: Check = "email".parse().unwrap();
        assert_eq!(fingerprint_bits(compound, 1_000_000_000), 37);
        assert_eq!(fingerprint_bits(compound, 1 << 20), 27);
        assert_eq!(fingerprint_bits(compound, (1 << 20) + 1), 28);
        assert_eq!(fingerprint_bits(email, 1_000_000), 40);
        assert_eq!(fingerprint_bits(Check::PASSWORD, 0), 30);
        for records in [1u64, 2, 3, 1000, 1 << 30, (1 << 30) + 1] {
            let rate = false_positive_rate(records, fingerprint_bits(compound, records));
            assert!((0.0039..=0.0079).contains(&rate), "{records}: {rate}");
        }
    }

    #[test]
    fn a_match_means_what_bayes_says() {
        // Of a city's people 69 % are in the leak: nearly all matches are true.
        assert!((posterior(0.69, 0.0075) - 0.9966).abs() < 1e-3);
        // A leak of 1,000,000 of 1.4e9: most matches are false.
        assert!((posterior(0.0007, 0.0078) - 0.082).abs() < 1e-2);
        assert_eq!(posterior(0.0, 0.0), 0.0);
    }

    #[test]
    fn attacks_are_as_probable_as_published() {
        // Of 1,000 completions at 1 in 128: 11 % of the hits are true.
        assert!((completion_precision(1000.0, 1.0 / 128.0) - 0.114).abs() < 0.001);
        // Two lists without a common record bring that to 94 %, with half to 20 %.
        let joint = |shared| joint_false_positive_rate(1.0 / 128.0, 1.0 / 128.0, shared / 128.0);
        assert!((completion_precision(1000.0, joint(0.0)) - 0.942).abs() < 0.001);
        assert!((completion_precision(1000.0, joint(0.5)) - 0.203).abs() < 0.001);
        assert!((completion_precision(1000.0, joint(1.0)) - 0.114).abs() < 0.001);
        assert_eq!(best_guess_success(1000.0, 0.0), 1.0);
        assert_eq!(bulk_precision(0.0, 0.0, 0.5), 0.0);
        // All Chinese mobile numbers: a quarter of a second of one card.
        let seconds = enumeration_gpu_hours(5.216e9, crate::Scheme::Sha256) * 3600.0;
        assert!((seconds - 0.237).abs() < 0.001, "{seconds}");
    }

    #[test]
    fn figures_say_only_what_was_counted() {
        use crate::manifest::tests::raw_list;
        let of = |check: &str, country: &str| {
            let list =
                crate::manifest::RawList { fingerprint_bits: 17, ..raw_list(check, 1000, 0) };
            figures(&list, country.parse().ok())
        };
        let people = of("name+national-id", "CN");
        assert_eq!(
            (people.false_positives_per_million, people.open_completions),
            (7629, Some(125))
        );
        assert_eq!(people.enumeration_gpu_seconds, Some(0));
        assert_eq!(of("name+national-id+phone", "CN").open_completions, Some(100));
        // Nobody counted these, or knows the commonest name.
        assert_eq!(of("name+national-id", "IT").open_completions, None);
        assert_eq!(of("name+national-id", "").open_completions, None);
        assert_eq!(of("email+phone", "CN").true_hits_per_million, None);
        assert_eq!(of("email", "").open_completions, None);
    }

    #[test]
    fn many_tests_add_up() {
        let twenty = any_false_positive([0.0078; 20]);
        assert!((twenty - 0.145).abs() < 0.001, "{twenty}");
        assert_eq!(any_false_positive([]), 0.0);
    }

    #[test]
    fn planted_rows_are_told_from_chance() {
        assert!(is_plausible(250_000 + 4_000, 250_000.0));
        assert!(!is_plausible(250_000 + 4_100, 250_000.0));
        assert!(!is_plausible(0, 250_000.0));
        assert!(is_plausible(5, 0.1));
        assert!(!is_plausible(20, 0.1));
    }
}
