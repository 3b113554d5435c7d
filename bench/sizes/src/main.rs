//! A program that reads an identifier of each kind that was chosen as a feature, writes both
//! its forms, and shows it.
#![forbid(unsafe_code)]

use std::hint::black_box;

use hushcheck_core::{Hints, Identifier, Kind, Unicode};

/// The page asks the browser.
struct Elsewhere;

impl Unicode for Elsewhere {
    fn nfkc(&self, text: &str) -> String {
        black_box(text).to_owned()
    }

    fn nfkd(&self, text: &str) -> String {
        black_box(text).to_owned()
    }

    fn lower(&self, text: &str) -> String {
        black_box(text).to_owned()
    }

    fn upper(&self, text: &str) -> String {
        black_box(text).to_owned()
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        Some(black_box(domain).to_owned())
    }

    fn simplified(&self, c: char) -> char {
        black_box(c)
    }
}

fn read(kind: Kind) {
    let hints = Hints { country: black_box("CN").parse().ok() };
    match Identifier::parse(kind, black_box("text"), &hints, black_box(&Elsewhere)) {
        Ok(identifier) => {
            black_box(identifier.canonical().expose());
            black_box(identifier.reduced().expose());
            black_box(identifier.display().expose());
            black_box(identifier.masked().expose());
        }
        Err(error) => {
            black_box(error);
        }
    }
}

fn main() {
    macro_rules! read_if {
        ($($feature:literal $kind:expr;)+) => {$(
            if cfg!(feature = $feature) {
                read($kind);
            }
        )+};
    }
    read_if! {
        "name" Kind::Name;
        "national-id" Kind::NationalId;
        "phone" Kind::Phone;
        "email" Kind::Email;
        "birth-date" Kind::BirthDate;
        "username" Kind::Username;
        "password" Kind::Password;
        "iban" Kind::Iban;
        "card" Kind::Card;
        "passport" Kind::Passport;
        "plate" Kind::Plate;
        "text" Kind::Text;
    }
}
