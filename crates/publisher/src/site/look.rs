//! How a site looks, and what stands below its pages: what of `site.json` is written into
//! the pages instead of being read by them.
use serde::{Deserialize, Serialize};

use super::colour::Colour;

/// The looks of a site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The picture before the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// The colour of buttons and of the head of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Accent>,
    /// How to reach the site's people, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Who is responsible: a text, or the address of a page that says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imprint: Option<String>,
    /// The languages that are offered, by their codes; the first is what visitors get whose
    /// own is not among them. All if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
}

/// A picture and the room that it takes, so that nothing moves when it comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Logo {
    /// A file in the site's folder.
    pub file: String,
    /// In CSS pixels.
    pub width: u16,
    /// In CSS pixels.
    pub height: u16,
}

/// A colour for light pages and one for dark ones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accent {
    /// On light pages, where it is dark.
    pub light: Colour,
    /// On dark pages, where it is light.
    pub dark: Colour,
}

/// What the accent stands on or beside in `app.css`, on light pages: paper, surface, and the
/// writing on buttons.
const LIGHT: [(&str, Colour); 3] = [
    ("the page", Colour([0xf5, 0xf4, 0xef])),
    ("panels", Colour([0xff, 0xff, 0xff])),
    ("the writing on buttons", Colour([0xff, 0xff, 0xff])),
];
/// The same on dark pages.
const DARK: [(&str, Colour); 3] = [
    ("the page", Colour([0x10, 0x19, 0x1c])),
    ("panels", Colour([0x18, 0x24, 0x28])),
    ("the writing on buttons", Colour([0x0b, 0x22, 0x26])),
];
/// What WCAG asks of text, in its level AA.
const READABLE: f64 = 4.5;
const WHITE: Colour = Colour([0xff; 3]);
const BLACK: Colour = Colour([0; 3]);

impl Accent {
    /// Says what cannot be read in these colours, if anything.
    pub fn fault(self) -> Option<String> {
        let faults = [("light", self.light, LIGHT), ("dark", self.dark, DARK)];
        faults.into_iter().find_map(|(name, colour, others)| {
            let (what, other) = others.into_iter().find(|(_, o)| colour.contrast(*o) < READABLE)?;
            let towards = if name == "light" { "darker" } else { "lighter" };
            Some(format!(
                "`accent.{name}`: the contrast of {colour} with {what} ({other}) is {:.1} to 1, \
                 and WCAG AA asks for {READABLE} to 1: take a {towards} colour",
                // A figure that is rounded up would be a riddle.
                (colour.contrast(other) * 10.0).floor() / 10.0
            ))
        })
    }

    /// The head of the page, dark in both, with white writing.
    pub fn bands(self) -> [Colour; 2] {
        [self.light.mixed(BLACK, 0.2), self.dark.mixed(BLACK, 0.75)]
    }
}

impl Look {
    /// The style sheet `theme.css`, if there is anything in it; `logo` is the logo's address.
    pub fn style(&self, logo: Option<&str>) -> Option<String> {
        let mut css = String::new();
        if let Some(accent) = self.accent {
            let [light, dark] = accent.bands();
            let rule = |accent: Colour, hover: Colour, band: Colour| {
                format!(
                    ":root{{--accent:{accent};--accent-hover:{hover};--band:{band};\
                     --band-soft:#e6e6e6}}"
                )
            };
            // Paper has colours of its own.
            css += &format!(
                "@media screen{{{}}}\n@media screen and (prefers-color-scheme:dark){{{}}}\n",
                rule(accent.light, accent.light.mixed(BLACK, 0.3), light),
                rule(accent.dark, accent.dark.mixed(WHITE, 0.4), dark),
            );
        }
        if let (Some(Logo { width, height, .. }), Some(address)) = (&self.logo, logo) {
            css += &format!(
                ".brand-mark{{inline-size:{width}px;block-size:{height}px;\
                 background:url(\"{address}\") center/contain no-repeat}}\n"
            );
        }
        Some(css).filter(|css| !css.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accent(light: &str, dark: &str) -> Accent {
        let read = |text: &str| Colour::try_from(text.to_owned()).unwrap();
        Accent { light: read(light), dark: read(dark) }
    }

    #[test]
    fn colours_that_cannot_be_read_are_named() {
        assert_eq!(accent("#0c5c66", "#8fd0d4").fault(), None);
        let fault = accent("#e0a000", "#8fd0d4").fault().unwrap();
        assert!(fault.contains("`accent.light`") && fault.contains("darker"), "{fault}");
        let fault = accent("#0c5c66", "#0c5c66").fault().unwrap();
        assert!(fault.contains("`accent.dark`") && fault.contains("lighter"), "{fault}");
    }

    #[test]
    fn what_is_derived_from_a_readable_accent_is_readable() {
        let soft = Colour([0xe6; 3]);
        // The palest that passes, of each of many hues.
        for hue in 0..64u32 {
            for step in 0..=255u32 {
                let part = |shift: u32| (((hue >> shift) & 3) * 85 * step / 255) as u8;
                let light = Colour([part(0), part(2), part(4)]);
                let dark = light.mixed(WHITE, 0.5);
                let accent = Accent { light, dark };
                if accent.fault().is_some() {
                    continue;
                }
                let hover = light.mixed(BLACK, 0.3);
                assert!(hover.contrast(Colour([0xec, 0xea, 0xe2])) >= READABLE);
                for band in accent.bands() {
                    assert!(band.contrast(WHITE) >= READABLE && band.contrast(soft) >= READABLE);
                }
            }
        }
    }

    #[test]
    fn the_style_holds_what_is_there() {
        assert_eq!(Look::default().style(None), None);
        let logo = Logo { file: "logo.svg".to_owned(), width: 120, height: 40 };
        let look = Look { logo: Some(logo), ..Look::default() };
        let css = look.style(Some("logo.svg")).unwrap();
        assert!(css.contains("inline-size:120px") && css.contains("url(\"logo.svg\")"));
        let look = Look { accent: Some(accent("#804000", "#ffb488")), ..Look::default() };
        let css = look.style(None).unwrap();
        assert!(css.contains("--accent:#804000") && css.contains("--accent:#ffb488"), "{css}");
    }
}
