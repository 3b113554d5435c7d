//! End-to-end tests: the built site in a real browser, over WebDriver.
//!
//! `cargo xtask test browser` runs them; it builds the site and names in the
//! environment what they need: `HUSHCHECK_DIST` (the site with its demo lists),
//! `HUSHCHECK_EXAMPLES` (what is in the lists and what is not), `HUSHCHECK_AXE`
//! (axe-core's script) and the browser, `CHROMEDRIVER` and `CHROMIUM`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod accessibility;
mod builder;
mod configured;
mod egress;
mod elsewhere;
mod examples;
mod follow_up;
mod incidents;
mod many;
mod mirrors;
mod offline;
mod page;
mod pointer;
mod ranges;
mod screenshots;
mod self_test;
mod server;
mod states;
mod verdicts;

/// Returns what an environment variable holds.
fn environment(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test browser`"))
}
