//! A slow hash where there is no memory for it: no digest, rather than an abort.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]
use std::process::Command;

use hushcheck_core::{Argon2Cost, Check, Hasher, Hints, Identifier, Kind, Scheme, Unicode};

/// Passwords are taken as typed.
struct Nothing;

impl Unicode for Nothing {
    fn nfkc(&self, text: &str) -> String {
        text.to_owned()
    }

    fn nfkd(&self, text: &str) -> String {
        text.to_owned()
    }

    fn domain_to_ascii(&self, _: &str) -> Option<String> {
        None
    }

    fn simplified(&self, c: char) -> char {
        c
    }
}

fn has_digest(memory_kib: u32) -> bool {
    let scheme = Scheme::Argon2id(Argon2Cost::new(memory_kib, 2).unwrap());
    let mut hasher = Hasher::new(Check::PASSWORD, scheme);
    let password = Identifier::parse(Kind::Password, "secret", &Hints::default(), &Nothing);
    let is_ready = hasher.make_ready();
    assert_eq!(hasher.digest(&[&password.unwrap()]).is_some(), is_ready);
    is_ready
}

const IS_CHILD: &str = "HUSHCHECK_TEST_LITTLE_MEMORY";

#[test]
fn want_of_memory_gives_no_digest() {
    if std::env::var_os(IS_CHILD).is_some() {
        assert!(has_digest(Argon2Cost::MIN_MEMORY_KIB));
        assert!(!has_digest(Argon2Cost::MAX_MEMORY_KIB));
        return;
    }
    assert!(has_digest(Argon2Cost::MAX_MEMORY_KIB));
    // The same once more, with less address space than the dearest hash needs.
    let status = Command::new("sh")
        .args(["-c", "ulimit -v 120000; exec \"$0\" --exact --test-threads 1 \"$1\""])
        .arg(std::env::current_exe().unwrap())
        .arg("want_of_memory_gives_no_digest")
        .env(IS_CHILD, "1")
        .status()
        .unwrap();
    assert!(status.success());
}
