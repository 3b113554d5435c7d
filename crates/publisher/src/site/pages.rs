//! Writes into a site's pages what `site.json` says of them: name, logo, colours, the hosts
//! that they may ask, and what stands below. It can be done again and again.
use std::fs;
use std::path::Path;

use hushcheck_core::{PublicKey, is_web_address};

use super::configuration::Configuration;
use crate::error::During as _;
use crate::pack::{self, Purpose, html};
use crate::store::Store;
use crate::{Error, Result, site_files, whole};

/// Says what was wanted, where `site.json` cannot be read.
pub(crate) fn no_site(error: Error) -> Error {
    error.hint("a site is a folder that `hushcheck site` or `hushcheck publish` made")
}

/// The style sheet of colours and logo.
pub const THEME: &str = "theme.css";

/// Brings a site's pages in line with its `site.json`, which is checked first.
///
/// # Errors
///
/// Something is wrong in `site.json`, what it names is not there, or a file cannot be
/// written.
pub fn configure(site: &Path) -> Result<Configuration> {
    let path = site.join("site.json");
    fs::metadata(&path).during("read", &path).map_err(no_site)?;
    let configuration = Configuration::read(&path)?;
    check_files(site, &configuration)?;
    write(site, &configuration)?;
    Ok(configuration)
}

/// Writes into a site's pages what its configuration says.
pub(crate) fn write(site: &Path, configuration: &Configuration) -> Result<()> {
    let path = site.join("index.html");
    let page = fs::read_to_string(&path).during("read", &path)?;
    let logo = configuration.look.logo.as_ref().map(|logo| logo.file.as_str());
    let theme = configuration.look.style(logo);
    let page = written(&page, configuration, theme.is_some()).ok_or_else(|| pack::foreign(site))?;
    let theme_path = site.join(THEME);
    match theme {
        Some(theme) => whole::replace(&theme_path, &theme)?,
        None if theme_path.exists() => {
            fs::remove_file(&theme_path).during("remove", &theme_path)?
        }
        None => {}
    }
    whole::replace(&path, &page)?;
    whole::replace(&site.join("embed.html"), &pack::pack(site, Purpose::Frame, Vec::new())?)?;
    site_files::finish(site, configuration)
}

/// Whether all is there that `site.json` names.
fn check_files(site: &Path, configuration: &Configuration) -> Result<()> {
    let wrong = |key: &str, fault: &str| {
        Error::input(format!("{}: `{key}`: {fault}", site.join("site.json").display()))
    };
    let look = &configuration.look;
    if let Some(logo) = look.logo.as_ref().filter(|logo| !site.join(&logo.file).is_file()) {
        return Err(wrong("logo.file", &format!("there is no {} beside site.json", logo.file)));
    }
    for (i, code) in look.languages.iter().enumerate() {
        let is_plain = code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_plain || !site.join(format!("lang/{code}.json")).is_file() {
            return Err(wrong(&format!("languages[{i}]"), "there is no such file in lang/"));
        }
    }
    check_links(site, configuration, &wrong)?;
    let keys: Vec<PublicKey> = configuration.site.public_keys().collect();
    for (i, entry) in configuration.site.datasets.iter().enumerate() {
        // What another host serves can change at any time; pages verify it.
        if entry.path.host().is_some() {
            continue;
        }
        let store = Store::Folder(site.join(entry.path.as_str()));
        let opened = store.open((!keys.is_empty()).then_some(&keys[..])).map_err(|error| {
            error.hint(format!("it is `datasets[{i}].path` in site.json that names the dataset"))
        })?;
        if !entry.expects(&opened.manifest, opened.hash) {
            let (name, number) = (opened.manifest.dataset(), opened.manifest.number());
            return Err(wrong(
                &format!("datasets[{i}]"),
                &format!(
                    "the folder holds number {number} of {name}, which is another dataset, older \
                     than `min_number` or not the one of `manifest_sha256`"
                ),
            ));
        }
    }
    Ok(())
}

