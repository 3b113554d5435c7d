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
pub(super) const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";

/// Up to [`MAX_LEN`] ASCII characters, kept where they need no allocation.
pub(super) struct Characters {
    bytes: [u8; MAX_LEN],
    len: usize,
}

impl Characters {
    pub(super) fn new() -> Self {
        Characters { bytes: [0; MAX_LEN], len: 0 }
    }

    /// So many of some characters.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn of(bytes: [u8; MAX_LEN], len: usize) -> Self {
        Characters { bytes, len }
    }

    /// Appends a character; tells whether there was room for it.
    #[inline]
    pub(super) fn push(&mut self, c: u8) -> bool {
        let slot = self.bytes.get_mut(self.len);
        let fits = slot.is_some();
        if let Some(slot) = slot {
            *slot = c;
            self.len += 1;
        }
        fits
    }

    /// Appends digits; tells whether they are digits and there was room for them.
    fn append_digits(&mut self, digits: &[u8]) -> bool {
        let slots = self.bytes.get_mut(self.len..self.len + digits.len());
        let mut fits = slots.is_some();
        for (slot, &c) in slots.unwrap_or_default().iter_mut().zip(digits) {
            *slot = c;
            fits &= c.is_ascii_digit();
        }
        self.len = (self.len + digits.len()).min(MAX_LEN);
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
pub(super) struct Date {
    year: Field,
    month: Field,
    day: Field,
}

#[derive(Default)]
struct Field {
    value: u32,
    digits: usize,
}

impl Date {
    /// Appends digits to the field of a symbol.
    pub(super) fn add(&mut self, symbol: u8, digits: &[u8]) {
        let field = match symbol {
            b'y' => &mut self.year,
            b'm' => &mut self.month,
            b'd' => &mut self.day,
            _ => return,
        };
        for digit in digits {
            field.value = field.value.wrapping_mul(10) + u32::from(digit & 0xf);
        }
        field.digits += digits.len();
    }

    /// Tells whether the day exists. Of a year of two digits no century is known:
    /// 29 February is taken to exist in '00, as it did in 2000.
    pub(super) fn exists(&self, form: &Form) -> bool {
        let plain = |field: &Field, added: u8| match added {
            0 => field.value,
            added => field.value % u32::from(added),
        };
        let month = plain(&self.month, form.added_to_month);
        if self.day.digits == 0 {
            // There is no date; or a month only, which is 0 where nobody knew it.
            return month <= 12;
        }
        let day = plain(&self.day, form.added_to_day);
        let (year, known) = match self.year.digits {
            4 => (self.year.value, (1850..2100).contains(&self.year.value)),
            _ => (self.year.value + 2000, true),
        };
        known && calendar::is_day(year, month, day)
    }
}

/// Reads what was typed as a number of this form in this shape; returns the
/// canonical characters.
pub(super) fn read(form: &Form, shape: &str, typed: &[u8]) -> Result<Characters, IdentifierError> {
    let Shaped { mut whole, kept, omocodia, date } = fit(shape, typed)?;
    if is_never(form, whole.as_slice()) {
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

/// Tells whether a number begins as none does.
fn is_never(form: &Form, number: &[u8]) -> bool {
    !form.never.is_empty()
        && form.never.as_bytes().split(|&b| b == b' ').any(|never| begins_like(number, never))
}

/// Tells whether a number begins like a pattern, in which `#` is any character.
fn begins_like(number: &[u8], pattern: &[u8]) -> bool {
    pattern.iter().zip(number).all(|(&p, &c)| p == b'#' || p == c)
}

/// Goes through shape and text side by side. A text of another length is told from
/// one of the right length with wrong characters.
fn fit(shape: &str, typed: &[u8]) -> Result<Shaped, IdentifierError> {
    let mut whole = Characters::new();
    let mut kept = (0, MAX_LEN);
    let mut omocodia = 0;
    let mut date = Date::default();
    let mut fits = true;
    let mut typed = typed;
    let mut symbols = shape.as_bytes().iter();
    while let Some(&symbol) = symbols.as_slice().first() {
        // Most symbols are digits, and many of one kind.
        if let b'#' | b'y' | b'm' | b'd' = symbol {
            let run = symbols.as_slice().iter().take_while(|&&other| other == symbol).count();
            let Some((digits, rest)) = typed.split_at_checked(run) else {
                return Err(IdentifierError::Length);
            };
            date.add(symbol, digits);
            fits &= whole.append_digits(digits);
            typed = rest;
            symbols.nth(run - 1);
            continue;
        }
        symbols.next();
        match symbol {
            b'(' => kept.0 = whole.len,
            b')' => kept.1 = whole.len,
            b'>' => {
                let c = *symbols.next().unwrap_or(&b'?');
                // Perhaps a digit of the date that follows, such as 19 before two of a year.
                let next = symbols.as_slice().iter().find(|c| !matches!(c, b'>' | b'0'..=b'9'));
                date.add(*next.unwrap_or(&b'#'), &[c]);
                fits &= whole.push(c);
            }
            _ => {
                let Some((&c, rest)) = typed.split_first() else {
                    return Err(IdentifierError::Length);
                };
                typed = rest;
                fits &= match symbol {
                    b'@' => c.is_ascii_uppercase(),
                    b'c' => c.is_ascii_alphanumeric(),
                    b'_' => c.is_ascii_digit(),
                    b'&' => {
                        let month = MONTHS.iter().position(|&m| m == c);
                        date.month.value = month.map_or(0, |month| month as u32 + 1);
                        month.is_some()
                    }
                    b'~' => {
                        let letter = OMOCODIA.iter().position(|&letter| letter == c);
                        omocodia |= u32::from(letter.is_some()) << whole.len;
                        let digit = letter.map_or(c, decimal);
                        date.add(*symbols.next().unwrap_or(&b'#'), &[digit]);
                        digit.is_ascii_digit()
                    }
                    // All of them, so that the next symbol is what follows them.
                    b'[' => symbols
                        .by_ref()
                        .take_while(|&&one| one != b']')
                        .fold(false, |found, one| found | (*one == c)),
                    b'<' => symbols.next() == Some(&c),
                    literal => literal == c,
                };
                if !matches!(symbol, b'_' | b'<') {
                    fits &= whole.push(c);
                }
            }
        }
    }
    if !typed.is_empty() {
        return Err(IdentifierError::Length);
    }
    if !fits {
        return Err(IdentifierError::Character);
    }
    kept.1 = kept.1.min(whole.len);
    Ok(Shaped { whole, kept, omocodia, date })
}
