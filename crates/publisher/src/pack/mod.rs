//! One page that holds all its files: scripts and styles stand in it, everything else as
//! compressed data. It needs no more than a place to be opened from, so it runs in frames
//! of an opaque origin and from a disk, where nothing can be loaded beside a page.
pub(crate) mod html;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use self::html::Tag;
use crate::error::During as _;
use crate::site::THEME;
use crate::{Error, Result};

/// What the page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A frame in other people's pages; lists come from the host that the page is from.
    Frame,
    /// A file that is opened from a disk; it asks for nothing over the network.
    File,
    /// The same without lists, which are picked from the disk.
    FileWithoutLists,
}

/// A file of a site: its name there, with slashes, and what it holds.
pub type File = (String, Vec<u8>);

/// Packs the built page in a folder into one document, with some more files.
///
/// # Errors
///
/// The folder holds no built page of this version, or it cannot be read.
pub fn pack(app: &Path, purpose: Purpose, more: Vec<File>) -> Result<String> {
    let html = text(app, "index.html")?;
    let tags = html::tags(&html);
    let parts = Parts::read(app, purpose, &tags)?;
    let mut files = vec![(parts.module.clone(), read(app, &parts.module)?)];
    files.push(("han.txt".to_owned(), read(app, "han.txt")?));
    let mut languages = folder_of(app, "lang")?;
    // A frame is to be small, and can do without plans: it asks its host for them.
    if purpose == Purpose::Frame {
        files.append(&mut languages);
    } else {
        languages.iter_mut().try_for_each(|language| speak_of_no_host(app, language))?;
        files.append(&mut languages);
        files.extend(folder_of(app, "plans")?);
    }
    files.extend(more);

    let mut packed = String::new();
    let mut end = 0;
    for tag in &tags {
        let by = match tag.name {
            "html" if purpose == Purpose::Frame => {
                "<html lang=en dir=ltr data-layout=frame>".into()
            }
            "meta" if tag.says("http-equiv", "Content-Security-Policy") => parts.policy(purpose),
            "link" if tag.says("rel", "manifest") => String::new(),
            // The site's own style sheet stands in the page's.
            "link" if tag.says("href", THEME) => String::new(),
            "link" if tag.says("rel", "stylesheet") => format!("<style>{}</style>", parts.style),
            "link" if tag.says("rel", "icon") => {
                let icon = STANDARD.encode(read(app, file(tag, "href"))?);
                format!("<link rel=icon href=\"data:image/svg+xml;base64,{icon}\">")
            }
            "link" if tag.says("type", WASM) => {
                format!("<link type={WASM} href=\"{}\">", parts.module)
            }
            // They stand at the end, in another order.
            "script" => String::new(),
            _ => continue,
        };
        packed += &html[end..tag.place.start];
        packed += &by;
        end = tag.place.end;
        if tag.name == "script" {
            end += html[end..].find(SCRIPT_END).map_or(0, |at| at + SCRIPT_END.len());
        }
    }
    let body_end = html[end..].rfind("</body>").map_or(html.len(), |at| end + at);
    packed += &html[end..body_end];
    match purpose {
        Purpose::Frame => packed += FRAME,
        Purpose::File => {}
        Purpose::FileWithoutLists => packed += &pick(&files),
    }
    for (name, bytes) in &files {
        let data = STANDARD.encode(gzip(bytes)?);
        packed += &format!("<script type=application/gzip data-file=\"{name}\">{data}</script>\n");
    }
    for (attribute, script) in &parts.scripts {
        packed += &format!("<script {attribute}>{script}</script>\n");
    }
    packed += &html[body_end..];
    Ok(packed)
}

const WASM: &str = "application/wasm";
const SCRIPT_END: &str = "</script>";

