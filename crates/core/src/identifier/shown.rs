//! How identifiers are shown: whole, so that a person sees what was understood; and
//! masked, for tables and for saying aloud.
use super::phone;
use crate::Kind;

/// How much of a kind is left in its masked form: characters at the beginning and at the
/// end. Never one that the reduced form leaves out, other than what is shown commonly.
const fn kept(kind: Kind) -> (usize, usize) {
    match kind {
        // 138****8000 and +86 before it.
        Kind::Phone => (6, 4),
        // The country, a colon, and two.
        Kind::NationalId => (5, 0),
        Kind::BirthDate => (4, 0),
        Kind::Iban => (2, 4),
        Kind::Card => (0, 4),
        Kind::Passport => (1, 2),
        Kind::Plate => (2, 0),
        Kind::Name | Kind::Email | Kind::Username | Kind::Text => (1, 0),
        Kind::Password => (0, 0),
    }
}

/// The canonical form as people read it; parsing gives the canonical form again.
pub(super) fn display(kind: Kind, canonical: &str) -> String {
    match kind {
        Kind::Iban | Kind::Card => in_fours(canonical),
        Kind::Phone => phone::display(canonical),
        _ => canonical.to_owned(),
    }
}

/// What may be seen by others.
pub(super) fn masked(kind: Kind, canonical: &str) -> String {
    match (kind, canonical.rsplit_once('@')) {
        (Kind::Name, _) => {
            let words = canonical.split(' ').map(|word| mask(word, kept(kind), "*"));
            words.collect::<Vec<_>>().join(" ")
        }
        (Kind::Email, Some((local, domain))) => {
            [&mask(local, kept(kind), "***"), "@", domain].concat()
        }
        _ => mask(canonical, kept(kind), "****"),
    }
}

/// Puts stars for the middle. Where less than four characters would be hidden, less is
/// left at the beginning.
fn mask(text: &str, (head, tail): (usize, usize), stars: &str) -> String {
    let length = text.chars().count();
    let tail = tail.min(length / 3);
    let head = head.min((length - tail).saturating_sub(4).max(1));
    text.chars().take(head).chain(stars.chars()).chain(text.chars().skip(length - tail)).collect()
}

fn in_fours(number: &str) -> String {
    let mut shown = String::with_capacity(number.len() + number.len() / 4);
    for (i, c) in number.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            shown.push(' ');
        }
        shown.push(c);
    }
    shown
}
