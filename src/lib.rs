//! The page on which a person checks, without telling anybody who they are.
//!
//! # Overview
//!
//! * [`state`] is what the page knows: a plain value and its pure transitions.
//! * [`form`] is the form's logic: which fields, and what is wrong with them;
//!   [`cost`] what a setting of the privacy dial downloads and reveals.
//! * [`finding`] is what the matches of a press say, [`follow_up`] what the person does
//!   with them, [`plans`] what can be done.
//! * [`route`] is which part of the site the address names.
//! * [`many`] is the same for many people at once, line by line.
//! * [`messages`] is every text in the person's language.
//! * [`protocol`] is what page and worker say to each other; `client` is the
//!   page's end of it, `worker` the other. All fetching and hashing is there.
//! * `app` and `components` show the state.
#![forbid(unsafe_code)]

mod app;
mod boot;
mod client;
mod components;
pub mod cost;
pub mod finding;
pub mod follow_up;
pub mod form;
pub mod format;
pub mod many;
pub mod messages;
mod page;
pub mod plans;
pub mod protocol;
pub mod route;
pub mod state;
#[cfg(any(debug_assertions, feature = "style-page"))]
mod style;
mod texts;
mod worker;

pub use app::show_page;
pub use worker::serve_jobs;
