//! Hushcheck for JavaScript: what the npm package's module (`package/api.js`) calls.
//!
//! # Overview
//!
//! * [`load_table`] takes the table of Chinese characters, which lies beside the module.
//! * [`canonical`] brings an identifier into its one spelling.
//! * [`Opened`] is a dataset whose manifest is believed; it plans and checks.
//! * [`answer`] and [`info`] are the plain objects that come out, [`failure`] what is
//!   thrown. Their types for people are in `package/hushcheck.d.ts`.
//!
//! There is no logic here but that of arguments: fetching, verifying and the way of a
//! check are those of the page (`hushcheck-web`).
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod answer;
mod dataset;
pub mod failure;
pub mod info;
mod plain;

use std::cell::RefCell;

use hushcheck_core::{Country, Han, Hints, Identifier, Kind, Secret};
use hushcheck_web::Browser;
use wasm_bindgen::prelude::*;

pub use dataset::Opened;
use failure::{Argument, Failure};

thread_local! {
    /// The table, once it was loaded.
    static HAN: RefCell<Option<Han>> = const { RefCell::new(None) };
}

/// Takes the table of Chinese characters; `false` if it is another one than that of this
/// version, so that names cannot be understood.
#[wasm_bindgen(js_name = loadTable)]
pub fn load_table(text: &str) -> bool {
    let table = Han::read(text);
    let is_right = table.is_some();
    HAN.set(table);
    is_right
}

/// The table, for those who need one of their own.
fn table() -> Option<Han> {
    HAN.with_borrow(Clone::clone)
}

/// Returns the one spelling of an identifier, or the form that is hashed.
///
/// # Errors
///
/// What is wrong with the arguments, or with the identifier; never any part of it.
#[wasm_bindgen]
pub fn canonical(
    kind: &str,
    value: String,
    country: Option<String>,
    reduced: bool,
) -> Result<String, JsValue> {
    let value = Secret::from(value);
    let kind: Kind = kind.parse().map_err(|_| Failure::of(Argument::Kind))?;
    let hints = Hints { country: read_country(country)? };
    let han = table();
    if han.is_none() && kind == Kind::Name {
        return Err(Failure::NamesUnknown.into());
    }
    let identifier =
        Identifier::parse(kind, value.expose(), &hints, &Browser { han: han.as_ref() });
    let identifier = identifier.map_err(|reason| Failure::Invalid { kind, reason })?;
    let form = if reduced { identifier.reduced() } else { identifier.canonical() };
    Ok(form.expose().to_owned())
}

fn read_country(country: Option<String>) -> Result<Option<Country>, Failure> {
    let read = |text: String| text.parse().map_err(|_| Failure::of(Argument::Country));
    country.map(read).transpose()
}
