//! Examples and properties of canonical and reduced forms.
use super::*;

/// The browser's Unicode functions, by libraries.
pub(crate) struct Native;

impl Unicode for Native {
    fn nfkc(&self, text: &str) -> String {
        icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
    }

    fn nfkd(&self, text: &str) -> String {
        icu_normalizer::DecomposingNormalizerBorrowed::new_nfkd().normalize(text).into_owned()
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        idna::domain_to_ascii(domain).ok()
    }
}

fn parse(kind: Kind, text: &str) -> Result<Identifier, IdentifierError> {
    Identifier::parse(kind, text, &Hints { country: Some(Country::CN) }, &Native)
}

#[track_caller]
fn same(kind: Kind, canonical: &str, spellings: &[&str]) {
    for spelling in spellings {
        let parsed = parse(kind, spelling).unwrap();
        assert_eq!(parsed.canonical().expose(), canonical, "{spelling:?}");
        assert_eq!(parse(kind, canonical).unwrap(), parsed, "{canonical} again");
    }
}

#[track_caller]
fn refused(kind: Kind, error: IdentifierError, texts: &[&str]) {
    for text in texts {
        assert_eq!(parse(kind, text).unwrap_err(), error, "{text:?}");
    }
}

#[test]
fn email_spellings_collapse() {
    same(
        Kind::Email,
        "li.wei@example.org",
        &[
            "li.wei@example.org",
            "  Li.Wei@Example.ORG\t",
            "li.wei+shop@example.org",
            "\u{200b}li.wei@example.org\u{feff}",
            "ｌｉ．ｗｅｉ＠ｅｘａｍｐｌｅ．ｏｒｇ",
            "li.wei@example.org.",
            "Li Wei <li.wei@example.org>",
            "mailto:Li.Wei@example.org",
        ],
    );
    same(
        Kind::Email,
        "liwei@gmail.com",
        &["li.wei@gmail.com", "L.i.Wei+x@GoogleMail.com", "liwei@gmail.com"],
    );
    same(Kind::Email, "li@xn--bcher-kva.example", &["Li@Bücher.example", "li@bücher.EXAMPLE"]);
    same(Kind::Email, "+x@example.org", &["+x@example.org"]);
}

#[test]
fn what_is_no_email_is_refused() {
    refused(Kind::Email, IdentifierError::Empty, &["", "  ", "\u{200b}"]);
    refused(Kind::Email, IdentifierError::EmailAt, &["li", "@example.org", "a@b@example.org"]);
    refused(
        Kind::Email,
        IdentifierError::Character,
        &["li wei@example.org", "li\0@example.org", "\"li\"@example.org", "a,b@example.org"],
    );
    refused(
        Kind::Email,
        IdentifierError::EmailDomain,
        &["li@", "li@localhost", "li@a..org", "li@-a.org", "li@a b.org".split(' ').next().unwrap()],
    );
}

#[test]
fn chinese_mobile_spellings_collapse() {
    same(
        Kind::Phone,
        "+8613800138000",
        &[
            "13800138000",
            " 138 0013 8000 ",
            "138-0013-8000",
            "+86 138 0013 8000",
            "0086-13800138000",
            "8613800138000",
            "１３８００１３８０００",
            "١٣٨٠٠١٣٨٠٠٠",
            "+86\u{200e}13800138000",
            "(+86) 138.0013.8000",
        ],
    );
    same(
        Kind::Phone,
        "+862161234567",
        &["021-6123 4567", "+86 21 6123 4567", "+86 (0)21 61234567"],
    );
    same(Kind::Phone, "+442079460000", &["+44 20 7946 0000", "0044 (0)20 7946 0000"]);
    same(Kind::Phone, "+9779812345678", &["+977 981-2345678"]);
    same(Kind::Phone, "+41791234567", &["+41 (0)79 123 45 67", "0041 79 123 45 67"]);
}

#[test]
fn a_german_number_that_can_be_two_is_not_guessed() {
    let hints = Hints { country: "DE".parse().ok() };
    let parse = |text| Identifier::parse(Kind::Phone, text, &hints, &Native);
    assert_eq!(parse("030 1234567").unwrap().canonical().expose(), "+49301234567");
    assert_eq!(parse("(0)30 1000000").unwrap().canonical().expose(), "+49301000000");
    assert_eq!(parse("＋49 （0）30 1000000").unwrap().canonical().expose(), "+49301000000");
    assert_eq!(parse("49 30 1234567").unwrap().canonical().expose(), "+49301234567");
    // Leer in Frisia, or a mobile number with its calling code but no plus?
    assert_eq!(parse("49 172 1234567"), Err(IdentifierError::PhoneCountry));
}

#[test]
fn what_is_no_phone_number_is_refused() {
    refused(Kind::Phone, IdentifierError::Empty, &["", "-", "+"]);
    refused(Kind::Phone, IdentifierError::PhoneLength, &["1380013800012", "123", "+1 23"]);
    refused(Kind::Phone, IdentifierError::PhonePrefix, &["12800138000", "+0 1234567"]);
    refused(Kind::Phone, IdentifierError::Character, &["13800138000a", "1380+0138000"]);
    let nowhere = Identifier::parse(Kind::Phone, "13800138000", &Hints::default(), &Native);
    assert_eq!(nowhere, Err(IdentifierError::PhoneCountry));
}

