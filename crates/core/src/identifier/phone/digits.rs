//! A few digits, and the patterns that they are compared with.

/// Most digits that are looked at: an international number, what is dialled before it,
/// and some to see that there are too many.
const MOST: usize = 32;

/// Up to 32 ASCII digits, without an allocation.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    bytes: [u8; MOST],
    len: u8,
}

impl Digits {
    pub(super) const EMPTY: Digits = Digits { bytes: [0; MOST], len: 0 };

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// Appends a digit; tells whether there was room.
    pub(super) fn push(&mut self, digit: u8) -> bool {
        match self.bytes.get_mut(usize::from(self.len)) {
            Some(place) => {
                *place = digit;
                self.len += 1;
                true
            }
            None => false,
        }
    }

    /// Returns the digits but the first `count`.
    pub(super) fn skip(&self, count: usize) -> Digits {
        Digits::of(self.as_bytes().get(count..).unwrap_or_default())
    }

    /// Takes the first 32 of some digits.
    fn of(digits: &[u8]) -> Digits {
        let len = digits.len().min(MOST);
        let mut all = Digits::EMPTY;
        all.bytes[..len].copy_from_slice(&digits[..len]);
        all.len = len as u8;
        all
    }

    /// Returns the digits but the one at `index`.
    pub(super) fn without(&self, index: usize) -> Digits {
        let others = self.as_bytes().iter().enumerate().filter(|&(i, _)| i != index);
        others.map(|(_, &digit)| digit).collect()
    }

    /// Returns what follows a prefix that a pattern describes.
    pub(super) fn after_prefix(&self, pattern: &str) -> Option<Digits> {
        let rest = matched(pattern.as_bytes(), self.as_bytes(), &mut Digits::EMPTY.clone())?;
        Some(Digits::of(rest))
    }

    /// Tells whether a pattern describes all digits.
    pub(super) fn fit(&self, pattern: &str) -> bool {
        self.rewritten(pattern, "").is_some()
    }

    /// If the pattern describes all digits, returns `begin` and those that it keeps.
    pub(super) fn rewritten(&self, pattern: &str, begin: &str) -> Option<Digits> {
        // Most patterns fail at once.
        match (pattern.as_bytes().first(), self.as_bytes().first()) {
            (Some(symbol @ b'0'..=b'9'), Some(digit)) if symbol != digit => return None,
            _ => {}
        }
        let mut kept = Digits::of(begin.as_bytes());
        let rest = match pattern.strip_suffix('*') {
            Some(pattern) => matched(pattern.as_bytes(), self.as_bytes(), &mut kept)?,
            None => {
                let rest = matched(pattern.as_bytes(), self.as_bytes(), &mut kept)?;
                if !rest.is_empty() {
                    return None;
                }
                rest
            }
        };
        rest.iter().all(|&digit| kept.push(digit)).then_some(kept)
    }
}

impl FromIterator<u8> for Digits {
    /// Takes the first 32 digits.
    fn from_iter<I: IntoIterator<Item = u8>>(digits: I) -> Self {
        let mut all = Digits::EMPTY;
        for digit in digits {
            all.push(digit);
        }
        all
    }
}

/// Compares digits with a pattern from the front; returns the digits after it.
///
/// A digit stands for itself, `.` for any digit, `[12]` for one of those; `_` and `{12}`
/// are the same, but not kept.
fn matched<'a>(mut pattern: &[u8], mut digits: &'a [u8], kept: &mut Digits) -> Option<&'a [u8]> {
    while let [symbol, after @ ..] = pattern {
        let (digit, rest) = digits.split_first()?;
        digits = rest;
        pattern = after;
        let keep = match symbol {
            b'.' => true,
            b'_' => false,
            b'[' | b'{' => {
                let end = after.iter().position(|b| matches!(b, b']' | b'}'))?;
                if !after[..end].contains(digit) {
                    return None;
                }
                pattern = &after[end + 1..];
                *symbol == b'['
            }
            symbol if symbol == digit => false,
            _ => return None,
        };
        if keep {
            kept.push(*digit);
        }
    }
    Some(digits)
}