/// The scripts and styles of a page.
struct Parts {
    style: String,
    /// With the attributes by which they are known, in their order.
    scripts: Vec<(&'static str, String)>,
    /// The name of the WebAssembly module.
    module: String,
}

impl Parts {
    fn read(app: &Path, purpose: Purpose, tags: &[Tag<'_>]) -> Result<Self> {
        let find = |is: &dyn Fn(&Tag<'_>) -> bool, attribute| {
            let tag = tags.iter().find(|tag| is(tag) && !file(tag, attribute).is_empty());
            tag.map(|tag| file(tag, attribute)).ok_or_else(|| foreign(app))
        };
        let is_script = |tag: &Tag<'_>| tag.name == "script";
        let glue = find(&|tag| is_script(tag) && tag.get("data-glue").is_some(), "src")?;
        let is_boot = |tag: &Tag<'_>| {
            is_script(tag) && tag.get("data-glue").is_none() && tag.get("data-old").is_none()
        };
        let boot = find(&is_boot, "src")?;
        let mut style = text(app, find(&|tag| tag.says("rel", "stylesheet"), "href")?)?;
        if tags.iter().any(|tag| tag.says("href", THEME)) {
            style += &theme(app)?;
        }
        let mut scripts = Vec::new();
        if tags.iter().any(|tag| is_script(tag) && tag.get("data-old").is_some()) {
            scripts.push(("data-old", text(app, "old.js")?));
            scripts.push(("data-test", text(app, "self-test.js")?));
        }
        scripts.push(("data-packed", text(app, "pack/packed.js")?));
        match purpose {
            Purpose::Frame => {
                style += &text(app, "pack/framed.css")?;
                scripts.push(("data-framed", text(app, "pack/framed.js")?));
            }
            Purpose::File => {}
            Purpose::FileWithoutLists => {
                scripts.push(("data-picked", text(app, "pack/picked.js")?));
            }
        }
        scripts.push(("data-glue", text(app, glue)?));
        scripts.push(("data-boot", text(app, boot)?));
        let module = find(&|tag| tag.says("type", WASM), "href")?.to_owned();
        let parts = Parts { style, scripts, module };
        parts.check().map(|()| parts)
    }

    /// Refuses what would end its own element.
    fn check(&self) -> Result<()> {
        let holds = |text: &str, what| text.to_ascii_lowercase().contains(what);
        let mut scripts = self.scripts.iter().map(|(_, script)| script);
        if holds(&self.style, "</style")
            || scripts.any(|script| holds(script, "</script") || holds(script, "<!--"))
        {
            return Err(Error::input("a script or style of the page cannot stand in a document"));
        }
        Ok(())
    }

    /// Nothing but the page's own scripts and styles runs, known by their hashes.
    fn policy(&self, purpose: Purpose) -> String {
        let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
        let scripts: Vec<String> = self.scripts.iter().map(|(_, script)| hash(script)).collect();
        let connect = match purpose {
            // In a frame of an opaque origin some browsers understand 'self' as no host at
            // all. The page's own script narrows it to its host before anything else runs.
            Purpose::Frame => "http: https:",
            Purpose::File | Purpose::FileWithoutLists => "'none'",
        };
        format!(
            "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; \
             script-src {} 'wasm-unsafe-eval'; style-src {}; img-src data:; \
             connect-src {connect}; worker-src blob:; base-uri 'none'; form-action 'none'\">",
            scripts.join(" "),
            hash(&self.style)
        )
    }
}

/// The file that an attribute names, below the page's folder.
fn file<'a>(tag: &Tag<'a>, attribute: &str) -> &'a str {
    tag.get(attribute).unwrap_or_default().trim_start_matches("./")
}

/// What stands below the form in a frame.
const FRAME: &str = "<div id=lacks-leave class=\"notice notice-problem\" role=alert hidden>\
    <p data-text=lacks_leave></p></div>\n\
    <p class=alone><a href=\"./\" target=_blank rel=noopener data-text=alone></a></p>\n";

/// Where lists are picked from the disk, and of which datasets, by their manifests.
fn pick(files: &[File]) -> String {
    let folders = files.iter().filter_map(|(name, _)| name.strip_suffix("/manifest.json"));
    let folders: Vec<String> = folders.map(|folder| format!("\"{folder}\"")).collect();
    format!(
        "<div id=pick class=page><div class=panel><p data-text=pick></p>\
         <p class=field><label for=pick-zip data-text=pick_zip></label>\
         <input type=file id=pick-zip accept=.zip multiple></p>\
         <p class=field><label for=pick-folder data-text=pick_folder></label>\
         <input type=file id=pick-folder webkitdirectory></p>\
         <p class=error id=pick-wrong role=alert data-text=pick_wrong hidden></p></div></div>\n\
         <script type=application/json id=pick-datasets>[{}]</script>\n",
        folders.join(",")
    )
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.map_err(|cause| Error::io("compress", "the page", cause))
}

