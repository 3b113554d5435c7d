//! The short way of most numbers, for publishers: the page reads a few numbers, and does
//! without.
//!
//! It accepts nothing that `shape::read` would not read as the same number, and refuses
//! nothing: what it does not take goes the long way.
use super::check::Check;
use super::compiled::{ANY, Compiled, DIGIT, LETTER, Never, Sum, WIDTH, Way};
use super::shape::{Characters, MAX_LEN, MONTHS};
use super::table::{Entry, Form};
use crate::identifier::forms::Forms;

/// Writes both forms of a number, if the first shape of its country that it fits is one for
/// this way; `None` and no forms otherwise.
#[inline]
pub(super) fn write(entry: &Entry, typed: &[u8], out: &mut Forms) -> Option<()> {
    for form in entry.forms {
        for way in form.quick.ways.iter().take(form.shapes.len()) {
            if way.typed != typed.len() {
                continue;
            }
            let completed;
            let whole = if way.is_plain {
                typed
            } else {
                completed = way.complete(typed)?;
                if !way.is_quick {
                    if way.fits(&completed) {
                        return None;
                    }
                    continue;
                }
                completed.get(..way.whole)?
            };
            // Loops of a known number of rounds are no loops.
            let written = match whole.len() {
                8 => write_all::<8>(entry, form, way, whole, out),
                9 => write_all::<9>(entry, form, way, whole, out),
                10 => write_all::<10>(entry, form, way, whole, out),
                11 => write_all::<11>(entry, form, way, whole, out),
                12 => write_all::<12>(entry, form, way, whole, out),
                13 => write_all::<13>(entry, form, way, whole, out),
                15 => write_all::<15>(entry, form, way, whole, out),
                16 => write_all::<16>(entry, form, way, whole, out),
                18 => write_all::<18>(entry, form, way, whole, out),
                _ => None,
            };
            if written.is_some() || !way.is_exact {
                return written;
            }
        }
    }
    None
}

fn write_all<const N: usize>(
    entry: &Entry,
    form: &Form,
    way: &Way,
    whole: &[u8],
    out: &mut Forms,
) -> Option<()> {
    let whole: &[u8; N] = whole.try_into().ok()?;
    if !way.fits(whole)
        || (!form.never.is_empty() && form.quick.is_never(whole))
        || !has_day(form, way, whole)
    {
        return None;
    }
    for sum in &form.quick.sums {
        if !sum.remainders.is_empty() && !sum.fits(whole) {
            return None;
        }
    }
    for check in form.checks {
        if !matches!(check, Check::Sum { .. }) {
            check.settle(&mut whole.clone()).ok()?;
        }
    }
    let prefix = entry.prefix.as_bytes().first_chunk::<3>()?;
    let number = if way.kept == (0, N) { whole } else { whole.get(way.kept.0..way.kept.1)? };
    let canonical = prefix.len() + number.len();
    let short = out.short();
    *short.first_chunk_mut()? = *prefix;
    copy(whole, number, short.get_mut(prefix.len()..)?)?;
    *short.get_mut(canonical..)?.first_chunk_mut()? = *prefix;
    let reduced = short.get_mut(canonical + prefix.len()..)?;
    let mut len = 0;
    for part in &form.quick.parts {
        if part.end == 0 {
            break;
        }
        let kept = number.get(part.begin..part.end)?;
        match part.modulus {
            0 => {
                copy(whole, kept, reduced.get_mut(len..)?)?;
                len += kept.len();
            }
            modulus => {
                let value = kept.iter().fold(0, |n, c| n * 10 + u32::from(c & 15));
                *reduced.get_mut(len)? = b'0' + (value % modulus) as u8;
                len += 1;
            }
        }
    }
    out.finish(canonical, canonical + prefix.len() + len);
    Some(())
}

/// Copies a part of a number. Its beginning is copied with all that follows, at once: that
/// is written over.
#[inline(always)]
fn copy<const N: usize>(whole: &[u8; N], part: &[u8], to: &mut [u8]) -> Option<()> {
    if std::ptr::eq(whole.as_ptr(), part.as_ptr()) {
        *to.first_chunk_mut()? = *whole;
    } else {
        for (to, &c) in to.get_mut(..part.len())?.iter_mut().zip(part) {
            *to = c;
        }
    }
    Some(())
}

impl Way {
    /// The whole number of what was typed; `None` if what it does not hold are no digits.
    #[inline]
    fn complete(&self, typed: &[u8]) -> Option<[u8; WIDTH]> {
        let mut whole = [0; WIDTH];
        for (slot, &take) in whole.iter_mut().zip(&self.take).take(self.whole) {
            *slot = typed.get(usize::from(take)).copied().unwrap_or(take);
        }
        let is_digit = |(i, c): (usize, &u8)| self.skipped >> i & 1 == 0 || c.is_ascii_digit();
        (self.skipped == 0 || typed.iter().enumerate().all(is_digit)).then_some(whole)
    }

