//! Numbers, sizes and dates as the person's language writes them, by the browser.
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Writes numbers, sizes and dates in one language.
#[derive(Clone, PartialEq)]
pub struct Format {
    locales: Array,
}

fn options(entries: &[(&str, JsValue)]) -> Object {
    let options = Object::new();
    for (key, value) in entries {
        // Fails for frozen objects only; this one is new.
        let _ = Reflect::set(&options, &(*key).into(), value);
    }
    options
}

impl Format {
    /// Makes the format of a language. Its digits are those of the texts: for Arabic, WebKit
    /// would take others than Chromium and Firefox.
    pub fn new(code: &str) -> Self {
        Format { locales: Array::of1(&[code, "-u-nu-latn"].concat().into()) }
    }

    /// A whole number.
    pub fn number(&self, number: u64) -> String {
        self.with(number as f64, &[])
    }

    /// A number of which only the first two digits matter.
    pub fn about(&self, number: f64) -> String {
        self.with(number, &[("maximumSignificantDigits", 2.into())])
    }

    /// A number of bytes, in the unit that fits.
    pub fn bytes(&self, bytes: u64) -> String {
        let (unit, scale) = match bytes {
            0..1_000_000 => ("kilobyte", 1e3),
            1_000_000..1_000_000_000 => ("megabyte", 1e6),
            _ => ("gigabyte", 1e9),
        };
        let digits = 2 + u32::from(bytes as f64 / scale >= 100.0);
        self.with(
            bytes as f64 / scale,
            &[
                ("style", "unit".into()),
                ("unit", unit.into()),
                ("maximumSignificantDigits", digits.into()),
            ],
        )
    }

    /// A day, month or year, as manifests write them; anything else as it stands.
    pub fn date(&self, date: &str) -> String {
        let time = Date::parse(date);
        if !hushcheck_core::manifest::is_day_month_or_year(date) || time.is_nan() {
            return date.to_owned();
        }
        let mut parts = vec![("timeZone", JsValue::from("UTC")), ("year", "numeric".into())];
        if date.len() > 4 {
            parts.push(("month", "long".into()));
        }
        if date.len() > 7 {
            parts.push(("day", "numeric".into()));
        }
        let format = Intl::DateTimeFormat::new(&self.locales, &options(&parts));
        written(&format.format(), time).unwrap_or_else(|| date.to_owned())
    }

    /// A country, by its two letters.
    pub fn country(&self, code: &str) -> String {
        name_of(&self.locales, "region", code)
    }

    fn with(&self, number: f64, entries: &[(&str, JsValue)]) -> String {
        let format = Intl::NumberFormat::new(&self.locales, &options(entries));
        written(&format.format(), number).unwrap_or_default()
    }
}

fn written(format: &Function, value: f64) -> Option<String> {
    format.call1(&JsValue::NULL, &value.into()).ok()?.as_string()
}

/// Makes the first letter a capital, in scripts that have them.
pub fn capitalised(text: &str) -> String {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let (first, rest) = text.split_at(first);
    // By the browser, whose tables cost nothing.
    format!("{}{rest}", js_sys::JsString::from(first).to_upper_case())
}

/// What a language calls itself, such as "العربية".
pub fn own_name(code: &str) -> String {
    name_of(&code.into(), "language", code)
}

/// What languages call a thing that has a code; the code if they have no word.
fn name_of(locales: &JsValue, kind: &str, code: &str) -> String {
    let name = || {
        let class: Function = Reflect::get(&js_sys::global(), &"Intl".into())
            .and_then(|intl| Reflect::get(&intl, &"DisplayNames".into()))
            .and_then(JsCast::dyn_into)
            .ok()?;
        let arguments = Array::of2(locales, &options(&[("type", kind.into())]).into());
        let names = Reflect::construct(&class, &arguments).ok()?;
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &code.into()).ok()?.as_string()
    };
    name().unwrap_or_else(|| code.to_owned())
}
