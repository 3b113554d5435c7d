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
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || fold::is_invisible(c));
    if trimmed.is_empty() {
        return Err(IdentifierError::Empty);
    }
    let folded: String = if trimmed.is_ascii() {
        trimmed.to_ascii_lowercase()
    } else {
        let visible: String = trimmed.chars().filter(|&c| !fold::is_invisible(c)).collect();
        // Twice, since lower-casing can undo a normal form.
        let lower: String = unicode.nfkc(&visible).chars().flat_map(char::to_lowercase).collect();
        unicode.nfkc(&lower)
    };
    let address = bare_address(&folded);
    if address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(IdentifierError::Character);
    }
    let (local, domain) = address.rsplit_once('@').ok_or(IdentifierError::EmailAt)?;
    if local.contains('@') {
        return Err(IdentifierError::EmailAt);
    }
    // What RFC 5321 allows between quotes only is never part of a real address.
    if local.contains(['"', '(', ')', '<', '>', '[', ']', ':', ';', ',', '\\']) {
        return Err(IdentifierError::Character);
    }
    let domain = canonical_domain(domain, unicode)?;
    let local = canonical_local(local, &domain);
    if local.is_empty() {
        return Err(IdentifierError::EmailAt);
    }
    let domain = if domain == "googlemail.com" { "gmail.com" } else { domain.as_str() };
    if local.len() + 1 + domain.len() > MAX_ADDRESS {
        return Err(IdentifierError::TooLong);
    }
    Ok(format!("{local}@{domain}"))
}

/// Takes the address out of `Li Wei <li@example.org>` and `mailto:li@example.org`.
fn bare_address(text: &str) -> &str {
    let bracketed = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let address = bracketed.map_or(text, |(_, address)| address);
    address.strip_prefix("mailto:").unwrap_or(address)
}

/// Takes off the tag, and at Gmail the dots.
fn canonical_local(local: &str, domain: &str) -> String {
    let untagged = match local.split_once('+') {
        // "+@example.org" and "+tag@example.org" have no name before the tag.
        Some((name, _)) if !name.is_empty() => name,
        _ => local,
    };
    match domain {
        "gmail.com" | "googlemail.com" => untagged.replace('.', ""),
        _ => untagged.to_owned(),
    }
}

fn canonical_domain(domain: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let ascii = if domain.is_ascii() && !domain.contains("xn--") {
        domain.to_owned()
    } else {
        unicode.domain_to_ascii(domain).ok_or(IdentifierError::EmailDomain)?
    };
    let fits = |label: &str| {
        (1..=MAX_LABEL).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels = ascii.split('.').count();
    if ascii.len() <= MAX_DOMAIN && labels >= 2 && ascii.split('.').all(fits) {
        Ok(ascii)
    } else {
        Err(IdentifierError::EmailDomain)
    }
}
