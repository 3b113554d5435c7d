//! Puts the built page into the command, where HUSHCHECK_APP names its folder, and what
//! compiled them. Without a page the command is whole but for `site` and `publish`, which then
//! need `--app`.
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=HUSHCHECK_APP");
    let mut files = Vec::new();
    if let Some(app) = env::var_os("HUSHCHECK_APP").map(PathBuf::from) {
        println!("cargo::rerun-if-changed={}", app.display());
        find(&app, &app, &mut files)?;
        files.sort();
    }
    let mut code = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        let _ = writeln!(code, "    ({name:?}, include_bytes!({path:?})),");
    }
    code.push_str("];\n");
    // The same compiler makes the same page of the same sources.
    let compiler =
        Command::new(env::var_os("RUSTC").unwrap_or("rustc".into())).arg("-V").output()?;
    println!("cargo::rustc-env=HUSHCHECK_COMPILER={}", String::from_utf8_lossy(&compiler.stdout));
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("app.rs"), code)
}

/// Finds all files below a folder: their names there, with slashes, and their paths.
fn find(top: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(top, &path, files)?;
        } else if let Ok(inside) = path.strip_prefix(top) {
            let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            files.push((parts.join("/"), path));
        }
    }
    Ok(())
}