#[test]
fn resident_id_spellings_collapse() {
    // The example of GB 11643-1999.
    same(
        Kind::NationalId,
        "CN:11010519491231002X",
        &[
            "11010519491231002X",
            " 110105 19491231 002x",
            "110105-19491231-002Ｘ",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105491231002",
            "'11010519491231002X",
        ],
    );
}

#[test]
fn what_is_no_resident_id_is_refused() {
    refused(Kind::NationalId, IdentifierError::Empty, &["", " - "]);
    refused(Kind::NationalId, IdentifierError::IdLength, &["1101051949123100", "1"]);
    refused(Kind::NationalId, IdentifierError::IdCheck, &["110105194912310021"]);
    refused(Kind::NationalId, IdentifierError::IdDate, &["110105194902300028", "110105490230002"]);
    refused(
        Kind::NationalId,
        IdentifierError::Character,
        &["11010519491231002Z", "1101051949123100X2", "一二三四五六七八九十一二三四五六七八"],
    );
    let nowhere = Identifier::parse(Kind::NationalId, "1", &Hints::default(), &Native);
    assert_eq!(nowhere, Err(IdentifierError::IdCountry));
}

#[test]
fn name_spellings_collapse() {
    same(Kind::Name, "张伟", &["张伟", " 张 伟 ", "张\u{200b}伟", "张\u{3000}伟"]);
    same(
        Kind::Name,
        "买买提艾力",
        &["买买提·艾力", "买买提•艾力", "买买提・艾力", "买买提∙艾力", "买买提 艾力"],
    );
    same(
        Kind::Name,
        "jurgen muller",
        &["Jürgen Müller", "MÜLLER, Jürgen", "Ju\u{308}rgen Mu\u{308}ller"],
    );
    same(Kind::Name, "strosse", &["Ströße", "STROSSE"]);
    same(Kind::Name, "brien o sean", &["Seán O'Brien", "O’Brien Sean"]);
    same(Kind::Name, "홍길동", &["홍길동", "홍 길동"]);
    same(Kind::Name, "が", &["が", "か\u{3099}"]);
    same(Kind::Name, "葛城太郎", &["葛\u{e0100}城 太郎"]);
    same(Kind::Name, "david 张伟", &["张伟 David", "David 张 伟"]);
    refused(Kind::Name, IdentifierError::Character, &["张*", "Li 3", "١", "li@example.org"]);
    refused(Kind::Name, IdentifierError::Empty, &["", " - ", "."]);
    same(Kind::Name, "istanbul", &["İstanbul", "Istanbul"]);
}

#[test]
fn passwords_stay_as_typed() {
    for password in [" pass word ", "Ｐ＠ss", "e\u{301}"] {
        assert_eq!(parse(Kind::Password, password).unwrap().canonical().expose(), password);
    }
    refused(Kind::Password, IdentifierError::Empty, &[""]);
}

#[test]
fn a_hundred_completions_stay_open() {
    let reduced = |kind, text: &str| parse(kind, text).unwrap().reduced().expose().to_owned();

    // Region and birth date known: 1,000 sequence numbers, 125 to each reduced form.
    let mut open = std::collections::HashMap::new();
    for sequence in 0..1000 {
        let number = format!("110105491231{sequence:03}");
        *open.entry(reduced(Kind::NationalId, &number)).or_insert(0) += 1;
    }
    assert_eq!(open.len(), 8);
    assert!(open.values().all(|&n| n == 125));

    // 138****8000: 10,000 numbers, 100 to each reduced form.
    let mut open = std::collections::HashMap::new();
    for hidden in 0..10_000 {
        *open.entry(reduced(Kind::Phone, &format!("138{hidden:04}8000"))).or_insert(0) += 1;
    }
    assert!(open.values().all(|&n| n == 100));
}

#[test]
fn long_text_is_refused_and_debug_says_nothing() {
    refused(Kind::Password, IdentifierError::TooLong, &[&"x".repeat(1025)]);
    refused(Kind::Email, IdentifierError::TooLong, &[&format!("{}@a.org", "x".repeat(250))]);
    let shown = format!("{:?}", parse(Kind::Email, "li@example.org").unwrap());
    assert!(!shown.contains("li@"), "{shown}");
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_panics_and_canonical_is_a_fixed_point(text in "\\PC{0,40}|[0-9+ x-]{0,20}") {
            for kind in Kind::ALL {
                if let Ok(once) = parse(kind, &text) {
                    let canonical = once.canonical().expose();
                    prop_assert_eq!(parse(kind, canonical), Ok(once.clone()));
                }
            }
        }

        #[test]
        fn any_valid_resident_id_survives(region in 110_000u32..659_000, days in 0u32..28, sequence in 0u32..1000) {
            let short = format!("{region}{:02}{:02}{:02}{sequence:03}", days + 30, days % 12 + 1, days % 28 + 1);
            let long = parse(Kind::NationalId, &short).unwrap();
            let number = &long.canonical().expose()[3..];
            prop_assert_eq!(parse(Kind::NationalId, number), Ok(long.clone()));
        }
    }
}
