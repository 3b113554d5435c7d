//! How many e-mail addresses one core brings into their canonical form in a second.
//!
//! Run: `cargo run --release -p hushcheck-core --example email_speed`
use std::hint::black_box;
use std::time::Instant;

use hushcheck_core::{Hints, Identifier, Kind, Unicode};

/// No address here needs more than ASCII.
struct Ascii;

impl Unicode for Ascii {
    fn nfkc(&self, text: &str) -> String {
        text.to_owned()
    }

    fn nfkd(&self, text: &str) -> String {
        text.to_owned()
    }

    fn domain_to_ascii(&self, _: &str) -> Option<String> {
        None
    }

    fn simplified(&self, c: char) -> char {
        c
    }
}

fn main() {
    let hosts =
        ["gmail.com", "example.org", "qq.com", "Hotmail.COM", "163.com", "mail.example.net"];
    let names = ["li.wei", "Zhang.San", "j.smith+shop", "wang1987", "x_y-z", "maria.garcia"];
    let addresses: Vec<String> = (0..100_000usize)
        .map(|i| format!("{}{}@{}", names[i % 6], i % 9973, hosts[i / 6 % 6]))
        .collect();
    let bytes: usize = addresses.iter().map(String::len).sum();
    let hints = Hints::default();
    let measure = |what: &str, run: &dyn Fn(&str)| {
        let best = (0..5).map(|_| {
            let begin = Instant::now();
            (0..20).for_each(|_| addresses.iter().for_each(|address| run(address)));
            begin.elapsed().as_secs_f64()
        });
        let seconds = best.fold(f64::INFINITY, f64::min);
        let count = 20.0 * addresses.len() as f64;
        println!("{:5.1} million a second: {what}", count / seconds / 1e6);
    };
    println!("addresses of {:.1} bytes", bytes as f64 / addresses.len() as f64);
    measure("canonicalised", &|address| {
        drop(black_box(Identifier::parse(Kind::Email, black_box(address), &hints, &Ascii)));
    });
    // What remains if nothing is looked at: memory taken, filled, wiped, given back.
    measure("only copied, as passwords are", &|address| {
        drop(black_box(Identifier::parse(Kind::Password, black_box(address), &hints, &Ascii)));
    });
}
