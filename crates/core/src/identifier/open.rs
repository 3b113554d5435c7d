//! How many completions the reduced forms leave open, counted.
//!
//! Each test knows of a person what its thief knows, the check digits among it, and
//! counts the values that still fit.
use std::collections::HashMap;

use super::tests::Native;
use super::{Hints, Identifier};
use crate::Kind;

fn reduced(kind: Kind, text: &str) -> String {
    let identifier = Identifier::parse(kind, text, &Hints::default(), &Native).unwrap();
    identifier.reduced().expose().to_owned()
}

fn counts(forms: impl IntoIterator<Item = String>) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    forms.into_iter().for_each(|form| *counts.entry(form).or_default() += 1);
    counts
}

#[test]
fn days_of_a_known_year() {
    for year in [1999, 2000] {
        let months = (1..=12).flat_map(|month| (1..=31).map(move |day| (month, day)));
        let days = months.filter(|&(month, day)| crate::calendar::is_day(year, month, day));
        let forms = days
            .map(|(month, day)| reduced(Kind::BirthDate, &format!("{year}-{month:02}-{day:02}")));
        let open = counts(forms);
        assert_eq!(open.len(), 3);
        assert!(open.values().all(|&n| n >= 121), "{open:?}");
    }
}

#[test]
fn cards_whose_first_six_and_last_four_are_known() {
    let numbers = (0..1_000_000).map(|middle| format!("411111{middle:06}1111"));
    let valid = numbers
        .filter(|number| Identifier::parse(Kind::Card, number, &Hints::default(), &Native).is_ok());
    let open = counts(valid.map(|number| reduced(Kind::Card, &number)));
    assert_eq!(open.len(), 1000);
    assert!(open.values().all(|&n| n == 100));
}

#[test]
fn passports_whose_beginning_end_and_check_digit_are_known() {
    // A letter before eight digits, and two before six, of which the second is known.
    for (head, digits, tail) in [("E12", 3, "678"), ("AB", 3, "456"), ("L1", 3, "4567")] {
        let numbers = (0..1000).map(|n| format!("{head}{n:0digits$}{tail}"));
        let fits = |number: &String| {
            let line = format!("{number:<<9}0UTO7408122F1204159ZE184226B<<<<<10");
            Identifier::parse(Kind::Passport, &line, &Hints::default(), &Native).is_ok()
        };
        let open = counts(numbers.filter(fits).map(|number| reduced(Kind::Passport, &number)));
        assert_eq!(open.len(), 1, "{head}");
        assert!(open.values().all(|&n| n >= 100), "{open:?}");
    }
}

#[test]
fn plates_whose_place_age_and_end_are_known() {
    for (head, digits, tail) in [("京A", 3, "45"), ("MAB", 2, "34"), ("AB", 2, "CD")] {
        let forms = (0..10u32.pow(digits))
            .map(|n| format!("{head}{n:0width$}{tail}", width = digits as usize));
        let open = counts(forms.map(|plate| reduced(Kind::Plate, &plate)));
        assert!(open.values().all(|&n| n >= 100), "{open:?}");
    }
}

/// National check digits within an IBAN's account part, by the countries' banks.
type National = fn(&[u32]) -> bool;

#[test]
fn accounts_whose_first_four_and_last_four_are_known() {
    let accounts: [(&str, National); 6] = [
        ("DE89370400440532013000", |_| true),
        ("BE68539007547034", |n| {
            let number = n[..10].iter().fold(0, |rest, digit| (rest * 10 + digit) % 97);
            n[10] * 10 + n[11] == if number == 0 { 97 } else { number }
        }),
        ("FR7630006000011234567890189", |n| french(&n[..21], n[21] * 10 + n[22])),
        ("PT50000201231234567890154", |n| {
            n.iter().fold(0, |rest, digit| (rest * 10 + digit) % 97) == 1
        }),
        ("ES9121000418450200051332", |n| {
            let weights = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
            let sum: u32 = weights.iter().zip(&n[10..]).map(|(w, digit)| w * digit).sum();
            // 11 is written 0, and 10 is written 1.
            n[9] == match 11 - sum % 11 {
                11 => 0,
                10 => 1,
                digit => digit,
            }
        }),
        ("IT60X0542811101000000123456", italian),
    ];
    for (iban, national) in accounts {
        let head = &iban[..4];
        let account: Vec<u32> = iban[4..].chars().map(|c| c.to_digit(36).unwrap()).collect();
        assert!(national(&account), "{iban}");
        let end = account.len() - 4;
        let form = reduced(Kind::Iban, iban);
        let mut open = 0;
        for n in 0..1_000_000u32 {
            let mut other = account.clone();
            for (i, place) in (end - 6..end).enumerate() {
                other[place] = n / 10u32.pow(i as u32) % 10;
            }
            if national(&other) && is_right(head, &other) {
                open += 1;
                if open <= 3 {
                    let text: String =
                        other.iter().map(|&d| char::from_digit(d, 36).unwrap()).collect();
                    assert_eq!(reduced(Kind::Iban, &format!("{head}{text}")), form);
                }
            }
        }
        assert!(open >= 300, "{iban}: {open}");
    }
}

/// ISO 7064, MOD 97-10, of an account part behind its country and check digits.
fn is_right(head: &str, account: &[u32]) -> bool {
    let head = head.chars().map(|c| c.to_digit(36).unwrap());
    let digits = account.iter().copied().chain(head);
    digits.fold(0, |rest, d| if d < 10 { rest * 10 + d } else { rest * 100 + d } % 97) == 1
}

/// Clé RIB of an account of digits.
fn french(account: &[u32], key: u32) -> bool {
    let rest = account.iter().fold(0, |rest, digit| (rest * 10 + digit) % 97);
    (rest * 100 + key).is_multiple_of(97)
}

/// Carattere di controllo (CIN) of bank, branch and account.
fn italian(account: &[u32]) -> bool {
    let odd = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let value = |digit: u32| if digit < 10 { digit } else { digit - 10 };
    let sum: u32 = account[1..]
        .iter()
        .enumerate()
        .map(|(i, &digit)| if i % 2 == 0 { odd[value(digit) as usize] } else { value(digit) })
        .sum();
    account[0] == 10 + sum % 26
}
