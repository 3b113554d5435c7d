//! Telephone numbers of all countries.
//!
//! Canonical form: E.164, `+` and 7 to 15 digits. It is what libphonenumber makes of
//! the same text, but for what `docs/IDENTIFIERS.md` lists. Numbers are judged by their
//! length, not by whether a block is in use: blocks open every month.
//!
//! Reduced form: without digits that a thief would want to complete. Receipts and web
//! sites commonly hide four digits before the last four (138****8000), so of a number
//! seen masked like that 100 completions stay open.

mod digits;
mod plan;
#[cfg(not(target_arch = "wasm32"))]
mod quick;
mod scan;
#[cfg(test)]
mod tests;

use super::forms::Forms;
use super::{Hints, IdentifierError};
use digits::Digits;
use plan::{Bare, Plan, Table};
use scan::Scanned;

/// Fewest digits of a canonical number, calling code included.
const LEAST_DIGITS: usize = 7;
/// Most digits of an international number (ITU-T E.164, section 6).
const MOST_DIGITS: usize = 15;
/// Digits of a national number from which on two digits are enough to leave out.
const LONG: usize = 10;

/// Writes a number as E.164, and its reduced form.
///
/// # Errors
///
/// `Empty`, `Character`; `PhoneCountry` where the text is a number of no known country,
/// or can be read as one of two; `PhoneLength`, `PhonePrefix`.
pub(super) fn write(text: &str, hints: &Hints, out: &mut Forms) -> Result<(), IdentifierError> {
    #[cfg(not(target_arch = "wasm32"))]
    if quick::write(text.as_bytes(), hints, out).is_some() {
        return Ok(());
    }
    write_scanned(&scan::scan(text)?, hints, out)
}

/// Writes a number by its country's plan.
fn write_scanned(scanned: &Scanned, hints: &Hints, out: &mut Forms) -> Result<(), IdentifierError> {
    let table = plan::table();
    let number = read(table, scanned, hints).or_else(|error| {
        // "+34 (0) 912 345 678": the trunk prefix of elsewhere.
        let without = scanned.without_bracketed_zero().ok_or(error)?;
        read(table, &without, hints).map_err(|_| error)
    })?;
    verified(&number)?;
    let (plan, national) = (number.plan, number.national.as_bytes());
    out.push(b"+");
    out.push(plan.code.as_bytes());
    out.push(national);
    out.end_canonical();
    let left_out = left_out(plan, national.len());
    out.repeat(0..1 + plan.code.len() + left_out.start);
    out.push(&national[left_out.end..]);
    Ok(())
}

/// The digits of a national number that its reduced form leaves out: the two before the
/// last four; of short numbers, and where blocks are small, the four before the last two.
/// The calling code always stays.
fn left_out(plan: &Plan, length: usize) -> std::ops::Range<usize> {
    let (count, kept) = if plan.is_wide || length < LONG { (4, 2) } else { (2, 4) };
    let end = length.saturating_sub(kept);
    end.saturating_sub(count)..end
}

/// Writes a canonical number for people: calling code, then groups of three and four
/// digits. It is read back as the same number.
pub(super) fn display(canonical: &str) -> String {
    let Some((_, national)) = split(canonical) else { return canonical.to_owned() };
    let mut shown = canonical[..canonical.len() - national.len()].to_owned();
    let groups = national.len().div_ceil(4);
    let mut rest = national;
    for left in (1..=groups).rev() {
        let (group, after) = rest.split_at(rest.len() / left);
        shown.push(' ');
        shown.push_str(group);
        rest = after;
    }
    shown
}

/// Returns digits that are a mobile number of mainland China.
fn chinese_mobile(national: &[u8]) -> Option<&[u8; 11]> {
    let national: &[u8; 11] = national.try_into().ok()?;
    let all_digits = national.iter().fold(true, |all, b| all & b.is_ascii_digit());
    (all_digits && matches!(national, [b'1', b'3'..=b'9', ..])).then_some(national)
}

/// A number that was understood: its country's plan and its national digits.
#[derive(Clone, Copy)]
struct Number {
    plan: &'static Plan,
    national: Digits,
    /// Whether its calling code was written.
    has_code: bool,
    /// Whether something was taken off before it, such as a trunk prefix.
    had_prefix: bool,
}

impl Number {
    fn is(&self, other: &Number) -> bool {
        self.plan.code == other.plan.code && self.national.as_bytes() == other.national.as_bytes()
    }
}

