//! The vector files in `tests/identifiers`, read by the library itself.
use super::tests::Native;
use super::{Hints, Identifier, IdentifierError};
use crate::Kind;

/// One line of a file: what is known, what is read, what must come out.
struct Vector {
    hints: Hints,
    text: String,
    canonical: Result<String, IdentifierError>,
    reduced: String,
}

fn vectors(file: &str) -> Vec<Vector> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<String> = line.split('\t').map(unescaped).collect();
            let [country, text, canonical, reduced, _source] = &fields[..] else {
                panic!("not five columns: {line}");
            };
            let canonical = match canonical.strip_prefix('!') {
                Some(name) => Err(serde_json::from_str(&format!("{name:?}")).unwrap()),
                None => Ok(canonical.clone()),
            };
            let reduced = match (&canonical, reduced.as_str()) {
                (Ok(canonical), "=") => canonical.clone(),
                _ => reduced.clone(),
            };
            Vector {
                hints: Hints { country: country.parse().ok() },
                text: text.clone(),
                canonical,
                reduced,
            }
        })
        .collect()
}

fn unescaped(field: &str) -> String {
    let mut parts = field.split("\\u{");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        text.push_str(rest);
    }
    text
}

#[track_caller]
fn hold(kind: Kind, file: &str) {
    for Vector { hints, text, canonical, reduced } in vectors(file) {
        let parsed = Identifier::parse(kind, &text, &hints, &Native);
        let spelled = parsed.as_ref().map(|id| id.canonical().expose().to_owned());
        assert_eq!(spelled.map_err(|error| *error), canonical, "{kind} {text:?}");
        if let Ok(identifier) = parsed {
            assert_eq!(identifier.reduced().expose(), reduced, "{kind} {text:?}, reduced");
        }
    }
}

macro_rules! files {
    ($($name:ident: $kind:expr, $file:literal;)+) => {$(
        #[test]
        fn $name() {
            hold($kind, include_str!(concat!("../../../../tests/identifiers/", $file, ".tsv")));
        }
    )+};
}

files! {
    names: Kind::Name, "name";
    emails: Kind::Email, "email";
    birth_dates: Kind::BirthDate, "birth-date";
    usernames: Kind::Username, "username";
    ibans: Kind::Iban, "iban";
    cards: Kind::Card, "card";
    passports: Kind::Passport, "passport";
    plates: Kind::Plate, "plate";
    texts: Kind::Text, "text";
}
