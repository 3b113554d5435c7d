//! The head of the page: name, promise, languages.
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::boot;
use crate::format::own_name;
use crate::texts::Texts;

/// The site's name, the promise, and the languages by their own names.
pub fn masthead(texts: &Texts, name: &str, choose: &Callback<String>) -> Html {
    let choose = choose.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            choose.emit(select.value());
        }
    });
    let option = |code: String| {
        html! {
            <option value={code.clone()} lang={code.clone()} selected={code == texts.code()}>
                { own_name(&code) }
            </option>
        }
    };
    html! {
        <header class="masthead">
            <div class="page">
                <p class="brand">
                    <span class="brand-mark"></span>
                    <span class="brand-name">{ name }</span>
                </p>
                <p class="promise">{ &texts.promise }</p>
                <div class="language">
                    <label for="language">{ &texts.language }</label>
                    <select id="language" {onchange}>
                        { for boot::languages().into_iter().map(option) }
                    </select>
                </div>
            </div>
        </header>
    }
}
