//! Properties of the table, and of canonical, reduced and displayed numbers.
use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn e164(country: &str, text: &str) -> Result<String, IdentifierError> {
    let mut out = Forms::default();
    write(text, &Hints { country: country.parse().ok() }, &mut out)?;
    Ok(String::from_utf8(out.canonical().to_vec()).unwrap())
}

/// The reduced form of a canonical number.
fn reduced(canonical: &str) -> String {
    let mut out = Forms::default();
    write(canonical, &Hints::default(), &mut out).unwrap();
    String::from_utf8(out.reduced().to_vec()).unwrap()
}

/// Every line: country, text, canonical form or error, reduced form.
#[test]
fn vectors() {
    let lines = include_str!("../../../../../tests/identifiers/phone/vectors.tsv").lines();
    let mut count = 0;
    for line in lines.filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [country, text, expected, rest @ ..] = fields.as_slice() else { panic!("{line}") };
        match e164(country, text) {
            Ok(number) => {
                assert_eq!(&number, expected, "{country} {text}");
                assert_eq!(&reduced(&number), rest.first().unwrap(), "{number}");
                assert_eq!(&display(&number), rest.get(1).unwrap(), "{number}");
            }
            Err(error) => assert_eq!(&format!("{error:?}"), expected, "{country} {text}"),
        }
        count += 1;
    }
    assert!(count > 90, "{count}");
}

#[test]
fn the_table_is_read_whole() {
    let table = plan::table();
    let mut regions = HashSet::new();
    for (region, plan) in table.plans() {
        let main = table.of_code(plan.code.as_bytes()).unwrap();
        assert!((1..18).any(|length| main.has_length(length)), "{region}");
        assert!(plan.code.len() <= 3 && !plan.code.starts_with('0'), "{region}");
        assert!(region == "--" || regions.insert(region), "{region} twice");
        if let Ok(country) = region.parse() {
            assert_eq!(table.of_country(country).unwrap().code, plan.code);
        }
    }
    assert_eq!(regions.len(), 245);
    assert!(table.of_country("QQ".parse().unwrap()).is_none());
}

#[test]
fn what_is_left_out_is_never_the_calling_code_or_the_end() {
    for (region, plan) in plan::table().plans() {
        let main = plan::table().of_code(plan.code.as_bytes()).unwrap();
        for length in (4..=14).filter(|&length| main.has_length(length)) {
            let total = plan.code.len() + length;
            if !(LEAST_DIGITS..=MOST_DIGITS).contains(&total) {
                continue;
            }
            let number = format!("+{}{}", plan.code, "2".repeat(length));
            // What is left out is of the national number, so it can be any digits.
            let left = reduced(&number);
            let kept = if length < LONG || main.is_wide { 2 } else { 4 };
            assert!(left.len() + 2 <= number.len(), "{region} {number} {left}");
            assert!(left.starts_with(&number[..=plan.code.len()]), "{region} {left}");
            assert!(left.ends_with(&number[number.len() - kept..]), "{region} {left}");
        }
    }
}

/// Compares the two ways; tells whether the short one is one.
fn the_short_way_is_right(country: &str, text: &str) -> bool {
    let hints = Hints { country: country.parse().ok() };
    let (mut short, mut long) = (Forms::default(), Forms::default());
    let is_short = quick::write(text.as_bytes(), &hints, &mut short).is_some();
    if is_short {
        let scanned = scan::scan(text).unwrap();
        assert_eq!(write_scanned(&scanned, &hints, &mut long), Ok(()), "{country} {text}");
        assert!(short == long, "{country} {text}");
    }
    is_short
}

#[test]
fn usual_numbers_go_the_short_way() {
    for (country, text) in [
        ("CN", "13800138000"),
        ("CN", "138-0013-8000"),
        ("DE", "+86 138 0013 8000"),
        ("DE", "0170 1234567"),
        ("DE", "030/1234567"),
        ("CN", "+49 170 1234567"),
        ("US", "(201) 555-0123"),
        ("", "+1 201-555-0123"),
        ("GB", "07700 900123"),
        ("FR", "06.12.34.56.78"),
    ] {
        assert!(the_short_way_is_right(country, text), "{country} {text}");
    }
}

/// Every country, and numbers of all lengths that begin with each two digits.
#[test]
fn the_short_way_of_every_country_is_right() {
    let mut count = 0;
    for (region, plan) in plan::table().plans() {
        for begin in 0..100 {
            for length in 3..14 {
                let digits = format!("{begin:02}{}", &"3456789012345"[..length]);
                count += usize::from(the_short_way_is_right(region, &digits));
                let abroad = format!("+{} {digits}", plan.code);
                count += usize::from(the_short_way_is_right(region, &abroad));
            }
        }
    }
    assert!(count > 30_000, "{count}");
}

fn at_home() -> impl Strategy<Value = String> {
    "(0|1|8|\\(0)?[0-9]{2,4}[)]?[ /.-]?[0-9]{3,4}[ -]?[0-9]{2,4}|(\\+86 ?)?1[3-9][0-9] ?[0-9]{4}[ -]?[0-9]{4}"
}

fn any_text() -> impl Strategy<Value = String> {
    let dialled = "(\\+|00|0|011|810|8|1|86|44|49)?[0-9]{4,14}";
    let written = "(tel: ?|手机：)?\\+?[0-9]{1,3}[ .-]?\\(?[0-9]{1,4}\\)?[ -]?[0-9]{2,8}( ext\\. ?[0-9]{1,3})?";
    prop_oneof![dialled, written, "\\PC{0,40}", "[0-9+ ()x#~;,.:=*-]{0,24}"]
}

fn any_country() -> impl Strategy<Value = &'static str> {
    let regions: Vec<&'static str> = plan::table().plans().map(|(region, _)| region).collect();
    proptest::sample::select(regions)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn canonical_forms_are_fixed_points(country in any_country(), text in any_text()) {
        if let Ok(number) = e164(country, &text) {
            prop_assert!((8..=16).contains(&number.len()));
            prop_assert_eq!(e164(country, &number), Ok(number.clone()));
            prop_assert_eq!(e164("", &number), Ok(number.clone()));
            prop_assert_eq!(e164("", &display(&number)), Ok(number.clone()));
            let left = reduced(&number);
            prop_assert!(left.len() >= 4 && left.len() + 2 <= number.len());
        }
    }

    #[test]
    fn the_short_way_is_the_long_one(country in any_country(), text in any_text(), at_home in at_home()) {
        the_short_way_is_right(country, &text);
        the_short_way_is_right(country, &at_home);
        the_short_way_is_right("CN", &at_home);
    }

    #[test]
    fn no_text_panics(country in any_country(), text in any::<String>()) {
        let _ = e164(country, &text);
        let _ = display(&text);
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let _ = display(&format!("+{digits}"));
    }
}
