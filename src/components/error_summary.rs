//! What is wrong with the form, above it.
use hushcheck_core::Kind;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::texts::use_texts;

#[derive(Properties, PartialEq)]
pub struct ErrorSummaryProps {
    /// The fields and what is wrong with them.
    pub errors: Vec<(Kind, AttrValue)>,
    /// Changes with every submission.
    pub submission: u32,
}

/// Takes the focus when it appears, and leads to the fields.
#[component]
pub fn ErrorSummary(props: &ErrorSummaryProps) -> Html {
    let texts = use_texts();
    let summary = use_node_ref();
    use_effect_with(props.submission, {
        let summary = summary.clone();
        move |_| focus(summary.cast())
    });
    let link = |(kind, text): &(Kind, AttrValue)| {
        let id = format!("field-{kind}");
        let href = format!("#{id}");
        let onclick = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            let document = web_sys::window().and_then(|window| window.document());
            let field = document.and_then(|document| document.get_element_by_id(&id));
            focus(field.and_then(|field| field.dyn_into().ok()));
        });
        html! { <li><a {href} {onclick}>{ text }</a></li> }
    };
    html! {
        <div id="error-summary" class="error-summary" role="alert" tabindex="-1" ref={summary}
            aria-labelledby="error-heading">
            <h2 id="error-heading">{ &texts.errors.heading }</h2>
            <ul>{ for props.errors.iter().map(link) }</ul>
        </div>
    }
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // Fails for elements that are no longer in the page.
        let _ = element.focus();
    }
}
