//! Many people at once: from lines to rows, and from verdicts to a table.
use hushcheck_core::{Check, Kind};
use hushcheck_web::Verdict;

/// A row and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line, counted from 1.
    pub line: u32,
    /// The check's kinds, in their order, as far as there are any.
    pub fields: Vec<String>,
}

/// Reads the lines that are not empty. A line is an identifier; for checks of several
/// kinds it holds them parted by tabs or, if there is none, by commas or semicolons.
pub fn rows(text: &str, check: Check) -> Vec<Row> {
    let is_single = check.kinds().count() == 1;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    for (line, text) in (1..).zip(text.split('\n')) {
        let text = text.strip_suffix('\r').unwrap_or(text);
        // In a password every space counts.
        let text = if check.contains(Kind::Password) { text } else { text.trim() };
        if !text.is_empty() {
            let fields = if is_single { vec![text.to_owned()] } else { fields(text) };
            rows.push(Row { line, fields });
        }
    }
    rows
}

fn fields(text: &str) -> Vec<String> {
    let has_tabs = text.contains('\t');
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let parts = if has_tabs { c == '\t' } else { matches!(c, ',' | ';' | '，' | '；') };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' if quoted || field.trim().is_empty() => quoted = !quoted,
            _ if parts && !quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(c),
        }
    }
    fields.push(field);
    fields
}

/// What is known of a row, over all lists: in this order, the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// At least one list has a match.
    Match,
    /// What was typed is no such identifier.
    Invalid,
    /// At least one list could not be searched, and no other has a match.
    CouldNotCheck,
    /// No list has a match.
    NoMatch,
}

impl Outcome {
    /// All of them, in the order in which they are told.
    pub const ALL: [Outcome; 4] =
        [Outcome::Match, Outcome::NoMatch, Outcome::CouldNotCheck, Outcome::Invalid];

    /// What a list says.
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Found(finding) if finding.is_match() => Outcome::Match,
            Verdict::Found(_) => Outcome::NoMatch,
            Verdict::Invalid(..) => Outcome::Invalid,
            Verdict::CouldNotCheck(_) | Verdict::NotCovered => Outcome::CouldNotCheck,
        }
    }

    /// What all lists together say.
    pub fn of_all<'a>(verdicts: impl Iterator<Item = &'a Verdict> + Clone) -> Self {
        let has = |wanted| verdicts.clone().any(|verdict| Outcome::of(verdict) == wanted);
        let first = [Outcome::Match, Outcome::Invalid, Outcome::CouldNotCheck];
        first.into_iter().find(|&outcome| has(outcome)).unwrap_or(Outcome::NoMatch)
    }
}

/// A line of a CSV file. Programs for tables take what begins with certain characters
/// for a formula, which could send the rest of the table away: an apostrophe before it
/// keeps it a text (OWASP, *CSV Injection*). A plus before digits only is a phone number.
pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cell = |text: &str| {
        let number = text.strip_prefix('+').unwrap_or_default();
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let is_formula = text.starts_with(['=', '+', '-', '@', '\t']) && !is_number;
        [if is_formula { "\"'" } else { "\"" }, &text.replace('"', "\"\""), "\""].concat()
    };
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    [&cells.join(","), "\r\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hushcheck_core::{CouldNotCheck, Finding, IdentifierError};

    fn read(text: &str, check: &str) -> Vec<(u32, Vec<String>)> {
        let rows = rows(text, check.parse().unwrap());
        rows.into_iter().map(|row| (row.line, row.fields)).collect()
    }

    fn row(line: u32, fields: &[&str]) -> (u32, Vec<String>) {
        (line, fields.iter().map(|&field| field.to_owned()).collect())
    }

    #[test]
    fn lines_are_rows_and_keep_their_numbers() {
        let text = "\u{feff}a@example.org\r\n\n  b,c@example.org \n";
        let expected = [row(1, &["a@example.org"]), row(3, &["b,c@example.org"])];
        assert_eq!(read(text, "email"), expected);
        assert_eq!(read(" \n p \r\n", "password"), [row(1, &[" "]), row(2, &[" p "])]);
    }

    #[test]
    fn several_kinds_stand_side_by_side() {
        let text = "张伟,110\n李娜，120\n\"a, \"\"b\"\"\";1\nx,y\tz\nalone";
        let expected = [
            row(1, &["张伟", "110"]),
            row(2, &["李娜", "120"]),
            row(3, &["a, \"b\"", "1"]),
            row(4, &["x,y", "z"]),
            row(5, &["alone"]),
        ];
        assert_eq!(read(text, "name+national-id"), expected);
    }

    #[test]
    fn a_match_counts_before_what_is_not_known() {
        let finding = |symbol| Verdict::Found(Finding { false_positive_rate: 0.1, symbol });
        let (yes, no) = (finding(Some(0)), finding(None));
        let unknown = Verdict::CouldNotCheck(CouldNotCheck::Unreachable);
        let invalid = Verdict::Invalid(Kind::Email, IdentifierError::Empty);
        let of = |verdicts: &[&Verdict]| Outcome::of_all(verdicts.iter().copied());
        assert_eq!(of(&[&no, &unknown, &yes]), Outcome::Match);
        assert_eq!(of(&[&no, &unknown]), Outcome::CouldNotCheck);
        assert_eq!(of(&[&unknown, &invalid]), Outcome::Invalid);
        assert_eq!(of(&[&no, &no]), Outcome::NoMatch);
    }

    #[test]
    fn nothing_in_a_table_is_a_formula() {
        let line = csv_line(["1", "=A1", "+8613800138000", "+1+1", "a \"b\""]);
        assert_eq!(line, "\"1\",\"'=A1\",\"+8613800138000\",\"'+1+1\",\"a \"\"b\"\"\"\r\n");
    }
}
