//! The few ways in which states compute check characters.
use crate::identifier::IdentifierError;

/// How check characters follow from the others.
pub(super) enum Check {
    /// The sum of the characters' values times `weights` (each a digit in base 36),
    /// modulo the number of `remainders`, of which it chooses one: the character
    /// after those that have a weight. A remainder that has no character is `-`.
    /// ISO 7064's pure systems are such sums, their weights being powers.
    Sum {
        weights: &'static str,
        remainders: &'static str,
        /// The letters' values are their places in this text, 0 if they are not in it.
        letters: &'static str,
    },
    /// Luhn's algorithm (ISO/IEC 7812-1), letters counted on from A = 10.
    Luhn,
    /// Verhoeff's algorithm, over the symmetries of the pentagon.
    Verhoeff,
    /// ISO 7064, MOD 11,10.
    Mod11And10,
    /// 97 less the remainder by 97 of the number before, written after `start`.
    Mod97 { start: u32 },
    /// The letter of Italy's codice fiscale: each character at an odd place counts
    /// by a table, at an even place by its rank.
    CodiceFiscale,
    /// Among the first ten digits just one stands more than once, two or three times.
    OneRepeated,
}

/// The values of most letters: A is 10, B is 11, ... Z is 35.
pub(super) const BASE_36: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

impl Check {
    /// Computes the check characters of a number; compares them with those in it, or
    /// puts them where it has `?`.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub(super) fn settle(&self, number: &mut [u8]) -> Result<(), IdentifierError> {
        let last = number.len().saturating_sub(1);
        let (head, at) = (number.get(..last).unwrap_or_default(), last);
        match *self {
            Check::Sum { weights, remainders, letters } => {
                let weighed = number.get(..weights.len()).unwrap_or(number);
                let weighed = weighed.iter().zip(weights.bytes());
                let sum: u32 = if letters.is_empty() {
                    // Without a branch: several characters at once.
                    let digit = |c: u8| (c & 15) * u8::from(c.is_ascii_digit());
                    weighed.map(|(&c, weight)| u32::from(digit(c)) * weight_of(weight)).sum()
                } else {
                    weighed.map(|(&c, weight)| value(c, letters) * weight_of(weight)).sum()
                };
                let remainders = remainders.as_bytes();
                let remainder = sum as usize % remainders.len().max(1);
                let expected = remainders.get(remainder).copied().unwrap_or(b'-');
                put(number, weights.len(), expected).map_err(|error| {
                    let given = number.get(weights.len());
                    let is_possible = given.is_none_or(|c| *c == b'?' || remainders.contains(c));
                    if is_possible { error } else { IdentifierError::Character }
                })
            }
            Check::Luhn => {
                let mut sum = 0;
                for (i, &c) in head.iter().rev().enumerate() {
                    let value = u32::from(rank(c)) << (i % 2 == 0) as u32;
                    sum += if i % 2 == 0 && value > 9 { value - 9 } else { value };
                }
                put(number, at, digit(90_000 - sum))
            }
            Check::Verhoeff => {
                // Two halves, which do not wait for each other.
                let (left, right) = head.split_at(head.len() / 2);
                let product = product(verhoeff(right, 0), verhoeff(left, right.len()));
                // The inverse: turns have another, mirrors are their own.
                let inverse = if product < 5 { (5 - product) % 5 } else { product };
                put(number, at, digit(u32::from(inverse)))
            }
            Check::Mod11And10 => {
                let product = head.iter().fold(10, |product: u8, &c| {
                    DOUBLED[usize::from(product & 15)][usize::from(c & 15)]
                });
                put(number, at, digit(11 - u32::from(product)))
            }
            Check::Mod97 { start } => {
                let body = head.get(..last.saturating_sub(1)).unwrap_or_default();
                // No number has so many digits that this were too large.
                let all = body.iter().fold(u64::from(start), |n, &c| {
                    n.wrapping_mul(10).wrapping_add(u64::from(corsican(c)))
                });
                let expected = 97 - (all % 97) as u32;
                put(number, at.saturating_sub(1), digit(expected / 10))?;
                put(number, at, digit(expected))
            }
            Check::CodiceFiscale => {
                let sum: u32 = head.iter().enumerate().map(|(i, &c)| italian(i, c)).sum();
                put(number, at, b'A' + (sum % 26) as u8)
            }
            Check::OneRepeated => {
                // Four bits for each digit, in which so often as it stands there is counted.
                let counts = head.iter().fold(0u64, |counts, c| counts + (1 << (4 * (c & 15))));
                let repeated = (counts >> 1 | counts >> 2 | counts >> 3) & 0x0011_1111_1111;
                let fits = repeated.is_power_of_two() && counts & 0x00cc_cccc_cccc == 0;
                if fits { Ok(()) } else { Err(IdentifierError::Check) }
            }
        }
    }
}

