//! Resident ID numbers of China: 18 characters by GB 11643-1999, the last of
//! which checks the others.

/// The first year in which the generated people are born, and the days from then
/// to the end of 2010.
const FIRST_YEAR: u32 = 1930;
pub const DAYS: u32 = 81 * 365 + 20;

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub year: u32,
    pub month: u32,
    pub day: u32,
}

impl Day {
    /// Returns the day that many days after the first of January 1930.
    pub fn after_first(mut days: u32) -> Self {
        let mut year = FIRST_YEAR;
        // Four years from 1930 on have 1,461 days: the only century year, 2000,
        // is a leap year.
        year += days / 1461 * 4;
        days %= 1461;
        while days >= year_length(year) {
            days -= year_length(year);
            year += 1;
        }
        let mut month = 1;
        while days >= month_length(year, month) {
            days -= month_length(year, month);
            month += 1;
        }
        Self { year, month, day: days + 1 }
    }
}

fn year_length(year: u32) -> u32 {
    if year.is_multiple_of(4) { 366 } else { 365 }
}

fn month_length(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Puts a number together. `sequence` is of three digits, odd for men.
pub fn compose(district: &str, birth: Day, sequence: u32) -> [u8; 18] {
    let mut number = [b'0'; 18];
    number[..6].copy_from_slice(district.as_bytes());
    digits(&mut number[6..10], birth.year);
    digits(&mut number[10..12], birth.month);
    digits(&mut number[12..14], birth.day);
    digits(&mut number[14..17], sequence);
    number[17] = check_character(&number);
    number
}

/// Writes a number in decimal, with leading zeros, as long as the place is.
pub fn digits(place: &mut [u8], mut number: u32) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Returns the check character for the first 17 digits (ISO 7064, MOD 11-2).
pub fn check_character(number: &[u8; 18]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        number.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_own_examples_come_out() {
        // GB 11643-1999, annex A.
        assert_eq!(
            &compose("110105", Day { year: 1949, month: 12, day: 31 }, 2),
            b"11010519491231002X"
        );
        assert_eq!(
            &compose("440524", Day { year: 1880, month: 1, day: 1 }, 1),
            b"440524188001010014"
        );
    }

    #[test]
    fn days_run_from_1930_to_2010() {
        let day = |year, month, day| Day { year, month, day };
        assert_eq!(Day::after_first(0), day(1930, 1, 1));
        assert_eq!(Day::after_first(2 * 365 + 59), day(1932, 2, 29));
        assert_eq!(Day::after_first(2 * 365 + 60), day(1932, 3, 1));
        assert_eq!(Day::after_first(DAYS - 1), day(2010, 12, 31));
    }
}
