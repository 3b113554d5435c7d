//! Reading and writing of single bits, lowest bit of each byte first.

/// Reads bits from bytes. Past the end there is nothing: `None`, never a panic.
///
/// What is done for each entry of a bucket is always inlined: the page, compiled to be small,
/// takes a third longer otherwise.
#[derive(Clone)]
pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    /// Bits that were read.
    at: u64,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        BitReader { bytes, at: 0 }
    }

    /// Looks at the next bits, the first one lowest, and tells how many they are: 57 at
    /// least, or all that are left. Those above are zero.
    #[inline(always)]
    pub(crate) fn ahead(&self) -> (u64, u32) {
        let rest = self.bytes.get((self.at / 8) as usize..).unwrap_or_default();
        let used = (self.at % 8) as u32;
        let Some(eight) = rest.first_chunk() else { return last(rest, used) };
        (u64::from_le_bytes(*eight) >> used, 64 - used)
    }

    /// Passes over bits that were looked at.
    pub(crate) fn skip(&mut self, count: u32) {
        self.at += u64::from(count);
    }

    /// Reads a number of `count` bits (0 to 56), lowest bit first.
    #[inline(always)]
    pub(crate) fn bits(&mut self, count: u32) -> Option<u64> {
        let (bits, there) = self.ahead();
        if count > there {
            return None;
        }
        self.skip(count);
        Some(bits & !(u64::MAX << count))
    }

    /// Reads a Golomb-Rice number: a count of zero bits ended by a one bit, then
    /// `parameter` (0 to 56) low bits. Returns besides what is [`ahead`](Self::ahead) of it,
    /// as far as it was looked at.
    #[inline(always)]
    pub(crate) fn rice(&mut self, parameter: u32) -> Option<(u64, (u64, u32))> {
        let (bits, there) = self.ahead();
        // Nearly always the whole number is there.
        let zeros = bits.trailing_zeros();
        let length = zeros + 1 + parameter;
        if length <= there {
            self.skip(length);
            let low = bits >> zeros >> 1;
            let number = u64::from(zeros) << parameter | low & !(u64::MAX << parameter);
            return Some((number, (low >> parameter, there - length)));
        }
        Some((self.long_rice(parameter)?, (0, 0)))
    }

    /// Reads a number of more bits than can be looked at together.
    #[cold]
    fn long_rice(&mut self, parameter: u32) -> Option<u64> {
        let mut quotient = 0u64;
        loop {
            let (bits, there) = self.ahead();
            if there == 0 {
                return None;
            }
            let zeros = bits.trailing_zeros().min(there);
            quotient += u64::from(zeros);
            self.skip(zeros);
            if bits != 0 {
                break;
            }
        }
        self.skip(1);
        let low = self.bits(parameter)?;
        let high = quotient.checked_mul(1 << parameter)?;
        high.checked_add(low)
    }

    /// Tells whether only zero bits are left.
    pub(crate) fn rest_is_zero(&self) -> bool {
        let (bits, there) = self.ahead();
        let seen = ((self.at + u64::from(there)) / 8) as usize;
        bits == 0 && self.bytes.get(seen..).unwrap_or_default().iter().all(|&byte| byte == 0)
    }
}

/// The bits of fewer than eight bytes, of the first of which some were read.
#[cold]
fn last(bytes: &[u8], used: u32) -> (u64, u32) {
    let bits = bytes.iter().rev().fold(0, |bits, &byte| bits << 8 | u64::from(byte));
    (bits >> used, (bytes.len() as u32 * 8).saturating_sub(used))
}

/// Writes bits into bytes.
#[cfg(feature = "build")]
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    buffer: u64,
    filled: u32,
}

#[cfg(feature = "build")]
impl BitWriter {
    /// Writes the lowest `count` bits (0 to 56) of `value`, lowest first.
    #[inline]
    pub(crate) fn bits(&mut self, value: u64, count: u32) {
        let value = value & !(u64::MAX << count);
        self.buffer |= value << self.filled;
        self.filled += count;
        if self.filled >= 64 {
            self.bytes.extend_from_slice(&self.buffer.to_le_bytes());
            self.filled -= 64;
            // What there was no room for.
            self.buffer = value >> (count - self.filled);
        }
    }

    /// Writes a Golomb-Rice number and what comes after it, bits and how many they are.
    #[inline]
    pub(crate) fn rice(&mut self, value: u64, parameter: u32, (after, length): (u64, u8)) {
        let mut zeros = value >> parameter;
        let count = zeros + 1 + u64::from(parameter);
        // Nearly always all of it is written at once.
        if count + u64::from(length) <= 56 {
            let low = value & !(u64::MAX << parameter);
            let bits = (low << 1 | 1) << zeros | after << count;
            return self.bits(bits, count as u32 + u32::from(length));
        }
        while zeros >= 32 {
            self.bits(0, 32);
            zeros -= 32;
        }
        self.bits(1 << zeros, zeros as u32 + 1);
        self.bits(value, parameter);
        self.bits(after, length.into());
    }

    /// Returns the bytes, the last one filled up with zero bits.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        let used = self.filled.div_ceil(8) as usize;
        self.bytes.extend_from_slice(&self.buffer.to_le_bytes()[..used]);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(values in prop::collection::vec((0u64..1 << 20, 0u32..57), 0..200)) {
            let mut writer = BitWriter::default();
            for &(value, parameter) in &values {
                // Keep the unary part short.
                let value = value << parameter.saturating_sub(10) & (u64::MAX >> 4);
                writer.rice(value, parameter, (0b011, 3));
            }
            let bytes = writer.into_bytes();
            let mut reader = BitReader::new(&bytes);
            for &(value, parameter) in &values {
                let expected = value << parameter.saturating_sub(10) & (u64::MAX >> 4);
                let (number, (bits, there)) = reader.rice(parameter).unwrap();
                prop_assert_eq!(number, expected);
                prop_assert_eq!(bits & 0b111 & !(u64::MAX << there), 0b011 & !(u64::MAX << there));
                prop_assert_eq!(reader.bits(3), Some(0b011));
            }
            prop_assert!(reader.rest_is_zero());
            prop_assert_eq!(reader.rice(3), None);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), parameter in 0u32..57) {
            let mut reader = BitReader::new(&bytes);
            while reader.rice(parameter).is_some() {}
        }
    }
}
