//! Numbers of payment cards (ISO/IEC 7812-1).
//!
//! Canonical form: 12 to 19 digits, of which the last fits the others (Luhn's
//! algorithm). Reduced form: without the last digit, and without the three before the
//! last four. Receipts show the first six digits and the last four; of the three that
//! are left out one in ten of 1,000 fits the check digit, which is 100.
use super::{IdentifierError, fold};

pub(super) fn canonical(text: &str) -> Result<String, IdentifierError> {
    let number = fold::compact(text);
    if number.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierError::Character);
    }
    if !(12..=19).contains(&number.len()) {
        return Err(IdentifierError::Length);
    }
    let sum: u32 =
        number.bytes().rev().enumerate().map(|(i, b)| luhn(i, u32::from(b - b'0'))).sum();
    if sum.is_multiple_of(10) { Ok(number) } else { Err(IdentifierError::Check) }
}

/// What a digit adds to the sum: every second is doubled, and nines are cast out.
fn luhn(from_last: usize, digit: u32) -> u32 {
    match digit * (1 + from_last as u32 % 2) {
        doubled @ 10.. => doubled - 9,
        single => single,
    }
}

pub(super) fn reduced(canonical: &str) -> String {
    let mut rest = fold::without_middle(canonical, 3, 4);
    rest.pop();
    rest
}
