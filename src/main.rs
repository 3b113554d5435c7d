//! One program for the page and its worker.
#![forbid(unsafe_code)]

fn main() {
    if web_sys::window().is_some() {
        hushcheck_app::show_page();
    } else {
        hushcheck_app::serve_jobs();
    }
}
