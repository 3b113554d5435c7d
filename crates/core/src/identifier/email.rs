//! E-mail addresses.
//!
//! Canonical form: trimmed, NFKC, lower-case, the domain in its ASCII form, what
//! follows a `+` in the local part removed; at Gmail, whose two domains are one,
//! dots in the local part removed as well. RFC 5321 leaves the local part's case
//! to the receiving host; no large one tells cases apart.
use super::{IdentifierError, Unicode, fold};

/// Longest address (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const MAX_ADDRESS: usize = 254;
/// Longest domain (RFC 1035, section 2.3.4, as text).
const MAX_DOMAIN: usize = 253;
/// Longest label of a domain (RFC 1035, section 2.3.4).
const MAX_LABEL: usize = 63;

pub(super) fn canonical(text: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    match plain(text) {
        Some(address) => Ok(address),
        None => any(text, unicode),
    }
}

/// The canonical form of a plain ASCII address, as nearly all are; `None` for whatever
/// needs a closer look, and for what is no address.
fn plain(text: &str) -> Option<String> {
    let text = text.trim_ascii();
    let bytes = text.as_bytes();
    if bytes.len() > MAX_ADDRESS {
        return None;
    }
    let mut seen = 0;
    let mut is_local = |&b: &u8| {
        seen |= CLASS[usize::from(b)];
        CLASS[usize::from(b)] & LOCAL != 0
    };
    let name_end = bytes.iter().position(|b| !is_local(b))?;
    let mut at = name_end;
    if bytes[at] == b'+' {
        at += bytes[at..].iter().position(|b| !is_local(b) && *b != b'+')?;
    }
    if name_end == 0 || bytes[at] != b'@' {
        return None;
    }
    // Where the label begins, and where the one before ended.
    let (mut start, mut labels) = (at + 1, 0);
    for (i, &b) in bytes.iter().enumerate().skip(start) {
        let class = CLASS[usize::from(b)];
        seen |= class;
        if class & LABEL != 0 {
            continue;
        }
        match b {
            b'.' if is_label(&bytes[start..i]) => {
                labels += 1;
                start = i + 1;
            }
            // Two hyphens, as in "xn--", are looked at more closely.
            b'-' if bytes[i - 1] != b'-' => {}
            _ => return None,
        }
    }
    if labels == 0 || !is_label(&bytes[start..]) {
        return None;
    }
    let (name, domain) = (&text[..name_end], &text[at + 1..]);
    let mut address = if is_gmail(domain) {
        // At once as long as needed: what growing leaves behind is not wiped.
        let mut address = String::with_capacity(name.len() + "@gmail.com".len());
        name.split('.').for_each(|part| address.push_str(part));
        address.push_str("@gmail.com");
        address
    } else if name_end < at {
        [name, "@", domain].concat()
    } else {
        text.to_owned()
    };
    if seen & UPPER != 0 {
        address.make_ascii_lowercase();
    }
    (!address.starts_with('@')).then_some(address)
}

/// Tells whether letters, digits, hyphens and `_` are a label.
fn is_label(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_LABEL && !matches!(bytes, [] | [b'-', ..] | [.., b'-'])
}

/// Characters of a plain local part, but for `+`.
const LOCAL: u8 = 1;
/// Characters of a label, but for `-`.
const LABEL: u8 = 2;
/// Capitals.
const UPPER: u8 = 4;
/// What each byte can be.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        if byte.is_ascii_graphic() && !is_quoted_only(byte) && !matches!(byte, b'@' | b'+') {
            class[b] |= LOCAL;
        }
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            class[b] |= LABEL;
        }
        if byte.is_ascii_uppercase() {
            class[b] |= UPPER;
        }
        b += 1;
    }
    class
};

/// What RFC 5321 allows between quotes only is never part of a real address.
const fn is_quoted_only(byte: u8) -> bool {
    matches!(byte, b'"' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b':' | b';' | b',' | b'\\')
}

fn is_gmail(domain: &str) -> bool {
    domain.eq_ignore_ascii_case("gmail.com") || domain.eq_ignore_ascii_case("googlemail.com")
}

/// The canonical form of any address.
#[cold]
#[inline(never)]
fn any(text: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
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
    let domain = if is_gmail(&domain) { "gmail.com" } else { domain.as_str() };
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
    if is_gmail(domain) { untagged.replace('.', "") } else { untagged.to_owned() }
}

fn canonical_domain(domain: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let ascii = if domain.is_ascii() && !domain.contains("xn--") {
        domain.to_owned()
    } else {
        unicode.domain_to_ascii(domain).ok_or(IdentifierError::EmailDomain)?
    };
    let can_stand = |b: u8| CLASS[usize::from(b)] & LABEL != 0 || b == b'-';
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

    /// The short way gives what the long way gives, or nothing.
    pub fn plain_is_any(text: &str) {
        if let Some(address) = plain(text) {
            assert_eq!(any(text, &Native), Ok(address));
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
