//! E-mail addresses.
//!
//! Canonical form: trimmed, NFKC, lower-case, the domain in its ASCII form, what
//! follows a `+` in the local part removed; at Gmail, whose two domains are one,
//! dots in the local part removed as well. RFC 5321 leaves the local part's case
//! to the receiving host; no large one tells cases apart.
use super::forms::Forms;
use super::{IdentifierError, Unicode, fold};

/// Longest address (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const MAX_ADDRESS: usize = 254;
/// Longest domain (RFC 1035, section 2.3.4, as text).
const MAX_DOMAIN: usize = 253;
/// Longest label of a domain (RFC 1035, section 2.3.4).
const MAX_LABEL: usize = 63;

/// Lengths of addresses that go the short way: a bit of 64 for each byte and for the end.
const PLAIN: std::ops::Range<usize> = 8..Forms::SHORT;

/// Writes the canonical form of a plain ASCII address, as nearly all are; `None` and no
/// forms for whatever needs a closer look, and for what is no address.
pub(super) fn write_plain(text: &str, forms: &mut Forms) -> Option<()> {
    let text = text.trim_ascii().as_bytes();
    if !PLAIN.contains(&text.len()) {
        return None;
    }
    let out = forms.short();
    let places = Places::of(text, out)?;
    // Exactly one `@`, and something before it.
    if places.at & places.at.wrapping_sub(1) != 0 || places.at < 2 {
        return None;
    }
    let at = places.at.trailing_zeros() as usize;
    let domain = &text[at..];
    // Labels are not empty and have no hyphens at their ends; two hyphens, as in "xn--",
    // are looked at more closely. There are two labels at least.
    let edges = (places.edges | 1 << text.len()) >> at;
    if edges & edges << 1 != 0 || edges.count_ones() < 3 {
        return None;
    }
    if places.has(HYPHEN) && !domain.contains(&b'.') {
        return None;
    }
    let mut name_end = at;
    if places.has(LOCAL_ONLY) {
        if domain.iter().any(|&b| CLASS[usize::from(b)] & LOCAL_ONLY != 0) {
            return None;
        }
        // The tag, unless an address begins with it.
        name_end = text.iter().position(|&b| b == b'+').unwrap_or(at);
        if name_end == 0 {
            return None;
        }
        out.copy_within(at..text.len(), name_end);
    }
    let mut len = name_end + text.len() - at;
    if is_gmail(&out[name_end + 1..len]) {
        let mut end = 0;
        for i in 0..name_end {
            out[end] = out[i];
            end += usize::from(out[i] != b'.');
        }
        if end == 0 {
            return None;
        }
        len = end + GMAIL.len();
        out[end..len].copy_from_slice(GMAIL);
    }
    forms.finish(len, len);
    Some(())
}

/// Makes capitals of eight ASCII characters small, all at once.
fn with_small_letters(group: [u8; 8]) -> [u8; 8] {
    let each = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let text = u64::from_ne_bytes(group);
    // The highest bit of each byte tells whether it is at least A, and more than Z.
    let from_a = text.wrapping_add(each(0x80 - b'A'));
    let after_z = text.wrapping_add(each(0x80 - b'Z' - 1));
    let capitals = from_a & !after_z & each(0x80);
    (text | capitals >> 2).to_ne_bytes()
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
    fn of(text: &[u8], out: &mut [u8; Forms::SHORT]) -> Option<Places> {
        let last = text.len().checked_sub(8)?;
        let mut places = Places::default();
        let mut begin = 0;
        loop {
            let group = text.get(begin..)?.first_chunk::<8>()?;
            *out.get_mut(begin..)?.first_chunk_mut()? = with_small_letters(*group);
            let [a, b, c, d, e, f, g, h] = group.map(|b| CLASS[usize::from(b)]);
            let (ab, cd, ef, gh) = (a | b << 1, c | d << 1, e | f << 1, g | h << 1);
            let classes = (ab | cd << 2) | (ef | gh << 2) << 4;
            places.at |= (classes & 0xff) << begin;
            places.edges |= ((classes / EDGE) & 0xff) << begin;
            places.seen |= classes;
            if begin == last {
                break;
            }
            // The last group overlaps the one before: the same once more.
            begin = (begin + 8).min(last);
        }
        (!places.has(OTHER)).then_some(places)
    }

    /// Tells whether there is a byte of a class.
    fn has(&self, class: u64) -> bool {
        self.seen & (0xff * class) != 0
    }
}

/// Tells whether letters, digits, hyphens and `_` are a label.
fn is_label(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_LABEL && !matches!(bytes, [] | [b'-', ..] | [.., b'-'])
}

