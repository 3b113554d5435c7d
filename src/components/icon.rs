//! One family of signs: a ring, and what is in it.
use yew::prelude::*;

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
        Sign::Match => html! {
            <><circle cx="12" cy="12" r="9.5" /><circle cx="12" cy="12" r="4" class="solid" /></>
        },
        Sign::NoMatch => html! { <circle cx="12" cy="12" r="9.5" /> },
        Sign::CouldNotCheck => html! {
            <><path d="M6 4.6A9.5 9.5 0 0 1 21.4 13M18 19.4A9.5 9.5 0 0 1 2.6 11" />
            <path d="M5 19 19 5" /></>
        },
        Sign::NotCovered => html! { <circle cx="12" cy="12" r="9.5" class="dotted" /> },
    };
    html! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            { shapes }
        </svg>
    }
}