/// A link that the plans do not have would change nothing, which nobody would notice.
fn check_links(
    site: &Path,
    configuration: &Configuration,
    wrong: &dyn Fn(&str, &str) -> Error,
) -> Result<()> {
    let path = site.join("plans/en.json");
    let plans = fs::read(&path).during("read", &path)?;
    let plans: serde_json::Value = serde_json::from_slice(&plans).unwrap_or_default();
    let Some(known) = plans["links"].as_array() else { return Ok(()) };
    for (i, link) in configuration.site.links.iter().enumerate() {
        let name = link.split(' ').next().unwrap_or_default();
        if !known.iter().any(|link| link["id"] == name) {
            return Err(wrong(&format!("links[{i}]"), &format!("the plans have no link {name}")));
        }
    }
    Ok(())
}

/// The page with what the configuration says; `None` if it is no page of ours.
fn written(page: &str, configuration: &Configuration, has_theme: bool) -> Option<String> {
    let Configuration { site, look } = configuration;
    let name = escaped(&site.name);
    let bands = look.accent.map(super::look::Accent::bands);
    let mut out = String::new();
    let mut end = 0;
    for tag in &html::tags(page) {
        if tag.place.start < end {
            continue;
        }
        let first = |attribute| tag.get("data-was").or(tag.get(attribute)).unwrap_or_default();
        let inner = |closing: &str| {
            page[tag.place.end..].find(closing).map(|at| tag.place.end + at + closing.len())
        };
        let own = tag.get("data-site").is_some();
        let (by, until) = match tag.name {
            // What was written before goes.
            "footer" if own => (String::new(), inner("</footer>")?),
            "link" | "meta" if own => (String::new(), tag.place.end),
            "meta" if tag.says("http-equiv", "Content-Security-Policy") => {
                let policy = policy(tag.get("content")?, &configuration.hosts());
                let meta =
                    format!("<meta content=\"{policy}\" http-equiv=Content-Security-Policy>");
                (meta, tag.place.end)
            }
            "meta" if tag.says("name", "languages") && !look.languages.is_empty() => {
                let (codes, was) = (look.languages.join(" "), first("content"));
                (
                    format!("<meta content=\"{codes}\" data-was=\"{was}\" name=languages>"),
                    tag.place.end,
                )
            }
            "meta" if tag.says("name", "languages") => {
                (format!("<meta content=\"{}\" name=languages>", first("content")), tag.place.end)
            }
            "meta" if tag.says("name", "theme-color") => {
                let (media, was) = (tag.get("media")?, first("content"));
                let band = bands.map(|bands| bands[usize::from(media.contains("dark"))]);
                let content = band.map_or_else(|| was.to_owned(), |band| band.to_string());
                let meta = format!(
                    "<meta content=\"{content}\" data-was=\"{was}\" media=\"{media}\" name=theme-color>"
                );
                (meta, tag.place.end)
            }
            "title" => (format!("<title>{name}</title>"), inner("</title>")?),
            "span" if tag.says("class", "brand-name") => {
                (format!("<span class=brand-name>{name}</span>"), inner("</span>")?)
            }
            _ => continue,
        };
        out += &page[end..tag.place.start];
        out += &by;
        end = until;
    }
    out += &page[end..];
    let head = out.find("</head>")?;
    out.insert_str(head, &head_of(&configuration.hosts(), has_theme));
    let body = out.rfind("</body>")?;
    out.insert_str(body, &foot(look.contact.as_deref(), look.imprint.as_deref()));
    Some(out)
}

/// The policy, in which the page may ask its own host and these.
fn policy(old: &str, hosts: &[&str]) -> String {
    let rules = old.split(';').map(str::trim).filter(|rule| !rule.is_empty());
    let rules = rules.filter(|rule| !rule.starts_with("connect-src"));
    let connect = ["connect-src 'self'"].iter().chain(hosts).copied().collect::<Vec<_>>().join(" ");
    rules.chain([&*connect]).collect::<Vec<_>>().join("; ")
}

