//! Properties of the table, and of canonical, reduced and displayed numbers.
use super::*;

fn e164(country: &str, text: &str) -> Result<String, IdentifierError> {
    canonical(text, &Hints { country: country.parse().ok() })
}