/// Classes of bytes, so far apart that eight neighbours stand side by side.
const AT: u64 = 1;
/// Ends of labels, and hyphens.
const EDGE: u64 = 1 << 8;
const HYPHEN: u64 = 1 << 16;
/// What may stand before the `@`, but not in a label.
const LOCAL_ONLY: u64 = 1 << 24;
/// What makes an address no plain one.
const OTHER: u64 = 1 << 32;
/// The classes of each byte; none for letters, digits and `_`.
const CLASS: [u64; 256] = {
    let mut class = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        class[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => 0,
            b'@' => AT | EDGE,
            b'.' => EDGE,
            b'-' => EDGE | HYPHEN,
            _ if byte.is_ascii_graphic() && !is_quoted_only(byte) => LOCAL_ONLY,
            _ => OTHER,
        };
        byte += 1;
    }
    class
};

/// What RFC 5321 allows between quotes only is never part of a real address.
const fn is_quoted_only(byte: u8) -> bool {
    matches!(byte, b'"' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b':' | b';' | b',' | b'\\')
}

/// Tells whether a domain in small letters is Gmail's.
fn is_gmail(domain: &[u8]) -> bool {
    domain == b"gmail.com" || domain == b"googlemail.com"
}

/// The canonical form of any address.
#[cold]
#[inline(never)]
pub(super) fn canonical(text: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    let folded = fold::lower(text, unicode);
    let address = bare_address(fold::trim(&folded));
    if address.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(IdentifierError::Character);
    }
    let (local, domain) = address.rsplit_once('@').ok_or(IdentifierError::EmailAt)?;
    if local.contains('@') {
        return Err(IdentifierError::EmailAt);
    }
    if local.bytes().any(is_quoted_only) {
        return Err(IdentifierError::Character);
    }
    let domain = canonical_domain(domain, unicode)?;
    let local = canonical_local(local, &domain);
    if local.is_empty() {
        return Err(IdentifierError::EmailAt);
    }
    let domain = if is_gmail(domain.as_bytes()) { "gmail.com" } else { domain.as_str() };
    if local.len() + 1 + domain.len() > MAX_ADDRESS {
        return Err(IdentifierError::TooLong);
    }
    Ok([&local, "@", domain].concat())
}

/// Takes the address out of `Li Wei <li@example.org>`, `mailto:li@example.org` and
/// `Email: li@example.org`, but not out of `li:password@example.org`.
fn bare_address(text: &str) -> &str {
    let bracketed = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let text = bracketed.map_or(text, |(_, address)| address);
    let rest = fold::without_label(text);
    let label = &text[..text.len() - rest.len()];
    let is_clear =
        rest.starts_with(char::is_whitespace) || label.contains("mail") || !label.is_ascii();
    fold::trim(if is_clear { rest } else { text })
}

/// Takes off the tag, and at Gmail the dots.
fn canonical_local(local: &str, domain: &str) -> String {
    let untagged = match local.split_once('+') {
        // "+@example.org" and "+tag@example.org" have no name before the tag.
        Some((name, _)) if !name.is_empty() => name,
        _ => local,
    };
    if is_gmail(domain.as_bytes()) { untagged.replace('.', "") } else { untagged.to_owned() }
}

fn canonical_domain(domain: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let ascii = if domain.is_ascii() && !domain.contains("xn--") {
        domain.to_owned()
    } else {
        unicode.domain_to_ascii(domain).ok_or(IdentifierError::EmailDomain)?
    };
    let can_stand = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let fits = |label: &str| is_label(label.as_bytes()) && label.bytes().all(can_stand);
    let labels = ascii.split('.').count();
    if ascii.len() <= MAX_DOMAIN && labels >= 2 && ascii.split('.').all(fits) {
        Ok(ascii)
    } else {
        Err(IdentifierError::EmailDomain)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::Native;
    use super::*;

    /// What the short way writes, if it does.
    fn plain(text: &str) -> Option<String> {
        let mut out = Forms::default();
        write_plain(text, &mut out)?;
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
        for line in include_str!("../../../../tests/identifiers/email.tsv").lines() {
            line.split('\t').for_each(plain_is_any);
        }
    }

    #[test]
    fn usual_addresses_go_the_short_way() {
        for text in ["li@example.org", "L.i+x@Gmail.com", " o'neil_1@a-b.co.uk ", "1+2@163.com"] {
            assert!(plain(text).is_some(), "{text}");
            plain_is_any(text);
        }
    }
}
