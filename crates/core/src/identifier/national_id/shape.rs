//! Shapes: how a number may be typed, and how it stands in its canonical form.
//!
//! A shape has one symbol for each character:
//!
//! | symbol | what is typed |
//! |---|---|
//! | `#` | a digit |
//! | `@` | a letter |
//! | `c` | a digit or a letter |
//! | `y` `m` `d` | a digit of the birth date's year, month, day |
//! | `&` | a letter for the month, A to T without those that Italy leaves out |
//! | `[…]` | one of these |
//! | a digit, an upper-case letter | itself |
//! | `_` | a digit that the number does not hold |
//! | `<x` | x, which the number does not hold |
//! | `>x` | nothing: the number holds x; `>?` is a check character to compute |
//! | `~#` `~y` `~d` | a digit, or the letter that Italy puts for it (omocodia) |
//! | `(` `)` | nothing: only what is between them is the canonical form |
use super::Form;
use crate::calendar;
use crate::identifier::IdentifierError;

/// More than any number has, typed or completed.
pub(super) const MAX_LEN: usize = 24;

/// The letters that Italy puts for 0 to 9 where two people would have one code.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// The letters that Italy puts for January to December.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";

/// Up to [`MAX_LEN`] ASCII characters, kept where they need no allocation.
#[derive(Clone, Copy)]
pub(super) struct Characters {
    bytes: [u8; MAX_LEN],
    len: usize,
}

impl Characters {
    pub(super) fn new() -> Self {
        Characters { bytes: [0; MAX_LEN], len: 0 }
    }

    /// Appends a character; tells whether there was room for it.
    pub(super) fn push(&mut self, c: u8) -> bool {
        let slot = self.bytes.get_mut(self.len);
        let fits = slot.is_some();
        if let Some(slot) = slot {
            *slot = c;
            self.len += 1;
        }
        fits
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        // The length never exceeds the array.
        self.bytes.get(..self.len).unwrap_or_default()
    }

    fn as_mut_slice(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.len).unwrap_or_default()
    }
}

/// A number that has the shape it was typed in.
struct Shaped {
    /// With all characters that the check looks at.
    whole: Characters,
    /// Where the canonical form begins and ends in it.
    kept: (usize, usize),
    /// A bit for each place at which a letter stands for a digit.
    omocodia: u32,
    date: Date,
}

/// The digits of a birth date, as far as a shape has them.
#[derive(Default)]
struct Date {
    year: u32,
    year_digits: u32,
    month: Option<u32>,
    day: Option<u32>,
}

impl Date {
    fn add(&mut self, symbol: u8, digit: u32) {
        let longer = |field: Option<u32>| Some(field.unwrap_or(0) * 10 + digit);
        match symbol {
            b'y' => {
                self.year = self.year * 10 + digit;
                self.year_digits += 1;
            }
            b'm' => self.month = longer(self.month),
            b'd' => self.day = longer(self.day),
            _ => {}
        }
    }

    /// Tells whether the day exists. Of a year of two digits no century is known:
    /// 29 February is taken to exist in '00, as it did in 2000.
    fn exists(&self, form: &Form) -> bool {
        let plain = |value: u32, added: u8| match added {
            0 => value,
            added => value % u32::from(added),
        };
        let Some(month) = self.month else { return true };
        let month = plain(month, form.added_to_month);
        // A number with a month only may have 00 for one that nobody knew.
        let Some(day) = self.day else { return month <= 12 };
        let day = plain(day, form.added_to_day);
        let (year, known) = match self.year_digits {
            4 => (self.year, (1850..2100).contains(&self.year)),
            _ => (self.year + 2000, true),
        };
        known && calendar::is_day(year, month, day)
    }
}

