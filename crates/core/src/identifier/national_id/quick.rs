//! The short way of most numbers: digits, typed just as their canonical form has them.
//!
//! It accepts nothing that `shape::read` would not read as the same number, and refuses
//! nothing: what it does not take goes the long way.
use super::shape::{self, Date};
use super::table::{Entry, Form};
use crate::identifier::forms::Forms;

/// What is known of a form's first shape and its mask before any number is read.
pub(super) struct Quick {
    /// Digits that the shape begins with; 0 if it is none for the short way.
    digits: u8,
    /// `c` or `@` behind them, or 0.
    last: u8,
    /// Where the digits of year, month and day begin and end.
    date: [(u8, u8); 3],
    /// Characters that the mask keeps in front.
    kept: u8,
}

impl Quick {
    /// Looks at a shape, which must be of ASCII, and at a mask.
    pub(super) const fn of(shape: &str, mask: &str) -> Quick {
        const NONE: Quick = Quick { digits: 0, last: 0, date: [(0, 0); 3], kept: 0 };
        let (shape, mask) = (shape.as_bytes(), mask.as_bytes());
        let mut quick = NONE;
        let mut i = 0;
        while i < shape.len() {
            let field = match shape[i] {
                b'#' => 3,
                b'y' => 0,
                b'm' => 1,
                b'd' => 2,
                b'c' | b'@' if i + 1 == shape.len() => 4,
                _ => return NONE,
            };
            if field < 3 {
                if quick.date[field].1 == 0 {
                    quick.date[field].0 = i as u8;
                }
                quick.date[field].1 = i as u8 + 1;
            }
            if field == 4 {
                quick.last = shape[i];
            } else {
                quick.digits += 1;
            }
            i += 1;
        }
        while (quick.kept as usize) < mask.len() && mask[quick.kept as usize] == b'=' {
            quick.kept += 1;
        }
        quick
    }

    fn date(&self, digits: &[u8]) -> Date {
        let mut date = Date::default();
        for (symbol, (begin, end)) in [b'y', b'm', b'd'].into_iter().zip(self.date) {
            date.add(symbol, digits.get(begin.into()..end.into()).unwrap_or_default());
        }
        date
    }
}

/// Writes both forms of a number that fits the first shape of its country; `None` and no
/// forms if this is not the way for it.
pub(super) fn write(entry: &Entry, typed: &[u8], out: &mut Forms) -> Option<()> {
    let form: &Form = entry.forms.first()?;
    let quick = &form.quick;
    let (digits, last) = typed.split_at_checked(quick.digits.into())?;
    let last_fits = match (quick.last, last) {
        (0, []) => quick.digits > 0,
        (b'c', [c]) => c.is_ascii_digit() || c.is_ascii_uppercase(),
        (b'@', [c]) => c.is_ascii_uppercase(),
        _ => false,
    };
    if !last_fits || !digits.iter().fold(true, |all, c| all & c.is_ascii_digit()) {
        return None;
    }
    if shape::is_never(form, typed) || !quick.date(digits).exists(form) {
        return None;
    }
    let prefix = entry.prefix.as_bytes().first_chunk::<3>()?;
    let (begin, canonical) = (prefix.len(), prefix.len() + typed.len());
    let short = out.short();
    *short.first_chunk_mut()? = *prefix;
    let number = short.get_mut(begin..canonical)?;
    number.copy_from_slice(typed);
    for check in form.checks {
        check.settle(number).ok()?;
    }
    let reduced = short.get_mut(canonical..)?;
    *reduced.first_chunk_mut()? = *prefix;
    let kept = usize::from(quick.kept);
    let end = begin + kept;
    reduced.get_mut(begin..end)?.copy_from_slice(typed.get(..kept)?);
    let mask = form.mask.as_bytes().get(kept..)?;
    let more = super::reduce(mask, typed.get(kept..)?, reduced.get_mut(end..)?)?;
    out.finish(canonical, canonical + end + more);
    Some(())
}
