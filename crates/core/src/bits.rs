//! Reading and writing of single bits, lowest bit of each byte first.

/// Reads bits from bytes. Past the end there is nothing: `None`, never a panic.
#[derive(Clone)]
pub(crate) struct BitReader<'a> {
    rest: &'a [u8],
    /// Bits read from `rest` and not yet handed out, the next one lowest.
    buffer: u64,
    filled: u32,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        BitReader { rest: bytes, buffer: 0, filled: 0 }
    }

    /// Fills the buffer to at least 56 bits, or to the end of the bytes.
    fn refill(&mut self) {
        if let Some((eight, _)) = self.rest.split_first_chunk::<8>() {
            self.buffer |= u64::from_le_bytes(*eight) << self.filled;
            let taken = (63 - self.filled) / 8;
            self.rest = &self.rest[taken as usize..];
            self.filled += taken * 8;
            // What the shift cut off or did not count is read again next time.
            self.buffer &= u64::MAX >> (64 - self.filled);
        } else {
            while self.filled <= 56 {
                let Some((&byte, rest)) = self.rest.split_first() else { return };
                self.buffer |= u64::from(byte) << self.filled;
                self.rest = rest;
                self.filled += 8;
            }
        }
    }

    /// Reads a number of `count` bits (0 to 56), lowest bit first.
    pub(crate) fn bits(&mut self, count: u32) -> Option<u64> {
        if self.filled < count {
            self.refill();
            if self.filled < count {
                return None;
            }
        }
        let value = self.buffer & !(u64::MAX << count);
        self.buffer >>= count;
        self.filled -= count;
        Some(value)
    }

    /// Reads a Golomb-Rice number: a count of zero bits ended by a one bit, then
    /// `parameter` (0 to 56) low bits.
    #[inline]
    pub(crate) fn rice(&mut self, parameter: u32) -> Option<u64> {
        if self.filled < 56 {
            self.refill();
        }
        // Nearly always the whole number is in the buffer.
        let zeros = self.buffer.trailing_zeros();
        let length = zeros + 1 + parameter;
        if length <= self.filled {
            let low = self.buffer >> zeros >> 1;
            self.buffer = low >> parameter;
            self.filled -= length;
            return Some(u64::from(zeros) << parameter | low & !(u64::MAX << parameter));
        }
        self.long_rice(parameter)
    }

    /// Reads a number of more bits than the buffer holds.
    #[cold]
    fn long_rice(&mut self, parameter: u32) -> Option<u64> {
        let mut quotient = 0u64;
        loop {
            if self.buffer == 0 {
                quotient += u64::from(self.filled);
                self.filled = 0;
                self.refill();
                if self.filled == 0 {
                    return None;
                }
                continue;
            }
            let zeros = self.buffer.trailing_zeros();
            quotient += u64::from(zeros);
            self.buffer >>= zeros;
            self.buffer >>= 1;
            self.filled -= zeros + 1;
            break;
        }
        let low = self.bits(parameter)?;
        let high = quotient.checked_mul(1 << parameter)?;
        high.checked_add(low)
    }

    /// Tells whether only zero bits are left.
    pub(crate) fn rest_is_zero(&self) -> bool {
        self.buffer == 0 && self.rest.iter().all(|&byte| byte == 0)
    }
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
    pub(crate) fn bits(&mut self, value: u64, count: u32) {
        self.buffer |= (value & !(u64::MAX << count)) << self.filled;
        self.filled += count;
        while self.filled >= 8 {
            self.bytes.push(self.buffer as u8);
            self.buffer >>= 8;
            self.filled -= 8;
        }
    }

    /// Writes a Golomb-Rice number.
    pub(crate) fn rice(&mut self, value: u64, parameter: u32) {
        let mut zeros = value >> parameter;
        while zeros >= 32 {
            self.bits(0, 32);
            zeros -= 32;
        }
        self.bits(1 << zeros, zeros as u32 + 1);
        self.bits(value, parameter);
    }

    /// Returns the bytes, the last one filled up with zero bits.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.bytes.push(self.buffer as u8);
        }
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
                writer.rice(value << parameter.saturating_sub(10) & (u64::MAX >> 4), parameter);
            }
            let bytes = writer.into_bytes();
            let mut reader = BitReader::new(&bytes);
            for &(value, parameter) in &values {
                let expected = value << parameter.saturating_sub(10) & (u64::MAX >> 4);
                prop_assert_eq!(reader.rice(parameter), Some(expected));
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
