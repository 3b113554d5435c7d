//! Base64 as minisign writes it (RFC 4648, section 4): padded, and strict.

/// Reads a text of which `N` bytes come; `None` if it is none.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    decode(text.as_bytes(), &mut bytes).then_some(bytes)
}

/// Fills `bytes`; false if the text does not stand for exactly so many.
fn decode(text: &[u8], bytes: &mut [u8]) -> bool {
    let symbols = (bytes.len() * 8).div_ceil(6);
    if text.len() != symbols.next_multiple_of(4) || text[symbols..].iter().any(|&c| c != b'=') {
        return false;
    }
    let mut bits = 0u32;
    let mut count = 0;
    let mut places = bytes.iter_mut();
    for &symbol in &text[..symbols] {
        let Some(value) = value(symbol) else { return false };
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            if let Some(place) = places.next() {
                *place = (bits >> count) as u8;
            }
            bits &= (1 << count) - 1;
        }
    }
    // Bits that are left over are zero: each value has one spelling.
    bits == 0
}

fn value(symbol: u8) -> Option<u32> {
    Some(u32::from(match symbol {
        b'A'..=b'Z' => symbol - b'A',
        b'a'..=b'z' => symbol - b'a' + 26,
        b'0'..=b'9' => symbol - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    #[test]
    fn test_vectors() {
        assert_eq!(bytes(""), Some(*b""));
        assert_eq!(bytes("Zg=="), Some(*b"f"));
        assert_eq!(bytes("Zm8="), Some(*b"fo"));
        assert_eq!(bytes("Zm9v"), Some(*b"foo"));
        assert_eq!(bytes("Zm9vYg=="), Some(*b"foob"));
        assert_eq!(bytes("Zm9vYmE="), Some(*b"fooba"));
        assert_eq!(bytes("Zm9vYmFy"), Some(*b"foobar"));
        assert_eq!(bytes("+/+/"), Some([0xfb, 0xff, 0xbf]));
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        for text in ["", "Zg", "Zg=", "Zg===", "Zh==", "Z===", "====", "Zm8=", "Z\u{fc}=", "Zg==\n"]
        {
            assert_eq!(bytes::<1>(text), None, "{text:?}");
        }
    }
}
