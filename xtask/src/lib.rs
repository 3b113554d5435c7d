//! The made-up people behind the demo and the tests, the same for everybody.
//!
//! [`people::Person`] and [`customers::Customer`] know the true values, so that a
//! test can ask for them; [`leak`] writes files of them as messy as real leaks are.

pub mod customers;
pub mod leak;
pub mod people;
mod random;

/// The seed of the demo's leaks.
pub const DEMO_SEED: u64 = 2022;
