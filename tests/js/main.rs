//! The JavaScript package, as programs use it: in Node, and in a browser by the two
//! examples.
//!
//! `cargo xtask test js` runs them, and names in the environment what they need besides
//! what the tests in `tests/browser` do: `HUSHCHECK_DIST` (the examples, built, and the
//! demo's datasets), `HUSHCHECK_INSTALLED` (a folder in which the package is installed),
//! `HUSHCHECK_KEY` (the demo's public key) and `HUSHCHECK_COMMAND`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "the tests of the page use the rest")]
#[path = "../browser/examples.rs"]
mod examples;
mod html;
mod node;
#[allow(dead_code, reason = "the tests of the page use the rest")]
#[path = "../browser/page.rs"]
mod page;
mod react;
mod served;
#[allow(dead_code, reason = "the tests of the page use the rest")]
#[path = "../browser/server.rs"]
mod server;
mod types;

/// Returns what an environment variable holds.
fn environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test js`"))
}
