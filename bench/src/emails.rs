//! Made-up e-mail addresses as CSV, one in ten of them there already.
use std::io::{self, Write};

use crate::people::mix;

const HOSTS: [&str; 8] = [
    "gmail.com",
    "hotmail.com",
    "yahoo.com",
    "qq.com",
    "163.com",
    "outlook.com",
    "example.org",
    "web.example.net",
];
const WORDS: [&str; 16] = [
    "li", "wei", "smith", "garcia", "maria", "john", "anna", "Zhang", "max", "olga", "kim", "ivan",
    "lopez", "chen", "Mueller", "sato",
];

/// Writes the header and so many rows.
pub fn write(count: u64, out: &mut impl Write) -> io::Result<()> {
    let mut rows = b"email\n".to_vec();
    for number in 0..count {
        let person = if number % 10 == 9 { mix(number) % number } else { number };
        let n = mix(person);
        let (one, other) = (WORDS[(n >> 8 & 15) as usize], WORDS[(n >> 12 & 15) as usize]);
        writeln!(rows, "{one}.{other}{}@{}", person, HOSTS[(n >> 16 & 7) as usize])?;
        if rows.len() >= 1 << 18 {
            out.write_all(&rows)?;
            rows.clear();
        }
    }
    out.write_all(&rows)
}
