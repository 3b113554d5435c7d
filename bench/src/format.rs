//! The size of lists beside what mathematics allows and what others send.
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use flate2::Compression;
use hushcheck::list::{self, Draft};
use hushcheck::progress::Progress;
use hushcheck::records::Records;
use hushcheck_core::bucket::{Bucket, Coding, Entry, best_rice_parameter, encoded_len};
use hushcheck_core::manifest::{Edition, Manifest, RawList};
use hushcheck_core::merkle::{Label, STEP};
use hushcheck_core::payload::{Legend, SymbolCode};
use hushcheck_core::{Check, Incident, Payload, Scheme};
use xorf::BinaryFuse32;

use crate::random::Random;
use crate::ranges::Range;
use crate::{bound, ranges, speed, table};

/// Prints all tables. Ranges come from a folder where one is named.
pub fn run(folder: Option<&Path>) -> Result<()> {
    let mut random = Random(2026);
    let genuine = folder.map(ranges::read).transpose()?;
    let source = if genuine.is_some() { "genuine" } else { "made-up" };
    let small =
        genuine.unwrap_or_else(|| (0..128).map(|_| ranges::make_up(905, &mut random)).collect());
    // Today's size, of a list of two thousand million passwords.
    let large: Vec<Range> = (0..32).map(|_| ranges::make_up(1907, &mut random)).collect();
    one_look_up(&format!("{source} ranges, mean of {}", small.len()), &small)?;
    one_look_up("made-up ranges of 1,907 lines, mean of 32", &large)?;
    payloads(source, &small)?;
    whole_lists()?;
    speed::run()
}

/// What one look-up takes.
fn one_look_up(title: &str, ranges: &[Range]) -> Result<()> {
    let mut sums: BTreeMap<(u8, &str), f64> = BTreeMap::new();
    let mut add =
        |order, name, bytes: usize| *sums.entry((order, name)).or_default() += bytes as f64;
    for range in ranges {
        add(0, "HIBP text", range.text.len());
        add(1, "HIBP text, gzip 9", gzip(&range.text)?);
        add(2, "HIBP text, brotli 11", brotli(&range.text)?);
        // 30 bits more than the range has entries, as a list has by default.
        let k = range.digests.len() as u64;
        let bits = k.next_power_of_two().trailing_zeros() as u8 + 30;
        let mut suffixes: Vec<u64> =
            range.digests.iter().map(|digest| digest << 20 >> (64 - bits)).collect();
        suffixes.sort_unstable();
        suffixes.dedup();
        let rice_parameter = best_rice_parameter(k, bits);
        let coding = Coding { suffix_bits: bits, rice_parameter, symbols: SymbolCode::default() };
        add(3, "Hushcheck's code", encoded_len(plain(&suffixes), &coding) as usize);
        let elias_fano = vers_vecs::EliasFanoVec::from_slice(&suffixes);
        add(4, "Elias-Fano, with its index", elias_fano.heap_size());
        // Two filters of 32 bits are more than 30, one is nearest.
        let fuse = BinaryFuse32::try_from(&suffixes).map_err(anyhow::Error::msg)?;
        add(5, "binary fuse filter, 32 bits", fuse.fingerprints.len() * 4);
        add(6, "bound of a set", (bound::set(bits, suffixes.len() as u64) / 8.0).ceil() as usize);
    }
    let bound = sums[&(6, "bound of a set")];
    let rows: Vec<Vec<String>> = sums
        .iter()
        .map(|((_, name), bytes)| {
            let mean = bytes / ranges.len() as f64;
            vec![(*name).to_owned(), format!("{mean:.0}"), format!("{:.3}", bytes / bound)]
        })
        .collect();
    let title = format!("Bytes of one look-up, at 2^-30 to 2^-31: {title}");
    table::print(&title, &["", "bytes", "of the bound"], &rows);
    Ok(())
}

fn plain(suffixes: &[u64]) -> impl Iterator<Item = Entry> + '_ {
    suffixes.iter().map(|&suffix| Entry { suffix, symbol: 0 })
}

fn gzip(text: &str) -> Result<usize> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(text.as_bytes())?;
    Ok(out.finish()?.len())
}

fn brotli(text: &str) -> Result<usize> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut text.as_bytes(), &mut out, &parameters)?;
    Ok(out.len())
}

