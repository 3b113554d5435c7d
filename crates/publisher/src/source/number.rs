//! Numbers that are kept as floating point, as text.

/// From here on floating point leaves out whole numbers: 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Digits that spreadsheets keep of a number, and zeros after them.
const SPREADSHEET: f64 = 1e15;

/// Writes a number: whole ones without a fraction, as 13800138000.0 means a phone number.
/// `None` if digits of it may be lost.
pub(super) fn text(number: f64) -> Option<String> {
    below(number, EXACT)
}

/// Writes a spreadsheet's number. `None` if digits of it may be lost.
pub(super) fn spreadsheet_text(number: f64) -> Option<String> {
    below(number, SPREADSHEET)
}

fn below(number: f64, limit: f64) -> Option<String> {
    (number.abs() < limit).then(|| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_made_up() {
        assert_eq!(text(13_800_138_000.0).as_deref(), Some("13800138000"));
        assert_eq!(text(-0.5).as_deref(), Some("-0.5"));
        assert_eq!(text(110_105_194_912_310_021.0), None);
        assert_eq!(spreadsheet_text(999_999_999_999_999.0).as_deref(), Some("999999999999999"));
        assert_eq!(spreadsheet_text(1_101_051_949_123_100.0), None);
        assert_eq!(text(f64::NAN), None);
        assert_eq!(text(f64::INFINITY), None);
    }
}
