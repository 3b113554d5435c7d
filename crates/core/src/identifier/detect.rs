//! What a pasted text can be.
use super::{Hints, Identifier, Unicode, fold};
use crate::Kind;

/// The kinds that are looked for, best first: what proves itself by a check digit or a
/// sign of its own, then what many texts can be. Passwords and free text can be anything.
const BY_PROOF: [Kind; 10] = [
    Kind::Email,
    Kind::Iban,
    Kind::NationalId,
    Kind::Card,
    Kind::BirthDate,
    Kind::Phone,
    Kind::Passport,
    Kind::Plate,
    Kind::Name,
    Kind::Username,
];

/// Returns the kinds that a text can be, best first.
///
/// It is a guess: whoever asks must show it, and let the person choose another.
pub fn detect(text: &str, hints: &Hints, unicode: &dyn Unicode) -> Vec<Kind> {
    let value = fold::without_label(text);
    let has_digit = value.chars().any(|c| fold::to_ascii(c).is_ascii_digit());
    let can_be = |kind: &Kind| match kind {
        // Their letters alone are a word.
        Kind::Passport | Kind::Plate => has_digit,
        // Nobody calls himself by an address.
        Kind::Username => {
            !value.contains(['@', '＠']) || fold::trim(value).starts_with(['@', '＠'])
        }
        _ => true,
    };
    let parses = |kind: &Kind| Identifier::parse(*kind, text, hints, unicode).is_ok();
    BY_PROOF.into_iter().filter(can_be).filter(parses).collect()
}
