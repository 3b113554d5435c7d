//! Telephone numbers.
//!
//! Canonical form: E.164, `+` and 7 to 15 digits. Reduced form: without the two
//! digits before the last four. They lie within the four that receipts and web
//! sites commonly hide (138****8000), so of a number seen masked like that 100
//! completions stay open.
use super::{Country, Hints, IdentifierError, fold};

/// How a country's numbers are written.
struct Plan {
    country: [u8; 2],
    /// Calling code (ITU-T E.164 list of assigned codes).
    code: &'static str,
    /// What is dialled before a national number at home, and never from abroad.
    trunk: &'static str,
    /// Digits of a national number without trunk prefix: least, most.
    digits: (usize, usize),
}

impl Plan {
    /// Tells whether a number at home must begin with the trunk prefix, since its
    /// length does not tell it from a number with the calling code.
    fn needs_trunk(&self) -> bool {
        &self.country == b"DE"
    }
}

const fn plan(
    country: &[u8; 2],
    code: &'static str,
    trunk: &'static str,
    least: usize,
    most: usize,
) -> Plan {
    Plan { country: *country, code, trunk, digits: (least, most) }
}

/// Countries whose numbers are understood without a calling code.
/// Source: ITU operational bulletins, national numbering plans.
const PLANS: &[Plan] = &[
    plan(b"CN", "86", "0", 9, 11),
    plan(b"HK", "852", "", 8, 8),
    plan(b"TW", "886", "0", 8, 9),
    plan(b"US", "1", "1", 10, 10),
    plan(b"CA", "1", "1", 10, 10),
    plan(b"GB", "44", "0", 9, 10),
    plan(b"NL", "31", "0", 9, 9),
    plan(b"DE", "49", "0", 6, 11),
    plan(b"FR", "33", "0", 9, 9),
    plan(b"ES", "34", "", 9, 9),
    plan(b"BR", "55", "0", 10, 11),
];

pub(super) fn canonical(text: &str, hints: &Hints) -> Result<String, IdentifierError> {
    let (digits, international) = digits(text)?;
    let home = hints.country.and_then(plan_of);
    let number = if international {
        digits
    } else {
        let home = home.ok_or(IdentifierError::PhoneCountry)?;
        // "86 138 0013 8000": the calling code without a plus, told by the length.
        match digits.strip_prefix(home.code) {
            Some(rest) if digits.len() > home.digits.1 && fits(home, rest) => digits,
            _ if home.needs_trunk() && !digits.starts_with(home.trunk) => {
                return Err(IdentifierError::PhonePrefix);
            }
            _ => {
                let national = strip_trunk(home, &digits);
                if !fits(home, national) {
                    return Err(IdentifierError::PhoneLength);
                }
                format!("{}{national}", home.code)
            }
        }
    };
    if !(7..=15).contains(&number.len()) {
        return Err(IdentifierError::PhoneLength);
    }
    if number.starts_with('0') {
        return Err(IdentifierError::PhonePrefix);
    }
    let number = match PLANS.iter().find(|plan| number.starts_with(plan.code)) {
        Some(plan) => checked(plan, &number)?,
        None => number,
    };
    Ok(format!("+{number}"))
}

/// Leaves out the two digits before the last four.
pub(super) fn reduced(canonical: &str) -> String {
    // At least "+" and seven digits, all ASCII.
    let end = canonical.len() - 4;
    format!("{}{}", &canonical[..end - 2], &canonical[end..])
}

/// Takes the digits out; tells whether a `+` or `00` stood before them.
fn digits(text: &str) -> Result<(String, bool), IdentifierError> {
    let mut digits = String::with_capacity(16);
    let mut plus = false;
    let text: String = text.chars().map(fold::to_ascii).collect();
    // "+44 (0)20 ...": the trunk prefix of home, which is not part of the number.
    let international = text.contains('+') || text.trim_start().starts_with("00");
    let text = if international { text.replacen("(0)", "", 1) } else { text };
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !plus => plus = true,
            '(' | ')' | '.' | '/' => {}
            c if fold::is_separator(c) => {}
            _ => return Err(IdentifierError::Character),
        }
    }
    if digits.is_empty() {
        return Err(IdentifierError::Empty);
    }
    match digits.strip_prefix("00") {
        Some(rest) if !plus => Ok((rest.to_owned(), true)),
        _ => Ok((digits, plus)),
    }
}

/// Checks an international number of a country in the table, and takes off a
/// trunk prefix that does not belong there, as in "+44 (0)20 ...".
fn checked(plan: &Plan, number: &str) -> Result<String, IdentifierError> {
    let national = strip_trunk(plan, &number[plan.code.len()..]);
    if !fits(plan, national) {
        return Err(IdentifierError::PhoneLength);
    }
    // Mainland China: mobile numbers are 1 and ten digits (the second is 3 to 9),
    // landlines an area code that does not begin with 1 (except Beijing's 10).
    if &plan.country == b"CN" {
        let mobile = national.len() == 11 && matches!(national.as_bytes(), [b'1', b'3'..=b'9', ..]);
        let landline = national.starts_with("10") || !national.starts_with('1');
        if !mobile && !landline {
            return Err(IdentifierError::PhonePrefix);
        }
    }
    Ok(format!("{}{national}", plan.code))
}

fn plan_of(country: Country) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| plan.country == country.0)
}

fn fits(plan: &Plan, national: &str) -> bool {
    (plan.digits.0..=plan.digits.1).contains(&national.len())
}

/// Takes off the trunk prefix, where what remains is still a number.
fn strip_trunk<'a>(plan: &Plan, national: &'a str) -> &'a str {
    match national.strip_prefix(plan.trunk) {
        Some(rest) if fits(plan, rest) => rest,
        _ => national,
    }
}
