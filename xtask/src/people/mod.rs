//! Made-up people, in the shape of the leak that was offered for sale in 2022 as
//! the data of Shanghai's police. Nobody in here is real: names, numbers and
//! addresses are drawn at random.

mod names;
mod places;
mod resident_id;
mod row;

pub use row::write_rows;

use crate::random::{Random, scatter};
use names::Parts;
use resident_id::Day;

/// The column names, as Chinese databases abbreviate them: name, sex, birth date,
/// resident ID, mobile number, address.
pub const HEADER: &str = "xm,xb,csrq,sfzh,sjh,dz\n";

/// Sequence numbers of resident IDs run from 001 to 999.
const SEQUENCES: u64 = 999;
const IDS: u64 = places::DISTRICTS.len() as u64 * resident_id::DAYS as u64 * SEQUENCES;
const PHONES: u64 = places::MOBILE_PREFIXES.len() as u64 * 100_000_000;

/// The largest number of people: each has an ID and a phone of their own.
pub const MOST: u64 = if IDS < PHONES { IDS } else { PHONES };

/// A made-up person: the true values, however the rows spell them.
pub struct Person {
    name: Parts,
    woman: bool,
    birth: Day,
    id: [u8; 18],
    phone: [u8; 11],
    district: &'static str,
    /// What the dump got wrong about this person.
    pub defect: Option<Defect>,
    /// Decides on the rest of the address and on how rows are spelled.
    random: Random,
}

/// What a dump holds no usable value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// The resident ID is misspelled, or is not one.
    NationalId,
    /// The phone number is missing, too short or not one.
    Phone,
}

impl Person {
    /// Returns the person of that number, from 0 to below [`MOST`]; always the
    /// same one for a seed.
    pub fn nth(seed: u64, number: u32) -> Self {
        let mut random = Random::new(seed, u64::from(number));

        let id = scatter(number, seed, IDS);
        let (id, sequence) = (id / SEQUENCES as u32, id % SEQUENCES as u32 + 1);
        let (code, district) = places::DISTRICTS[(id / resident_id::DAYS) as usize];
        let birth = Day::after_first(id % resident_id::DAYS);

        let line = scatter(number, seed ^ 1, PHONES);
        let mut phone = [b'0'; 11];
        phone[..3]
            .copy_from_slice(places::MOBILE_PREFIXES[(line / 100_000_000) as usize].as_bytes());
        resident_id::digits(&mut phone[3..], line % 100_000_000);

        // The last digit of the sequence number is even for women.
        let woman = sequence.is_multiple_of(2);
        let name = names::random(&mut random, woman);
        let defect = match random.below(1000) {
            0..3 => Some(Defect::NationalId),
            3..8 => Some(Defect::Phone),
            _ => None,
        };
        let id = resident_id::compose(code, birth, sequence);
        Self { name, woman, birth, id, phone, district, defect, random }
    }

    /// The name.
    pub fn name(&self) -> String {
        self.name.concat()
    }

    /// The resident ID in its 18 characters.
    pub fn national_id(&self) -> String {
        self.id.iter().map(|&b| char::from(b)).collect()
    }

    /// The resident ID in the 15 digits that were given out until 1999, for
    /// people who may have got one.
    pub fn old_national_id(&self) -> Option<String> {
        let old = self.national_id();
        (self.birth.year < 1999).then(|| format!("{}{}", &old[..6], &old[8..17]))
    }

    /// The mobile number in its 11 digits.
    pub fn phone(&self) -> String {
        self.phone.iter().map(|&b| char::from(b)).collect()
    }
}

/// Returns a random Chinese name, for other leaks' rows.
pub(crate) fn random_name(random: &mut Random) -> [&'static str; 3] {
    let woman = random.below(2) == 0;
    names::random(random, woman)
}

/// Returns a random mobile number, for other leaks' rows.
pub(crate) fn random_phone(random: &mut Random) -> [u8; 11] {
    let mut phone = [b'0'; 11];
    phone[..3].copy_from_slice(random.pick(&places::MOBILE_PREFIXES).as_bytes());
    resident_id::digits(&mut phone[3..], random.below(100_000_000));
    phone
}

#[cfg(test)]
mod tests;
