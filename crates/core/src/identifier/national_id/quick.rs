//! The short way of most numbers: digits, typed just as their canonical form has them. For
//! publishers: the page reads a few numbers, and does without.
//!
//! It accepts nothing that `shape::read` would not read as the same number, and refuses
//! nothing: what it does not take goes the long way.
use super::check::{Check, weight_of};
use super::shape;
use super::table::{Entry, Form};
use crate::identifier::forms::Forms;

/// More characters than any number of the short way has.
const WIDTH: usize = 18;
/// Most parts that a mask has.
const PARTS: usize = 5;

/// What is known of a form's first shape, its checks and its mask before any number is read.
pub(super) struct Quick {
    /// Characters; 0 if it is none for the short way.
    length: usize,
    /// `c` or `@` behind the digits, or 0.
    last: u8,
    /// Where the digits of year, month and day begin and end.
    date: [(usize, usize); 3],
    /// What the mask keeps.
    parts: [Part; PARTS],
    /// Up to two sums.
    sums: [Sum; 2],
}

/// Neighbours of which a mask keeps the remainder, or with a modulus of 0 all; they end at 0
/// if there are none.
#[derive(Clone, Copy)]
struct Part {
    begin: usize,
    end: usize,
    modulus: u32,
}

/// A sum of digits, and the characters that follow from it; without any, there is no sum.
#[derive(Clone, Copy)]
struct Sum {
    weights: [u8; WIDTH],
    at: usize,
    remainders: &'static [u8],
}

const NO_SUM: Sum = Sum { weights: [0; WIDTH], at: 0, remainders: &[] };

impl Quick {
    /// Looks at a shape, which must be of ASCII, and at a mask.
    pub(super) const fn of(shape: &str, mask: &str) -> Quick {
        let (shape, mask) = (shape.as_bytes(), mask.as_bytes());
        let nothing = Part { begin: 0, end: 0, modulus: 0 };
        let parts = [nothing; PARTS];
        let mut quick =
            Quick { length: 0, last: 0, date: [(0, 0); 3], parts, sums: [NO_SUM, NO_SUM] };
        let mut i = 0;
        while i < shape.len() {
            let field = match shape[i] {
                b'#' => 3,
                b'y' => 0,
                b'm' => 1,
                b'd' => 2,
                b'c' | b'@' if i + 1 == shape.len() => 3,
                _ => return quick,
            };
            if field < 3 {
                if quick.date[field].1 == 0 {
                    quick.date[field].0 = i;
                }
                quick.date[field].1 = i + 1;
            } else if shape[i] != b'#' {
                quick.last = shape[i];
            }
            i += 1;
        }
        let (mut i, mut count) = (0, 0);
        while i < mask.len() {
            let begin = i;
            while i < mask.len() && mask[i] == mask[begin] {
                i += 1;
            }
            let modulus = match mask[begin] {
                b'.' => continue,
                b'=' => 0,
                b'2'..=b'9' => (mask[begin] - b'0') as u32,
                _ => return quick,
            };
            quick.parts[count] = Part { begin, end: i, modulus };
            count += 1;
        }
        if shape.len() == mask.len() && shape.len() <= WIDTH {
            quick.length = shape.len();
        }
        quick
    }

    /// Adds the sums among a form's checks.
    pub(super) const fn with(mut self, checks: &'static [Check]) -> Quick {
        let (mut i, mut count) = (0, 0);
        while i < checks.len() {
            if let Check::Sum { weights, remainders, letters } = &checks[i] {
                if !letters.is_empty() {
                    self.length = 0;
                }
                let mut sum =
                    Sum { at: weights.len(), remainders: remainders.as_bytes(), ..NO_SUM };
                let mut k = 0;
                while k < weights.len() && k < WIDTH {
                    sum.weights[k] = weight_of(weights.as_bytes()[k]) as u8;
                    k += 1;
                }
                self.sums[count] = sum;
                count += 1;
            }
            i += 1;
        }
        self
    }
}

/// Writes both forms of a number that fits the first shape of its country; `None` and no
/// forms if this is not the way for it.
#[inline]
pub(super) fn write(entry: &Entry, typed: &[u8], out: &mut Forms) -> Option<()> {
    let form: &Form = entry.forms.first()?;
    if form.quick.length != typed.len() {
        return None;
    }
    // Loops of a known number of rounds are no loops.
    match typed.len() {
        8 => write_all::<8>(entry, form, typed, out),
        9 => write_all::<9>(entry, form, typed, out),
        10 => write_all::<10>(entry, form, typed, out),
        11 => write_all::<11>(entry, form, typed, out),
        12 => write_all::<12>(entry, form, typed, out),
        13 => write_all::<13>(entry, form, typed, out),
        15 => write_all::<15>(entry, form, typed, out),
        18 => write_all::<18>(entry, form, typed, out),
        _ => None,
    }
}

