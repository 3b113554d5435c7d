//! What rows say about their records besides: in which incident they stand, or how
//! often a password was seen.
use hushcheck_core::Check;

use crate::rejects::Reason;
use crate::source::Row;

/// Most incidents of a dataset whose rows are told apart: a set of them is 64 bits.
pub const MOST_INCIDENTS: usize = 64;

/// Where rows say it.
#[derive(Clone, Debug)]
pub enum Marks {
    /// A column names the row's incidents.
    Incidents {
        /// The column's position.
        column: usize,
        /// The incidents' names, at most 64.
        names: Vec<String>,
    },
    /// A column says how often.
    Counts {
        /// The column's position.
        column: usize,
    },
}

impl Marks {
    /// Tells whether the records of a check are marked. Those with a kind of low
    /// entropy are not: whoever tries all values should learn as little as possible.
    pub fn apply_to(&self, check: Check) -> bool {
        match self {
            Marks::Incidents { .. } => Marks::can_tell_incidents(check),
            Marks::Counts { .. } => check == Check::PASSWORD,
        }
    }

    /// Tells whether a list of the check may say in which incidents an entry stands.
    pub fn can_tell_incidents(check: Check) -> bool {
        check != Check::PASSWORD && !check.has_low_entropy()
    }

    /// Reads a row's mark: its incidents as bits, or its count.
    ///
    /// # Errors
    ///
    /// No name, an unknown one, or no count.
    pub fn of_row(&self, row: &Row<'_>) -> Result<u64, Reason> {
        match self {
            Marks::Incidents { column, names } => {
                let text = row.text(*column).map_err(|_| Reason::Incident)?.trim();
                let mut set = 0;
                for name in text.split([',', ';', '|', ' ']).filter(|name| !name.is_empty()) {
                    let position = names.iter().position(|known| known == name);
                    set |= 1 << position.ok_or(Reason::Incident)?;
                }
                if set == 0 { Err(Reason::Incident) } else { Ok(set) }
            }
            Marks::Counts { column } => {
                let count = row.get(*column).map(<[u8]>::trim_ascii).and_then(number);
                count.filter(|&count| count > 0).ok_or(Reason::Count)
            }
        }
    }
}

/// Reads a number of decimal digits.
fn number(digits: &[u8]) -> Option<u64> {
    let add = |number: u64, &byte: &u8| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    };
    digits.iter().try_fold(0, add).filter(|_| !digits.is_empty())
}

/// Merges two marks of one record: the union of incidents, the sum of counts.
pub fn merge(check: Check, one: u64, other: u64) -> u64 {
    if check == Check::PASSWORD { one.saturating_add(other) } else { one | other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Batch;

    #[test]
    fn counts_are_numbers_from_one_up() {
        let marks = Marks::Counts { column: 1 };
        for (text, count) in [
            ("3", Ok(3)),
            (" 042 ", Ok(42)),
            ("18446744073709551615", Ok(u64::MAX)),
            ("18446744073709551616", Err(Reason::Count)),
            ("0", Err(Reason::Count)),
            ("", Err(Reason::Count)),
            ("-1", Err(Reason::Count)),
            ("1.5", Err(Reason::Count)),
            ("many", Err(Reason::Count)),
        ] {
            let batch = Batch::of(&[&[b"secret", text.as_bytes()]]);
            assert_eq!(marks.of_row(&batch.rows().next().unwrap()), count, "{text}");
        }
    }
}
