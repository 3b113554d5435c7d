//! The tags of a page that we made ourselves: enough of HTML to find and replace them.
use std::ops::Range;

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// Where it stands, from `<` to `>`.
    pub place: Range<usize>,
    /// Its name as written.
    pub name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// What an attribute says; empty if it stands there without a value.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Tells whether an attribute says this.
    pub fn says(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }
}

/// Finds the start tags of a page that holds no inline scripts and styles. Values are not
/// decoded: ours hold no character references.
pub(crate) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = start + rest.find("-->").unwrap_or(rest.len());
            continue;
        }
        at = start + 1;
        if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic())
            && let Some(tag) = tag(html, start)
        {
            at = tag.place.end;
            tags.push(tag);
        }
    }
    tags
}

fn tag(html: &str, start: usize) -> Option<Tag<'_>> {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/');
    let text = &html[start + 1..];
    let name = &text[..text.find(is_end)?];
    let mut rest = &text[name.len()..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            let place = start..html.len() - after.len();
            return Some(Tag { place, name, attributes });
        }
        let name = &rest[..rest.find(|c: char| is_end(c) || c == '=')?];
        if name.is_empty() {
            return None;
        }
        rest = &rest[name.len()..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote)?,
                None => after.split_at(after.find(|c: char| c.is_ascii_whitespace() || c == '>')?),
            };
        }
        attributes.push((name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_as_they_are_written() {
        let html = "<!doctype html><html lang=en><!-- <b> --><p hidden class=\"a b\" id='c'>1 < 2\
                    <img src=./a/b.svg/><br/></p><i";
        let tags = tags(html);
        let names: Vec<&str> = tags.iter().map(|tag| tag.name).collect();
        assert_eq!(names, ["html", "p", "img", "br"]);
        assert!(tags[0].says("lang", "en") && tags[1].says("class", "a b"));
        assert_eq!((tags[1].get("hidden"), tags[1].get("id")), (Some(""), Some("c")));
        assert_eq!(tags[2].get("src"), Some("./a/b.svg/"));
        assert_eq!(&html[tags[3].place.clone()], "<br/>");
    }
}