fn head_of(hosts: &[&str], has_theme: bool) -> String {
    let mut head = String::new();
    if has_theme {
        head += &format!("<link data-site href={THEME} rel=stylesheet>");
    }
    if !hosts.is_empty() {
        // Frames know by it whom they may ask besides their own host.
        head += &format!("<meta content=\"{}\" data-site name=hosts>", hosts.join(" "));
    }
    head
}

/// What stands below the page: texts, and never anything else.
fn foot(contact: Option<&str>, imprint: Option<&str>) -> String {
    let lines = contact.into_iter().flat_map(str::lines).map(escaped);
    let mut lines: Vec<String> = lines.collect();
    match imprint {
        Some(address) if is_web_address(address) => {
            let address = escaped(address);
            lines.push(format!(
                "<a href=\"{address}\" rel=\"noopener noreferrer\" target=_blank>{address}</a>"
            ));
        }
        imprint => lines.extend(imprint.into_iter().flat_map(str::lines).map(escaped)),
    }
    if lines.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = lines.iter().map(|line| format!("<p dir=auto>{line}</p>")).collect();
    format!("<footer class=foot data-site><div class=page>{}</div></footer>", lines.concat())
}

/// A text as it stands in a page.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><meta content=\"default-src 'none'; connect-src \
        'self'; img-src 'self'\" http-equiv=Content-Security-Policy><meta content=\"en nl\" \
        name=languages><meta media=\"(prefers-color-scheme: dark)\" content=#111111 \
        name=theme-color><title>Hushcheck</title></head><body><span class=brand-name>Hushcheck\
        </span></body></html>";

    fn configuration(more: &str) -> Configuration {
        let json = format!("{{\"name\": \"A & <b>\", \"datasets\": []{more}}}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("site.json");
        fs::write(&path, json).unwrap();
        Configuration::read(&path).unwrap()
    }

    #[test]
    fn a_page_says_what_the_configuration_says() {
        let more = ", \"contact\": \"tips@a.example\\n<script>1</script>\", \
            \"imprint\": \"https://a.example/?a&b\", \"languages\": [\"nl\"], \
            \"accent\": {\"light\": \"#804000\", \"dark\": \"#ffb488\"}";
        let page = written(PAGE, &configuration(more), true).unwrap();
        for part in [
            "<title>A &amp; &lt;b&gt;</title>",
            "<span class=brand-name>A &amp; &lt;b&gt;</span>",
            "<p dir=auto>tips@a.example</p><p dir=auto>&lt;script&gt;1&lt;/script&gt;</p>",
            "<a href=\"https://a.example/?a&amp;b\" rel",
            "<meta content=\"nl\" data-was=\"en nl\" name=languages>",
            "<link data-site href=theme.css rel=stylesheet></head>",
            "img-src 'self'; connect-src 'self'\"",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(!page.contains("content=\"#111111\"") && page.contains("data-was=\"#111111\""));
        // The same again is the same, and what is taken out is gone.
        assert_eq!(written(&page, &configuration(more), true).unwrap(), page);
        let bare = written(&page, &configuration(""), false).unwrap();
        assert!(!bare.contains("footer") && !bare.contains("theme.css"), "{bare}");
        assert!(bare.contains("content=\"en nl\"") && bare.contains("content=\"#111111\""));
        assert_eq!(written(PAGE, &configuration(""), false).unwrap(), bare);
    }

    #[test]
    fn hosts_stand_in_the_policy_once() {
        let old = "default-src 'none'; connect-src 'self' https://old.example";
        let new = policy(old, &["https://a.example"]);
        assert_eq!(new, "default-src 'none'; connect-src 'self' https://a.example");
        assert_eq!(policy(&new, &[]), "default-src 'none'; connect-src 'self'");
    }
}
