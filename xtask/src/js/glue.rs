//! What the JavaScript of the page and of the package have in common.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The lines in `static/boot.js` between which the common part stands.
const BEGIN: &str = "  // ---- Begin of what crates/js takes over\n";
const END: &str = "  // ---- End of what crates/js takes over\n";

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
    fs::write(module, common).with_context(|| format!("cannot write {}", module.display()))
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
    fn the_common_part_is_a_module() {
        let script = format!(
            "(() => {{\n{BEGIN}  // Asks.\n  const ask = () => {{\n    f();\n  }};\n{END}}})();"
        );
        let module = common(&script).unwrap();
        assert_eq!(module, "// Asks.\nexport const ask = () => {\n  f();\n};\n");
        assert_eq!(common("const ask = 1;"), None);
    }
}
