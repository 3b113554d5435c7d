//! The vector files, what the masks leave open, and texts of all sorts.
use super::*;

#[test]
#[ignore = "a measurement: cargo test --release -p hushcheck-core national_ids_a_second -- --ignored --nocapture"]
fn national_ids_a_second() {
    let hints = Hints { country: Some(Country::CN) };
    let numbers: Vec<String> = (0..1000u32)
        .map(|i| {
            format!(
                "{}19{:02}{:02}{:02}{:03}",
                110_000 + i * 500,
                i % 99,
                i % 12 + 1,
                i % 28 + 1,
                i
            )
        })
        .map(|n| format!("{}{}", &n[..6], &n[8..]))
        .map(|n| canonical(&n, &hints).unwrap()[3..].to_owned())
        .collect();
    let begin = std::time::Instant::now();
    for _ in 0..std::env::var("R").map_or(10_000, |r| r.parse().unwrap()) {
        for n in &numbers {
            std::hint::black_box(canonical(std::hint::black_box(n), &hints)).unwrap();
        }
    }
    println!("canonical {:.1} M/s", 1e7 / begin.elapsed().as_secs_f64() / 1e6);
    let numbers: Vec<String> = numbers.iter().map(|n| format!("CN:{n}")).collect();
    let begin = std::time::Instant::now();
    for _ in 0..std::env::var("R").map_or(10_000, |r| r.parse().unwrap()) {
        for n in &numbers {
            std::hint::black_box(reduced(std::hint::black_box(n)));
        }
    }
    println!("reduced {:.1} M/s", 1e7 / begin.elapsed().as_secs_f64() / 1e6);
}
