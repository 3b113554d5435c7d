//! Configurations and manifests are read as core's serde reads them, and errors name the place.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use hushcheck_core::{Manifest, Site};
use hushcheck_web::{read_manifest, read_site};
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const MANIFESTS: [&str; 6] = [
    include_str!("../../../tests/format/golden/counts/manifest.json"),
    include_str!("../../../tests/format/golden/incidents/manifest.json"),
    include_str!("../../../tests/format/golden/passwords/manifest.json"),
    include_str!("../../../tests/format/golden/people/manifest.json"),
    include_str!("../../../tests/format/golden/signed/manifest.json"),
    include_str!("../../../tests/format/golden/slow/manifest.json"),
];

/// All that a site's configuration can say, for reading.
fn site() -> Value {
    json!({
        "name": "Example News",
        "default_country": "CN",
        "datasets": [
            {
                "path": "datasets/police-1",
                "dataset": "police",
                "min_number": 1,
                "manifest_sha256": "0".repeat(64),
                "mirrors": ["https://mirror.example/police-1/"],
                "counted_only": true,
            },
            { "path": "https://lists.example/shop-1" },
        ],
        "ranges": [
            {
                "path": "https://ranges.example/range",
                "title": "Passwords",
                "records": 20_000_000,
                "published": "2026-01-02",
                "counted_only": true,
            },
        ],
        "keys": ["RWQ"],
        "links": ["police https://police.example/"],
        "exit": "https://weather.example/",
    })
}

/// The places of all values within, the whole one first.
fn places(value: &Value) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, v)| (name.clone(), v)).collect(),
        _ => Vec::new(),
    };
    let deeper = inner.into_iter().flat_map(|(name, value)| {
        places(value).into_iter().map(move |place| format!("/{name}{place}"))
    });
    std::iter::once(String::new()).chain(deeper).collect()
}

/// The same with something else at each place, and with each field missing.
fn changed(whole: &Value) -> Vec<Value> {
    let others = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(7),
        json!(300),
        json!(70000),
        json!(5_000_000_000_u64),
        json!("x"),
        json!(""),
        json!(["x"]),
        json!([7]),
        json!({}),
        json!({ "x": 1 }),
        json!({ "argon2id": 1 }),
        json!({ "incidents": [] }),
        json!("sha1"),
        json!({ "argon2id": { "memory_kib": 19456, "passes": 2 } }),
        json!([{}]),
        json!([null]),
    ];
    let mut all = Vec::new();
    for place in places(whole) {
        for other in &others {
            let mut changed = whole.clone();
            let value = changed.pointer_mut(&place).unwrap();
            // Serde reads the fields of an object out of an array too, in their order.
            if !(value.is_object() && other.is_array()) {
                *value = other.clone();
                all.push(changed);
            }
        }
        if let Some((parent, name)) = place.rsplit_once('/') {
            let mut changed = whole.clone();
            if let Some(Value::Object(fields)) = changed.pointer_mut(parent) {
                fields.remove(name);
                all.push(changed);
            }
        }
    }
    all
}

#[wasm_bindgen_test]
fn manifests_are_what_serde_reads() {
    for text in MANIFESTS {
        let manifest: Manifest = serde_json::from_str(text).unwrap();
        assert_eq!(read_manifest(text), Some(manifest.clone()));
        let value = js_sys::JSON::parse(text).unwrap();
        assert_eq!(serde_wasm_bindgen::from_value::<Manifest>(value).unwrap(), manifest);
        let (mut good, mut bad) = (0, 0);
        for changed in changed(&serde_json::from_str(text).unwrap()) {
            let changed = changed.to_string();
            let expected: Option<Manifest> = serde_json::from_str(&changed).ok();
            *(if expected.is_some() { &mut good } else { &mut bad }) += 1;
            assert_eq!(read_manifest(&changed), expected, "{changed}");
        }
        assert!(good > 20 && bad > 200, "{good} {bad}");
    }
}

#[wasm_bindgen_test]
fn configurations_are_what_serde_reads() {
    let expected: Site = serde_json::from_value(site()).unwrap();
    assert_eq!(read_site(&site().to_string()), Ok(expected.clone()));
    let value = js_sys::JSON::parse(&site().to_string()).unwrap();
    assert_eq!(serde_wasm_bindgen::from_value::<Site>(value).unwrap(), expected);
    let (mut good, mut bad) = (0, 0);
    for changed in changed(&site()) {
        let expected: Option<Site> = serde_json::from_value(changed.clone()).ok();
        *(if expected.is_some() { &mut good } else { &mut bad }) += 1;
        assert_eq!(read_site(&changed.to_string()).ok(), expected, "{changed}");
    }
    assert!(good > 20 && bad > 200, "{good} {bad}");
}

#[wasm_bindgen_test]
fn an_error_names_the_place_and_not_the_value() {
    let site = |text: &str| read_site(text).unwrap_err();
    assert_eq!(site("{}"), "name: it is missing");
    assert_eq!(site("[]"), "it is of the wrong type");
    assert_eq!(site("7"), "it is of the wrong type");
    assert_eq!(site(r#"{"name":7,"datasets":[]}"#), "name: it is of the wrong type");
    let second = r#"{"name":"x","datasets":[{"path":"a"},{"path":"../secret"}]}"#;
    assert_eq!(site(second), "datasets.2.path: its value is not known");
    assert_eq!(site(r#"{"name":"x","datasets":[],"keys":"k"}"#), "keys: it is of the wrong type");
    let number = r#"{"name":"x","datasets":[{"path":"a","min_number":1.5}]}"#;
    assert_eq!(site(number), "datasets.1.min_number: its value is out of range");
    let text = number.replace("1.5", "\"1\"");
    assert_eq!(site(&text), "datasets.1.min_number: it is of the wrong type");
    assert!(!site("{ name").is_empty());
    assert!(read_site(r#"{"name":"x","datasets":[],"later":1}"#).is_ok());
}
