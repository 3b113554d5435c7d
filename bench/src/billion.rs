//! A list of the largest leak's size: made-up people through standard input into two
//! checks or one, verified and asked afterwards.
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use crate::measured::{self, bytes_below};
use crate::people::People;
use crate::table;

const CHECKS: [&str; 2] = ["name+national-id", "name+phone"];
/// People that are asked for.
const ASKED: u32 = 20;

/// Streams so many rows into the command, for so many checks, and prints what it took.
pub fn run(command: &Path, rows: u32, checks: u32) -> Result<()> {
    let checks = CHECKS.get(..checks as usize).context("there are two checks")?;
    // Not in memory, as /tmp may be.
    let folder = tempfile::tempdir_in(std::env::current_dir()?)?;
    let out = folder.path().join("list");
    println!("{}", measured::machine());
    println!("{rows} rows through standard input, checks: {}\n", checks.len());

    let begin = Instant::now();
    let mut child = Command::new(command)
        .args(["build", "-", "--country", "CN", "--title", "Billion", "--published", "2026-11-22"])
        .args(["--map", "name=name", "--map", "national-id=id", "--map", "phone=phone"])
        .args(checks.iter().flat_map(|check| ["--check", check]))
        .args(["--out", "list"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", command.display()))?;
    let stdin = child.stdin.take().context("it has a standard input")?;
    let writer = std::thread::spawn(move || {
        let mut out = BufWriter::with_capacity(1 << 20, stdin);
        let begin = Instant::now();
        let written = People::new().write(rows, &mut out).and_then(|()| out.flush());
        written.map(|()| begin.elapsed().as_secs_f64())
    });
    let build = measured::wait(child, begin, Some(folder.path()))?;
    let written = writer.join().ok().context("the generator panicked")?;
    ensure!(build.status.success(), "the build failed");
    let written = written.context("the generator could not write")?;

    let verify = measured::run(Command::new(command).arg("verify").arg(&out), None)?;
    ensure!(verify.status.success(), "the list does not verify");
    println!();

    let mut lines = vec![
        vec!["rows".into(), format!("{rows}")],
        vec![
            "seconds until the finished list, generator included".into(),
            format!("{:.1}", build.seconds),
        ],
        vec!["of these until the last row was taken".into(), format!("{written:.1}")],
        vec!["rows a second".into(), format!("{:.0}", f64::from(rows) / build.seconds)],
        vec![
            "processor seconds without generator".into(),
            format!("{:.1}", build.processor_seconds),
        ],
        vec!["most memory resident, MiB".into(), format!("{}", build.peak_bytes >> 20)],
        vec![
            "most on disk meanwhile, GB".into(),
            format!("{:.2}", build.folder_bytes as f64 / 1e9),
        ],
    ];
    for &check in checks {
        let bytes = bytes_below(&out.join(check.replace('+', "_")));
        lines.push(vec![format!("list {check}, GB"), format!("{:.3}", bytes as f64 / 1e9)]);
    }
    lines.push(vec!["seconds to verify it".into(), format!("{:.1}", verify.seconds)]);
    for &check in checks {
        for (who, from) in [("in it", 0), ("not in it", rows)] {
            let (matches, seconds) = ask(command, &out, check, from)?;
            lines.push(vec![
                format!("{check}: matches of {ASKED} people {who} ({seconds:.2} s)"),
                matches.to_string(),
            ]);
            ensure!(who == "not in it" || matches == ASKED as usize, "somebody is missing");
        }
    }
    table::print("A list of a whole country", &["", ""], &lines);
    Ok(())
}

/// Asks for people from a number on; returns how many match and the time for all.
fn ask(command: &Path, list: &Path, check: &str, from: u32) -> Result<(usize, f64)> {
    let people = People::new();
    let mut rows = Vec::new();
    (from..from.saturating_add(ASKED)).for_each(|number| people.write_row(number, &mut rows));
    let rows = String::from_utf8(rows)?;
    let column = if check.ends_with("phone") { 2 } else { 1 };
    let query = |row: &str| {
        let fields: Vec<&str> = row.split(',').collect();
        format!("{},{}\n", fields[0], fields[column])
    };
    let queries: String = rows.lines().map(query).collect();
    let begin = Instant::now();
    let mut child = Command::new(command)
        .arg("check")
        .arg(list)
        .args(["--check", check, "--country", "CN"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut stdin = child.stdin.take().context("it has a standard input")?;
    let feeder = std::thread::spawn(move || stdin.write_all(queries.as_bytes()));
    let output = child.wait_with_output()?;
    feeder.join().ok().context("a thread panicked")??;
    let answers = String::from_utf8(output.stdout)?;
    let matches = answers.lines().filter(|line| line.starts_with("match")).count();
    Ok((matches, begin.elapsed().as_secs_f64()))
}
