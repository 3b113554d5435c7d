//! What mathematics allows: the entropy of sets and of symbols, in bits.

/// log2 C(2^space_bits, n): no code can tell all sets of n of 2^space_bits values apart
/// with fewer bits on average.
pub fn set(space_bits: u8, n: u64) -> f64 {
    let space = f64::from(space_bits).exp2();
    (0..n).map(|i| ((space - i as f64) / (i as f64 + 1.0)).log2()).sum()
}

/// The empirical entropy of symbols, all together.
pub fn symbols(counts: impl IntoIterator<Item = u64>) -> f64 {
    let counts: Vec<f64> = counts.into_iter().filter(|&n| n > 0).map(|n| n as f64).collect();
    let total: f64 = counts.iter().sum();
    counts.iter().map(|n| n * (total / n).log2()).sum()
}
