//! The package's JavaScript that is made from other: what wasm-bindgen wrote, made smaller, and
//! what the page and the package have in common.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The lines in `static/boot.js` between which the common part stands.
const BEGIN: &str = "  // ---- Begin of what crates/js takes over\n";
const END: &str = "  // ---- End of what crates/js takes over\n";

/// Takes comments and indents out of what wasm-bindgen wrote: documentation of what nobody
/// calls but the package itself.
///
/// # Errors
///
/// It cannot be read or written.
pub fn close_up(glue: &Path) -> Result<()> {
    let script =
        fs::read_to_string(glue).with_context(|| format!("cannot read {}", glue.display()))?;
    write(glue, &closed_up(&script))
}

/// Puts the page's way of asking for files into a module of its own.
///
/// # Errors
///
/// It is not where it was, or cannot be read or written.
pub fn take_over(boot: &Path, module: &Path) -> Result<()> {
    let script =
        fs::read_to_string(boot).with_context(|| format!("cannot read {}", boot.display()))?;
    let common =
        common(&script).with_context(|| format!("no common part in {}", boot.display()))?;
    write(module, &common)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn closed_up(script: &str) -> String {
    let mut is_comment = false;
    let mut close = String::new();
    for line in script.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.is_empty() && !line.starts_with("//") {
            close += line;
            close.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    close
}

fn common(script: &str) -> Option<String> {
    let (_, rest) = script.split_once(BEGIN)?;
    let (common, _) = rest.split_once(END)?;
    let outdented = common.lines().map(|line| line.strip_prefix("  ").unwrap_or(line));
    let outdented: Vec<&str> = outdented.collect();
    let module = outdented.join("\n").replacen("\nconst ", "\nexport const ", 1);
    module.contains("\nexport const ").then(|| module + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indents_go() {
        let script = "/**\n * What it does.\n */\nexport function f() {\n    // Why.\n    \
                      const url = `http://x/*`; /* here */\n\n    return url;\n}\n";
        let close = "export function f() {\nconst url = `http://x/*`; /* here */\nreturn url;\n}\n";
        assert_eq!(closed_up(script), close);
        assert_eq!(closed_up("/* one */\na();\n"), "a();\n");
    }

    #[test]
    fn the_common_part_is_a_module() {
        let script = format!(
            "(() => {{\n{BEGIN}  // Asks.\n  const ask = () => {{\n    f();\n  }};\n{END}}})();"
        );
        let module = common(&script).unwrap();
        assert_eq!(module, "// Asks.\nexport const ask = () => {\n  f();\n};\n");
        assert_eq!(common("const ask = 1;"), None);
    }
}
