//! The licences of all libraries that are in a release: the command's and the page's.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::project::Project;
use crate::shell::{cargo, read};
use crate::wasm_target;

/// A library: what it says its licence is, and the texts that come with it.
struct Library {
    licence: String,
    texts: Vec<(String, String)>,
}

/// Writes them all, each text once.
pub fn text(project: &Project) -> Result<String> {
    let libraries = libraries(project)?;
    ensure!(!libraries.is_empty(), "cargo names no libraries");
    let mut all = String::from(
        "hushcheck itself is licensed under MIT or Apache-2.0, as you prefer. Its program and its \
         page hold\nthese libraries, under the licences named. The texts follow.\n\n",
    );
    for (name, library) in &libraries {
        all += &format!("{name}: {}\n", library.licence);
    }
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, library) in &libraries {
        for (file, text) in &library.texts {
            texts.entry(text).or_default().push(format!("{name} ({file})"));
        }
    }
    for (text, of) in texts {
        all += &format!("\n{}\n{}:\n\n{}\n", "-".repeat(80), of.join(", "), text.trim_end());
    }
    Ok(all)
}

fn libraries(project: &Project) -> Result<BTreeMap<String, Library>> {
    let metadata =
        read(cargo().args(["metadata", "--format-version", "1"]).current_dir(&project.root))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo names no packages")?;
    let mut used = tree(project, &["-p", "hushcheck"])?;
    used.extend(tree(project, &["-p", "hushcheck-app", "--target", wasm_target::TARGET])?);
    let mut libraries = BTreeMap::new();
    for package in packages.iter().filter(|package| !package["source"].is_null()) {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        if !used.contains(&name) {
            continue;
        }
        let folder = Path::new(text("manifest_path")).parent().context("no folder")?;
        let licence = match text("license") {
            "" => "see its text".to_owned(),
            licence => licence.to_owned(),
        };
        libraries.insert(name, Library { licence, texts: texts(folder)? });
    }
    Ok(libraries)
}

/// Name and version of all that a package is built with and holds.
fn tree(project: &Project, what: &[&str]) -> Result<Vec<String>> {
    let options = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = read(cargo().args(options).args(what).current_dir(&project.root))?;
    let name = |line: &str| {
        let mut words = line.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        Some(format!("{name} {version}"))
    };
    Ok(tree.lines().filter_map(name).collect())
}

/// The licence texts in a library's folder.
fn texts(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let begins = |word: &str| name.to_uppercase().starts_with(word);
        let is_text =
            ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].into_iter().any(begins);
        if path.is_file() && is_text {
            texts.push((name, String::from_utf8_lossy(&fs::read(&path)?).replace("\r\n", "\n")));
        }
    }
    texts.sort();
    Ok(texts)
}
