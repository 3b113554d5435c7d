//! What anybody may type: no panic, and the canonical form is its own.
#![no_main]
use hushcheck::Native;
use hushcheck_core::{Country, Hints, Identifier, Kind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, &str)| {
    let (kind, country, text) = input;
    let kind = Kind::ALL[usize::from(kind) % Kind::ALL.len()];
    let countries = [None, Some(Country::CN), "DE".parse().ok(), "US".parse().ok()];
    let hints = Hints { country: countries[usize::from(country) % countries.len()] };
    hushcheck_core::identifier::detect(text, &hints, &Native);
    let Ok(once) = Identifier::parse(kind, text, &hints, &Native) else { return };
    let again = Identifier::parse(kind, once.canonical().expose(), &hints, &Native);
    assert_eq!(again.as_ref(), Ok(&once));
    let shown = Identifier::parse(kind, once.display().expose(), &hints, &Native);
    assert_eq!(shown.as_ref(), Ok(&once));
    assert!(!once.masked().expose().is_empty());
    assert!(!once.reduced().expose().is_empty());
});