fn write_all<const N: usize>(
    entry: &Entry,
    form: &Form,
    typed: &[u8],
    out: &mut Forms,
) -> Option<()> {
    let quick = &form.quick;
    let typed: &[u8; N] = typed.try_into().ok()?;
    let last = *typed.last()?;
    let last_fits = last.is_ascii_digit() & (quick.last != b'@')
        | last.is_ascii_uppercase() & (quick.last != 0);
    let mut all = last_fits;
    for c in typed.iter().take(N - 1) {
        all &= c.is_ascii_digit();
    }
    if !all || shape::is_never(form, typed) || !has_day(form, typed) {
        return None;
    }
    for sum in &quick.sums {
        if !sum.remainders.is_empty() && !sum.fits(typed) {
            return None;
        }
    }
    for check in form.checks {
        if !matches!(check, Check::Sum { .. }) {
            check.settle(&mut typed.clone()).ok()?;
        }
    }
    let prefix = entry.prefix.as_bytes().first_chunk::<3>()?;
    let canonical = prefix.len() + N;
    let short = out.short();
    *short.first_chunk_mut()? = *prefix;
    *short.get_mut(prefix.len()..)?.first_chunk_mut()? = *typed;
    *short.get_mut(canonical..)?.first_chunk_mut()? = *prefix;
    let reduced = short.get_mut(canonical + prefix.len()..)?.first_chunk_mut::<N>()?;
    let mut len = 0;
    for part in &quick.parts {
        match part.modulus {
            _ if part.end == 0 => break,
            // All at once; what follows is written over the rest.
            0 if part.begin == 0 => {
                *reduced = *typed;
                len = part.end;
            }
            0 => {
                for &c in typed.get(part.begin..part.end)? {
                    *reduced.get_mut(len)? = c;
                    len += 1;
                }
            }
            modulus => {
                *reduced.get_mut(len)? =
                    b'0' + (number(typed, part.begin, part.end) % modulus) as u8;
                len += 1;
            }
        }
    }
    out.finish(canonical, canonical + prefix.len() + len);
    Some(())
}

impl Sum {
    /// Tells whether the character behind those that are summed up is the one they ask for.
    #[inline(always)]
    fn fits<const N: usize>(&self, typed: &[u8; N]) -> bool {
        let mut sum = 0u16;
        for (&c, weight) in typed.iter().zip(self.weights) {
            sum += u16::from(c & 15) * u16::from(weight);
        }
        let remainder = sum % self.remainders.len() as u16;
        let expected = self.remainders.get(usize::from(remainder));
        typed.get(self.at) == expected && expected != Some(&b'-')
    }
}

/// The value of some digits.
#[inline(always)]
fn number(typed: &[u8], begin: usize, end: usize) -> u32 {
    typed.get(begin..end).unwrap_or_default().iter().fold(0, |n, c| n * 10 + u32::from(c & 15))
}

/// Tells whether the day in a number exists, as `shape::Date` does.
#[inline(always)]
fn has_day<const N: usize>(form: &Form, typed: &[u8; N]) -> bool {
    let [year, month, day] = form.quick.date;
    if month.1 == 0 {
        return true;
    }
    let two = |begin: usize| match typed.get(begin..begin + 2) {
        Some([tens, ones]) => u32::from(tens & 15) * 10 + u32::from(ones & 15),
        _ => 0,
    };
    let plain = |value: u32, added: u8| if added == 0 { value } else { value % u32::from(added) };
    let month = plain(two(month.0), form.added_to_month);
    if day.1 == 0 {
        return month <= 12;
    }
    let day = plain(two(day.0), form.added_to_day);
    let (century, of_century) = match year.1 - year.0 {
        4 => (two(year.0), two(year.0 + 2)),
        _ => (20, two(year.0)),
    };
    let leap = if of_century == 0 { century & 3 == 0 } else { of_century & 3 == 0 };
    let last = DAYS.get(month as usize).copied().unwrap_or(0) + u32::from(month == 2 && leap);
    (1850..2100).contains(&(century * 100 + of_century)) && day.wrapping_sub(1) < last
}

/// Days of each month of a year that is no leap year.
const DAYS: [u32; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
