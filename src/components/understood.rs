//! What was understood of what somebody typed.
use hushcheck_core::{Identifier, Kind};
use yew::prelude::*;

use super::element::{Content as _, el};
use crate::texts::Texts;

/// Says what was understood; of a secret that is hidden, so much as others may see.
pub fn understood(texts: &Texts, identifier: &Identifier, is_hidden: bool) -> Html {
    let shown = if is_hidden { identifier.masked() } else { identifier.display() };
    let (before, after) = texts.form.understood.split_once("{value}").unwrap_or_default();
    // National IDs carry their country.
    let value = match shown.expose().split_once(':') {
        Some((country, number)) if identifier.kind() == Kind::NationalId => {
            // The blank outside: inside it would stand at the wrong end in Arabic.
            [el("bdi", texts.format.country(country)), " ".html(), el("bdi[dir=ltr]", number)]
                .html()
        }
        _ if identifier.kind() == Kind::Name => el("bdi", shown.expose()),
        _ => el("bdi[dir=ltr]", shown.expose()),
    };
    [before.html(), value, after.html()].html()
}