    /// Tells whether every character is one that may stand where it does.
    #[inline(always)]
    fn fits<const N: usize>(&self, whole: &[u8; N]) -> bool {
        // Without a branch: several characters at once.
        let mut misfits = 0;
        for (&c, classes) in whole.iter().zip(self.classes) {
            let digit = DIGIT * u8::from(c.wrapping_sub(b'0') < 10);
            let letter = LETTER * u8::from(c.wrapping_sub(b'A') < 26);
            misfits |= u8::from((digit | letter | ANY) & classes == 0);
        }
        let in_set = |(at, set): (usize, u64)| {
            let c = whole.get(at).copied().unwrap_or(0);
            set >> (c.wrapping_sub(b'0') & 63) & 1 == 1
        };
        misfits == 0 && (!self.has_sets || self.sets.into_iter().all(in_set))
    }
}

impl Compiled {
    /// Tells whether a number begins as none does.
    #[inline(always)]
    fn is_never<const N: usize>(&self, whole: &[u8; N]) -> bool {
        let mut begin = [0; 16];
        for (slot, &c) in begin.iter_mut().zip(whole) {
            *slot = c;
        }
        let begin = u128::from_le_bytes(begin);
        self.never.iter().any(|&Never { bits, value }| begin & bits == value)
    }
}

impl Sum {
    /// Tells whether the character behind those that are summed up is the one they ask for.
    #[inline(always)]
    fn fits<const N: usize>(&self, whole: &[u8; N]) -> bool {
        let mut sum = 0u16;
        if self.has_letters {
            for (&c, weight) in whole.iter().zip(self.weights) {
                let value = self.values[usize::from(c.wrapping_sub(b'0') & 63)];
                sum += u16::from(value) * u16::from(weight);
            }
        } else {
            // Without a branch: several characters at once.
            for (&c, weight) in whole.iter().zip(self.weights) {
                let value = (c & 15) * u8::from(c.is_ascii_digit());
                sum += u16::from(value) * u16::from(weight);
            }
        }
        let remainder = sum % self.remainders.len() as u16;
        let expected = self.remainders.get(usize::from(remainder));
        whole.get(self.at) == expected && expected != Some(&b'-')
    }
}

/// Tells whether the day in a number exists, as `shape::Date` does.
#[inline(always)]
fn has_day<const N: usize>(form: &Form, way: &Way, whole: &[u8; N]) -> bool {
    let [year, month, day] = way.date;
    if month.1 == 0 {
        return true;
    }
    let two = |begin: usize| match whole.get(begin..begin + 2) {
        Some([tens, ones]) => u32::from(tens & 15) * 10 + u32::from(ones & 15),
        _ => 0,
    };
    let plain = |value: u32, added: u8| if added == 0 { value } else { value % u32::from(added) };
    let month = if way.month_is_letter {
        whole.get(month.0).map_or(0, |letter| u32::from(MONTH_OF[usize::from(letter & 31)]))
    } else {
        plain(two(month.0), form.added_to_month)
    };
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

/// The month of each letter that stands for one.
const MONTH_OF: [u8; 32] = {
    let mut months = [0; 32];
    let mut i = 0;
    while i < MONTHS.len() {
        months[(MONTHS[i] & 31) as usize] = i as u8 + 1;
        i += 1;
    }
    months
};

/// Days of each month of a year that is no leap year.
const DAYS: [u32; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Does what `clean` does, for ASCII; `None` if there is something that it may refuse, or a
/// colon, which may be behind a country or a label.
#[inline]
pub(super) fn clean(text: &str) -> Option<Characters> {
    let (mut clean, mut len, mut fits) = ([0; MAX_LEN], 0, true);
    if text.len() > MAX_LEN {
        return None;
    }
    for byte in text.bytes() {
        // Without a branch: where a separator stands, the next character is written over it.
        let c = CLEAN.get(usize::from(byte)).copied().unwrap_or(0);
        *clean.get_mut(len)? = c;
        len += usize::from(c > SEPARATOR);
        fits &= c != 0;
    }
    fits.then(|| Characters::of(clean, len))
}

const SEPARATOR: u8 = 1;

/// What is left of each byte; 0 of those that stand in no number.
const CLEAN: [u8; 256] = {
    let mut clean = [0; 256];
    let mut c = 0;
    while c < 128 {
        clean[c as usize] = match c {
            b'0'..=b'9' | b'A'..=b'Z' | b'+' => c,
            b'a'..=b'z' => c.to_ascii_uppercase(),
            b'\t'..=b'\r' | b' ' | b'-' | b'\'' | b'"' => SEPARATOR,
            b'.' | b',' | b'/' | b'(' | b')' | b'_' => SEPARATOR,
            _ => 0,
        };
        c += 1;
    }
    clean
};
