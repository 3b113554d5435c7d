//! Makes the built app smaller to download, without changing what it does.

mod names;
mod order;
mod scripts;
mod seal;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

pub use names::shorten_names;
pub use order::order_functions;
pub use scripts::{Kind, Minifier};
pub use seal::seal;

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

/// The one file of a folder whose name begins and ends so.
///
/// # Errors
///
/// There is none, or more than one.
pub fn find(app: &Path, begin: &str, end: &str) -> Result<PathBuf> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_go_and_texts_stay() {
        let json = "{\n  \"a b\": [1, 2],\n  \"c\": \"d \\\" e\\\\\", \"f\": \" \"\n}\n";
        let close = closed_up(json);
        assert_eq!(close, "{\"a b\":[1,2],\"c\":\"d \\\" e\\\\\",\"f\":\" \"}");
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(json), read(&close));
    }
}
