//! Stamps: small files that say what something was made from, so that it is made
//! again only when that has changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Gathers everything that a product depends on. Not cryptographic: it guards
/// against forgetting, not against malice.
pub struct Stamp {
    file: PathBuf,
    hasher: DefaultHasher,
}

impl Stamp {
    /// Begins a stamp that is kept in `file`.
    pub fn new(file: PathBuf) -> Self {
        Self { file, hasher: DefaultHasher::new() }
    }

    /// Adds a value.
    pub fn value(mut self, value: impl Hash) -> Self {
        value.hash(&mut self.hasher);
        self
    }

    /// Adds the content of a file or of all files in a folder; it may be missing.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        self.add(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(self)
    }

    fn add(&mut self, path: &Path) -> std::io::Result<()> {
        if path.is_dir() {
            let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
            entries.sort_by_key(|entry| entry.file_name());
            entries.iter().try_for_each(|entry| self.add(&entry.path()))
        } else if path.exists() {
            path.hash(&mut self.hasher);
            fs::read(path)?.hash(&mut self.hasher);
            Ok(())
        } else {
            Ok(())
        }
    }

    /// Makes `product` if it is missing or was made from something else.
    pub fn make(self, product: &Path, make: impl FnOnce() -> Result<()>) -> Result<()> {
        let stamp = format!("{:016x}\n", self.hasher.finish());
        if product.exists() && fs::read_to_string(&self.file).is_ok_and(|last| last == stamp) {
            return Ok(());
        }
        // Should making fail half-way, the product is not taken for made.
        let _ = fs::remove_file(&self.file);
        make()?;
        fs::write(&self.file, stamp)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_again_only_after_a_change() {
        let folder = std::env::temp_dir().join(format!("stamp-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (source, product) = (folder.join("source"), folder.join("product"));
        let made = |stamp: Stamp| {
            let mut made = false;
            let make = || {
                made = true;
                Ok(fs::write(&product, "made")?)
            };
            stamp.make(&product, make).unwrap();
            made
        };
        let stamp = || Stamp::new(folder.join("stamp")).path(&source).unwrap();

        fs::write(&source, "one").unwrap();
        assert!(made(stamp()));
        assert!(!made(stamp()));
        fs::write(&source, "two").unwrap();
        assert!(made(stamp()));
        fs::remove_file(&product).unwrap();
        assert!(made(stamp()));

        let failing = stamp().value(1).make(&product, || anyhow::bail!("no"));
        assert!(failing.is_err());
        assert!(made(stamp()), "the stamp of before a failure was kept");
        fs::remove_dir_all(&folder).unwrap();
    }
}
