//! A CSV of e-mail addresses to a finished list, beside DuckDB doing the same work (SHA-256 of
//! each, sorted, written to Parquet); and Have I Been Pwned's lines to a list, beside the tools
//! of <https://github.com/oschonrock/hibp>, where there are any, which sort them.
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

use crate::measured::{self, Measured};
use crate::{emails, ranges, table};

/// What DuckDB is asked to do, with as many threads.
const QUERY: &str = "
import sys, duckdb
folder, threads = sys.argv[1:]
base = duckdb.connect()
base.execute(f\"SET threads = {threads}\")
base.execute(f\"SET temp_directory = '{folder}/duck'\")
base.execute(f\"\"\"
    COPY (SELECT DISTINCT sha256(lower(trim(email))) AS digest
          FROM read_csv('{folder}/leak.csv', header = true, columns = {{'email': 'VARCHAR'}})
          ORDER BY digest)
    TO '{folder}/list.parquet' (FORMAT parquet)\"\"\")
";

/// Times that each is run, in turn; the best counts.
const TIMES: usize = 5;

/// Runs all on files of so many rows, and prints the best of each. `tools` is the folder of
/// `hibp-convert` and `hibp-sort`.
pub fn run(command: &Path, packages: &Path, rows: u32, tools: Option<&Path>) -> Result<()> {
    let folder = tempfile::tempdir_in(std::env::current_dir()?)?;
    let file = |name| File::create(folder.path().join(name));
    emails::write(rows.into(), &mut file("leak.csv")?)?;
    ranges::write(rows.into(), &mut file("hashes.txt")?)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{}, {rows} rows", measured::machine());

    let ours = |arguments: &[&str]| -> Result<Measured> {
        let measured = measured::run(
            Command::new(command)
                .arg("build")
                .args(arguments)
                .args(["--title", "Leak", "--out", "list"])
                .current_dir(folder.path())
                .stderr(Stdio::null()),
            None,
        )?;
        ensure!(measured.status.success(), "the build failed");
        std::fs::remove_dir_all(folder.path().join("list"))?;
        Ok(measured)
    };
    let duckdb = || -> Result<Measured> {
        let measured = measured::run(
            Command::new("python3")
                .args(["-c", QUERY])
                .arg(folder.path())
                .arg(threads.to_string())
                .env("PYTHONPATH", packages)
                .stdout(Stdio::null()),
            None,
        )?;
        ensure!(measured.status.success(), "DuckDB failed");
        Ok(measured)
    };
    let sorted = |tools: &Path| -> Result<Measured> {
        let of = |tool: &str, arguments: &[&str]| -> Result<Measured> {
            let mut command = Command::new(tools.join(tool));
            command.args(arguments).current_dir(folder.path()).stderr(Stdio::null());
            let measured = measured::run(command.stdout(Stdio::null()), None)?;
            ensure!(measured.status.success(), "{tool} failed");
            Ok(measured)
        };
        let to_binary = ["--txt-to-bin", "-i", "hashes.txt", "-o", "hashes.bin", "--force"];
        let (convert, sort) =
            (of("hibp-convert", &to_binary)?, of("hibp-sort", &["-i", "hashes.bin"])?);
        Ok(Measured {
            seconds: convert.seconds + sort.seconds,
            processor_seconds: convert.processor_seconds + sort.processor_seconds,
            peak_bytes: convert.peak_bytes.max(sort.peak_bytes),
            ..sort
        })
    };
    let better = |one: Option<Measured>, other: Measured| match one {
        Some(one) if one.seconds <= other.seconds => Some(one),
        _ => Some(other),
    };
    let (mut emails, mut hashes, mut peer, mut sorter) = (None, None, None, None);
    for _ in 0..TIMES {
        emails = better(emails, ours(&["leak.csv", "--check", "email"])?);
        let hibp = ["hashes.txt", "--check", "password", "--scheme", "sha1"];
        hashes = better(hashes, ours(&hibp)?);
        peer = better(peer, duckdb()?);
        if let Some(tools) = tools {
            sorter = better(sorter, sorted(tools)?);
        }
    }
    let line = |name: &str, measured: &Measured| {
        let rate = |seconds: f64| format!("{:.2}", f64::from(rows) / seconds / 1e6);
        vec![
            name.to_owned(),
            format!("{:.2} s", measured.seconds),
            rate(measured.seconds),
            rate(measured.seconds * threads as f64),
            rate(measured.processor_seconds),
            format!("{} MiB", measured.peak_bytes >> 20),
        ]
    };
    let (Some(emails), Some(hashes), Some(duckdb)) = (emails, hashes, peer) else { return Ok(()) };
    let heads =
        ["", "time", "million rows a second", "of one core", "of a core's busy second", "memory"];
    let mut rows = vec![
        line("e-mail addresses, SHA-256: hushcheck build", &emails),
        line("the same: DuckDB, sorted Parquet", &duckdb),
        line("Have I Been Pwned's lines: hushcheck build", &hashes),
    ];
    rows.extend(sorter.map(|sorter| line("the same: hibp-convert, hibp-sort (no list)", &sorter)));
    table::print("From a leak to a list", &heads, &rows);
    println!("\n{:.1} times as fast as DuckDB", duckdb.seconds / emails.seconds);
    Ok(())
}
