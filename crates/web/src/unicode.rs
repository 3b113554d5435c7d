//! The functions of characters: those that the browser has anyway, and a table that was loaded.
use hushcheck_core::{Han, Unicode};
use js_sys::JsString;

/// Core's [`Unicode`] by `String.prototype.normalize`, `URL` and the table of Chinese
/// characters.
///
/// Without the table names are understood, but not spelled as in the lists: then no list
/// with names may be asked, which [`Catalogue::refusal`](crate::Catalogue::refusal) sees to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser<'a> {
    /// The table, if it could be loaded.
    pub han: Option<&'a Han>,
}

impl Unicode for Browser<'_> {
    fn nfkc(&self, text: &str) -> String {
        normalize(text, "NFKC")
    }

    fn nfkd(&self, text: &str) -> String {
        normalize(text, "NFKD")
    }

    fn lower(&self, text: &str) -> String {
        // The one letter that the browser writes otherwise at the end of a word.
        JsString::from(text.replace('Σ', "σ")).to_lower_case().into()
    }

    fn upper(&self, text: &str) -> String {
        JsString::from(text).to_upper_case().into()
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        // Malformed punycode is taken as it stands, where libraries refuse it; no list
        // holds such a domain. `URL` also takes ports, paths, percent-escapes and IPv4 numbers. What
        // could make one is no domain of an e-mail address.
        let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if domain.is_empty() || domain.chars().any(|c| c.is_ascii() && !is_letter(c)) {
            return None;
        }
        let host = web_sys::Url::new(&["http://", domain].concat()).ok()?.hostname();
        let last = host.strip_suffix('.').unwrap_or(&host).rsplit('.').next().unwrap_or_default();
        let is_number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
        (!host.is_empty() && !is_number && host.chars().all(is_letter)).then_some(host)
    }

    fn simplified(&self, c: char) -> char {
        self.han.map_or(c, |han| han.simplified(c))
    }
}

fn normalize(text: &str, form: &str) -> String {
    JsString::from(text).normalize(form).into()
}
