//! Birth dates.
//!
//! Canonical form: `YYYY-MM-DD` in the Gregorian calendar. Reduced form: the year, a
//! slash, and the day of the year (1 to 366) modulo 3. Whoever knows a person's year
//! of birth is left with at least 121 days.
//!
//! No function of a date can keep a hundred completions open both for somebody who
//! knows the year and for somebody who knows the day: there are about a hundred years
//! to choose from. The year can be guessed from looking at a person, so it is the day
//! that is left out.
use super::{Country, Hints, IdentifierError, fold};
use crate::calendar;

/// Years in which somebody can have been born who is in a leak.
const YEARS: std::ops::Range<u32> = 1850..2100;

/// Countries that write the month before the day (CLDR's short dates; Philippine habit).
const MONTH_FIRST: &str = "US PR GU VI AS MP UM FM MH PW PH";
/// Countries in which a date whose year comes last can be either: they write the year
/// first (CLDR), or use both orders.
const EITHER_ORDER: &str = "CN TW JP KR KP MN CA";

pub(super) fn canonical(text: &str, hints: &Hints) -> Result<String, IdentifierError> {
    let groups = groups(text)?;
    let numbers =
        match groups.iter().map(|group| (group.as_str(), group.len())).collect::<Vec<_>>()[..] {
            [] => return Err(IdentifierError::Empty),
            [(all, 8)] => {
                // The year's first two digits are no month: never both.
                let year_first = [&all[..4], &all[4..6], &all[6..]];
                let year_last = [&all[..2], &all[2..4], &all[4..]];
                if year_of(year_first[0]).is_some() && year_of(year_last[2]).is_none() {
                    year_first
                } else {
                    year_last
                }
            }
            [(a, _), (b, 1 | 2), (c, _)] => [a, b, c],
            _ => return Err(IdentifierError::Date),
        };
    let [a, b, c] = numbers;
    let (year, readings) = match (year_of(a), year_of(c)) {
        (Some(year), None) => (year, [Some((b, c)), None]),
        (None, Some(year)) => (year, orders(a, b, hints.country)),
        _ => return Err(IdentifierError::Date),
    };
    let mut days = readings.iter().flatten().filter_map(|(month, day)| {
        let (month, day) = (small(month)?, small(day)?);
        calendar::is_day(year, month, day).then_some((month, day))
    });
    let day = days.next().ok_or(IdentifierError::Date)?;
    // The orders that the country leaves open say the same only for days like 5/5.
    if !has_order(hints.country) && days.any(|other| other != day) {
        return Err(IdentifierError::Date);
    }
    let mut date = String::with_capacity(10);
    for (number, width, before) in [(year, 4, ""), (day.0, 2, "-"), (day.1, 2, "-")] {
        let digits = number.to_string();
        date.push_str(before);
        date.extend(std::iter::repeat_n('0', width - digits.len()));
        date.push_str(&digits);
    }
    Ok(date)
}

/// The year and the day of the year modulo 3.
pub(super) fn reduced(canonical: &str) -> String {
    let number = |range: std::ops::Range<usize>| canonical[range].parse().unwrap_or(0);
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let before: u32 = (1..month).map(|month| calendar::days_in(year, month)).sum();
    [&canonical[..4], "/", ["0", "1", "2"][((before + day) % 3) as usize]].concat()
}

/// The year that a group of four digits is, if it can be one of birth.
fn year_of(group: &str) -> Option<u32> {
    let year = group.parse().ok().filter(|year| YEARS.contains(year));
    year.filter(|_| group.len() == 4)
}

fn small(group: &str) -> Option<u32> {
    if group.len() > 2 { None } else { group.parse().ok() }
}

/// Month and day of two groups before a year, the likelier reading first.
fn orders<'a>(a: &'a str, b: &'a str, country: Option<Country>) -> [Option<(&'a str, &'a str)>; 2] {
    let month_first = country.is_some_and(|country| MONTH_FIRST.contains(country.as_str()));
    if month_first { [Some((a, b)), Some((b, a))] } else { [Some((b, a)), Some((a, b))] }
}

/// Tells whether day and month have one order in the country.
fn has_order(country: Option<Country>) -> bool {
    country.is_some_and(|country| !EITHER_ORDER.contains(country.as_str()))
}

/// The groups of digits. A time of midnight behind them, as databases write it, is
/// left out; any other could mean another day in another time zone.
fn groups(text: &str) -> Result<Vec<String>, IdentifierError> {
    let mut groups: Vec<String> = Vec::new();
    // "12/31/1990 12:00:00 AM"
    let before_noon = ["AM", "am"].iter().find_map(|am| text.trim_end().strip_suffix(am));
    let text = before_noon.unwrap_or(text);
    let mut is_open = false;
    for c in text.chars().filter(|&c| !fold::is_invisible(c)).map(fold::to_ascii) {
        match c {
            '0'..='9' if is_open => groups.last_mut().ok_or(IdentifierError::Date)?.push(c),
            '0'..='9' => {
                groups.push(c.to_string());
                is_open = true;
            }
            _ if c.is_whitespace() || fold::is_dash(c) => is_open = false,
            '/' | '.' | ',' | ':' | '_' | '\'' | '’' | '"' | 'T' | 'Z' => is_open = false,
            '年' | '月' | '日' | '号' | '號' | '년' | '월' | '일' => is_open = false,
            _ => return Err(IdentifierError::Character),
        }
    }
    let date = if groups.first().is_some_and(|group| group.len() == 8) { 1 } else { 3 };
    if before_noon.is_some() {
        match groups.get_mut(date) {
            Some(hour) if hour == "12" => *hour = "00".to_owned(),
            _ => return Err(IdentifierError::Date),
        }
    }
    if groups.len() > date + 1
        && groups[date..].iter().all(|group| group.bytes().all(|b| b == b'0'))
    {
        groups.truncate(date);
    }
    Ok(groups)
}
