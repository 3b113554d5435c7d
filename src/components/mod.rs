//! What the page is made of. Each component shows a part of the state and says
//! what the person does; none of them decides anything.

mod about;
mod advice;
mod check_form;
mod checking;
mod dial;
mod error_summary;
mod field;
mod icon;
mod incident;
mod ledger;
mod masthead;
mod problem;
mod results;
mod verdict_card;

pub use about::About;
pub use check_form::CheckForm;
pub use ledger::Ledger;
pub use masthead::Masthead;
pub use problem::SiteFailed;
pub use results::Results;