/// Finds out which number the digits are.
fn read(
    table: &'static Table,
    scanned: &Scanned,
    hints: &Hints,
) -> Result<Number, IdentifierError> {
    let digits = &scanned.digits;
    // "+0044 20": no calling code begins with 0, so the plus stands before a prefix.
    let has_both = scanned.has_plus && digits.as_bytes().starts_with(b"0");
    if scanned.has_plus && !has_both {
        return international(table, digits);
    }
    let home = hints.country.and_then(|country| table.of_country(country));
    let zeros = match digits.as_bytes() {
        [b'0', b'0', next, ..] if *next != b'0' => Some(international(table, &digits.skip(2))),
        _ => None,
    };
    let Some(home) = home else {
        let error = match has_both {
            true => IdentifierError::PhonePrefix,
            false => IdentifierError::PhoneCountry,
        };
        return zeros.unwrap_or(Err(error));
    };

    // 011, 810, and 00x in countries where x is the carrier.
    let own = home
        .other_prefixes()
        .filter_map(|prefix| digits.after_prefix(prefix))
        .filter(|rest| !rest.as_bytes().starts_with(b"0"))
        .find_map(|rest| international(table, &rest).ok());
    let plain = zeros.and_then(Result::ok);
    let is_home = |number: &Number| number.plan.code == home.code;
    match (own, plain) {
        // Two readings. Who writes to be understood at home names no foreign country by
        // the way; else 00 is meant where it is dialled.
        (Some(own), Some(plain)) if !own.is(&plain) => {
            return match (is_home(&own), is_home(&plain)) {
                (true, false) => Ok(own),
                (false, true) => Ok(plain),
                // "0011 53 ..." is not 00 and +1 with another 1 before the number.
                _ if plain.had_prefix && !own.had_prefix => Ok(own),
                _ if home.has_plain_zeros() => Ok(plain),
                _ => Err(IdentifierError::PhoneCountry),
            };
        }
        (Some(number), _) | (None, Some(number)) => return Ok(number),
        (None, None) if has_both => return zeros.unwrap_or(Err(IdentifierError::PhonePrefix)),
        (None, None) => {}
    }
    let at_home = national(table, home, digits);
    // Who begins with 00 means another country, whatever else it could be.
    match (at_home, zeros) {
        (Err(_), Some(Err(error))) => Err(error),
        (number, _) => number,
    }
}

/// Reads a number that begins with its calling code.
fn international(table: &'static Table, digits: &Digits) -> Result<Number, IdentifierError> {
    let plan = table.of_code(digits.as_bytes()).ok_or(IdentifierError::PhonePrefix)?;
    let number = checked(plan, plan, &digits.skip(plan.code.len()))?;
    Ok(Number { has_code: true, ..number })
}

/// Reads a number as it is written at home: with a trunk prefix, without, or with the
/// country's calling code but no plus.
fn national(
    table: &'static Table,
    home: &'static Plan,
    digits: &Digits,
) -> Result<Number, IdentifierError> {
    let main = table.of_code(home.code.as_bytes()).unwrap_or(home);
    let at_home = checked(home, main, digits);
    let Some(rest) = digits.after_prefix(home.code) else { return at_home };
    let abroad = checked(main, main, &rest).map(|number| Number { has_code: true, ..number });
    match (at_home, abroad) {
        (Ok(at_home), Ok(abroad)) => match home.bare(digits).or(main.bare(digits)) {
            Some(Bare::National) => Ok(at_home),
            Some(Bare::Ambiguous) => Err(IdentifierError::PhoneCountry),
            Some(Bare::Code) | None => Ok(abroad),
        },
        (Err(_), Ok(abroad)) => Ok(abroad),
        (at_home, Err(_)) => at_home,
    }
}

/// Takes off what is dialled before a national number, and checks what remains.
///
/// `home` says what is taken off, `main` which lengths the calling code has.
fn checked(
    home: &'static Plan,
    main: &'static Plan,
    digits: &Digits,
) -> Result<Number, IdentifierError> {
    let national = home.stripped(main, digits);
    if !main.has_length(national.as_bytes().len()) {
        return Err(IdentifierError::PhoneLength);
    }
    if !main.may_begin(&national) {
        return Err(IdentifierError::PhonePrefix);
    }
    let had_prefix = national.as_bytes() != digits.as_bytes();
    Ok(Number { plan: main, national, has_code: false, had_prefix })
}

/// Refuses what is a possible number of its country, but for us none.
fn verified(number: &Number) -> Result<(), IdentifierError> {
    let national = number.national.as_bytes();
    if !(LEAST_DIGITS..=MOST_DIGITS).contains(&(number.plan.code.len() + national.len())) {
        return Err(IdentifierError::PhoneLength);
    }
    if number.plan.code != "86" || chinese_mobile(national).is_some() {
        return Ok(());
    }
    // Mainland China: mobile numbers are 1 and ten digits (the second is 3 to 9),
    // landlines an area code that does not begin with 1 (except Beijing's 10). Seven or
    // eight digits without any prefix are a number of some city, nobody knows which.
    match national {
        [b'1', second, ..] if *second != b'0' => Err(IdentifierError::PhonePrefix),
        _ if national.len() < 9 && !number.has_code && !number.had_prefix => {
            Err(IdentifierError::PhoneLength)
        }
        _ => Ok(()),
    }
}

/// Splits a canonical number into its plan and national digits.
fn split(canonical: &str) -> Option<(&'static Plan, &str)> {
    let digits = canonical.strip_prefix('+')?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let plan = plan::table().of_code(digits.as_bytes())?;
    let national = &digits[plan.code.len()..];
    // No canonical number has fewer digits than these.
    (national.len() >= 4).then_some((plan, national))
}
