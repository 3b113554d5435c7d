//! Short names for what module and glue know each other's parts by.
//!
//! wasm-bindgen makes them of what they do and of a hash, which no compression makes smaller;
//! nobody else uses them.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// What the letters of short names are.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// What the module of all imports is called: the glue is the only one.
const GLUE: &str = "a";

/// Gives all imports of a module, and those exports that only its glue uses, short names in
/// both.
///
/// # Errors
///
/// The files cannot be read or written, or the module is none.
pub fn shorten_names(module: &Path, glue: &Path) -> Result<()> {
    let cannot_read = |path: &Path| format!("cannot read {}", path.display());
    let wasm = fs::read(module).with_context(|| cannot_read(module))?;
    let script = fs::read_to_string(glue).with_context(|| cannot_read(glue))?;
    let (wasm, script) = shortened(&wasm, &script)
        .with_context(|| format!("{} and {} do not fit", module.display(), glue.display()))?;
    for (path, bytes) in [(module, wasm), (glue, script.into_bytes())] {
        fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn shortened(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Names::default();
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                for import in section.clone().into_imports() {
                    let import = import?;
                    names.glue = import.module.to_owned();
                    let name = names.short(import.name);
                    imports.import(GLUE, &name, RoundtripReencoder.entity_type(import.ty)?);
                }
                module.section(&imports);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                for export in section.clone() {
                    let export = export?;
                    let name = if is_internal(export.name) {
                        names.short(export.name)
                    } else {
                        export.name.to_owned()
                    };
                    exports.export(
                        &name,
                        RoundtripReencoder.export_kind(export.kind)?,
                        export.index,
                    );
                }
                module.section(&exports);
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = &wasm[range.start as usize..range.end as usize];
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    let script = names.replaced(script)?;
    Ok((module.finish(), script))
}

/// Whether an export's name is wasm-bindgen's own, and not one that scripts call it by.
fn is_internal(name: &str) -> bool {
    name.starts_with("__") || name.starts_with("wasm_bindgen_")
}

/// The new names by the old ones.
#[derive(Default)]
struct Names {
    glue: String,
    short: HashMap<String, String>,
}

impl Names {
    fn short(&mut self, name: &str) -> String {
        let number = self.short.len();
        self.short.entry(name.to_owned()).or_insert_with(|| nth(number)).clone()
    }

    /// The script with the new names: wherever an old one stands as a whole word, since none
    /// of them is a word of anything else.
    fn replaced(&self, script: &str) -> Result<String> {
        let module = format!("\"{}\"", self.glue);
        ensure!(script.contains(&module), "the glue gives nothing for {module}");
        let script = script.replace(&module, &format!("\"{GLUE}\""));
        let is_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
        let mut new = String::with_capacity(script.len());
        let mut rest = script.as_str();
        while let Some(begin) = rest.find(is_of_word) {
            let (before, after) = rest.split_at(begin);
            let (word, after) =
                after.split_at(after.find(|letter| !is_of_word(letter)).unwrap_or(after.len()));
            new += before;
            new += self.short.get(word).map_or(word, String::as_str);
            rest = after;
        }
        Ok(new + rest)
    }
}

/// The shortest names, in turn: a, b, ..., Z, aa, ba, ...
fn nth(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[number % LETTERS.len()]));
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// A module that imports and exports functions of these names.
    fn module(glue: &str, imports: &[&str], exports: &[&str]) -> Vec<u8> {
        let mut types = wasm_encoder::TypeSection::new();
        types.ty().function([], []);
        let mut section = ImportSection::new();
        for name in imports {
            section.import(glue, name, wasm_encoder::EntityType::Function(0));
        }
        let mut exported = ExportSection::new();
        for name in exports {
            exported.export(name, wasm_encoder::ExportKind::Func, 0);
        }
        let mut module = Module::new();
        module.section(&types).section(&section).section(&exported);
        module.finish()
    }

    #[test]
    fn both_call_their_parts_alike() {
        let imports = ["__wbg_new_01", "__wbg_get_02"];
        let wasm = module("./glue.js", &imports, &["__wbindgen_malloc", "isSigned"]);
        let script = "imports={__proto__:null,\"./glue.js\":{__wbg_new_01(){},__wbg_get_02(){}}};\
                      wasm.__wbindgen_malloc();x.__wbg_new_012;wasm.isSigned()";
        let (short, script) = shortened(&wasm, script).unwrap();
        assert_eq!(short, module("a", &["a", "b"], &["c", "isSigned"]));
        assert_eq!(
            script,
            "imports={__proto__:null,\"a\":{a(){},b(){}}};wasm.c();x.__wbg_new_012;wasm.isSigned()"
        );
    }

    #[test]
    fn a_glue_of_another_module_is_refused() {
        assert!(shortened(&module("./glue.js", &["__wbg_new_01"], &[]), "imports={}").is_err());
        assert!(shortened(b"no module", "\"./glue.js\"").is_err());
    }

    #[test]
    fn no_name_comes_twice() {
        let names: HashSet<String> = (0..5_000).map(nth).collect();
        assert_eq!(names.len(), 5_000);
        assert_eq!([nth(0), nth(51), nth(52), nth(53)], ["a", "Z", "aa", "ba"].map(str::to_owned));
    }
}
