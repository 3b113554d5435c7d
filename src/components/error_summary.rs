//! What is wrong with the form, above it.
use hushcheck_core::Kind;
use yew::prelude::*;

use crate::page::focus;
use crate::texts::Texts;

/// Leads to the fields; the app gives it the focus when it appears.
pub fn error_summary(texts: &Texts, errors: &[(Kind, AttrValue)]) -> Html {
    let link = |(kind, text): &(Kind, AttrValue)| {
        let id = format!("field-{kind}");
        let href = format!("#{id}");
        let onclick = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            focus(&id);
        });
        html! { <li><a {href} {onclick}>{ text }</a></li> }
    };
    html! {
        <div id="error-summary" class="error-summary" role="alert" tabindex="-1"
            aria-labelledby="error-heading">
            <h2 id="error-heading">{ &texts.errors.heading }</h2>
            <ul>{ for errors.iter().map(link) }</ul>
        </div>
    }
}
