//! A small picture of a hundred people, some of them filled in.
use yew::prelude::*;

use super::element::{Content as _, el_with};
use crate::messages::fill;
use crate::texts::Texts;

/// People in a row; a figure is 20 units wide and 28 high.
const ROW: u8 = 20;

/// Draws a hundred people, the first so many filled in. The sentence beside it says the
/// same, so that for those who cannot see it one line is enough.
pub fn people(texts: &Texts, filled: u8) -> Html {
    let said = fill(&texts.meaning.people, &[("n", &texts.format.number(filled.into()))]);
    let paths = [
        el_with("path.in", [("d", figures(0..filled))], Html::default()),
        el_with("path", [("d", figures(filled..100))], Html::default()),
    ];
    el_with("svg.people[viewBox=0 0 400 140][role=img]", [("aria-label", said)], paths.html())
}

/// The outlines of figures by their numbers: a head and a body each.
fn figures(numbers: std::ops::Range<u8>) -> String {
    let mut path = String::new();
    for number in numbers {
        let x = (u16::from(number % ROW) * 20 + 5).to_string();
        let y = (u16::from(number / ROW) * 28 + 7).to_string();
        let figure =
            ["M", &x, " ", &y, "a5 5 0 1 1 10 0a5 5 0 1 1-10 0zm-2 18v-4a7 7 0 0 1 14 0v4z"];
        path.extend(figure);
    }
    path
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::figures;

    #[test]
    fn each_person_is_drawn_once() {
        for filled in [0, 1, 37, 99] {
            let drawn = figures(0..filled) + &figures(filled..100);
            assert_eq!(drawn, figures(0..100));
            assert_eq!(figures(0..filled).matches('M').count(), usize::from(filled));
        }
        assert!(figures(0..1).starts_with("M5 7a"));
        assert!(figures(99..100).starts_with("M385 119a"));
    }
}
