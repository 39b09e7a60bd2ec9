//! The page on the compiler's errors, `quilt_athena::query::compile_errors`, has a row for each of them and no other.

use std::{collections::BTreeSet, fs, path::Path};

/// The line with every name in it replaced, so that it stands for all errors of its kind: "`…` is not a number".
fn family(line: &str) -> String {
    let mut general = String::new();
    for (i, part) in line.split('`').enumerate() {
        general.push_str(if i % 2 == 0 { part } else { "`…`" });
    }
    while general.contains("`…`, `…`") {
        general = general.replace("`…`, `…`", "`…`");
    }
    general
}

/// What the compiler says first to the programs of `tests/ui`.
fn said(root: &Path) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for directory in ["query", "derive"] {
        for entry in fs::read_dir(root.join("tests/ui").join(directory)).expect("the programs") {
            let path = entry.expect("a program").path();
            if path.extension().is_some_and(|extension| extension == "stderr") {
                let text = fs::read_to_string(&path).expect("what the compiler said");
                let line = text.lines().find(|line| line.starts_with("error")).expect("an error");
                let (_, line) = line.split_once(": ").expect("an error with a text");
                said.insert(family(line));
            }
        }
    }
    said
}

/// The first cells of the page's tables of first lines.
fn listed(root: &Path) -> BTreeSet<String> {
    let page = fs::read_to_string(root.join("../../src/query/compile_errors.md")).expect("the page");
    let cells = page.lines().filter_map(|line| line.strip_prefix("| ``")?.split_once("`` |"));
    cells.map(|(cell, _)| family(cell.trim())).collect()
}

/// The traits that have a message of their own.
fn traits(root: &Path) -> BTreeSet<String> {
    let mut traits = BTreeSet::new();
    for directory in ["query", "row", "schema"] {
        for entry in fs::read_dir(root.join("../../src").join(directory)).expect("the sources") {
            let path = entry.expect("a source").path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                let with_message = text.split("#[diagnostic::on_unimplemented(").skip(1);
                let names = with_message
                    .filter_map(|part| part.split_once("pub trait "))
                    .map(|(_, rest)| rest.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>());
                traits.extend(names);
            }
        }
    }
    traits
}

#[test]
fn the_page_has_every_trait_that_has_a_message() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("../../src/query/compile_errors.md")).expect("the page");
    let missing: Vec<_> = traits(root).into_iter().filter(|name| !page.contains(&format!("::{name})"))).collect();
    assert!(missing.is_empty(), "add to src/query/compile_errors.md: {missing:#?}");
}

#[test]
fn the_page_has_every_first_line_that_the_compiler_says_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (said, listed) = (said(root), listed(root));
    let missing: Vec<_> = said.difference(&listed).collect();
    assert!(missing.is_empty(), "add to src/query/compile_errors.md: {missing:#?}");
}

#[test]
fn the_page_has_no_first_line_that_the_compiler_does_not_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (said, listed) = (said(root), listed(root));
    let stale: Vec<_> = listed.difference(&said).collect();
    assert!(stale.is_empty(), "no program in tests/ui makes the compiler say: {stale:#?}");
}
