//! Made-up customers of a made-up web shop, and of its newsletter. All their
//! mail hosts end in `.example`, which nobody can own (RFC 2606).

use crate::people::{random_name, random_phone};
use crate::random::{Random, scatter};

/// The columns of the shop's customers: e-mail address, name, phone.
pub const HEADER: &str = "email,xm,tel\n";

#[rustfmt::skip]
const FAMILIES: [&str; 24] = [
    "wang", "li", "zhang", "liu", "chen", "yang", "huang", "zhao", "wu", "zhou", "xu", "sun",
    "garcia", "muller", "smith", "jones", "silva", "kim", "nguyen", "rossi", "dubois", "jansen", "novak", "khan",
];
#[rustfmt::skip]
const GIVEN: [&str; 24] = [
    "wei", "fang", "min", "jing", "lei", "qiang", "yan", "jie", "tao", "ming", "xiu", "ying",
    "ana", "maria", "tom", "emma", "noah", "lea", "omar", "yuki", "ivan", "sara", "max", "zoe",
];
#[rustfmt::skip]
const HOSTS: [&str; 10] = [
    "mail.example", "qmail.example", "163mail.example", "post.example", "inbox.example",
    "webmail.example", "uni.example", "firma.example", "freemail.example", "correo.example",
];
const TAGS: [&str; 4] = ["+shop", "+newsletter", "+deals", "+x"];

/// The largest number of customers: each has an address of their own.
pub const MOST: u64 = u32::MAX as u64;

/// A customer: the true values, however the rows spell them.
pub struct Customer {
    local: String,
    host: &'static str,
    /// Whether the shop's rows hold no usable address of this customer.
    pub broken: bool,
    random: Random,
}

impl Customer {
    /// Returns the customer of that number; always the same one for a seed.
    pub fn nth(seed: u64, number: u32) -> Self {
        let mut random = Random::new(seed ^ 2, u64::from(number));
        let (given, family) = (random.pick(&GIVEN), random.pick(&FAMILIES));
        let separator = random.pick(&["", ".", "_", "-"]);
        let unique = scatter(number, seed ^ 3, MOST);
        Self {
            local: format!("{given}{separator}{family}{unique}"),
            host: random.pick(&HOSTS),
            broken: random.below(250) == 0,
            random,
        }
    }

    /// The e-mail address.
    pub fn email(&self) -> String {
        format!("{}@{}", self.local, self.host)
    }
}

/// Writes the customer's row in the shop's dump.
pub fn write_row(customer: &Customer, out: &mut Vec<u8>) {
    let mut random = customer.random.clone();
    write_email(customer, &mut random, out);
    out.push(b',');
    for part in random_name(&mut random) {
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b',');
    out.extend_from_slice(&random_phone(&mut random));
    out.push(b'\n');
}

/// Writes the address alone, as newsletters keep it.
pub fn write_address(customer: &Customer, out: &mut Vec<u8>) {
    out.extend_from_slice(customer.email().as_bytes());
    out.push(b'\n');
}

fn write_email(customer: &Customer, random: &mut Random, out: &mut Vec<u8>) {
    let (local, host) = (customer.local.as_bytes(), customer.host.as_bytes());
    if customer.broken {
        return match random.below(4) {
            0 => {}
            1 => out.extend_from_slice(b"n/a"),
            2 => out.extend_from_slice(local),
            _ => {
                out.extend_from_slice(local);
                out.extend_from_slice(b"@@");
                out.extend_from_slice(host);
            }
        };
    }
    let start = out.len();
    let spelling = random.below(1000);
    if matches!(spelling, 0..15) {
        out.push(b' ');
    }
    let address = out.len();
    out.extend_from_slice(local);
    if matches!(spelling, 15..45) {
        out.extend_from_slice(random.pick(&TAGS).as_bytes());
    }
    out.push(b'@');
    out.extend_from_slice(host);
    match spelling {
        // All upper-case, or the first letter.
        45..65 => out[start..].make_ascii_uppercase(),
        65..145 => out[address..=address].make_ascii_uppercase(),
        145..160 => out.push(b' '),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn everybody_has_an_address_of_their_own_that_nobody_owns() {
        let mut addresses = HashSet::new();
        for number in 0..50_000 {
            let customer = Customer::nth(7, number);
            assert!(customer.email().ends_with(".example"));
            assert!(addresses.insert(customer.email()));
        }
    }

    #[test]
    fn rows_are_messy_and_some_are_broken() {
        let mut out = Vec::new();
        (0..10_000).for_each(|number| write_row(&Customer::nth(7, number), &mut out));
        let rows = String::from_utf8(out).unwrap();
        for needle in ["+shop@", ".EXAMPLE,", " ,", "\n ", "@@", "n/a,"] {
            assert!(rows.contains(needle), "no row with {needle:?}");
        }
        let broken = (0..10_000).filter(|&number| Customer::nth(7, number).broken).count();
        assert!((20..70).contains(&broken), "{broken}");
    }
}
