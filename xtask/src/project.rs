//! Where things are: the repository, what is built, the user's cache.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders that everything here works on.
pub struct Project {
    /// The repository.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// What outlives a clone: tools and downloaded data, by version.
    pub cache: PathBuf,
}

impl Project {
    /// Finds the folders; cargo tells where this package is.
    pub fn find() -> Result<Self> {
        let package =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root =
            Path::new(&package).parent().context("the folder of xtask has no parent")?.to_owned();
        // A relative path is taken from where cargo was called.
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(target) => std::path::absolute(target)?,
            None => root.join("target"),
        };
        let home = || env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
        let cache =
            env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let cache = cache
            .or_else(home)
            .context("neither XDG_CACHE_HOME nor HOME is set: where is the cache folder?")?;
        Ok(Self { root, target, cache: cache.join("hushcheck") })
    }

    /// The finished site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The demo's leaks, datasets and key.
    pub fn demo(&self) -> PathBuf {
        self.target.join("demo")
    }
}
