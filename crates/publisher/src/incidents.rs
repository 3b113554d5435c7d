//! The file that describes several incidents: a JSON list of what a manifest says of
//! each, without the number of rows, which is counted.
use std::fs;
use std::path::Path;

use hushcheck_core::Incident;
use serde_json::Value;

use crate::error::During as _;
use crate::marks::MOST_INCIDENTS;
use crate::{Error, Result};

/// Reads the incidents, in the file's order.
///
/// # Errors
///
/// The file cannot be read, is no such list, or names an incident twice.
pub fn read(path: &Path) -> Result<Vec<Incident>> {
    let wrong = |what: String| {
        Error::input(format!("{}: {what}", path.display())).hint(
            "write a JSON list such as [{\"name\": \"shop-2024\", \"title\": \"Web shop, 2024\"}]",
        )
    };
    let bytes = fs::read(path).during("read", path)?;
    let mut values: Vec<Value> =
        serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    for incident in values.iter_mut().filter_map(Value::as_object_mut) {
        incident.insert("row_count".into(), 0.into());
    }
    let incidents: Vec<Incident> =
        serde_json::from_value(values.into()).map_err(|error| wrong(error.to_string()))?;
    if !(1..=MOST_INCIDENTS).contains(&incidents.len()) {
        return Err(wrong(format!(
            "it describes {} incidents; a dataset holds 1 to {MOST_INCIDENTS}",
            incidents.len()
        )));
    }
    let stands_twice = |(i, incident): (usize, &Incident)| {
        incidents[..i].iter().any(|earlier| earlier.name == incident.name)
    };
    if let Some((i, _)) = incidents.iter().enumerate().find(|&entry| stands_twice(entry)) {
        return Err(wrong(format!("it names the incident {} twice", incidents[i].name)));
    }
    Ok(incidents)
}
