//! Plain JavaScript values, what `JSON.parse` makes, field by field.
//!
//! Reading does not end where something is wrong: that is noted, something empty stands in its
//! place, and whoever reads asks at the end whether anything was. Ends at every field would be
//! six kilobytes of the page, and serde's way to the same is no smaller.
use std::cell::RefCell;

use js_sys::{Array, JSON, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What was wrong first, and where: names and numbers of places, never what was found.
#[derive(Default)]
pub struct Fault(RefCell<Option<String>>);

/// An object in which fields are looked up; all others are passed over.
pub struct Fields<'a> {
    object: JsValue,
    /// Where it stands, such as `datasets.2`; empty at the top.
    path: String,
    fault: &'a Fault,
}

const MISSING: &str = "it is missing";
const WRONG_TYPE: &str = "it is of the wrong type";
const OUT_OF_RANGE: &str = "its value is out of range";
const UNKNOWN: &str = "its value is not known";

impl Fault {
    /// Reads a text as JSON, by the browser's own parser.
    pub fn parse(&self, text: &str) -> Fields<'_> {
        let object = JSON::parse(text).unwrap_or_else(|error| {
            let message = error.dyn_ref::<js_sys::Error>().map(|error| error.message().into());
            self.0.replace(Some(message.unwrap_or_default()));
            JsValue::UNDEFINED
        });
        Fields::new(object, String::new(), self)
    }

    /// What was read, unless something was wrong.
    ///
    /// # Errors
    ///
    /// What it was, and where.
    pub fn unless<T>(self, read: T) -> Result<T, String> {
        self.0.into_inner().map_or(Ok(read), Err)
    }

    #[inline(never)]
    fn note(&self, path: &str, reason: &str) {
        let colon = if path.is_empty() { "" } else { ": " };
        self.0.borrow_mut().get_or_insert_with(|| [path, colon, reason].concat());
    }
}

impl<'a> Fields<'a> {
    #[inline(never)]
    fn new(object: JsValue, path: String, fault: &'a Fault) -> Self {
        // An array is an object too, and has functions by the names of fields.
        if !object.is_object() || Array::is_array(&object) {
            fault.note(&path, WRONG_TYPE);
        }
        Fields { object, path, fault }
    }

    #[inline(never)]
    fn inside(&self, name: &str) -> String {
        let dot = if self.path.is_empty() { "" } else { "." };
        [&self.path, dot, name].concat()
    }

    #[inline(never)]
    fn wrong(&self, name: &str, reason: &str) {
        self.fault.note(&self.inside(name), reason);
    }

    /// The field's value; `None` if it is missing.
    #[inline(never)]
    fn value(&self, name: &str) -> Option<JsValue> {
        let value = Reflect::get(&self.object, &JsString::from(name)).unwrap_or_default();
        (!value.is_undefined()).then_some(value)
    }

    /// The same where null says that there is none.
    fn value_if_any(&self, name: &str) -> Option<JsValue> {
        self.value(name).filter(|value| !value.is_null())
    }

    /// A text that may be missing.
    #[inline(never)]
    pub fn text_if_any(&self, name: &str) -> Option<String> {
        let text = self.value_if_any(name)?.as_string();
        if text.is_none() {
            self.wrong(name, WRONG_TYPE);
        }
        text
    }

    /// A text.
    #[inline(never)]
    pub fn text(&self, name: &str) -> String {
        self.needed(name, self.text_if_any(name))
    }

    /// A text that stands for something else, and may be missing.
    pub fn known_if_any<T: TryFrom<String>>(&self, name: &str) -> Option<T> {
        let known = T::try_from(self.text_if_any(name)?).ok();
        if known.is_none() {
            self.wrong(name, UNKNOWN);
        }
        known
    }

    /// A text that stands for something else. It alone has nothing empty to stand in its
    /// place: what is wrong is noted.
    pub fn known<T: TryFrom<String>>(&self, name: &str) -> Option<T> {
        let known = self.known_if_any(name);
        if known.is_none() {
            self.wrong(name, MISSING);
        }
        known
    }

