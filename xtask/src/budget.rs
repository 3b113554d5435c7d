//! The size budget: what a first visit downloads, as hosts send it (brotli).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use brotli::enc::BrotliEncoderParams;

/// What a first visit is to download at most. It is not reached yet.
const AIM: usize = 130_000;
/// More than that, and the build fails: a little above what there is, so that it does not
/// grow unnoticed. Lowered with each step towards the aim; raised only for what people
/// have of it, last for a self-test, a plain message in old browsers, mirrors, lists kept on
/// the device, frames that leave ranges out, secrets that no browser offers to save, and a bar that
/// moves on slow lines.
const LIMIT: usize = 176_000;

/// What is loaded besides, at most: `embed.js` in other people's pages, `beside.js` once
/// the page stands.
const OTHERS: [(&str, usize); 2] = [("embed.js", 2_048), ("beside.js", 4_096)];

/// The files of a first visit, by what their names begin and end with. The site's own
/// `site.json` and lists come on top: they are not the app's.
const PARTS: [Part; 8] = [
    Part { what: "wasm", begin: "hushcheck-app-", end: "_bg.wasm" },
    Part { what: "glue", begin: "hushcheck-app-", end: ".js" },
    Part { what: "boot", begin: "boot-", end: ".js" },
    Part { what: "old", begin: "old", end: ".js" },
    Part { what: "css", begin: "app-", end: ".css" },
    Part { what: "html", begin: "index", end: ".html" },
    Part { what: "table", begin: "han", end: ".txt" },
    Part { what: "icon", begin: "icon", end: ".svg" },
];

struct Part {
    what: &'static str,
    begin: &'static str,
    end: &'static str,
}

/// Prints what a first visit downloads, file by file and in the language that is
/// largest.
///
/// # Errors
///
/// It is more than the limit, or there is not one file for each part.
pub fn check(dist: &Path) -> Result<()> {
    let mut sizes = Vec::new();
    for Part { what, begin, end } in PARTS {
        let fits = |name: &str| name.starts_with(begin) && name.ends_with(end);
        let files = sizes_of(dist, fits)?;
        let [size] = files[..] else {
            bail!("{} files in {} are {begin}*{end}", files.len(), dist.display());
        };
        sizes.push((what, size));
    }
    let languages = sizes_of(&dist.join("lang"), |name| name.ends_with(".json"))?;
    let language = languages.into_iter().max().context("there are no languages")?;
    sizes.push(("language", language));

    let total: usize = sizes.iter().map(|(_, size)| size).sum();
    println!("a first visit downloads, in bytes compressed by brotli 11:");
    for (what, size) in sizes {
        println!("{what:>9} {size:>7}");
    }
    println!("{:>9} {total:>7}  (limit {LIMIT}, aim {AIM})", "sum");
    ensure!(total <= LIMIT, "a first visit downloads {total} bytes; {LIMIT} are the limit");
    for (file, limit) in OTHERS {
        let [size] = sizes_of(dist, |name| name == file)?[..] else {
            bail!("there is no {file} in {}", dist.display());
        };
        println!("{file:>9} {size:>7}  (limit {limit})");
        ensure!(size <= limit, "{file} has {size} bytes; {limit} are the limit");
    }
    Ok(())
}

/// Prints what some files of a folder have together.
///
/// # Errors
///
/// It is more than the limit, or one is not there.
pub fn print_sum(
    what: &str,
    folder: &Path,
    files: &[&str],
    (limit, aim): (usize, usize),
) -> Result<()> {
    let mut total = 0;
    println!("{what}, in bytes compressed by brotli 11:");
    for file in files {
        let path = folder.join(file);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let size = compressed(&bytes)?;
        println!("{file:>12} {size:>7}");
        total += size;
    }
    println!("{:>12} {total:>7}  (limit {limit}, aim {aim})", "sum");
    ensure!(total <= limit, "{what} {total} bytes; {limit} are the limit");
    Ok(())
}

/// The compressed sizes of the files in a folder whose names fit.
fn sizes_of(folder: &Path, fits: impl Fn(&str) -> bool) -> Result<Vec<usize>> {
    let mut sizes = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        if fits(&entry.file_name().to_string_lossy()) {
            sizes.push(compressed(&fs::read(entry.path())?)?);
        }
    }
    Ok(sizes)
}

pub fn compressed(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let options = BrotliEncoderParams { quality: 11, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &options)?;
    Ok(out.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site of which the wasm cannot be compressed.
    fn site(name: &str, wasm: usize) -> std::path::PathBuf {
        let dist = std::env::temp_dir().join(format!("budget-{name}-{}", std::process::id()));
        fs::create_dir_all(dist.join("lang")).unwrap();
        for file in [
            "hushcheck-app-1.js",
            "boot-1.js",
            "old.js",
            "app-1.css",
            "index.html",
            "icon.svg",
            "han.txt",
            "embed.js",
            "beside.js",
        ] {
            fs::write(dist.join(file), "short").unwrap();
        }
        fs::write(dist.join("lang/en.json"), "{}").unwrap();
        let mut state = 1u64;
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        });
        fs::write(dist.join("hushcheck-app-1_bg.wasm"), noise.take(wasm).collect::<Vec<_>>())
            .unwrap();
        dist
    }

    #[test]
    fn what_is_too_large_is_refused() {
        for (name, wasm, fits) in [("small", LIMIT - 200, true), ("large", LIMIT, false)] {
            let dist = site(name, wasm);
            assert_eq!(check(&dist).is_ok(), fits, "{name}");
            fs::remove_dir_all(dist).unwrap();
        }
    }

    #[test]
    fn what_is_missing_is_missed() {
        let dist = site("missing", 10);
        fs::remove_file(dist.join("boot-1.js")).unwrap();
        assert!(check(&dist).is_err());
        fs::remove_dir_all(dist).unwrap();
    }
}
