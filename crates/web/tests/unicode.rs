//! The page's functions of characters do what the publisher's libraries do.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use hushcheck_core::{Han, Hints, Identifier, Kind, Unicode};
use hushcheck_web::Browser;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What the browser has without any file.
const BARE: Browser<'static> = Browser { han: None };

/// The characters of the basic plane that the browser's version of Unicode knows,
/// but for those of private use.
fn letters() -> impl Iterator<Item = char> {
    let unknown = js_sys::RegExp::new(r"\p{Cn}|\p{Co}", "u");
    ('\0'..='\u{ffff}').filter(move |c| !unknown.test(c.encode_utf8(&mut [0; 4])))
}

/// What the library says, less what core refuses whoever says it.
fn library(domain: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    idna::domain_to_ascii(domain).ok().filter(|ascii| !ascii.is_empty() && ascii.chars().all(fits))
}

#[wasm_bindgen_test]
fn normal_forms_agree_on_every_letter() {
    let (nfkc, nfkd) =
        (ComposingNormalizerBorrowed::new_nfkc(), DecomposingNormalizerBorrowed::new_nfkd());
    for c in letters() {
        let text = format!("a{c}\u{301}");
        assert_eq!(BARE.nfkc(&text), nfkc.normalize(&text), "NFKC of U+{:04X}", c as u32);
        assert_eq!(BARE.nfkd(&text), nfkd.normalize(&text), "NFKD of U+{:04X}", c as u32);
    }
}

#[wasm_bindgen_test]
fn case_agrees_on_every_letter() {
    for c in letters() {
        // At the end of a word, and inside one, before and after what has no case.
        for text in [format!("a{c}"), format!("{c}a{c}\u{301}b"), format!("i{c}")] {
            let lower: String = text.chars().flat_map(char::to_lowercase).collect();
            let upper: String = text.chars().flat_map(char::to_uppercase).collect();
            assert_eq!(BARE.lower(&text), lower, "lower case of U+{:04X}", c as u32);
            assert_eq!(BARE.upper(&text), upper, "upper case of U+{:04X}", c as u32);
        }
    }
}

#[wasm_bindgen_test]
fn domains_agree() {
    for domain in [
        "bücher.example",
        "BÜCHER.example",
        "例え.jp",
        "中国",
        "中国.中国",
        "مثال.إختبار",
        "faß.de",
        "ς.gr",
        "xn--bcher-kva.example",
        "xn--zca.de",
        "ａｂｃ.example",
        "a。b",
        "straße.de",
        "öbb.at",
        "ñandú.cl",
        "한국.kr",
        "☃.net",
        "a\u{200d}b.example",
        "a\u{ad}b.example",
        "\u{301}a.example",
    ] {
        assert_eq!(BARE.domain_to_ascii(domain), library(domain), "{domain:?}");
    }
}

#[wasm_bindgen_test]
fn what_only_an_address_may_hold_is_no_domain() {
    for domain in [
        "",
        "a b",
        "a/b",
        "a:80",
        "u@a",
        "a?b",
        "a#b",
        "a%41",
        "[::1]",
        "1.2.3.4",
        "0x7f",
        "a.1",
        "１.２.３.４",
        "a\\b",
        "a\tb",
        "a\nb",
    ] {
        assert_eq!(BARE.domain_to_ascii(domain), None, "{domain:?}");
    }
}

/// Letters of the first planes in labels: each is taken by both or by none, and
/// becomes the same.
#[wasm_bindgen_test]
fn domains_agree_on_every_letter() {
    let mut differing = Vec::new();
    for c in letters().filter(|c| !c.is_ascii() && c.is_alphabetic()) {
        let domain = format!("{c}.example");
        let (browser, library) = (BARE.domain_to_ascii(&domain), library(&domain));
        if browser != library {
            differing.push(format!("U+{:04X} {browser:?} {library:?}", c as u32));
        }
    }
    assert!(differing.is_empty(), "{} differ: {differing:?}", differing.len());
}

/// What the publisher calls, as `crates/publisher/src/unicode.rs` has it.
struct Native;

impl Unicode for Native {
    fn nfkc(&self, text: &str) -> String {
        ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
    }

    fn nfkd(&self, text: &str) -> String {
        DecomposingNormalizerBorrowed::new_nfkd().normalize(text).into_owned()
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        library(domain)
    }

    fn simplified(&self, c: char) -> char {
        Han::bundled().simplified(c)
    }
}

/// The table as the page gets it: from a file.
fn loaded() -> Han {
    Han::read(include_str!("../../core/src/identifier/han.txt")).unwrap()
}

#[wasm_bindgen_test]
fn names_agree_on_every_character_of_the_table() {
    let han = loaded();
    let page = Browser { han: Some(&han) };
    let name = |text: &str, unicode: &dyn Unicode| {
        let name = Identifier::parse(Kind::Name, text, &Hints::default(), unicode).unwrap();
        name.canonical().expose().to_owned()
    };
    for &(from, to) in Han::bundled().pairs() {
        let (before, after) = (format!("{from}一{to}"), format!("{to}一{to}"));
        assert_eq!(name(&before, &page), after, "U+{:04X} in the page", from as u32);
        assert_eq!(name(&before, &Native), after, "U+{:04X} in the publisher", from as u32);
    }
    // Characters that the table does not have, those made for compatibility among them.
    for c in letters().filter(|c| matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{faff}')) {
        let text = format!("a{c}");
        let parse = |unicode: &dyn Unicode| {
            Identifier::parse(Kind::Name, &text, &Hints::default(), unicode)
        };
        assert_eq!(parse(&page), parse(&Native), "U+{:04X}", c as u32);
    }
}
