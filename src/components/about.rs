//! How it works, and what it cannot tell.
use yew::prelude::*;

use crate::texts::Texts;

/// The explanation that stands beside or below the form.
pub fn about(texts: &Texts) -> Html {
    let about = &texts.about;
    html! {
        <aside class="about">
            <section aria-labelledby="how">
                <h2 id="how">{ &about.how }</h2>
                <ol class="steps">{ for about.steps.iter().map(|step| html! { <li>{ step }</li> }) }</ol>
            </section>
            <section aria-labelledby="limits">
                <h2 id="limits">{ &about.limits }</h2>
                <ul>{ for about.cannot.iter().map(|text| html! { <li>{ text }</li> }) }</ul>
            </section>
        </aside>
    }
}
