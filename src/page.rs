//! The few things of the document that lie outside what Yew draws.
use hushcheck_core::Kind;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, Element, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    Storage,
};

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The element of that id.
pub fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// The input of a kind.
pub fn field(kind: Kind) -> Option<HtmlInputElement> {
    element(&format!("field-{kind}"))?.dyn_into().ok()
}

/// Gives an element the focus, if it is there.
pub fn focus(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Fails for elements that are no longer in the page.
        let _ = element.focus();
    }
}

/// Gives the form's first field the focus.
pub fn focus_first_field() {
    let form = element("check-form");
    let field = form.and_then(|form| form.query_selector("input").ok().flatten());
    if let Some(field) = field {
        focus(&field.id());
    }
}

/// The page's title: at first the site's name, as `hushcheck site` wrote it into the page.
pub fn title() -> String {
    document().map(|document| document.title()).unwrap_or_default()
}

/// Sets the page's title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Sets attributes of the whole page.
pub fn set_attributes(attributes: &[(&str, &str)]) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        for (name, value) in attributes {
            // Fails for malformed names only.
            let _ = root.set_attribute(name, value);
        }
    }
}

/// Puts the language into the address, so that it survives a reload and can be shared.
pub fn remember_language(code: &str) {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let address = format!("?lang={code}{}", hash());
        // An opaque frame may refuse; then the language lasts until the reload.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// The end of the address, from its `#` on.
pub fn hash() -> String {
    let hash = web_sys::window().map(|window| window.location().hash());
    hash.and_then(Result::ok).unwrap_or_default()
}

/// Tells when the end of the address changes, for as long as the page is open.
pub fn on_hash(changed: impl Fn() + 'static) {
    if let Some(window) = web_sys::window() {
        let changed = Closure::<dyn Fn()>::new(changed).into_js_value();
        window.set_onhashchange(Some(changed.unchecked_ref()));
    }
}

/// Gives the focus to the link to a part of the site: to the first that is shown.
pub fn focus_link(hash: &str) {
    let links = document().and_then(|document| {
        document.query_selector(&format!(".work a[href='{hash}']")).ok().flatten()
    });
    if let Some(link) = links.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let _ = link.focus();
    }
}

/// The one name under which anything is kept on the device.
const KEPT: &str = "hushcheck-ticks";

/// What the browser keeps for the site; an opaque frame has nothing of the kind.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What is kept on the device.
pub fn kept() -> Option<String> {
    storage()?.get_item(KEPT).ok()?
}

/// Keeps something on the device, or nothing any more. Tells whether something is kept: a full
/// or forbidden storage keeps nothing.
pub fn keep(kept: Option<&str>) -> bool {
    let Some(storage) = storage() else { return false };
    match kept {
        Some(kept) => storage.set_item(KEPT, kept).is_ok(),
        None => storage.remove_item(KEPT).is_err(),
    }
}

/// Prints the page.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // An opaque frame may not.
        let _ = window.print();
    }
}

/// Opens another page in place of this one, to which there is no way back.
pub fn leave(address: Option<&str>) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().replace(address.unwrap_or("about:blank"));
    }
}

/// What stands in a text area or select; empty if it is not there.
pub fn value(id: &str) -> String {
    let Some(element) = element(id) else { return String::new() };
    match element.dyn_into::<HtmlTextAreaElement>() {
        Ok(area) => area.value(),
        Err(other) => other.dyn_into().map(|it: HtmlSelectElement| it.value()).unwrap_or_default(),
    }
}

/// Sets what stands in a text area or select.
pub fn set_value(id: &str, text: &str) {
    match element(id).map(JsCast::dyn_into::<HtmlTextAreaElement>) {
        Some(Ok(area)) => area.set_value(text),
        Some(Err(other)) => {
            if let Ok(select) = other.dyn_into::<HtmlSelectElement>() {
                select.set_value(text);
            }
        }
        None => {}
    }
}