fn put(number: &mut [u8], at: usize, expected: u8) -> Result<(), IdentifierError> {
    match number.get_mut(at) {
        // Numbers whose remainder has no character are not given out.
        Some(given) if *given == b'?' && expected != b'-' => *given = expected,
        Some(given) if *given == expected => {}
        _ => return Err(IdentifierError::Check),
    }
    Ok(())
}

fn digit(value: u32) -> u8 {
    b'0' + (value % 10) as u8
}

fn value(c: u8, letters: &str) -> u32 {
    if c.is_ascii_digit() {
        u32::from(c - b'0')
    } else {
        letters.bytes().position(|letter| letter == c).unwrap_or(0) as u32
    }
}

pub(super) const fn weight_of(c: u8) -> u32 {
    (if c <= b'9' { c - b'0' } else { c - b'a' + 10 }) as u32
}

/// The value of a digit or a letter in base 36.
fn rank(c: u8) -> u8 {
    if c.is_ascii_digit() { c - b'0' } else { c.wrapping_sub(b'A').wrapping_add(10) }
}

/// The digits of Corsica's departments, 2A and 2B, which count as 19 and 18: their
/// letters are 1 and 2 less than nothing, modulo 97.
fn corsican(c: u8) -> u32 {
    match c {
        b'A' => 96,
        b'B' => 95,
        c => u32::from(c & 15),
    }
}

/// What Verhoeff's algorithm makes of each digit, by its place before the last one; after eight
/// places it is as before.
const PERMUTED: [[u8; 16]; 8] = {
    let next = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4, 0, 0, 0, 0, 0, 0];
    let mut permuted = [next; 8];
    let mut place = 1;
    while place < 8 {
        let mut digit = 0;
        while digit < 10 {
            permuted[place][digit] = next[permuted[place - 1][digit] as usize];
            digit += 1;
        }
        place += 1;
    }
    permuted
};

/// The product of what the algorithm makes of some digits, of which so many stand behind.
fn verhoeff(digits: &[u8], behind: usize) -> u8 {
    let all = digits.iter().rev().enumerate();
    all.fold(0, |before, (i, &c)| product(before, PERMUTED[(behind + i) % 8][usize::from(c & 15)]))
}

/// The product of two symmetries of the pentagon: 0 to 4 are turns, 5 to 9 mirrors.
fn product(a: u8, b: u8) -> u8 {
    PRODUCTS[usize::from(a & 15)][usize::from(b & 15)]
}

const PRODUCTS: [[u8; 16]; 16] = {
    let mut products = [[0; 16]; 16];
    let mut i = 0;
    while i < 100 {
        let (a, b) = (i / 10, i % 10);
        products[a][b] = match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => 5 + (a + b) % 5,
            (false, true) => 5 + (a + 5 - b) % 5,
            (false, false) => (a + 5 - b) % 5,
        } as u8;
        i += 1;
    }
    products
};

/// What ISO 7064, MOD 11,10 makes of what came before and a digit.
const DOUBLED: [[u8; 16]; 16] = {
    let mut doubled = [[0; 16]; 16];
    let mut i = 0;
    while i < 110 {
        let sum = (i / 10 + i % 10) % 10;
        doubled[i / 10][i % 10] = ((if sum == 0 { 10 } else { sum }) * 2 % 11) as u8;
        i += 1;
    }
    doubled
};

/// The value of a character of a codice fiscale (ministerial decree of 23 December
/// 1976, article 5), whose first place is 0 here and odd there.
fn italian(place: usize, c: u8) -> u32 {
    let rank = usize::from(if c.is_ascii_digit() { c - b'0' } else { c.wrapping_sub(b'A') });
    if place.is_multiple_of(2) { u32::from(AT_ODD_PLACES[rank & 31]) } else { rank as u32 }
}

/// The value of each letter, and of the digit of its rank, at odd places.
const AT_ODD_PLACES: [u8; 32] = {
    let letters = *b"BAKPLCQDREVOSFTGUHMINJWZYX";
    let mut values = [0; 32];
    let mut i = 0;
    while i < 26 {
        values[(letters[i] - b'A') as usize] = i as u8;
        i += 1;
    }
    values
};
