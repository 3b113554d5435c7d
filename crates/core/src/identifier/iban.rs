//! International bank account numbers (ISO 13616).
//!
//! Canonical form: upper-case, without spaces. Reduced form: without the two check
//! digits, and without the eight characters before the last two.
//!
//! Of an account, receipts show the first four and the last four characters. Then six
//! characters remain, of 10^6 values; the check digits that are shown leave one in 97 of
//! them, and national ones no fewer than one in 28 of those (Italy's letter): 368. Where the
//! national check digits are calculated modulo 97 too (Belgium, France, Portugal and
//! others) they say the same as the international ones.
use super::{IdentifierError, fold};

/// Country and length of its numbers. Source: ISO 13616 registry, release 101.
const LENGTHS: &str = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27\
    DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27\
    JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24\
    PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24\
    XK20YE30";
/// Lengths in countries that are not in the registry, some of which use the form:
/// from the shortest registered one to the longest that ISO 13616 allows.
const ANY_LENGTH: std::ops::RangeInclusive<usize> = 15..=34;
/// At the end of Icelandic numbers stands the holder's national ID, of ten digits.
const ICELAND_ID: usize = 10;

pub(super) fn canonical(text: &str) -> Result<String, IdentifierError> {
    let number = fold::compact(text);
    // "IBAN DE89 ..."; no country has the letters IB.
    let number = number.strip_prefix("IBAN").unwrap_or(&number);
    if number.is_empty() {
        return Err(IdentifierError::Empty);
    }
    let bytes = number.as_bytes();
    if !bytes.iter().all(u8::is_ascii_alphanumeric) {
        return Err(IdentifierError::Character);
    }
    let [b'A'..=b'Z', b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9', ..] = bytes else {
        return Err(IdentifierError::Character);
    };
    let fits = match length_in(&number[..2]) {
        Some(length) => number.len() == length,
        None => ANY_LENGTH.contains(&number.len()),
    };
    if !fits {
        return Err(IdentifierError::Length);
    }
    // ISO 7064, MOD 97-10: the first four characters are read last.
    let rest = bytes[4..].iter().chain(&bytes[..4]).fold(0, |rest, &byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        // Letters count from A, 10, to Z, 35.
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    if rest != 1 {
        return Err(IdentifierError::Check);
    }
    Ok(number.to_owned())
}

pub(super) fn reduced(canonical: &str) -> String {
    let (country, account) = (&canonical[..2], &canonical[4..]);
    let account = match country {
        "IS" => &account[..account.len() - ICELAND_ID],
        _ => account,
    };
    [country, &fold::without_middle(account, 8, 2)].concat()
}

fn length_in(country: &str) -> Option<usize> {
    let entry = LENGTHS.as_bytes().chunks(4).find(|entry| entry.starts_with(country.as_bytes()))?;
    std::str::from_utf8(&entry[2..]).ok()?.parse().ok()
}
