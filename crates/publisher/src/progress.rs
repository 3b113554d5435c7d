//! How far the work is, shown on a terminal.
use std::io::IsTerminal as _;
use std::time::Duration;

use crate::numbers::Count;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows one phase after the other; nothing where standard error is no terminal.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Shows it on standard error, if somebody is there to see it.
    pub fn on_terminal() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if std::io::stderr().is_terminal() {
            bar.enable_steady_tick(Duration::from_millis(200));
        } else {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        Progress { bar }
    }

    /// Shows nothing.
    pub fn hidden() -> Self {
        Progress { bar: ProgressBar::hidden() }
    }

    /// Begins to read rows, of so many bytes if that is known.
    pub fn read(&self, bytes: Option<u64>) {
        self.bar.reset();
        let template = match bytes {
            Some(bytes) => {
                self.bar.set_length(bytes);
                "reading: {msg}, {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left"
            }
            None => "reading: {msg}, {bytes}, {bytes_per_sec}",
        };
        self.style(template);
    }

    /// So many more bytes are read, and so many rows in all.
    pub fn rows(&self, bytes: u64, rows: u64) {
        self.bar.inc(bytes);
        if !self.bar.is_hidden() {
            let rate = rows as f64 / self.bar.elapsed().as_secs_f64().max(0.001);
            self.bar.set_message(format!("{}, {rate:.0} a second", Count(rows, "row")));
        }
    }

    /// Begins a phase of so many steps.
    pub fn phase(&self, name: &'static str, steps: u64) {
        self.bar.reset();
        self.bar.set_length(steps);
        self.bar.set_message(name);
        self.style("{msg}: {percent} %, {eta} left");
    }

    /// One more step is done.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// Ends, and leaves the line empty.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn style(&self, template: &str) {
        // A template that cannot be read leaves the style as it was.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}