    /// A whole number that may be missing.
    #[inline(never)]
    pub fn whole_if_any(&self, name: &str) -> Option<u64> {
        let value = self.value_if_any(name)?;
        let number = whole(&value);
        if number.is_none() {
            self.wrong(name, if value.as_f64().is_some() { OUT_OF_RANGE } else { WRONG_TYPE });
        }
        number
    }

    /// A whole number up to a limit.
    #[inline(never)]
    pub fn whole(&self, name: &str, most: u64) -> u64 {
        let number = self.needed(name, self.whole_if_any(name));
        if number > most {
            self.wrong(name, OUT_OF_RANGE);
        }
        number
    }

    /// Yes or no; no if it is missing.
    #[inline(never)]
    pub fn flag(&self, name: &str) -> bool {
        let Some(value) = self.value(name) else { return false };
        value.as_bool().unwrap_or_else(|| {
            self.wrong(name, WRONG_TYPE);
            false
        })
    }

    /// The texts of an array; none if it is missing.
    #[inline(never)]
    pub fn texts(&self, name: &str) -> Vec<String> {
        let items = self.array(name).unwrap_or_default();
        let text = |item: JsValue| {
            item.as_string().unwrap_or_else(|| {
                self.wrong(name, WRONG_TYPE);
                String::new()
            })
        };
        items.iter().map(text).collect()
    }

    /// The whole numbers of an array, each up to a limit.
    #[inline(never)]
    pub fn numbers(&self, name: &str, most: u64) -> Vec<u64> {
        let items = self.needed(name, self.array(name));
        let number = |item: JsValue| {
            whole(&item).filter(|number| *number <= most).unwrap_or_else(|| {
                self.wrong(name, OUT_OF_RANGE);
                0
            })
        };
        items.iter().map(number).collect()
    }

    /// The objects of an array.
    pub fn objects(&self, name: &str) -> Vec<Fields<'a>> {
        self.needed(name, self.objects_if_any(name))
    }

    /// The objects of an array that may be missing. They are counted from one, as a person who
    /// mends the file does.
    #[inline(never)]
    pub fn objects_if_any(&self, name: &str) -> Option<Vec<Fields<'a>>> {
        let path = self.inside(name);
        let mut number = 0u32;
        let object = |item| {
            number += 1;
            Fields::new(item, [&path, ".", &*number.to_string()].concat(), self.fault)
        };
        Some(self.array(name)?.iter().map(object).collect())
    }

    /// An object that may be missing.
    #[inline(never)]
    pub fn object_if_any(&self, name: &str) -> Option<Fields<'a>> {
        Some(Fields::new(self.value_if_any(name)?, self.inside(name), self.fault))
    }

    /// A text, or an object where it is none.
    pub fn text_or_object(&self, name: &str) -> Result<String, Option<Fields<'a>>> {
        let text = self.value(name).and_then(|value| value.as_string());
        text.ok_or_else(|| self.object_if_any(name))
    }

    /// Notes that the field's value is none that is known.
    pub fn unknown(&self, name: &str) {
        self.wrong(name, UNKNOWN);
    }

    /// The name of the object's one field; empty if there are more, or none.
    #[inline(never)]
    pub fn only(&self) -> String {
        let object: Option<&Object> = self.object.dyn_ref();
        let names = object.map(Object::keys).unwrap_or_default();
        let name = (names.length() == 1).then(|| names.get(0).as_string());
        name.flatten().unwrap_or_default()
    }

    fn array(&self, name: &str) -> Option<Array> {
        let array = self.value(name)?.dyn_into().ok();
        if array.is_none() {
            self.wrong(name, WRONG_TYPE);
        }
        array
    }

    fn needed<T: Default>(&self, name: &str, found: Option<T>) -> T {
        found.unwrap_or_else(|| {
            self.wrong(name, MISSING);
            T::default()
        })
    }
}

/// A whole number that JavaScript's numbers hold exactly.
fn whole(value: &JsValue) -> Option<u64> {
    let exact = |n: &f64| n.fract() == 0.0 && (0.0..=9_007_199_254_740_991.0).contains(n);
    value.as_f64().filter(exact).map(|n| n as u64)
}
