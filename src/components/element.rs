//! Elements, from selectors.
//!
//! `html!` writes out the making of every element where it stands, some 300 bytes each.
//! It stays for those with listeners or attributes that change.
use yew::prelude::*;
use yew::virtual_dom::{VList, VTag, VText};

/// Makes an element as a selector describes it: `tag.class#id[name=value][name=value]`,
/// of which only the tag must be there.
pub fn el(selector: &'static str, content: impl Content) -> Html {
    plain(selector, content.html())
}

/// Not inlined, as all here: it would be, hundreds of times.
#[inline(never)]
fn plain(selector: &'static str, content: Html) -> Html {
    make(selector, Vec::new(), content)
}

/// Makes an element with attributes of which the values are not known before, besides
/// those of the selector. Empty ones are left out.
#[inline(never)]
pub fn el_with<const N: usize>(
    selector: &'static str,
    attributes: [(&'static str, String); N],
    content: Html,
) -> Html {
    make(selector, attributes.into(), content)
}

#[inline(never)]
fn make(selector: &'static str, known: Vec<(&'static str, String)>, content: Html) -> Html {
    let mut parts = selector.split('[');
    let names = parts.next().unwrap_or_default();
    let (names, id) = names.split_once('#').unwrap_or((names, ""));
    let (tag, class) = names.split_once('.').unwrap_or((names, ""));
    let mut tag = VTag::new(tag);
    let others = parts.filter_map(|part| part.strip_suffix(']')?.split_once('='));
    for (name, value) in [("class", class), ("id", id)].into_iter().chain(others) {
        add(&mut tag, name, AttrValue::Static(value));
    }
    for (name, value) in known {
        add(&mut tag, name, value.into());
    }
    if let Some(children) = tag.children_mut() {
        *children = content;
    }
    tag.into()
}

#[inline(never)]
fn add(tag: &mut VTag, name: &'static str, value: AttrValue) {
    if !value.is_empty() {
        tag.add_attribute(name, value);
    }
}

/// What can be in an element.
pub trait Content {
    /// As a part of the page.
    fn html(self) -> Html;
}

impl Content for &str {
    #[inline(never)]
    fn html(self) -> Html {
        VText::new(self.to_owned()).into()
    }
}

impl Content for &String {
    fn html(self) -> Html {
        self.as_str().html()
    }
}

impl Content for String {
    #[inline(never)]
    fn html(self) -> Html {
        self.as_str().html()
    }
}

impl Content for Html {
    fn html(self) -> Html {
        self
    }
}

impl Content for Option<Html> {
    #[inline(never)]
    fn html(self) -> Html {
        self.unwrap_or_default()
    }
}

impl Content for Vec<Html> {
    #[inline(never)]
    fn html(self) -> Html {
        VList::from(self).into()
    }
}

impl<const N: usize> Content for [Html; N] {
    #[inline(never)]
    fn html(self) -> Html {
        Vec::from(self).html()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn tag(html: &Html) -> &VTag {
        let Html::VTag(tag) = html else { panic!("it is no element") };
        tag
    }

    #[test]
    fn a_selector_makes_an_element() {
        let made = el("td.wide#a[data-label=one two][lang=en]", "text");
        let mut attributes: Vec<_> = tag(&made).attributes.iter().collect();
        attributes.sort_unstable();
        let expected = [("class", "wide"), ("data-label", "one two"), ("id", "a"), ("lang", "en")];
        assert_eq!(tag(&made).tag(), "td");
        assert_eq!(attributes, expected);
        assert_eq!(tag(&made).children(), Some(&"text".html()));
    }

    #[test]
    fn values_that_are_not_known_before_are_attributes_too() {
        let made =
            el_with("a.b", [("href", "c".to_owned()), ("data-d", String::new())], "e".html());
        let mut attributes: Vec<_> = tag(&made).attributes.iter().collect();
        attributes.sort_unstable();
        assert_eq!(attributes, [("class", "b"), ("href", "c")]);
    }

    #[test]
    fn a_tag_is_enough() {
        let made = el("ul", [el("li", "a"), el("li", [])]);
        assert_eq!(tag(&made).attributes.iter().count(), 0);
        let Some(Html::VList(list)) = tag(&made).children() else { panic!("it is no list") };
        assert_eq!(list.len(), 2);
    }
}
