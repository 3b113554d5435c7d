//! What `static/boot.js` left for the program, and what the program does for the scripts.
use hushcheck_web::{File, Files, read_manifest};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::messages::{Messages, Source};
use crate::plans::Plans;

/// A language and its texts.
pub struct Language {
    /// BCP 47, such as `zh-Hans`.
    pub code: String,
    /// The texts.
    pub messages: Messages,
    /// The action plans, if they came.
    pub plans: Option<Plans>,
}

fn get(name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(&Reflect::get(&js_sys::global(), &"hushcheck".into())?, &name.into())
}

fn call(name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    get(name)?.dyn_into::<Function>()?.call1(&JsValue::NULL, argument)
}

/// The texts as the browser's JSON parser left them.
impl Source for JsValue {
    fn text(&self, name: &str) -> String {
        self.object(name).as_string().unwrap_or_default()
    }

    fn list(&self, name: &str) -> Vec<String> {
        strings(self.object(name))
    }

    fn pairs(&self, name: &str) -> Vec<(String, String)> {
        let Ok(object) = self.object(name).dyn_into::<Object>() else { return Vec::new() };
        let names = strings(Object::keys(&object).into());
        names.into_iter().map(|name| (name.clone(), object.text(&name))).collect()
    }

    fn object(&self, name: &str) -> Self {
        Reflect::get(self, &name.into()).unwrap_or_default()
    }

    fn items(&self, name: &str) -> Vec<Self> {
        let array: Array = self.object(name).dyn_into().unwrap_or_default();
        array.iter().collect()
    }
}

fn strings(array: JsValue) -> Vec<String> {
    let array: Array = array.dyn_into().unwrap_or_default();
    array.iter().map(|value| value.as_string().unwrap_or_default()).collect()
}

fn read(language: &JsValue) -> Language {
    let messages = Messages::read(&language.object("messages"));
    let plans = Plans::read(language.object("plans"));
    Language { code: language.text("code"), messages, plans }
}

/// The language that the page began in.
pub fn language() -> Result<Language, JsValue> {
    Ok(read(&get("language")?))
}

/// Fetches the texts of another language.
pub async fn load(code: &str) -> Result<Language, JsValue> {
    let promise: Promise = call("load", &code.into())?.dyn_into()?;
    Ok(read(&JsFuture::from(promise).await?))
}

/// The codes of the languages that there are.
pub fn languages() -> Vec<String> {
    get("languages").map(strings).unwrap_or_default()
}

/// Tells the scripts beside the program what the site offers, by the files that were verified.
pub fn offer(files: &Files) {
    let manifest = |file: &Result<File, _>| {
        file.as_ref().map_or(JsValue::NULL, |file| file.manifest.as_str().into())
    };
    let manifests: Array = files.datasets.iter().map(manifest).collect();
    let offer = Array::of2(&files.site.as_str().into(), &manifests);
    // Without `boot.js` there is nobody to tell.
    let boot = Reflect::get(&js_sys::global(), &"hushcheck".into());
    let _ = boot.and_then(|boot| Reflect::set(&boot, &"offer".into(), &offer));
}

/// Which of so many lists are on the device, so that nobody is asked for them, by their numbers
/// in the catalogue: what `static/beside.js` found, or all in a page that is one file.
pub fn on_device(lists: usize) -> Vec<bool> {
    let found = get("onDevice").unwrap_or_default();
    if found == JsValue::TRUE {
        return vec![true; lists];
    }
    let lists: Array = found.dyn_into().unwrap_or_default();
    lists.iter().map(|is_here| is_here.is_truthy()).collect()
}

/// Tells whether a file is the one of a manifest's list and bucket that was signed; the
/// manifest is one that was [offered](offer). For lists that are to be kept on the device.
#[wasm_bindgen(js_name = isSigned)]
pub fn is_signed(manifest: &str, list: usize, bucket: u32, file: Uint8Array) -> bool {
    read_manifest(manifest).is_some_and(|manifest| {
        let list = manifest.lists().get(list);
        list.is_some_and(|list| list.open(bucket.into(), &file.to_vec()).is_some())
    })
}

/// Tells whether the line is fast and unmetered; browsers that do not say are taken for slow.
pub fn is_fast() -> bool {
    get("fast").is_ok_and(|fast| fast.is_truthy())
}

/// Tells whether the browser hides what is in a field that is none for passwords.
pub fn hides() -> bool {
    get("hides").is_ok_and(|hides| hides.is_truthy())
}

/// Starts a worker.
pub fn start_worker() -> Result<web_sys::Worker, JsValue> {
    call("startWorker", &JsValue::UNDEFINED)?.dyn_into()
}

/// Lets the person save a text as a file.
pub fn save(name: &str, text: &str) {
    if let Ok(save) = get("save").and_then(JsCast::dyn_into::<Function>) {
        // A browser that saves no files has told so itself.
        let _ = save.call2(&JsValue::NULL, &name.into(), &text.into());
    }
}

/// Says that the program cannot go on.
pub fn fail(error: &JsValue) {
    // Without `boot.js` there is nobody left to tell.
    let _ = call("fail", error);
}
