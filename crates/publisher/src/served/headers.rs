//! What a host sends with files, as far as the page or people's privacy depends on it:
//! docs/HOSTING.md tells why.
use ureq::http::{HeaderMap, header};

use crate::Result;
use crate::store::Store;

/// What is said of a type that is wrong, by how a file's name ends and what the type has in it.
const TYPES: [(&str, &str, &str); 3] = [
    (".wasm", "application/wasm", "the page starts later"),
    (".js", "javascript", "browsers may refuse it"),
    (".css", "css", "browsers may refuse it"),
];

/// What is wrong with how a host sends files; nothing where they are in a folder.
pub(super) fn faults(store: &Store, names: &[&str]) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for name in names {
        if let Some(headers) = store.headers(name)? {
            faults.extend(faults_of(&store.place(name), &headers));
        }
    }
    Ok(faults)
}

fn faults_of(place: &str, headers: &HeaderMap) -> Vec<String> {
    let sent = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut faults = Vec::new();
    if sent(header::ACCESS_CONTROL_ALLOW_ORIGIN) != "*" {
        faults.push(format!(
            "{place} comes without `Access-Control-Allow-Origin: *`: frames in other people's \
             pages cannot read it"
        ));
    }
    // What ureq unpacks by itself has neither encoding nor length any more.
    let is_packed = !matches!(sent(header::CONTENT_ENCODING), "" | "identity")
        || !headers.contains_key(header::CONTENT_LENGTH);
    if place.ends_with(".bin") && is_packed {
        faults.push(format!(
            "{place} comes packed, or without its length: the sizes on the line tell which part of \
             a list somebody asked for"
        ));
    }
    let of_kind = |(end, ..): &&(&str, &str, &str)| place.ends_with(*end);
    if let Some((_, has, so)) = TYPES.iter().find(of_kind) {
        let kind = sent(header::CONTENT_TYPE);
        if !kind.contains(has) {
            faults.push(format!("{place} comes as {kind:?}, not as {has}: {so}"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use ureq::http::HeaderValue;

    use super::*;

    #[test]
    fn what_a_host_should_not_send_is_told() {
        let told = |place: &str, sent: &[(&'static str, &'static str)]| {
            let headers = sent.iter().map(|(name, value)| {
                (header::HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            faults_of(place, &headers.collect()).join("\n")
        };
        let open = ("access-control-allow-origin", "*");
        assert_eq!(told("https://h/a.wasm", &[open, ("content-type", "application/wasm")]), "");
        assert_eq!(told("https://h/a.js", &[open, ("content-type", "text/javascript")]), "");
        let long = ("content-length", "4096");
        assert_eq!(told("https://h/a.bin", &[open, long]), "");
        for packed in [&[open][..], &[open, long, ("content-encoding", "br")]] {
            assert!(told("https://h/a.bin", packed).contains("comes packed"));
        }
        assert_eq!(told("https://h/a.json", &[open, ("content-encoding", "br")]), "");
        let text = ("content-type", "text/plain");
        assert!(told("https://h/a.wasm", &[open, text]).contains("starts later"));
        assert!(
            told("https://h/a.css", &[open, text]).contains("comes as \"text/plain\", not as css")
        );
        assert!(told("https://h/a.json", &[text]).contains("cannot read it"));
    }
}
