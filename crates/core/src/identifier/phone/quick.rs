//! The short way of most numbers: one country's digits between usual separators, with its
//! calling code and a plus, with its trunk prefix, or bare. For publishers: the page reads a
//! few numbers, and does without.
//!
//! It accepts nothing that the long way would not read as the same number, and refuses
//! nothing: what it does not take goes the long way.
use super::plan::{self, Plan};
use super::{Forms, Hints, LEAST_DIGITS, MOST_DIGITS, chinese_mobile, left_out};
use crate::Country;

/// Bytes of a text that go the short way.
const MOST_BYTES: usize = 32;

/// What of a plan decides the short way. By default nothing goes it.
#[derive(Default)]
pub(super) struct Quick {
    /// Bit n: national numbers can begin with the digit n.
    pub(super) first: u16,
    /// Bit n: nothing else than a national number begins with n when dialled at home.
    pub(super) bare: u16,
    /// The trunk prefix, if it is one digit.
    pub(super) trunk: Option<u8>,
    /// Bit n: nothing else than a national number begins with the trunk prefix and n.
    pub(super) trunked: u16,
}

impl Quick {
    /// Looks at a plan that was read.
    pub(super) fn of(plan: &Plan) -> Quick {
        let first = match plan.first.as_bytes() {
            [] => ALL,
            [b'[', digits @ .., b']'] if digits.iter().all(u8::is_ascii_digit) => {
                digits.iter().fold(0, |bits, &digit| bits | bit(digit))
            }
            _ => return Quick::default(),
        };
        // No national number begins with a 0 here: it may be a prefix.
        let mut quick = Quick { first: first & !1, bare: ALL & !1, trunk: None, trunked: ALL & !1 };
        let trunk = plan.trunk.as_bytes();
        if let [digit @ b'0'..=b'9'] = trunk {
            quick.trunk = Some(*digit);
            quick.trunked &= !bit(*digit);
        }
        let prefixes = plan.international.split(',').map(str::as_bytes);
        for prefix in prefixes.chain([b"00", plan.code.as_bytes(), trunk]) {
            let Some((symbol, rest)) = prefix.split_first() else { continue };
            if !symbol.is_ascii_digit() {
                return Quick::default();
            }
            quick.bare &= !bit(*symbol);
            if quick.trunk == Some(*symbol) && prefix != trunk {
                match rest.first() {
                    Some(second @ b'0'..=b'9') => quick.trunked &= !bit(*second),
                    _ => quick.trunked = 0,
                }
            }
        }
        // What a rule could change goes the long way.
        for (pattern, _) in plan.words.split(' ').filter_map(|word| word.split_once('>')) {
            let Some(symbol @ b'0'..=b'9') = pattern.as_bytes().first() else {
                return Quick::default();
            };
            quick.first &= !bit(*symbol);
            quick.bare &= !bit(*symbol);
            quick.trunked &= if quick.trunk == Some(*symbol) { 0 } else { !bit(*symbol) };
        }
        quick
    }
}

const ALL: u16 = 0x3ff;

fn bit(digit: u8) -> u16 {
    1 << (digit & 15)
}

/// Writes a number, and its reduced form; `None` and no forms if this is not the way for it.
#[inline]
pub(super) fn write(text: &[u8], hints: &Hints, out: &mut Forms) -> Option<()> {
    let is_chinese = hints.country == Some(Country::CN);
    // The commonest of all.
    if is_chinese && let Some(mobile) = chinese_mobile(text) {
        write_chinese_mobile(mobile, out);
        return Some(());
    }
    write_digits(text, hints, out)
}

