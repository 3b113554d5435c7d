//! What `static/boot.js` left for the program.
use js_sys::{Function, Promise, Reflect};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::messages::Messages;

/// A language and its texts.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Language {
    /// BCP 47, such as `zh-Hans`.
    pub code: String,
    /// The texts.
    pub messages: Messages,
}

fn get(name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(&Reflect::get(&js_sys::global(), &"hushcheck".into())?, &name.into())
}

fn call(name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    get(name)?.dyn_into::<Function>()?.call1(&JsValue::NULL, argument)
}

fn read<T: for<'a> Deserialize<'a>>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(JsValue::from)
}

/// The language that the page began in.
pub fn language() -> Result<Language, JsValue> {
    read(get("language")?)
}

/// Fetches the texts of another language.
pub async fn load(code: &str) -> Result<Language, JsValue> {
    let promise: Promise = call("load", &code.into())?.dyn_into()?;
    read(JsFuture::from(promise).await?)
}

/// The codes of the languages that there are.
pub fn languages() -> Vec<String> {
    get("languages").and_then(read).unwrap_or_default()
}

/// Starts a worker.
pub fn start_worker() -> Result<web_sys::Worker, JsValue> {
    call("startWorker", &JsValue::UNDEFINED)?.dyn_into()
}

/// Says that the program cannot go on.
pub fn fail(error: &JsValue) {
    // Without `boot.js` there is nobody left to tell.
    let _ = call("fail", error);
}
