//! Hashing several messages at once: a processor's instructions for SHA-256 take their time
//! one after another, and nearly the same time for messages side by side.
use sha2::block_api::compress256;

/// Messages that are hashed together.
pub(crate) const LANES: usize = 4;

/// Compresses a block of each of several messages whose states are the same, and returns the
/// first 64 bits of each (FIPS 180-4, section 6.2.2).
pub(crate) fn compress(start: &[u32; 8], blocks: &[[u8; 64]; LANES]) -> [u64; LANES] {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("sha") && std::arch::is_x86_feature_detected!("sse4.1") {
        #[expect(unsafe_code, reason = "the processor was asked for what the function needs")]
        return unsafe { x86::compress(start, blocks) };
    }
    blocks.map(|block| {
        let mut state = *start;
        compress256(&mut state, &[block]);
        u64::from(state[0]) << 32 | u64::from(state[1])
    })
}

/// With the SHA extensions of x86 processors. Intel, *Intel SHA Extensions* (2013).
#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::LANES;

    /// One number of each lane's.
    type Each = [__m128i; LANES];

    // In loops: closures, of which the functions that call them do not know that the processor
    // can do this, would not be inlined.
    #[target_feature(enable = "sha,sse4.1")]
    pub(super) fn compress(start: &[u32; 8], blocks: &[[u8; 64]; LANES]) -> [u64; LANES] {
        let &[a, b, c, d, e, f, g, h] = start;
        let abef = _mm_set_epi32(a as i32, b as i32, e as i32, f as i32);
        let cdgh = _mm_set_epi32(c as i32, d as i32, g as i32, h as i32);
        let mut state = ([abef; LANES], [cdgh; LANES]);
        let mut words = [[abef; LANES]; 4];
        for i in 0..16 {
            for lane in 0..LANES {
                words[i % 4][lane] = if i < 4 {
                    word(&blocks[lane], i)
                } else {
                    let (w0, w1) = (words[i % 4][lane], words[(i + 1) % 4][lane]);
                    let (w2, w3) = (words[(i + 2) % 4][lane], words[(i + 3) % 4][lane]);
                    let sum =
                        _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
                    _mm_sha256msg2_epu32(sum, w3)
                };
            }
            rounds(i, &words[i % 4], &mut state);
        }
        let mut first = [0; LANES];
        for (lane, first) in first.iter_mut().enumerate() {
            *first = _mm_extract_epi64(_mm_add_epi32(state.0[lane], abef), 1) as u64;
        }
        first
    }

    /// Four rounds.
    #[inline]
    #[target_feature(enable = "sha,sse4.1")]
    fn rounds(i: usize, words: &Each, (abef, cdgh): &mut (Each, Each)) {
        let [k0, k1, k2, k3] = K[i];
        let constants = _mm_set_epi32(k3 as i32, k2 as i32, k1 as i32, k0 as i32);
        for lane in 0..LANES {
            let sum = _mm_add_epi32(words[lane], constants);
            cdgh[lane] = _mm_sha256rnds2_epu32(cdgh[lane], abef[lane], sum);
            let sum = _mm_shuffle_epi32(sum, 0x0e);
            abef[lane] = _mm_sha256rnds2_epu32(abef[lane], cdgh[lane], sum);
        }
    }

    /// Four words of a block, of which the first byte is the highest.
    #[inline]
    #[target_feature(enable = "sse4.1")]
    fn word(block: &[u8; 64], i: usize) -> __m128i {
        let eights = block.as_chunks().0;
        let (low, high) =
            (i64::from_le_bytes(eights[2 * i]), i64::from_le_bytes(eights[2 * i + 1]));
        let order = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
        _mm_shuffle_epi8(_mm_set_epi64x(high, low), order)
    }

    /// The constants of the rounds (FIPS 180-4, section 4.2.2).
    const K: [[u32; 4]; 16] = [
        [0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5],
        [0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5],
        [0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3],
        [0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174],
        [0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc],
        [0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da],
        [0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7],
        [0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967],
        [0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13],
        [0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85],
        [0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3],
        [0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070],
        [0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5],
        [0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3],
        [0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208],
        [0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2],
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lane_is_the_library_s() {
        for round in 0..50u32 {
            let byte =
                |i: u32| (round.wrapping_mul(0x9e37_79b9) ^ i.wrapping_mul(0x85eb_ca6b)) >> 13;
            let start = std::array::from_fn(|i| byte(i as u32).wrapping_mul(0xc2b2_ae35));
            let blocks: [[u8; 64]; LANES] = std::array::from_fn(|lane| {
                std::array::from_fn(|i| byte((lane * 64 + i) as u32 + 8) as u8)
            });
            let expected = blocks.map(|block| {
                let mut state = start;
                compress256(&mut state, &[block]);
                u64::from(state[0]) << 32 | u64::from(state[1])
            });
            assert_eq!(compress(&start, &blocks), expected);
        }
    }
}
