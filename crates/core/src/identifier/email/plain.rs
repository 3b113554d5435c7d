//! The short way of plain ASCII addresses, as nearly all are. For publishers: the page reads
//! a few addresses, and does without.
//!
//! It accepts nothing that the long way would not read as the same address, and refuses
//! nothing: what it does not take goes the long way.
use super::is_gmail;
use crate::identifier::forms::Forms;

/// Lengths of addresses that go the short way: a bit of 64 for each byte and for the end.
const LENGTHS: std::ops::Range<usize> = 8..Forms::SHORT;
/// Bytes that are looked at at once.
const BLOCK: usize = 16;

/// Writes the canonical form of a plain address; `None` and no forms for whatever needs a
/// closer look, and for what is no address.
pub(in super::super) fn write(text: &str, forms: &mut Forms) -> Option<()> {
    let text = match text.as_bytes() {
        // Nothing to trim.
        text @ [b'!'..=255, .., b'!'..=255] => text,
        text => text.trim_ascii(),
    };
    if !LENGTHS.contains(&text.len()) {
        return None;
    }
    let out = forms.short();
    let places = Places::of(text, out)?;
    // Exactly one `@`, and something before it.
    if places.at & places.at.wrapping_sub(1) != 0 || places.at < 2 {
        return None;
    }
    let at = places.at.trailing_zeros() as usize;
    // Labels are not empty and have no hyphens at their ends; two hyphens, as in "xn--",
    // are looked at more closely. There are two labels at least, the last without hyphens.
    let edges = places.edges >> at;
    let with_end = edges | 1 << (text.len() - at);
    let last_edge = at + edges.checked_ilog2()? as usize;
    if with_end & with_end << 1 != 0 || text.get(last_edge) != Some(&b'.') {
        return None;
    }
    let mut name_end = at;
    if places.has(PLUS) {
        // The tag, unless an address begins with it.
        name_end = text.iter().position(|&b| b == b'+').filter(|&i| 0 < i && i < at)?;
        if has(text.get(at..)?, b'+') {
            return None;
        }
        out.copy_within(at..text.len(), name_end);
    }
    let mut len = name_end + text.len() - at;
    if is_gmail(out.get(name_end + 1..len)?) {
        let mut end = 0;
        for i in 0..name_end {
            out[end] = out[i];
            end += usize::from(out[i] != b'.');
        }
        if end == 0 {
            return None;
        }
        len = end + GMAIL.len();
        out.get_mut(end..len)?.copy_from_slice(GMAIL);
    }
    forms.finish(len, len);
    Some(())
}

const GMAIL: &[u8; 10] = b"@gmail.com";

/// Where in a text the characters are that matter, a bit for each byte, the first
/// being the lowest.
#[derive(Default)]
struct Places {
    at: u64,
    /// Ends of labels (`@` and dots), and hyphens.
    edges: u64,
    /// The classes of all bytes.
    seen: u64,
}

impl Places {
    /// Writes the text with small letters. `None` where a byte is none of a plain address.
    #[inline]
    fn of(text: &[u8], out: &mut [u8; Forms::SHORT]) -> Option<Places> {
        let mut places = Places::default();
        let Some(last) = text.len().checked_sub(BLOCK) else {
            // The second half overlaps the first: the same once more.
            let last = text.len().checked_sub(BLOCK / 2)?;
            let (first, second) = (half(text, 0)?, half(text, last)?);
            let block = u128::from(first) | u128::from(second) << 64;
            let (small, classes) = classify(block.to_le_bytes());
            let [first, second] = halves(small);
            *out.first_chunk_mut()? = first.to_le_bytes();
            *out.get_mut(last..)?.first_chunk_mut()? = second.to_le_bytes();
            let [first, second] = halves(classes);
            places.add(first, 0);
            places.add(second, last);
            return places.plain();
        };
        let mut begin = 0;
        loop {
            let (small, classes) = classify(*text.get(begin..)?.first_chunk()?);
            *out.get_mut(begin..)?.first_chunk_mut()? = small;
            let [first, second] = halves(classes);
            places.add(first, begin);
            places.add(second, begin + BLOCK / 2);
            if begin == last {
                break;
            }
            begin = (begin + BLOCK).min(last);
        }
        places.plain()
    }

