//! A signature from anywhere: no panic, and none is accepted that the key did not
//! make.
#![no_main]
use hushcheck_core::PublicKey;
use libfuzzer_sys::fuzz_target;

const KEY: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";

fuzz_target!(|input: (&str, &[u8])| {
    let (text, manifest) = input;
    let _ = PublicKey::parse(text);
    let key = PublicKey::parse(KEY).expect("the key is minisign's own example");
    assert!(key.verify(manifest, text).is_err());
});
