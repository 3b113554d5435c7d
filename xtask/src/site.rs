//! Builds the app, and puts the demo's site together in `dist/`.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::budget;
use crate::demo;
use crate::project::Project;
use crate::shell::{cargo, run, say};
use crate::shrink::{self, Kind, Minifier};
use crate::small_std;
use crate::stamp::Stamp;
use crate::tools::set_up_build;

/// What the app is made from.
const SOURCES: [&str; 11] = [
    "src",
    "crates/core",
    "crates/web",
    "static",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "xtask/src/shrink.rs",
    "xtask/src/shrink",
    "xtask/src/small_std.rs",
];

/// Builds the app, which the command carries, and returns its folder.
pub fn app(project: &Project) -> Result<PathBuf> {
    let app = project.target.join("app");
    let mut stamp = Stamp::new(project.target.join("app.stamp"));
    for source in SOURCES {
        stamp = stamp.path(&project.root.join(source))?;
    }
    stamp.make(&app.join("index.html"), || pack(project, &app, &[]))?;
    budget::check(&app)?;
    Ok(app)
}

/// Builds the app with the page `#/style`, which is never published, and puts it into the
/// demo's site; returns the site's folder.
pub fn style(project: &Project, command: &Path) -> Result<PathBuf> {
    let (app, site) = (project.target.join("style-app"), project.target.join("style"));
    pack(project, &app, &["--features", "style-page"])?;
    assemble(project, command, &site, &["--app".as_ref(), app.as_ref()])?;
    Ok(site)
}

/// Puts the demo's site together in a folder as a publisher would; its datasets must be there.
pub fn assemble(project: &Project, command: &Path, dist: &Path, options: &[&OsStr]) -> Result<()> {
    if dist.exists() {
        fs::remove_dir_all(dist).with_context(|| format!("cannot empty {}", dist.display()))?;
    }
    let datasets = demo::DATASETS.map(|id| project.demo().join("datasets").join(id));
    run(Command::new(command)
        .arg("site")
        .args(datasets)
        .args(["--name", "Hushcheck demo", "--default-country", "CN", "--public-key"])
        .arg(demo::public_key(project)?)
        .args(options)
        .arg("--out")
        .arg(dist))
}

fn pack(project: &Project, app: &Path, options: &[&str]) -> Result<()> {
    let packer = set_up_build(project)?;
    // Trunk runs offline so that it fetches no tools; the crates come now.
    run(cargo().args(["fetch", "--quiet"]).current_dir(&project.root))?;
    say("packing the app");
    let mut trunk = packer.command();
    trunk.args(["build", "--release", "--offline"]).args(options).arg("--dist").arg(app);
    trunk.current_dir(&project.root);
    trunk.env("CARGO_ENCODED_RUSTFLAGS", compiler_options(project, &packer.sysroot));
    // Stopping without words is not stable yet.
    trunk.env("RUSTC_BOOTSTRAP", "1");
    // Trunk takes no other value than true and false for it.
    run(trunk.env_remove("NO_COLOR"))?;
    // As wasm-bindgen wrote it.
    let glue = project.target.join("wasm-bindgen/release/hushcheck-app.js");
    shrink_app(project, app, &glue).context("cannot make the app smaller")
}

/// Makes the packed app smaller to download.
fn shrink_app(project: &Project, app: &Path, glue: &Path) -> Result<()> {
    const GLUE: (&str, &str) = ("hushcheck-app-", ".js");
    const MODULE: (&str, &str) = ("hushcheck-app-", "_bg.wasm");
    const BOOT: (&str, &str) = ("boot-", ".js");
    let find = |(begin, end)| shrink::find(app, begin, end);
    let minifier = Minifier::new(project)?;
    let scripts = [
        (glue, find(GLUE)?),
        (&project.root.join("static/boot.js"), find(BOOT)?),
        (&project.root.join("static/beside.js"), app.join("beside.js")),
    ];
    for (from, to) in scripts {
        minifier.minify(from, &to, Kind::Classic)?;
    }
    shrink::shorten_names(&find(MODULE)?, &find(GLUE)?)?;
    shrink::order_functions(&find(MODULE)?)?;
    shrink::strip_plain_script(app)?;
    shrink::close_up_texts(app)?;
    shrink::seal(app, &[GLUE, MODULE, BOOT])
}

/// Compiler options for the small standard library and the small SHA-256, and those that
/// keep this machine's paths out of the module, so that the same sources give the same bytes
/// elsewhere.
pub fn compiler_options(project: &Project, sysroot: &Path) -> String {
    let home = env::var("CARGO_HOME")
        .or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    let options = [
        format!("--sysroot={}", sysroot.display()),
        // Rounds in a loop: 1 KB less, for a hash a press and those of a list's files.
        "--cfg=sha2_backend_soft=\"compact\"".to_owned(),
        format!("--remap-path-prefix={home}/registry/src=crates"),
        format!("--remap-path-prefix={}=hushcheck", project.root.display()),
    ];
    [small_std::FLAGS.map(str::to_owned).as_slice(), &options].concat().join("\x1f")
}