    /// Adds the classes of eight bytes.
    #[inline]
    fn add(&mut self, classes: u64, begin: usize) {
        self.at |= bits(classes / u64::from(AT)) << begin;
        self.edges |= bits(classes / u64::from(EDGE)) << begin;
        self.seen |= classes;
    }

    /// Tells whether there is a byte of a class.
    #[inline]
    fn has(&self, class: u8) -> bool {
        self.seen & (0x0101_0101_0101_0101 * u64::from(class)) != 0
    }

    #[inline]
    fn plain(self) -> Option<Places> {
        (!self.has(OTHER)).then_some(self)
    }
}

/// Tells whether there is such a byte; in short texts faster than a search.
fn has(text: &[u8], byte: u8) -> bool {
    text.iter().fold(false, |found, &b| found | (b == byte))
}

fn half(text: &[u8], begin: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*text.get(begin..)?.first_chunk()?))
}

#[inline]
fn halves(block: [u8; BLOCK]) -> [u64; 2] {
    let block = u128::from_le_bytes(block);
    [block as u64, (block >> 64) as u64]
}

/// The lowest bit of each of eight bytes, the first byte's lowest.
#[inline]
fn bits(bytes: u64) -> u64 {
    (bytes & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

const AT: u8 = 1;
/// Ends of labels, and hyphens.
const EDGE: u8 = 2;
const PLUS: u8 = 8;
/// What makes an address no plain one.
const OTHER: u8 = 16;

/// Makes capitals small letters, and tells the class of each byte; 0 for letters, digits
/// and `_`. Without a branch: all at once.
#[inline(always)]
fn classify(block: [u8; BLOCK]) -> ([u8; BLOCK], [u8; BLOCK]) {
    let mut small = block;
    for b in &mut small {
        *b |= u8::from(b.wrapping_sub(b'A') < 26) << 5;
    }
    let mut classes = [0; BLOCK];
    for (class, &b) in classes.iter_mut().zip(&small) {
        // A class where it is, or nothing.
        let of = |class: u8, is: bool| class & 0u8.wrapping_sub(u8::from(is));
        let word = of(OTHER, b.wrapping_sub(b'a') < 26)
            | of(OTHER, b.wrapping_sub(b'0') < 10)
            | of(OTHER, b == b'_');
        let sign = of(OTHER | AT | EDGE, b == b'@')
            | of(OTHER | EDGE, b == b'.')
            | of(OTHER | EDGE, b == b'-')
            | of(OTHER | PLUS, b == b'+');
        *class = (word | sign) ^ OTHER;
    }
    (small, classes)
}

#[cfg(test)]
pub(in crate::identifier) mod tests {
    use super::super::canonical;
    use super::*;
    use crate::identifier::tests::Native;

    /// What the short way writes, if it does.
    fn plain(text: &str) -> Option<String> {
        let mut out = Forms::default();
        write(text, &mut out)?;
        Some(String::from_utf8(out.canonical().to_vec()).unwrap())
    }

    /// The short way gives what the long way gives, or nothing.
    pub fn plain_is_any(text: &str) {
        if let Some(address) = plain(text) {
            assert_eq!(canonical(text, &Native), Ok(address), "{text}");
        }
    }

    #[test]
    fn addresses_of_all_lengths_have_one_form() {
        for name in (1..70).map(|length| "a.b-".repeat(18)[..length].to_owned()) {
            for host in ["@b.co", "@gmail.com", "+tag@Example.org", "@a-b", "@-b.org", "@b..org"] {
                plain_is_any(&format!("{name}{host}"));
            }
        }
        for line in include_str!("../../../../../tests/identifiers/email.tsv").lines() {
            line.split('\t').for_each(plain_is_any);
        }
    }

    #[test]
    fn usual_addresses_go_the_short_way() {
        for text in ["li@example.org", "L.i+x@Gmail.com", " o_1@a-b.co.uk ", "1+2@163.com"] {
            assert!(plain(text).is_some(), "{text}");
            plain_is_any(text);
        }
    }
}
