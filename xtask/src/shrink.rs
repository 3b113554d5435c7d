//! Makes the built app smaller to download, without changing what it does.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// How many hexadecimal digits a hash in a name has.
const DIGITS: usize = 16;

/// wasm-bindgen tells the names that module and glue share apart by hashes, which no
/// compression makes smaller: numbers of the same length take their place. Nothing
/// verifies the two files by their bytes; the page's integrity hashes are of others.
///
/// # Errors
///
/// There is not one module and one glue that begin with `name`, or they cannot be read and
/// written.
pub fn number_names(app: &Path, name: &str) -> Result<()> {
    let (wasm, glue) = (find(app, name, "_bg.wasm")?, find(app, name, ".js")?);
    let read =
        |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let (mut module, mut script) = (read(&wasm)?, read(&glue)?);
    renumber(&mut module, &mut script);
    for (path, bytes) in [(wasm, module), (glue, script)] {
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Takes comments and indents out of the script for old browsers: packers would write it anew,
/// in today's JavaScript.
///
/// # Errors
///
/// It cannot be read or written.
pub fn strip_plain_script(app: &Path) -> Result<()> {
    let path = app.join("old.js");
    let script =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = script.lines().map(str::trim);
    let lines: Vec<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect();
    fs::write(&path, lines.join("\n")).with_context(|| format!("cannot write {}", path.display()))
}

/// Takes the blanks out of the files of texts.
///
/// # Errors
///
/// One of them is no JSON, or cannot be read and written.
pub fn close_up_texts(app: &Path) -> Result<()> {
    for folder in ["lang", "plans", "beside"] {
        let folder = app.join(folder);
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let close = closed_up(&text);
            serde_json::from_str::<serde_json::Value>(&close)
                .with_context(|| format!("{} is no JSON", path.display()))?;
            fs::write(&path, close).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}

/// The same JSON without blanks between its parts, which stay in their order.
fn closed_up(json: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let keep = |letter: &char| {
        match (*letter, is_escaped) {
            ('"', false) => is_text = !is_text,
            (letter, _) if !is_text && letter.is_ascii_whitespace() => return false,
            _ => {}
        }
        is_escaped = is_text && *letter == '\\' && !is_escaped;
        true
    };
    json.chars().filter(keep).collect()
}

/// The one file that begins and ends so.
fn find(app: &Path, begin: &str, end: &str) -> Result<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(app).with_context(|| format!("cannot read {}", app.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(begin) && name.ends_with(end) {
            found.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(found) {
        Ok([path]) => Ok(path),
        Err(found) => bail!("{} files in {} are {begin}*{end}", found.len(), app.display()),
    }
}

/// Replaces each hash that stands in names of both, by numbers in the module's order.
fn renumber(module: &mut [u8], script: &mut [u8]) {
    let in_script: HashSet<Vec<u8>> =
        hashes(script).into_iter().map(|at| script[at..at + DIGITS].to_vec()).collect();
    let mut numbers: HashMap<Vec<u8>, String> = HashMap::new();
    for at in hashes(module) {
        let hash = &module[at..at + DIGITS];
        if in_script.contains(hash) && !numbers.contains_key(hash) {
            numbers.insert(hash.to_vec(), format!("{:0DIGITS$x}", numbers.len()));
        }
    }
    for bytes in [module, script] {
        for at in hashes(bytes) {
            let place = &mut bytes[at..at + DIGITS];
            if let Some(number) = numbers.get(&*place) {
                place.copy_from_slice(number.as_bytes());
            }
        }
    }
}

/// Where hashes stand: behind `_` or `h`, and not within longer numbers.
fn hashes(bytes: &[u8]) -> Vec<usize> {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let mut places = Vec::new();
    for at in 1..bytes.len().saturating_sub(DIGITS - 1) {
        let (hash, after) = bytes[at..].split_at(DIGITS);
        let stands_alone =
            matches!(bytes[at - 1], b'_' | b'h') && !after.first().is_some_and(is_digit);
        if stands_alone && hash.iter().all(is_digit) {
            places.push(at);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_both_know_are_numbered_alike() {
        let mut module =
            b"\x20__wbg_new_0123456789abcdef\x01 _aaaaaaaaaaaaaaaa x_fedcba9876543210_y \
            __wbg_new_0123456789abcdef "
                .to_vec();
        let mut script = b"f_fedcba9876543210_y();__wbg_new_0123456789abcdef()".to_vec();
        let lengths = (module.len(), script.len());
        renumber(&mut module, &mut script);
        assert_eq!((module.len(), script.len()), lengths);
        let module = String::from_utf8(module).unwrap();
        assert_eq!(module.matches("__wbg_new_0000000000000000").count(), 2);
        // What only one knows is no name of both.
        assert!(module.contains("_aaaaaaaaaaaaaaaa ") && module.contains("x_0000000000000001_y"));
        let script = String::from_utf8(script).unwrap();
        assert_eq!(script, "f_0000000000000001_y();__wbg_new_0000000000000000()");
    }

    #[test]
    fn blanks_go_and_texts_stay() {
        let json = "{\n  \"a b\": [1, 2],\n  \"c\": \"d \\\" e\\\\\", \"f\": \" \"\n}\n";
        let close = closed_up(json);
        assert_eq!(close, "{\"a b\":[1,2],\"c\":\"d \\\" e\\\\\",\"f\":\" \"}");
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(json), read(&close));
    }

    #[test]
    fn longer_numbers_are_left_alone() {
        let text = b"_0123456789abcdef0 0123456789abcdef ".to_vec();
        let (mut module, mut script) = (text.clone(), text.clone());
        renumber(&mut module, &mut script);
        assert_eq!((&module, &script), (&text, &text));
    }
}