/// What it takes to say more about an entry.
fn payloads(source: &str, ranges: &[Range]) -> Result<()> {
    let mut counts = BTreeMap::new();
    for count in ranges.iter().flat_map(|range| &range.counts) {
        *counts.entry(*count).or_default() += 1;
    }
    // A large incident, a middling one inside and a small one across it.
    let mut sets = BTreeMap::new();
    let mut random = Random(3);
    for _ in 0..1_000_000 {
        let mut set = u64::from(random.unit() < 0.8);
        set |= u64::from(random.unit() < 0.25) << 1;
        set |= u64::from(random.unit() < 0.04) << 2;
        *sets.entry(set.max(1)).or_default() += 1;
    }
    let mut rows = Vec::new();
    for (name, marks, legend) in [
        (format!("counts of {source} ranges"), &counts, Legend::of_counts(&counts)),
        ("sets of three incidents".to_owned(), &sets, Legend::of_incidents(&sets)),
    ] {
        let lengths: Vec<u8> = match &legend.payload {
            Payload::Counts(classes) => classes.iter().map(|class| class.code_bits).collect(),
            Payload::Incidents(sets) => sets.iter().map(|set| set.code_bits).collect(),
        };
        let mut of_symbol = vec![0u64; lengths.len()];
        for (&mark, &entries) in marks {
            of_symbol[usize::from(legend.symbol(mark))] += entries;
        }
        let entries: u64 = of_symbol.iter().sum();
        let bits: u64 = of_symbol.iter().zip(&lengths).map(|(n, &l)| n * u64::from(l)).sum();
        let each = |bits: f64| bits / entries as f64;
        rows.push(vec![
            name,
            lengths.len().to_string(),
            format!("{:.3}", each(bits as f64)),
            format!("{:.3}", each(bound::symbols(of_symbol.iter().copied()))),
            format!("{:.3}", each(bound::symbols(marks.values().copied()))),
        ]);
    }
    let header = ["", "symbols", "coded", "their entropy", "entropy told exactly"];
    table::print("Bits an entry for what is said besides", &header, &rows);
    Ok(())
}

/// Whole lists as they are published: code, padding, proofs.
fn whole_lists() -> Result<()> {
    let mut rows = Vec::new();
    for (check, records) in [
        ("email", 10_000u64),
        ("email", 1_000_000),
        ("password", 1_000_000),
        ("name+national-id", 1_000_000),
        ("name+national-id", 10_000_000),
    ] {
        rows.push(whole_list(check, records)?);
    }
    let header = [
        "list",
        "records",
        "files",
        "code",
        "padding",
        "proofs",
        "all bytes",
        "code/bound",
        "all/bound",
    ];
    table::print("Lists as published, and log2 C(2^t, n)", &header, &rows);
    Ok(())
}

fn whole_list(check: &str, records: u64) -> Result<Vec<String>> {
    let check: Check = check.parse()?;
    let mut random = Random(records);
    let digests = (0..records).map(|_| random.next()).collect::<Vec<_>>();
    let records = Records::of_digests(check, digests);
    let draft = Draft {
        check,
        scheme: Scheme::Sha256,
        records: &records,
        fingerprint_bits: None,
        prefix_bits: None,
    };
    let folder = tempfile::tempdir()?;
    let raw =
        list::write(&draft, &Label::new("bench", 1, check), folder.path(), &Progress::hidden())?;
    let manifest = manifest(raw)?;
    let list = &manifest.lists()[0];
    let mut code = 0;
    for number in 0..list.buckets() {
        let file = std::fs::read(folder.path().join(list.file(number)))?;
        let content = list.open(number, &file).ok_or_else(|| anyhow::anyhow!("a wrong file"))?;
        let bucket = Bucket::parse(content, list.coding())?;
        let entries = bucket.entries().collect::<Result<Vec<Entry>, _>>()?;
        code += encoded_len(entries, list.coding());
    }
    let proofs = list.buckets() * u64::from(list.prefix_bits()) * STEP as u64;
    let all = list.total_bytes();
    let bound = bound::set(list.fingerprint_bits(), list.entries()) / 8.0;
    let share = |bytes: u64| format!("{:.2} %", 100.0 * bytes as f64 / all as f64);
    Ok(vec![
        check.to_string(),
        list.records().to_string(),
        list.buckets().to_string(),
        share(code),
        share(all - code - proofs),
        share(proofs),
        all.to_string(),
        format!("{:.4}", code as f64 / bound),
        format!("{:.4}", all as f64 / bound),
    ])
}

fn manifest(list: RawList) -> Result<Manifest> {
    let edition = Edition {
        dataset: "bench".into(),
        number: 1,
        published: "2026-01-01".into(),
        country: None,
        expires: None,
        previous: None,
        accepted_risks: Vec::new(),
    };
    let incident = Incident { name: "bench".into(), title: "Bench".into(), ..Incident::default() };
    Ok(Manifest::new(edition, vec![incident], vec![list])?)
}
