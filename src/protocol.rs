//! What page and worker say to each other.
use hushcheck_core::{Check, Dial, Kind};
use hushcheck_web::{Files, SiteProblem, wire};

/// What the page asks of the worker.
///
/// There is no `Debug`: the fields hold what a person typed.
pub enum Job {
    /// Open the site's catalogue.
    Open,
    /// Take the catalogue that another worker opened.
    Resume(Files),
    /// Check what was typed.
    Check {
        /// What was typed, a kind once.
        fields: Vec<(Kind, String)>,
        /// How the lists are fetched.
        dial: Dial,
        /// The checks asked; their kinds are among the fields.
        checks: Vec<Check>,
    },
    /// Check many rows.
    CheckMany {
        /// The check.
        check: Check,
        /// What was typed: of each row the check's kinds, in their order.
        rows: Vec<Vec<String>>,
    },
}

/// What the worker tells the page.
pub enum Event {
    /// A file was asked for while the catalogue was opened.
    Asked(hushcheck_web::http::Request),
    /// The catalogue is open, or cannot be opened.
    Opened(Result<Files, SiteProblem>),
    /// Something happened during a check.
    Check(hushcheck_web::Event),
    /// The check is done.
    Done,
    /// So many bytes more came of files that are not whole yet: `static/boot.js` tells it, by
    /// a number.
    Heard(u64),
}

wire!(enum Job { 0 => Open, 1 => Resume(files), 2 => Check { fields, dial, checks }, 3 => CheckMany { check, rows } });
wire!(enum Event { 0 => Asked(request), 1 => Opened(result), 2 => Check(event), 3 => Done, 4 => Heard(bytes) });
