//! What day it is, by the device.

/// Today in UTC, YYYY-MM-DD.
pub fn today() -> String {
    String::from(js_sys::Date::new_0().to_iso_string()).chars().take(10).collect()
}
