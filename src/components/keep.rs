//! Where lists are kept on the device.
use yew::prelude::*;

use super::element::el;

/// The place that `static/beside.js` fills, and leaves empty where nothing can be kept.
pub fn keep() -> Html {
    el("section.keep#keep", [])
}