/// The page that makes embeds: it looks as the built page in a folder does.
///
/// # Errors
///
/// The folder holds no built page of this version, or it cannot be read.
pub fn builder(app: &Path) -> Result<String> {
    let html = text(app, "index.html")?;
    let tags = html::tags(&html);
    let tag =
        |is: &dyn Fn(&Tag<'_>) -> bool| tags.iter().find(|tag| is(tag)).ok_or_else(|| foreign(app));
    let style = file(tag(&|tag| tag.says("rel", "stylesheet"))?, "href");
    let languages = tag(&|tag| tag.says("name", "languages"))?.get("content");
    let theme = if app.join(THEME).is_file() {
        format!("\n  <link rel=\"stylesheet\" href=\"{THEME}\">")
    } else {
        String::new()
    };
    let page = text(app, "pack/builder.html")?;
    let page = page.replace("{style}", style).replace("{theme}", &theme);
    Ok(page.replace("{languages}", languages.unwrap_or_default()))
}

/// The files of a folder, in the order of their names.
fn folder_of(app: &Path, folder: &str) -> Result<Vec<File>> {
    let path = app.join(folder);
    if !path.is_dir() {
        return Err(foreign(app));
    }
    let names = names(app, &path)?;
    names.into_iter().map(|name| Ok((name.clone(), read(app, &name)?))).collect()
}

/// Puts other texts, which speak of no downloads, in place of some of a language's: those of
/// `pack/lang`, by their JSON pointers (RFC 6901). A language without them keeps its own.
fn speak_of_no_host(app: &Path, (name, bytes): &mut File) -> Result<()> {
    let path = app.join("pack").join(&*name);
    if !path.is_file() {
        return Ok(());
    }
    let malformed = |cause| Error::input(format!("cannot use {}: {cause}", path.display()));
    let others: Map<String, Value> =
        serde_json::from_slice(&fs::read(&path).during("read", &path)?).map_err(malformed)?;
    let mut texts: Value = serde_json::from_slice(bytes).map_err(malformed)?;
    for (pointer, text) in others {
        *texts.pointer_mut(&pointer).ok_or_else(|| foreign(app))? = text;
    }
    *bytes = texts.to_string().into_bytes();
    Ok(())
}

/// The names of all files below a folder of the page's, in their order.
///
/// # Errors
///
/// A folder cannot be read.
pub fn names(app: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).during("read", folder)? {
        let path = entry.during("read", folder)?.path();
        if path.is_dir() {
            found.extend(names(app, &path)?);
        } else if let Ok(inside) = path.strip_prefix(app) {
            let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            found.push(parts.join("/"));
        }
    }
    found.sort();
    Ok(found)
}

fn read(app: &Path, name: &str) -> Result<Vec<u8>> {
    let path = app.join(name);
    match fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(foreign(app)),
        read => read.during("read", &path),
    }
}

/// Reads a text; its lines end as a browser's parser makes them end, since the policy knows
/// scripts by their hashes.
fn text(app: &Path, name: &str) -> Result<String> {
    let text = String::from_utf8(read(app, name)?)
        .map_err(|_| Error::input(format!("{} is not in UTF-8", app.join(name).display())))?;
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The site's own style sheet, with its picture in it.
fn theme(app: &Path) -> Result<String> {
    let theme = text(app, THEME)?;
    let Some((before, rest)) = theme.split_once("url(\"") else { return Ok(theme) };
    let (name, after) = rest.split_once('"').ok_or_else(|| foreign(app))?;
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("svg") => "svg+xml",
        Some("jpg") => "jpeg",
        ending => ending.unwrap_or_default(),
    };
    let picture = STANDARD.encode(read(app, name)?);
    Ok(format!("{before}url(\"data:image/{kind};base64,{picture}\"{after}"))
}

pub(crate) fn foreign(app: &Path) -> Error {
    Error::input(format!("{} holds no built page of this version", app.display()))
        .hint("name the folder that `trunk build --release` makes")
}
