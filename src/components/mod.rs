//! What the page is made of.
//!
//! Each function shows a part of the state and says what the person does; none of
//! them decides anything. Only what has a state of its own is a Yew component
//! (`Field`): the others are plain functions, which cost a third of the bytes. Components
//! are structs, since each hook of a function costs a kilobyte.

mod about;
mod check_form;
mod checking;
mod control;
mod dial;
mod element;
mod error_summary;
mod field;
mod found;
mod icon;
mod incident;
mod keep;
mod leave;
mod ledger;
mod many_form;
mod many_results;
mod masthead;
mod meaning;
mod people;
mod plan;
mod problem;
mod results;
mod steps;
mod summary;
mod understood;
mod verdict_card;

pub use about::about;
pub use check_form::check_form;
pub use element::el;
pub use incident::{incident_page, leaks};
pub use keep::keep;
pub use leave::{danger, leave_button};
pub use ledger::ledger;
pub use many_form::{checks, many_form};
pub use many_results::many_table;
pub use masthead::masthead;
pub use problem::site_failed;
pub use results::results;
