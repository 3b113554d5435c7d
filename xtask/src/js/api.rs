//! The list of functions and types in `docs/JAVASCRIPT.md`, made from the package's types.

use anyhow::{Context, Result};

const BEGIN: &str = "<!-- From crates/js/package/hushcheck.d.ts by `cargo xtask js`. -->\n";
const END: &str = "<!-- The end of what `cargo xtask js` writes. -->\n";

/// Puts the list into the page, in place of the one that stands there.
pub fn inserted(page: &str, types: &str) -> Result<String> {
    let (before, rest) = page.split_once(BEGIN).context("JAVASCRIPT.md has no list of types")?;
    let (_, after) = rest.split_once(END).context("JAVASCRIPT.md's list of types has no end")?;
    Ok([before, BEGIN, &list(types)?, END, after].concat())
}

/// One section for each exported item: its comment as text, then its declaration.
fn list(types: &str) -> Result<String> {
    let mut text = String::new();
    for item in types.split("\n/**").map(|item| item.trim_start_matches("/**")) {
        let (comment, declaration) =
            item.split_once("*/\n").context("a type without a comment before it")?;
        let name = declaration.trim_start_matches("export ").split([' ', '(', '<']).nth(1);
        let name = name.context("a declaration without a name")?;
        text += &format!("\n### `{}`\n\n{}\n", name.trim_end_matches(['(', ':']), prose(comment));
        text += &format!("\n```ts\n{}\n```\n", declaration.trim_end());
    }
    Ok(text + "\n")
}

/// A comment without its stars.
fn prose(comment: &str) -> String {
    let lines = comment.trim().lines().map(|line| line.trim().trim_start_matches('*').trim());
    let text = lines.collect::<Vec<_>>().join("\n");
    text.replace("{@link ", "`").replace('}', "`").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../docs/JAVASCRIPT.md");
    const TYPES: &str = include_str!("../../../crates/js/package/hushcheck.d.ts");

    #[test]
    fn the_page_says_what_the_types_say() {
        let new = inserted(PAGE, TYPES).unwrap();
        assert!(new == PAGE, "run `cargo xtask js`, which brings docs/JAVASCRIPT.md up to date");
    }

    #[test]
    fn every_item_has_its_section() {
        let list = list(TYPES).unwrap();
        let exported = TYPES.lines().filter(|line| line.starts_with("export ")).count();
        assert_eq!(list.matches("\n### `").count(), exported);
        assert!(list.contains("### `open`\n\nOpens a dataset"), "{list}");
    }
}
