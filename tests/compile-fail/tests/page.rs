//! The page on the compiler's errors, `quilt_athena::query::compile_errors`, has a row for each of them and no other.

use std::{collections::BTreeSet, fs, path::Path};

/// The line with every name in it replaced, so that it is the same for all errors of its kind: "`…` is not a number".
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

/// The Rust sources of the rooms whose traits and rules the page is about.
fn sources(root: &Path) -> Vec<String> {
    let mut sources = Vec::new();
    let mut directories: Vec<_> = ["query", "row", "schema"].map(|room| root.join("../../src").join(room)).into();
    while let Some(directory) = directories.pop() {
        // Functions are called by their names in SQL, and their traits say all in their messages.
        if directory.ends_with("functions") {
            continue;
        }
        for entry in fs::read_dir(directory).expect("the sources") {
            let path = entry.expect("a source").path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    sources
}

/// The first lines of what the compiler says to the programs of `tests/ui`, and of rules that are constants.
fn first_lines(root: &Path) -> BTreeSet<String> {
    let mut lines: BTreeSet<String> = constants(root).iter().map(|message| family(message)).collect();
    for directory in ["query", "derive"] {
        for entry in fs::read_dir(root.join("tests/ui").join(directory)).expect("the programs") {
            let path = entry.expect("a program").path();
            if path.extension().is_some_and(|extension| extension == "stderr") {
                let text = fs::read_to_string(&path).expect("what the compiler said");
                let line = text.lines().find(|line| line.starts_with("error")).expect("an error");
                let (_, line) = line.split_once(": ").expect("an error with a message");
                lines.insert(family(line));
            }
        }
    }
    lines
}

/// What the compiler says of the rules that are constants: the messages of the assertions outside of tests.
fn constants(root: &Path) -> Vec<String> {
    let mut messages = Vec::new();
    for source in sources(root) {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for assertion in code.join("\n").split("assert!(").skip(1) {
            let message = assertion.split(';').next().and_then(|assertion| assertion.split('"').nth(1));
            messages.extend(message.map(|message| format!("evaluation panicked: {message}")));
        }
    }
    messages
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
    for source in sources(root) {
        let with_message = source.split("#[diagnostic::on_unimplemented(").skip(1);
        let names = with_message
            .filter_map(|part| part.split_once("pub trait "))
            .map(|(_, rest)| rest.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>());
        traits.extend(names);
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
    let (said, listed) = (first_lines(root), listed(root));
    let missing: Vec<_> = said.difference(&listed).collect();
    assert!(missing.is_empty(), "add to src/query/compile_errors.md: {missing:#?}");
}

#[test]
fn the_page_has_no_first_line_that_the_compiler_does_not_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (said, listed) = (first_lines(root), listed(root));
    let stale: Vec<_> = listed.difference(&said).collect();
    assert!(stale.is_empty(), "no program in tests/ui makes the compiler say: {stale:#?}");
}
