//! What JavaScript's values hold is read, and errors name the place.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use hushcheck_core::{Kind, Manifest, Site};
use hushcheck_web::read;
use serde::{Deserialize, Serialize};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn json<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T, String> {
    read(js_sys::JSON::parse(text).unwrap()).map_err(|error| error.to_string())
}

#[wasm_bindgen_test]
fn results_options_and_tuples_are_read() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Both {
        result: Result<Vec<(u8, String)>, Kind>,
        flag: bool,
    }
    let both = Both { result: Ok(vec![(1, "a".to_owned()), (255, String::new())]), flag: true };
    let value = serde_wasm_bindgen::to_value(&both).unwrap();
    assert_eq!(read::<Both>(value).unwrap(), both);
    assert!(json::<Both>(r#"{"result":{"Err":"email"},"flag":false}"#).is_ok());
}

#[wasm_bindgen_test]
fn an_error_names_the_place_and_not_the_value() {
    let site = |text: &str| json::<Site>(text).unwrap_err();
    assert_eq!(site("{}"), "name: it is missing");
    assert_eq!(site("[]"), "it is of the wrong type");
    assert_eq!(site("7"), "it is of the wrong type");
    assert_eq!(site(r#"{"name":7,"datasets":[]}"#), "name: it is of the wrong type");
    let second = r#"{"name":"x","datasets":[{"path":"a"},{"path":"../secret"}]}"#;
    assert!(site(second).starts_with("datasets.2.path: "), "{}", site(second));
    assert!(!site(second).contains("secret"));
    assert_eq!(site(r#"{"name":"x","datasets":[],"keys":"k"}"#), "keys: it is of the wrong type");
    assert!(json::<Site>(r#"{"name":"x","datasets":[],"later":1}"#).is_ok());
}

#[wasm_bindgen_test]
fn numbers_are_whole_and_in_range() {
    for text in ["-1", "256", "1.5", "9007199254740992", "\"1\"", "null", "[]"] {
        assert!(json::<u8>(text).is_err(), "{text}");
    }
    assert_eq!(json::<u8>("255"), Ok(255));
    assert_eq!(json::<u64>("9007199254740991"), Ok((1 << 53) - 1));
    assert!(json::<Manifest>("{}").is_err());
}
