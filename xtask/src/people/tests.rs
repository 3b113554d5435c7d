//! What must hold for the made-up people and their rows.

use super::*;
use crate::people::resident_id::check_character;
use std::collections::HashSet;

fn people(count: u32) -> impl Iterator<Item = Person> {
    (0..count).map(|number| Person::nth(7, number))
}

fn rows(count: u32) -> String {
    let mut out = Vec::new();
    people(count).for_each(|person| write_rows(&person, &mut out));
    String::from_utf8(out).unwrap()
}

#[test]
fn the_same_seed_makes_the_same_rows() {
    assert_eq!(rows(1000), rows(1000));
    assert_ne!(Person::nth(7, 0).national_id(), Person::nth(8, 0).national_id());
}

#[test]
fn everybody_has_a_valid_id_and_phone_of_their_own() {
    let (mut ids, mut phones) = (HashSet::new(), HashSet::new());
    for person in people(50_000) {
        assert_eq!(person.id[17], check_character(&person.id));
        let year: u32 = person.national_id()[6..10].parse().unwrap();
        assert!((1930..=2010).contains(&year));
        assert_eq!(person.woman, (person.id[16] - b'0').is_multiple_of(2));
        assert!(person.name().chars().count() >= 2);
        assert!(ids.insert(person.id), "an ID was given out twice");
        assert!(phones.insert(person.phone), "a phone number was given out twice");
    }
}

#[test]
fn fifteen_digits_lack_century_and_check_character() {
    let old =
        people(100).find_map(|person| Some((person.national_id(), person.old_national_id()?)));
    let (new, old) = old.unwrap();
    assert_eq!((new.len(), old.len()), (18, 15));
    assert_eq!(format!("{}19{}", &old[..6], &old[6..]), new[..17]);
}

#[test]
fn the_dump_is_as_messy_as_real_ones() {
    let rows = rows(20_000);
    let share = |needle: &str| rows.matches(needle).count() as f64 / 20_000.0;
    let near = |needle: &str, expected: f64| {
        let found = share(needle);
        assert!(
            (expected * 0.6..expected * 1.6).contains(&found),
            "{needle:?}: {found}, not {expected}"
        );
    };
    near(",+86", 0.10);
    near(",0086", 0.04);
    near("不详", 0.001);
    near("x,", 0.004);
    near("\u{3000}", 0.02);
    near("\"\"阳光花园\"\"", 0.005);
    assert!(share("１") > 0.0 && share("\"") > 0.05);

    // Rows are more than people: some stand twice.
    let lines: Vec<&str> = rows.lines().collect();
    let twice = lines.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert!((120..300).contains(&twice), "{twice} rows stand twice");
}

#[test]
fn defects_are_few_and_known() {
    let defects: Vec<_> = people(20_000).filter_map(|person| person.defect).collect();
    assert!((100..230).contains(&defects.len()), "{}", defects.len());
    assert!(defects.contains(&Defect::NationalId) && defects.contains(&Defect::Phone));
}
