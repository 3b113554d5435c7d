//! The head of the page: name, promise, languages.
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::boot;
use crate::format::own_name;
use crate::texts::use_texts;

#[derive(Properties, PartialEq)]
pub struct MastheadProps {
    pub name: Option<String>,
    pub choose_language: Callback<String>,
}

/// The site's name, the promise, and the languages by their own names.
#[component]
pub fn Masthead(props: &MastheadProps) -> Html {
    let texts = use_texts();
    let languages = use_memo((), |()| {
        boot::languages().into_iter().map(|code| (own_name(&code), code)).collect::<Vec<_>>()
    });
    let onchange = {
        let choose = props.choose_language.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                choose.emit(select.value());
            }
        })
    };
    html! {
        <header class="masthead">
            <div class="page">
                <p class="brand">
                    <span class="brand-mark"></span>
                    <span class="brand-name">{ props.name.as_deref().unwrap_or("Hushcheck") }</span>
                </p>
                <p class="promise">{ &texts.promise }</p>
                <div class="language">
                    <label for="language">{ &texts.language }</label>
                    <select id="language" {onchange}>
                        { for languages.iter().map(|(name, code)| html! {
                            <option value={code.clone()} lang={code.clone()}
                                selected={code == texts.code()}>{ name }</option>
                        }) }
                    </select>
                </div>
            </div>
        </header>
    }
}
