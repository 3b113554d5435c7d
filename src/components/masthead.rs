//! The head of the page: name, promise, languages.
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::element::el;
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
    let options: Vec<Html> = boot::languages().into_iter().map(option).collect();
    let brand = [el("span.brand-mark", []), el("span.brand-name", name)];
    let language = [
        el("label[for=language]", &texts.language),
        html! { <select id="language" {onchange}>{ options }</select> },
    ];
    let content =
        [el("p.brand", brand), el("p.promise", &texts.promise), el("div.language", language)];
    el("header.masthead", el("div.page", content))
}
