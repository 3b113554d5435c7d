//! Writes whole leak files, of any number of rows, in constant memory.

use std::io::{self, Write};

use crate::customers::{self, Customer};
use crate::people::{self, Person};

/// What a leak file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A police register.
    People,
    /// A web shop's customers.
    Customers,
    /// The e-mail addresses of a newsletter's readers.
    Newsletter,
}

/// How characters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// What older Chinese programs write.
    Gb18030,
}

/// A leak file to be written. The numbers are those of [`Person::nth`] and
/// [`Customer::nth`].
#[derive(Clone, Debug)]
pub struct Leak {
    pub content: Content,
    pub encoding: Encoding,
    pub seed: u64,
    pub numbers: std::ops::Range<u32>,
}

/// How much is gathered before it is written.
const CHUNK: usize = 1 << 20;

impl Leak {
    /// Writes the header and all rows.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut rows = Vec::with_capacity(CHUNK + CHUNK / 8);
        rows.extend_from_slice(match self.content {
            Content::People => people::HEADER.as_bytes(),
            Content::Customers => customers::HEADER.as_bytes(),
            Content::Newsletter => b"email\n",
        });
        for number in self.numbers.clone() {
            match self.content {
                Content::People => people::write_rows(&Person::nth(self.seed, number), &mut rows),
                Content::Customers => {
                    customers::write_row(&Customer::nth(self.seed, number), &mut rows)
                }
                Content::Newsletter => {
                    customers::write_address(&Customer::nth(self.seed, number), &mut rows)
                }
            }
            if rows.len() >= CHUNK {
                self.flush(&mut rows, out)?;
            }
        }
        self.flush(&mut rows, out)
    }

    fn flush(&self, rows: &mut Vec<u8>, out: &mut impl Write) -> io::Result<()> {
        match self.encoding {
            Encoding::Utf8 => out.write_all(rows)?,
            Encoding::Gb18030 => {
                let text = std::str::from_utf8(rows).map_err(io::Error::other)?;
                out.write_all(&encoding_rs::GB18030.encode(text).0)?;
            }
        }
        rows.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(encoding: Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        let leak = Leak { content: Content::People, encoding, seed: 7, numbers: 0..20_000 };
        leak.write(&mut out).unwrap();
        out
    }

    #[test]
    fn the_gb18030_copy_says_the_same() {
        let copy = bytes(Encoding::Gb18030);
        let (copy, _, errors) = encoding_rs::GB18030.decode(&copy);
        assert!(!errors);
        assert!(copy.as_bytes() == bytes(Encoding::Utf8));
    }

    #[test]
    fn a_file_begins_with_its_header() {
        assert!(bytes(Encoding::Utf8).starts_with(b"xm,xb,csrq,sfzh,sjh,dz\n"));
    }
}
