//! Names that say what is in a file, so that hosts may let browsers keep it for ever.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use super::find;

/// Of how many bytes of their SHA-256 names are made.
const BYTES: usize = 8;

/// Names the files that were changed after packing by what is in them now, and tells the page,
/// which verifies those that have an integrity hash in it.
///
/// `files` are what their names begin and end with; between that stands the packer's hash.
///
/// # Errors
///
/// There is not one of each, the page does not load it, or a file cannot be read or written.
pub fn seal(app: &Path, files: &[(&str, &str)]) -> Result<()> {
    let page = app.join("index.html");
    let mut html =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    for (begin, end) in files {
        let path = find(app, begin, end)?;
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let old = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hash: String =
            Sha256::digest(&bytes)[..BYTES].iter().map(|byte| format!("{byte:02x}")).collect();
        let new = format!("{begin}{hash}{end}");
        ensure!(html.contains(&old), "{} does not load {old}", page.display());
        html = html.replace(&old, &new);
        html = with_integrity(&html, &new, &bytes);
        let place = app.join(new);
        fs::rename(&path, &place).with_context(|| format!("cannot write {}", place.display()))?;
    }
    fs::write(&page, html).with_context(|| format!("cannot write {}", page.display()))
}

/// The page with the integrity hash of a file where the element that loads it has one.
fn with_integrity(html: &str, name: &str, bytes: &[u8]) -> String {
    let is_of_hash = |letter: char| letter.is_ascii_alphanumeric() || "+/=".contains(letter);
    let elements = html.split_inclusive('>').map(|element| {
        let begin = if element.contains(name) { element.find("sha384-") } else { None };
        let Some(begin) = begin.map(|begin| begin + "sha384-".len()) else {
            return element.to_owned();
        };
        let (before, rest) = element.split_at(begin);
        let after = rest.trim_start_matches(is_of_hash);
        [before, &STANDARD.encode(Sha384::digest(bytes)), after].concat()
    });
    elements.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_what_is_in_them() {
        let app = std::env::temp_dir().join(format!("seal-{}", std::process::id()));
        fs::create_dir_all(&app).unwrap();
        fs::write(app.join("boot-0123.js"), "abc").unwrap();
        fs::write(app.join("glue-4567.js"), "abc").unwrap();
        let page = "<link integrity=sha384-AA+/ href=app.css><script defer \
                    integrity=sha384-BB+/ src=./boot-0123.js></script><script src=glue-4567.js>";
        fs::write(app.join("index.html"), page).unwrap();
        seal(&app, &[("boot-", ".js"), ("glue-", ".js")]).unwrap();
        // The digests of "abc" that FIPS 180-4's examples give.
        let sealed = "<link integrity=sha384-AA+/ href=app.css><script defer integrity=sha384-\
            ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn \
            src=./boot-ba7816bf8f01cfea.js></script><script src=glue-ba7816bf8f01cfea.js>";
        assert_eq!(fs::read_to_string(app.join("index.html")).unwrap(), sealed);
        assert_eq!(fs::read(app.join("boot-ba7816bf8f01cfea.js")).unwrap(), b"abc");
        assert!(!app.join("boot-0123.js").exists());
        assert!(seal(&app, &[("none-", ".js")]).is_err());
        fs::remove_dir_all(app).unwrap();
    }
}