/// Reads what was typed as a number of this form in this shape; returns the
/// canonical characters.
pub(super) fn read(form: &Form, shape: &str, typed: &[u8]) -> Result<Characters, IdentifierError> {
    let Shaped { mut whole, kept, omocodia, date } = fit(shape, typed)?;
    if form.never.split(' ').any(|never| begins_like(whole.as_slice(), never)) {
        return Err(IdentifierError::Character);
    }
    if !date.exists(form) {
        return Err(IdentifierError::IdDate);
    }
    for check in form.checks {
        check.settle(whole.as_mut_slice())?;
    }
    if omocodia != 0 {
        // One person has one form: digits again, and the check character of those.
        for (place, c) in whole.as_mut_slice().iter_mut().enumerate() {
            if omocodia >> place & 1 == 1 {
                *c = OMOCODIA.iter().position(|letter| letter == c).map_or(*c, decimal);
            }
        }
        if let Some(last) = whole.as_mut_slice().last_mut() {
            *last = b'?';
        }
        for check in form.checks {
            check.settle(whole.as_mut_slice())?;
        }
    }
    if kept == (0, whole.len) {
        return Ok(whole);
    }
    let mut canonical = Characters::new();
    for &c in whole.as_slice().get(kept.0..kept.1).unwrap_or_default() {
        canonical.push(c);
    }
    Ok(canonical)
}

fn decimal(value: usize) -> u8 {
    b'0' + (value % 10) as u8
}

/// Tells whether a number begins like a pattern, in which `#` is any character;
/// none begins like the empty one.
fn begins_like(number: &[u8], pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().zip(number).all(|(p, &c)| p == b'#' || p == c)
}

/// Goes through shape and text side by side. A text of another length is told from
/// one of the right length with wrong characters.
fn fit(shape: &str, typed: &[u8]) -> Result<Shaped, IdentifierError> {
    let mut whole = Characters::new();
    let mut kept = (0, usize::MAX);
    let mut omocodia = 0;
    let mut date = Date::default();
    let mut fits = true;
    let mut typed = typed.iter().copied();
    let mut symbols = shape.bytes();
    while let Some(mut symbol) = symbols.next() {
        match symbol {
            b'(' => kept.0 = whole.len,
            b')' => kept.1 = whole.len,
            b'>' => fits &= whole.push(symbols.next().unwrap_or(b'?')),
            _ => {
                let Some(mut c) = typed.next() else { return Err(IdentifierError::IdLength) };
                let mut digit = c;
                if symbol == b'~' {
                    symbol = symbols.next().unwrap_or(b'#');
                    if let Some(value) = OMOCODIA.iter().position(|&letter| letter == c) {
                        omocodia |= 1 << whole.len;
                        digit = decimal(value);
                    }
                }
                fits &= match symbol {
                    b'#' | b'y' | b'm' | b'd' | b'_' => {
                        date.add(symbol, u32::from(digit.wrapping_sub(b'0')) % 10);
                        digit.is_ascii_digit()
                    }
                    b'@' => c.is_ascii_uppercase(),
                    b'c' => c.is_ascii_alphanumeric(),
                    b'&' => {
                        date.month = MONTHS.iter().position(|&m| m == c).map(|m| m as u32 + 1);
                        date.month.is_some()
                    }
                    // All of them, so that the next symbol is what follows them.
                    b'[' => symbols
                        .by_ref()
                        .take_while(|&one| one != b']')
                        .fold(false, |found, one| found | (one == c)),
                    b'<' => symbols.next() == Some(c),
                    literal => literal == c,
                };
                if !matches!(symbol, b'_' | b'<') {
                    // What does not fit is not kept.
                    if !fits {
                        c = b'0';
                    }
                    fits &= whole.push(c);
                }
            }
        }
    }
    if typed.next().is_some() {
        return Err(IdentifierError::IdLength);
    }
    if !fits {
        return Err(IdentifierError::Character);
    }
    kept.1 = kept.1.min(whole.len);
    Ok(Shaped { whole, kept, omocodia, date })
}
