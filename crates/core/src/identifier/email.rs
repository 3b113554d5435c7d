//! E-mail addresses.
//!
//! Canonical form: trimmed, NFKC, lower-case, the domain in its ASCII form, what
//! follows a `+` in the local part removed; at Gmail, whose two domains are one,
//! dots in the local part removed as well. RFC 5321 leaves the local part's case
//! to the receiving host; no large one tells cases apart.
#[cfg(not(target_arch = "wasm32"))]
pub(super) mod plain;

use super::{IdentifierError, Unicode, fold};

/// Longest address (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const MAX_ADDRESS: usize = 254;
/// Longest domain (RFC 1035, section 2.3.4, as text).
const MAX_DOMAIN: usize = 253;
/// Longest label of a domain (RFC 1035, section 2.3.4).
const MAX_LABEL: usize = 63;

/// Tells whether letters, digits, hyphens and `_` are a label.
fn is_label(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_LABEL && !matches!(bytes, [] | [b'-', ..] | [.., b'-'])
}

/// What RFC 5321 allows between quotes only is never part of a real address.
fn is_quoted_only(byte: u8) -> bool {
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
    let address = bare_address(&folded);
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
/// `Email: li@example.org`, but not out of `li:password@example.org`, nor one out of two.
fn bare_address(text: &str) -> &str {
    let text = without_quotes(text);
    let bracketed = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let bracketed = bracketed.filter(|(name, _)| !name.contains('<'));
    let text = bracketed.map_or(text, |(_, address)| address);
    let rest = fold::without_label(text);
    let label = &text[..text.len() - rest.len()];
    let is_clear =
        rest.starts_with(char::is_whitespace) || label.contains("mail") || !label.is_ascii();
    without_quotes(if is_clear { rest } else { text })
}

/// Takes off quotes and brackets around an address, the apostrophe by which spreadsheets
/// keep text as it is, and what parts one address from the next.
fn without_quotes(text: &str) -> &str {
    let mut rest = fold::trim(text);
    loop {
        let bare = fold::trim(rest.trim_matches(is_around));
        if bare.len() == rest.len() {
            return bare;
        }
        rest = bare;
    }
}

fn is_around(c: char) -> bool {
    matches!(c, '\'' | '"' | '‘' | '’' | '“' | '”' | '„' | '«' | '»' | '‹' | '›')
        || matches!(c, '(' | ')' | '[' | ']' | ',' | ';')
}

/// Takes off the tag, and at Gmail the dots.
fn canonical_local(local: &str, domain: &str) -> String {
    let untagged = match local.split_once('+') {
        // "+@example.org" and "+tag@example.org" have no name before the tag.
        Some((name, _)) if !name.is_empty() => name,
        _ => local,
    };
    if !is_gmail(domain.as_bytes()) {
        return untagged.to_owned();
    }
    // Without the dots something can be in front that is taken off there.
    untagged.replace('.', "").trim_start_matches(is_around).to_owned()
}

fn canonical_domain(domain: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    // "mailto:li@example.org?subject=..."
    let domain = domain.split('?').next().unwrap_or_default();
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
