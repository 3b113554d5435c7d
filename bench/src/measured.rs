//! Runs a program and measures what it takes: time, processor time, memory.
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// What a program took.
pub struct Measured {
    pub status: ExitStatus,
    pub seconds: f64,
    /// Of all its threads, in user and system mode.
    pub processor_seconds: f64,
    /// Most memory resident at once, in bytes, as the system counted it.
    pub peak_bytes: u64,
    /// Most bytes that a folder held, looked at about ten times a second.
    pub folder_bytes: u64,
}

/// Runs the command to its end, and watches how large a folder becomes meanwhile.
pub fn run(command: &mut Command, folder: Option<&std::path::Path>) -> Result<Measured> {
    let begin = Instant::now();
    let child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
    wait(child, begin, folder)
}

/// As `run`, of a child that runs already.
pub fn wait(
    mut child: Child,
    begin: Instant,
    folder: Option<&std::path::Path>,
) -> Result<Measured> {
    let (mut peak, mut folder_bytes, mut ticks) = (0, 0, 0);
    let id = child.id();
    // Looked at often, so that the end is seen at once.
    let mut looks = 0u64;
    let status = loop {
        looks += 1;
        // A child that ended stays in /proc until it is waited for; so its last counts
        // are read first.
        let (memory, time) = counts(id);
        peak = peak.max(memory);
        ticks = ticks.max(time);
        if let Some(folder) = folder.filter(|_| looks.is_multiple_of(25)) {
            folder_bytes = folder_bytes.max(bytes_below(folder));
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(4));
    };
    Ok(Measured {
        status,
        seconds: begin.elapsed().as_secs_f64(),
        // Linux counts a hundred ticks a second for programs (USER_HZ).
        processor_seconds: ticks as f64 / 100.0,
        peak_bytes: peak,
        folder_bytes,
    })
}

/// Most memory resident until now (the kernel keeps the maximum), and processor ticks.
fn counts(id: u32) -> (u64, u64) {
    let read = |name| std::fs::read_to_string(format!("/proc/{id}/{name}")).unwrap_or_default();
    let status = read("status");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|text| text.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let stat = read("stat");
    let fields: Vec<&str> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let tick = |i: usize| fields.get(i).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    (kib.unwrap_or(0) * 1024, tick(11) + tick(12))
}

/// Bytes of all files below a folder.
pub fn bytes_below(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => bytes_below(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

/// The machine, for whoever reads the figures.
pub fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key));
        line.and_then(|line| line.split(':').nth(1)).unwrap_or("?").trim().to_owned()
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let processor = value(&read("/proc/cpuinfo"), "model name");
    let memory = value(&read("/proc/meminfo"), "MemTotal");
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{threads} threads of {processor}, {memory} of memory, Linux {}", kernel.trim())
}