#[inline(never)]
fn write_digits(text: &[u8], hints: &Hints, out: &mut Forms) -> Option<()> {
    let is_chinese = hints.country == Some(Country::CN);
    let (digits, length, has_plus) = scan(text)?;
    let written = digits.get(..length)?;
    let mobile = if has_plus { written.strip_prefix(b"86") } else { is_chinese.then_some(written) };
    if let Some(mobile) = mobile.and_then(chinese_mobile) {
        write_chinese_mobile(mobile, out);
        return Some(());
    }
    let table = plan::table();
    let (plan, begin) = if has_plus {
        let plan = table.of_code(&digits)?;
        let begin = plan.code.len();
        if plan.trunk.as_bytes().first() == Some(&digits[begin]) {
            return None;
        }
        (plan, begin)
    } else {
        let home = table.of_country(hints.country?)?;
        let quick = &home.quick;
        let begin = usize::from(quick.trunk == Some(digits[0]));
        let fits = if begin == 0 { quick.bare } else { quick.trunked };
        if fits & bit(digits[begin]) == 0 {
            return None;
        }
        (table.of_code(home.code.as_bytes())?, begin)
    };
    let national = length.checked_sub(begin)?;
    let total = plan.code.len() + national;
    // Mainland China has rules of its own.
    if plan.quick.first & bit(digits[begin]) == 0
        || plan.code == "86"
        || !plan.has_length(national)
        || !(LEAST_DIGITS..=MOST_DIGITS).contains(&total)
    {
        return None;
    }
    let national_digits = digits.get(begin..)?.first_chunk::<16>()?;
    let short = out.short();
    short[0] = b'+';
    for (place, digit) in short.get_mut(1..)?.iter_mut().zip(plan.code.bytes()) {
        *place = digit;
    }
    *short.get_mut(1 + plan.code.len()..)?.first_chunk_mut()? = *national_digits;
    // The same again, and the last digits over what is left out.
    let whole: [u8; 16] = *short.first_chunk()?;
    let canonical = 1 + total;
    *short.get_mut(canonical..)?.first_chunk_mut()? = whole;
    let left_out = left_out(plan, national);
    let mut end = canonical + 1 + plan.code.len() + left_out.start;
    for &digit in national_digits.get(left_out.end..national)? {
        *short.get_mut(end)? = digit;
        end += 1;
    }
    out.finish(canonical, end);
    Some(())
}

/// Writes both forms of the commonest numbers at once.
#[inline]
fn write_chinese_mobile(national: &[u8; 11], out: &mut Forms) {
    let [a, b, c, d, e, f, g, h, i, j, k] = *national;
    out.short()[..26].copy_from_slice(&[
        b'+', b'8', b'6', a, b, c, d, e, f, g, h, i, j, k, //
        b'+', b'8', b'6', a, b, c, d, e, h, i, j, k,
    ]);
    out.finish(14, 26);
}

/// The digits of a text, how many they are, and whether a plus stands before them.
#[inline]
fn scan(text: &[u8]) -> Option<([u8; MOST_BYTES], usize, bool)> {
    let (has_plus, text) = match text {
        [b'+', rest @ ..] => (true, rest),
        text => (false, text),
    };
    if text.len() > MOST_BYTES {
        return None;
    }
    let mut digits = [b'0'; MOST_BYTES];
    let (mut length, mut seen) = (0, 0);
    for &byte in text {
        let class = CLASS[usize::from(byte)];
        // What is no digit is written over by the next.
        digits[length & (MOST_BYTES - 1)] = byte;
        length += usize::from(class & DIGIT);
        seen |= class;
    }
    // "(0)" counts elsewhere.
    let brackets = seen & BRACKET != 0 && text.windows(3).any(|three| three == b"(0)");
    (seen & OTHER == 0 && !brackets && length >= 4).then_some((digits, length, has_plus))
}

const DIGIT: u8 = 1;
const BRACKET: u8 = 2;
const OTHER: u8 = 4;

/// Digits, and what may stand between them.
const CLASS: [u8; 256] = {
    let mut class = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        class[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'(' => BRACKET,
            b' ' | b'-' | b'.' | b')' | b'/' | b'[' | b']' | b'\t'..=b'\r' => 0,
            _ => OTHER,
        };
        byte += 1;
    }
    class
};
