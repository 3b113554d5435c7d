//! Examples and properties of canonical and reduced forms.
use super::*;

/// The page's functions of characters, by libraries.
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

    fn simplified(&self, c: char) -> char {
        Han::bundled().simplified(c)
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
    refused(Kind::NationalId, IdentifierError::Length, &["1101051949123100", "1"]);
    refused(Kind::NationalId, IdentifierError::Check, &["110105194912310021"]);
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
    same(Kind::Name, "张伟", &["張偉", "張伟", "张\u{3000}偉"]);
    same(Kind::Name, "渡边太郎", &["渡邊太郎", "渡辺太郎", "渡边 太郎"]);
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
fn what_was_understood_is_shown_and_masked() {
    for (kind, text, display, masked) in [
        (Kind::Phone, "13800138000", None, "+86138****8000"),
        (Kind::Phone, "+683 4000", None, "+6****00"),
        (Kind::NationalId, "11010519491231002X", None, "CN:11****"),
        (Kind::Email, "li@example.org", Some("li@example.org"), "l***@example.org"),
        (Kind::Name, "张伟", Some("张伟"), "张*"),
        (Kind::Name, "Wei Zhang", Some("wei zhang"), "w* z*"),
        (Kind::Password, "secret", Some("secret"), "****"),
        (Kind::BirthDate, "31.12.1990", Some("1990-12-31"), "1990****"),
        (Kind::Username, "@LiWei", Some("liwei"), "l****"),
        (Kind::Iban, "BE68539007547034", Some("BE68 5390 0754 7034"), "BE****7034"),
        (Kind::Card, "378282246310005", Some("3782 8224 6310 005"), "****0005"),
        (Kind::Passport, "e12345678", Some("E12345678"), "E****78"),
        (Kind::Passport, "12345", Some("12345"), "1****5"),
        (Kind::Plate, "京A12345", Some("京A12345"), "京A****"),
        (Kind::Text, "Order 12", Some("order 12"), "o****"),
    ] {
        let identifier = parse(kind, text).unwrap();
        if let Some(display) = display {
            assert_eq!(identifier.display().expose(), display);
        }
        assert_eq!(identifier.masked().expose(), masked);
    }
}

#[test]
fn pasted_text_is_recognised() {
    let hints = Hints { country: Some(Country::CN) };
    for (text, kinds) in [
        ("Email: li@example.org", &[Kind::Email][..]),
        ("DE89 3704 0044 0532 0130 00", &[Kind::Iban]),
        ("身份证号：11010519491231002X", &[Kind::NationalId]),
        ("4111 1111 1111 1111", &[Kind::Card]),
        ("1990年12月31日", &[Kind::BirthDate, Kind::Plate]),
        ("tel: 138-0013-8000", &[Kind::Phone, Kind::Passport]),
        ("E12345678", &[Kind::Passport, Kind::Plate]),
        ("京A·12345", &[Kind::Plate]),
        ("张伟", &[Kind::Name]),
        ("@li_wei", &[Kind::Username]),
        ("", &[]),
    ] {
        let found = detect(text, &hints, &Native);
        assert!(found.starts_with(kinds), "{text:?}: {found:?}");
    }
}

#[test]
fn columns_are_recognised() {
    for (kind, names) in [
        (Kind::Name, "name Full_Name xm 姓名 真实姓名"),
        (Kind::NationalId, "id_card sfz SFZH 身份证 身份证号 CtfId"),
        (Kind::Phone, "phone Mobile tel 手机 手机号 电话 ＴＥＬ phone-number"),
        (Kind::Email, "email e-mail E-Mail mail 邮箱 电子邮件 \u{feff}email"),
        (Kind::BirthDate, "dob birthday 出生日期 dateOfBirth"),
        (Kind::Passport, "passport_no 护照号码"),
        (Kind::Plate, "车牌号"),
        (Kind::Iban, "IBAN"),
        (Kind::Card, "银行卡号"),
    ] {
        for name in names.split(' ') {
            assert_eq!(kind_of_header(name), Some(kind), "{name}");
        }
    }
    assert_eq!(kind_of_header("remarks"), None);
    assert_eq!(kind_of_header(""), None);
}

#[test]
fn every_letter_has_a_lasting_form() {
    // Without Han and hangul, which are many and alike; all others are in two planes.
    let many = |c: &char| !matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    for c in ('\0'..='\u{1ffff}').filter(many) {
        for text in [format!("a{c}1b2"), format!("{c}x\u{345}\u{301}")] {
            for kind in [Kind::Name, Kind::Email, Kind::Username, Kind::Plate, Kind::Text] {
                let text = if kind == Kind::Email { format!("{text}@a.org") } else { text.clone() };
                let Ok(once) = parse(kind, &text) else { continue };
                let again = parse(kind, once.canonical().expose());
                assert_eq!(again.as_ref(), Ok(&once), "{kind} of U+{:04X}", c as u32);
                assert!(!once.canonical().expose().contains(fold::is_invisible));
            }
        }
    }
}

#[test]
fn every_chinese_character_has_a_lasting_form() {
    let blocks = ['\u{3400}'..='\u{9fff}', '\u{f900}'..='\u{faff}', '\u{20000}'..='\u{323af}'];
    for c in blocks.into_iter().flatten() {
        let once = parse(Kind::Name, &format!("李{c}")).unwrap();
        assert_eq!(once.canonical().expose().chars().count(), 2, "U+{:04X}", c as u32);
        let again = parse(Kind::Name, once.canonical().expose());
        assert_eq!(again, Ok(once), "U+{:04X}", c as u32);
    }
}

#[test]
fn long_text_is_refused_and_debug_says_nothing() {
    refused(Kind::Password, IdentifierError::TooLong, &[&"x".repeat(1025)]);
    refused(Kind::Text, IdentifierError::TooLong, &[&"㌄".repeat(300)]);
    refused(Kind::Email, IdentifierError::TooLong, &[&format!("{}@a.org", "x".repeat(250))]);
    let shown = format!("{:?}", parse(Kind::Email, "li@example.org").unwrap());
    assert!(!shown.contains("li@"), "{shown}");
}

#[test]
fn numbers_that_tables_wrote_as_floats_are_the_same() {
    for (country, kind, float, number) in [
        ("DE", Kind::Phone, "1701234567.0", "1701234567"),
        ("AR", Kind::NationalId, "4123456.0", "4123456"),
        ("CN", Kind::Phone, "手机：13800138000.0", "13800138000"),
        ("CN", Kind::BirthDate, "19801231.0", "19801231"),
    ] {
        let hints = Hints { country: country.parse().ok() };
        let of = |text| Identifier::parse(kind, text, &hints, &Native);
        assert_eq!(of(float), Ok(of(number).unwrap()), "{float}");
    }
}

#[test]
fn marks_that_a_separator_kept_apart_are_put_in_order() {
    // Found by fuzzing: Hebrew vowels on both sides of an apostrophe.
    let text = "\u{5b4}\u{7f4}\u{5b6}'\u{5b6}\u{5b4}\u{7f4}\u{5b6}\u{5b4}";
    let once = parse(Kind::Plate, text).unwrap();
    assert_eq!(parse(Kind::Plate, once.canonical().expose()), Ok(once));
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
                    prop_assert_eq!(parse(kind, once.display().expose()), Ok(once.clone()));
                    prop_assert!(!once.reduced().expose().is_empty());
                    prop_assert!(!once.masked().expose().is_empty());
                }
            }
            detect(&text, &Hints::default(), &Native);
        }

        #[test]
        fn what_looks_like_the_other_kinds_does_not_panic(
            text in "[A-Z]{0,2}[0-9]{0,4}[A-Z0-9<]{0,32}|[0-9年月日./ :-]{0,24}|\\PC{0,12}: ?\\PC{0,8}",
        ) {
            for kind in Kind::ALL {
                if let Ok(once) = parse(kind, &text) {
                    prop_assert_eq!(parse(kind, once.display().expose()), Ok(once.clone()));
                    prop_assert!(!once.reduced().expose().is_empty());
                }
            }
        }

        #[test]
        fn plain_addresses_have_one_form(text in "[ -~]{0,12}[@+.a-zA-Z-]{0,8}@[ -~]{0,6}[a-zA-Z.-]{0,10}|[a-zA-Z.+]{1,8}@(gmail|GoogleMail|a-b)\\.com|[a-zA-Z0-9.+_'@-]{8,70}|[ -~]{8,64}") {
            email::plain::tests::plain_is_any(&text);
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
