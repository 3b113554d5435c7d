//! A bucket's content from a host that lies: no panic, and what is accepted is what
//! an encoder would write.
#![no_main]
use hushcheck_core::bucket::{Bucket, Coding, encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, u64, &[u8])| {
    let (suffix_bits, rice_parameter, wanted, content) = input;
    let coding = Coding { suffix_bits: suffix_bits % 65, rice_parameter: rice_parameter % 57 };
    let Ok(bucket) = Bucket::parse(content, coding) else { return };
    let suffixes: Result<Vec<u64>, _> = bucket.suffixes().collect();
    let Ok(found) = bucket.contains(wanted) else { return };
    let suffixes = suffixes.expect("a bucket that is searched can be read");
    assert_eq!(found, suffixes.binary_search(&wanted).is_ok());
    let mut again = encode(&suffixes, coding);
    again.resize(content.len(), 0);
    assert_eq!(again, content);
});
