//! The rows of the dump: the same values as real dumps spell them, which is in
//! many ways, and now and then wrongly.
//!
//! Everything is written as bytes straight into the buffer, since a billion rows
//! must come out in minutes.

use super::places::STREETS;
use super::resident_id::digits;
use super::{Defect, Person};
use crate::random::Random;

/// How often a field is spelled in an unusual way, as the number of faces of the
/// die that picks the spelling; the unusual spellings are its first faces.
#[derive(Clone, Copy)]
enum Mess {
    /// Now and then.
    Usual,
    /// Always, where a field has unusual spellings at all.
    Always,
}

/// Picks a spelling: below `unusual` for an unusual one.
fn spelling(random: &mut Random, mess: Mess, unusual: u32) -> u32 {
    random.below(match mess {
        Mess::Usual => 1000,
        Mess::Always => unusual,
    })
}

/// Writes the person's row, and for a few people a second one: the same again, or
/// the same spelled otherwise.
pub fn write_rows(person: &Person, out: &mut Vec<u8>) {
    let mut random = person.random.clone();
    let start = out.len();
    write_row(person, &mut random, Mess::Usual, out);
    match random.below(100) {
        0 => out.extend_from_within(start..),
        1 => write_row(person, &mut random, Mess::Always, out),
        _ => {}
    }
}

fn write_row(person: &Person, random: &mut Random, mess: Mess, out: &mut Vec<u8>) {
    write_name(person, random, mess, out);
    out.extend_from_slice(if person.woman { ",女,".as_bytes() } else { ",男,".as_bytes() });
    write_birth(person, random, mess, out);
    out.push(b',');
    write_id(person, random, mess, out);
    out.push(b',');
    write_phone(person, random, mess, out);
    out.push(b',');
    write_address(person, random, out);
    out.push(b'\n');
}

fn write_name(person: &Person, random: &mut Random, mess: Mess, out: &mut Vec<u8>) {
    let [family, first, second] = person.name.map(str::as_bytes);
    let (before, between, after): (&str, &str, &str) = match spelling(random, mess, 40) {
        0..10 => (" ", "", ""),
        10..20 => ("", "", " "),
        20..25 => ("", "", "\u{3000}"),
        25..40 => ("", "\u{3000}", ""),
        _ => ("", "", ""),
    };
    for part in [before.as_bytes(), family, between.as_bytes(), first, second, after.as_bytes()] {
        out.extend_from_slice(part);
    }
}

fn write_birth(person: &Person, random: &mut Random, mess: Mess, out: &mut Vec<u8>) {
    let date = &person.id[6..14];
    match spelling(random, mess, 100) {
        0..80 => out.extend_from_slice(date),
        80..100 => {
            for (part, unit) in [(0..4, "年"), (4..6, "月"), (6..8, "日")] {
                out.extend_from_slice(&date[part]);
                out.extend_from_slice(unit.as_bytes());
            }
        }
        _ => {
            out.extend_from_slice(&date[..4]);
            out.push(b'-');
            out.extend_from_slice(&date[4..6]);
            out.push(b'-');
            out.extend_from_slice(&date[6..]);
        }
    }
}

fn write_id(person: &Person, random: &mut Random, mess: Mess, out: &mut Vec<u8>) {
    let mut id = person.id;
    if person.defect == Some(Defect::NationalId) {
        return match random.below(3) {
            0 => {
                // Each digit, and X too, becomes another character.
                id[17] = b'0' + (id[17] + 1 - b'0') % 10;
                out.extend_from_slice(&id);
            }
            1 => out.extend_from_slice(&id[..17]),
            _ => out.extend_from_slice("不详".as_bytes()),
        };
    }
    match spelling(random, mess, 160) {
        0..70 if person.birth.year < 1999 => {
            out.extend_from_slice(&id[..6]);
            out.extend_from_slice(&id[8..17]);
        }
        0..120 => {
            id[17] = id[17].to_ascii_lowercase();
            out.extend_from_slice(&id);
        }
        120..130 => full_width(&id, out),
        130..145 => {
            out.push(b' ');
            out.extend_from_slice(&id);
        }
        145..155 => {
            out.extend_from_slice(&id);
            out.extend_from_slice(b"  ");
        }
        155..160 => {
            out.extend_from_slice(&id[..6]);
            out.push(b' ');
            out.extend_from_slice(&id[6..14]);
            out.push(b' ');
            out.extend_from_slice(&id[14..]);
        }
        _ => out.extend_from_slice(&id),
    }
}

fn write_phone(person: &Person, random: &mut Random, mess: Mess, out: &mut Vec<u8>) {
    let phone = &person.phone;
    if person.defect == Some(Defect::Phone) {
        return match random.below(5) {
            0..3 => {}
            3 => out.extend_from_slice(&phone[..7]),
            _ => out.extend_from_slice("无".as_bytes()),
        };
    }
    let spelling = spelling(random, mess, 330);
    let before: &[u8] = match spelling {
        0..60 => b"+86",
        60..100 => b"+86 ",
        100..130 => b"0086",
        130..140 => b"0086-",
        140..180 => b"86",
        180..200 => b" ",
        _ => b"",
    };
    out.extend_from_slice(before);
    match spelling {
        200..260 => grouped(phone, b'-', out),
        260..310 => grouped(phone, b' ', out),
        310..320 => full_width(phone, out),
        320..330 => {
            out.extend_from_slice(phone);
            out.push(b' ');
        }
        _ => out.extend_from_slice(phone),
    }
}

fn grouped(phone: &[u8; 11], separator: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(&phone[..3]);
    out.push(separator);
    out.extend_from_slice(&phone[3..7]);
    out.push(separator);
    out.extend_from_slice(&phone[7..]);
}

/// Writes ASCII in the full-width forms of Chinese input methods.
fn full_width(ascii: &[u8], out: &mut Vec<u8>) {
    for &byte in ascii {
        let wide = char::from_u32(u32::from(byte) + 0xfee0).unwrap_or('\u{ff1f}');
        out.extend_from_slice(wide.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// The address is of no use to any check; it is there since it is what makes
/// dumps hard to split into columns.
fn write_address(person: &Person, random: &mut Random, out: &mut Vec<u8>) {
    let street = random.pick(&STREETS);
    let (number, block) = (1 + random.below(1999), 1 + random.below(40));
    let flat = 100 * (1 + random.below(24)) + 1 + random.below(4);
    let (open, middle, close) = match random.below(1000) {
        0..30 => ("\"", ", ", "\""),
        30..35 => ("\"", "\"\"阳光花园\"\"", "\""),
        35 => ("\"", "\n", "\""),
        _ => ("", "", ""),
    };
    out.extend_from_slice(open.as_bytes());
    out.extend_from_slice(person.district.as_bytes());
    out.extend_from_slice(street.as_bytes());
    decimal(number, out);
    out.extend_from_slice("号".as_bytes());
    out.extend_from_slice(middle.as_bytes());
    decimal(block, out);
    out.extend_from_slice("栋".as_bytes());
    decimal(flat, out);
    out.extend_from_slice("室".as_bytes());
    out.extend_from_slice(close.as_bytes());
}

fn decimal(number: u32, out: &mut Vec<u8>) {
    let mut place = [0; 4];
    digits(&mut place, number);
    let zeros = place.iter().take_while(|&&digit| digit == b'0').count();
    out.extend_from_slice(&place[zeros..]);
}
