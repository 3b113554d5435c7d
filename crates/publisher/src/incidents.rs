//! The file that describes several incidents: a JSON list of what a manifest says of
//! each, without the number of rows, which is counted.
use std::fs;
use std::path::Path;

use hushcheck_core::Incident;
use hushcheck_core::manifest::is_day_month_or_year;
use serde_json::Value;

use crate::error::During as _;
use crate::marks::MOST_INCIDENTS;
use crate::{Error, Result};

/// Refuses incidents that are yet to happen: somebody mistyped a date.
pub(crate) fn refuse_to_come(incidents: &[Incident]) -> Result<()> {
    let today = jiff::Zoned::now().date();
    // Somewhere it may be tomorrow already.
    let last = today.tomorrow().unwrap_or(today).to_string();
    for Incident { name, breach_date, .. } in incidents {
        if let Some(date) = breach_date.as_ref().filter(|date| is_after(date, &last)) {
            return Err(Error::input(format!(
                "the date {date} of the incident {name} is to come: today is {today}"
            ))
            .hint("correct it, or leave it out where it is not known"));
        }
    }
    Ok(())
}

/// Tells whether a day, month or year begins after a day. They are written so that their order
/// is that of the letters.
fn is_after(date: &str, day: &str) -> bool {
    is_day_month_or_year(date) && day.get(..date.len()).is_some_and(|same| date > same)
}

/// Reads the incidents, in the file's order.
///
/// # Errors
///
/// The file cannot be read, is no such list, names an incident twice, or one that is to come.
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
    refuse_to_come(&incidents)?;
    Ok(incidents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_over_is_not_to_come() {
        for date in ["2025", "2026", "2026-11", "2026-11-24", "2026-11-23", "2025-12-31", "soon"] {
            assert!(!is_after(date, "2026-11-24"), "{date}");
        }
        for date in ["2027", "2026-12", "2026-11-25", "2027-01-01"] {
            assert!(is_after(date, "2026-11-24"), "{date}");
        }
    }
}
