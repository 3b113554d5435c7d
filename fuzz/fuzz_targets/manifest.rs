//! A manifest from anywhere: no panic, no list that makes the plan exceed its caps,
//! and what is accepted survives being written.
#![no_main]
use hushcheck_core::{Dial, Manifest, RequestPlan, plan};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &[u8]| {
    let Ok(manifest) = serde_json::from_slice::<Manifest>(json) else { return };
    let written = serde_json::to_vec(&manifest).expect("a manifest can be written");
    let again: Manifest = serde_json::from_slice(&written).expect("and read");
    assert_eq!(again, manifest);
    for dial in Dial::ALL {
        let plan = RequestPlan::new(manifest.lists(), dial);
        let bits = plan.lists().iter().map(|list| u32::from(list.revealed_bits())).sum::<u32>();
        assert!(bits <= u32::from(plan::MAX_BITS_PER_PERSON + plan::MAX_BITS_PER_PASSWORD));
        for (list, plan) in manifest.lists().iter().zip(plan.lists()) {
            assert!(plan.bytes() <= list.total_bytes());
            assert!(list.open(0, json).is_none());
        }
    }
});
