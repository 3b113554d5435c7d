//! Numbers as people read them.
use std::fmt;

/// Writes a number with commas between thousands.
pub(crate) struct Thousands(pub u64);

impl fmt::Display for Thousands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// Writes how many there are of something, which is named as one: "1 row", "2,000 entries".
pub(crate) struct Count(pub u64, pub &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count(number, one) = *self;
        write!(f, "{} ", Thousands(number))?;
        match one.strip_suffix("ry") {
            _ if number == 1 => f.write_str(one),
            Some(stem) => write!(f, "{stem}ries"),
            None => write!(f, "{one}s"),
        }
    }
}

/// Writes a rate as "1 in N".
pub(crate) struct OneIn(pub f64);

impl fmt::Display for OneIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0.0 {
            write!(f, "1 in {}", Thousands((1.0 / self.0).round() as u64))
        } else {
            f.write_str("none")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let shown = [0, 999, 1000, 1234567].map(|n| Thousands(n).to_string());
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
        let shown = [0, 1, 2000].map(|n| Count(n, "distinct record").to_string());
        assert_eq!(shown, ["0 distinct records", "1 distinct record", "2,000 distinct records"]);
        assert_eq!([1, 2].map(|n| Count(n, "entry").to_string()), ["1 entry", "2 entries"]);
        assert_eq!(Count(2, "day").to_string(), "2 days");
        assert_eq!(OneIn(0.0078125).to_string(), "1 in 128");
    }
}
