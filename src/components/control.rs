//! What a person can press, tick or choose. Written once, since each listener costs bytes
//! wherever it stands.
use yew::prelude::*;

use crate::follow_up::Choice;

/// A button; `class` says how it looks.
#[inline(never)]
pub fn button(
    id: Option<&'static str>,
    class: &'static str,
    text: &str,
    pressed: &Callback<()>,
) -> Html {
    let onclick = pressed.reform(|_: MouseEvent| ());
    html! { <button type="button" {id} {class} {onclick}>{ text }</button> }
}

/// A box to tick, or one of the radio buttons of a name, and its label.
#[inline(never)]
pub fn tick(
    id: String,
    radio: Option<String>,
    label: &str,
    checked: bool,
    choose: &Callback<Choice>,
    choice: Choice,
) -> Html {
    let onchange = choose.reform(move |_: Event| choice.clone());
    let kind = if radio.is_some() { "radio" } else { "checkbox" };
    html! {
        <>
        <input type={kind} name={radio} id={id.clone()} {checked} {onchange} />
        <label for={id}>{ label }</label>
        </>
    }
}
