//! Numbers of passports and other travel documents (ICAO 9303).
//!
//! Canonical form: 5 to 12 letters and digits, upper-case, without the issuing country.
//! From a line for machines the number is taken, and its check digit verified. Reduced
//! form: without the four characters before the last three. Three digits at least stay
//! open to whoever knows the last four, and one in ten of their 1,000 values fits a check
//! digit, which is 100.
use super::{IdentifierError, fold};

/// The number's characters in a line for machines, where it is no longer.
const NUMBER: usize = 9;
/// Length of a card's first line of three, without code and country.
const CARD_OF_THREE_LINES: usize = 25;

pub(super) fn canonical(text: &str) -> Result<String, IdentifierError> {
    // "No. E12345678" is not the number NOE12345678.
    let text = fold::trim(text);
    let is_label =
        |word: &str| ["NO.", "NR.", "N°", "Nº"].iter().any(|no| word.eq_ignore_ascii_case(no));
    let number = text.get(..3).filter(|word| is_label(word)).and_then(|_| text.get(3..));
    let typed = fold::compact(number.unwrap_or(text));
    if typed.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if !typed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'<') {
        return Err(IdentifierError::Character);
    }
    let number = match machine_line(&typed) {
        Some(line) => from_machine_line(line)?,
        None => typed,
    };
    if !(5..=12).contains(&number.len()) {
        return Err(IdentifierError::Length);
    }
    if number.contains('<') { Err(IdentifierError::Character) } else { Ok(number) }
}

pub(super) fn reduced(canonical: &str) -> String {
    fold::without_middle(canonical, 4, 3)
}

/// What begins with the number in the lines for machines, however many were given: in
/// passports and cards of two lines it is the second, in cards of three the first, after
/// its code and country (ICAO 9303 parts 4 to 7).
fn machine_line(typed: &str) -> Option<&str> {
    match typed.len() {
        44 | 36 => Some(typed),
        88 => Some(&typed[44..]),
        72 => Some(&typed[36..]),
        30 | 90 => Some(&typed[5..30]),
        _ => None,
    }
}

/// Takes the number out of a line that begins with it and its check digit.
fn from_machine_line(line: &str) -> Result<String, IdentifierError> {
    let (number, rest) = line.split_at(NUMBER);
    let mut number = number.trim_end_matches('<').to_owned();
    let mut check = rest.chars().next();
    if check == Some('<') && line.len() == CARD_OF_THREE_LINES {
        // A longer number goes on in the optional data, the check digit last
        // (ICAO 9303 part 5, note j).
        number.push_str(rest[1..].split('<').next().unwrap_or_default());
        check = number.pop();
    }
    if check != char::from_digit(check_digit(&number), 10) {
        return Err(IdentifierError::Check);
    }
    // Fillers inside stand for what people write as hyphens or spaces.
    Ok(number.replace('<', ""))
}

/// The check digit of letters and digits (ICAO 9303 part 3, section 4.9). Fillers count
/// nothing, so those behind the number may be left out.
fn check_digit(number: &str) -> u32 {
    let digits = number.chars().map(|c| c.to_digit(36).unwrap_or(0));
    digits.zip([7, 3, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum::<u32>()
        % 10
}
