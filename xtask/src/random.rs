//! Numbers that look random and are the same on every machine.
//!
//! The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable
//! pseudorandom number generators", 2014): one addition and one mixing step a
//! number, and any number of independent streams. Nothing here is secret.

/// The odd constant by which a SplitMix64 stream advances: 2^64 / golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of numbers.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    /// Starts the stream number `stream` of a seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(mix(seed ^ mix(stream.wrapping_add(GOLDEN))))
    }

    /// Returns the next number below `bound`. The bias of at most
    /// `bound` / 2^32 does not matter for made-up people.
    pub fn below(&mut self, bound: u32) -> u32 {
        (((self.next() >> 32) * u64::from(bound)) >> 32) as u32
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// Returns one of the choices.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u32) as usize]
    }
}

/// SplitMix64's output function, a bijection of 64 bits.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Sends each index below `size` to another number below `size`, no two to the
/// same one: so that each person has a number of their own without a table of
/// those taken. `size` must be above half of 2^32 for speed (and at most 2^32).
///
/// It walks along the cycle of a bijection of 32 bits (the multiplications by
/// odd constants and the shifted exclusive-ors are each reversible) until it is
/// below `size` again.
pub fn scatter(index: u32, seed: u64, size: u64) -> u32 {
    let key = mix(seed) as u32;
    let mut x = index;
    loop {
        x ^= key;
        x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
        x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
        x ^= x >> 16;
        if u64::from(x) < size {
            return x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_stream_is_splitmix64() {
        // First two outputs for the state 0, from the authors' reference code.
        let mut random = Random(0);
        assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(random.next(), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn streams_differ() {
        let first = |seed, stream| Random::new(seed, stream).below(u32::MAX);
        assert_ne!(first(1, 1), first(1, 2));
        assert_ne!(first(1, 1), first(2, 1));
    }

    #[test]
    fn scatter_takes_no_number_twice() {
        let size = 3_000_000_000;
        let taken: HashSet<u32> = (0..100_000).map(|i| scatter(i, 7, size)).collect();
        assert_eq!(taken.len(), 100_000);
        assert!(taken.iter().all(|&x| u64::from(x) < size));
    }
}
