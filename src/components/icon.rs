//! One family of signs: a ring, and what is in it.
use yew::prelude::*;

use super::element::{Content as _, el};

/// What a sign stands for; a word stands beside it always.
#[derive(Clone, Copy, PartialEq)]
pub enum Sign {
    /// A ring with something in it.
    Match,
    /// An empty ring.
    NoMatch,
    /// A broken ring.
    CouldNotCheck,
    /// A ring of dots.
    NotCovered,
}

/// Draws a sign.
pub fn icon(sign: Sign) -> Html {
    let shapes = match sign {
        Sign::Match => {
            [el("circle[cx=12][cy=12][r=9.5]", []), el("circle.solid[cx=12][cy=12][r=4]", [])]
                .html()
        }
        Sign::NoMatch => el("circle[cx=12][cy=12][r=9.5]", []),
        Sign::CouldNotCheck => [
            el("path[d=M6 4.6A9.5 9.5 0 0 1 21.4 13M18 19.4A9.5 9.5 0 0 1 2.6 11]", []),
            el("path[d=M5 19 19 5]", []),
        ]
        .html(),
        Sign::NotCovered => el("circle.dotted[cx=12][cy=12][r=9.5]", []),
    };
    el("svg.icon[viewBox=0 0 24 24][width=24][height=24][aria-hidden=true]", shapes)
}
