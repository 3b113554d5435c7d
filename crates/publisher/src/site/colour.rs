//! A colour, and how well it is told from another.
use std::fmt;

use serde::{Deserialize, Serialize};

/// A colour of sRGB: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub(super) [u8; 3]);

impl Colour {
    /// The contrast with another, from 1 to 21, as WCAG 2.2 defines it
    /// (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The colour with a share of another, from 0 to 1.
    pub fn mixed(self, other: Colour, share: f64) -> Colour {
        let part = |i: usize| {
            let (own, other) = (f64::from(self.0[i]), f64::from(other.0[i]));
            (own + (other - own) * share).round() as u8
        };
        Colour([part(0), part(1), part(2)])
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "a colour is written as #rrggbb";
        let digits = text.strip_prefix('#').ok_or(WRONG)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(WRONG);
        }
        let part = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).map_err(|_| WRONG);
        Ok(Colour([part(0)?, part(2)?, part(4)?]))
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> String {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_that_others_compute() {
        let colour = |text: &str| Colour::try_from(text.to_owned()).unwrap();
        let close = |a: &str, b: &str, expected: f64| {
            assert!((colour(a).contrast(colour(b)) - expected).abs() < 0.005, "{a} {b}");
        };
        // From WebAIM's contrast checker.
        close("#000000", "#ffffff", 21.0);
        close("#777777", "#ffffff", 4.48);
        close("#767676", "#ffffff", 4.54);
        close("#0000ff", "#ffffff", 8.59);
        for wrong in ["", "0c5c66", "#0c5", "#0c5c6g", "#0c5c660", "#+0c5c6", "red"] {
            assert!(Colour::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
