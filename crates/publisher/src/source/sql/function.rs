//! Functions that SQLite's dumps write text with.
use super::value::Part;

/// SQLite's replace(replace('text', '\r', char(13)), '\n', char(10)).
pub(super) fn replace(parts: &[Part]) -> Option<Vec<u8>> {
    let mut texts = parts.iter().filter_map(Part::text);
    let mut text = texts.next()?.to_vec();
    let words = || parts.iter().filter_map(Part::word);
    let is_known = |word: &[u8]| {
        word.eq_ignore_ascii_case(b"replace")
            || word.eq_ignore_ascii_case(b"char")
            || word.iter().all(u8::is_ascii_digit)
    };
    if !words().all(is_known) {
        return None;
    }
    let mut codes = words().filter(|word| word.iter().all(u8::is_ascii_digit));
    for from in texts {
        let to: u8 = std::str::from_utf8(codes.next()?).ok()?.parse().ok()?;
        let mut replaced = Vec::with_capacity(text.len());
        let mut rest = &text[..];
        while let Some(at) = memchr::memmem::find(rest, from).filter(|_| !from.is_empty()) {
            replaced.extend_from_slice(&rest[..at]);
            replaced.push(to);
            rest = &rest[at + from.len()..];
        }
        replaced.extend_from_slice(rest);
        text = replaced;
    }
    codes.next().is_none().then_some(text)
}

/// SQLite's unistr('text'): \XXXX, \uXXXX, \+XXXXXX, \UXXXXXXXX, and \\ for a backslash.
pub(super) fn unistr(text: &[u8]) -> Option<Vec<u8>> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        result.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let (start, digits) = match rest.first()? {
            b'\\' => {
                result.push(b'\\');
                rest = &rest[1..];
                continue;
            }
            b'u' => (1, 4),
            b'U' => (1, 8),
            b'+' => (1, 6),
            _ => (0, 4),
        };
        let hex = std::str::from_utf8(rest.get(start..start + digits)?).ok()?;
        let character = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
        result.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[start + digits..];
    }
    result.extend_from_slice(rest);
    Some(result)
}
