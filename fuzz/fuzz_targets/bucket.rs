//! A bucket's content from a host that lies: no panic, and what is accepted is what
//! an encoder would write.
#![no_main]
use hushcheck_core::bucket::{Bucket, Coding, Entry, encode};
use hushcheck_core::payload::SymbolCode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, Vec<u8>, u64, &[u8])| {
    let (suffix_bits, rice_parameter, code_bits, wanted, content) = input;
    let coding = Coding {
        suffix_bits: suffix_bits % 65,
        rice_parameter: rice_parameter % 57,
        symbols: SymbolCode::new(code_bits).unwrap_or_default(),
    };
    let Ok(bucket) = Bucket::parse(content, &coding) else { return };
    let entries: Result<Vec<Entry>, _> = bucket.entries().collect();
    let Ok(found) = bucket.find(wanted) else { return };
    let entries = entries.expect("a bucket that is searched can be read");
    let position = entries.binary_search_by_key(&wanted, |entry| entry.suffix);
    assert_eq!(found, position.ok().map(|position| entries[position].symbol));
    let mut again = encode(entries, &coding);
    again.resize(content.len(), 0);
    assert_eq!(again, content);
});
