//! Rust names for Athena's names.

use std::collections::HashSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The keywords of Rust 2024, reserved ones included. A list, since `syn::Ident` takes `gen` for a name, as it was one until 2024.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that the generated code uses itself.
const USED: [&str; 7] = ["AthenaRow", "AthenaView", "BTreeMap", "Option", "Self", "String", "Vec"];

/// Text without what would end a comment's line or turn its direction.
pub(super) fn clean(text: &str) -> String {
    let shown = |c: char| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().filter(|c| shown(*c)).collect()
}

/// The names of the structs of one file.
#[derive(Debug, Default)]
pub(super) struct StructNames {
    /// In use, those of the derive's own structs included.
    taken: HashSet<String>,
    /// What the views are called inside a query: each once, too, as a module of the derive has that name.
    inside: HashSet<String>,
}

impl StructNames {
    /// A name for a table.
    pub(super) fn take(&mut self, table: &str) -> String {
        let mut name = camel_case(table);
        if USED.contains(&name.as_str()) {
            name.push_str("Table");
        }
        let mut free = name.clone();
        let mut count = 1;
        while self.taken.contains(&free)
            || self.taken.contains(&format!("{free}Columns"))
            || self.inside.contains(&letters(&free))
        {
            count += 1;
            free = format!("{name}{count}");
        }
        self.taken.extend([free.clone(), format!("{free}Columns")]);
        self.inside.insert(letters(&free));
        free
    }
}

/// Two names that differ in these differ inside a query, however they are split into words.
fn letters(name: &str) -> String {
    name.to_lowercase()
}

/// In ASCII, so that the code can be typed on any keyboard.
fn camel_case(name: &str) -> String {
    let mut out = ascii(name).to_upper_camel_case();
    if out.is_empty() || out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert_str(0, "Table");
    }
    out
}

fn ascii(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// The names of the fields of one struct.
#[derive(Debug, Default)]
pub(super) struct FieldNames {
    columns: HashSet<String>,
    taken: HashSet<String>,
}

impl FieldNames {
    /// Whether a field can represent that column.
    ///
    /// # Errors
    /// Why it cannot.
    pub(super) fn may_have(&mut self, column: &str) -> Result<(), &'static str> {
        if column.is_empty() || column.chars().any(char::is_control) {
            return Err("SQL cannot quote an empty name or one with control characters");
        }
        if self.columns.insert(column.to_lowercase()) { Ok(()) } else { Err("another column has that name") }
    }

    /// A name for a column; a keyword becomes a raw identifier.
    pub(super) fn take(&mut self, column: &str) -> String {
        let name = snake_case(column);
        let mut free = name.clone();
        let mut count = 1;
        while !self.taken.insert(free.clone()) {
            count += 1;
            free = format!("{name}_{count}");
        }
        if KEYWORDS.contains(&free.as_str()) { format!("r#{free}") } else { free }
    }
}

/// The words of a column's name in ASCII, with `_` between them.
fn snake_case(column: &str) -> String {
    let mut name = ascii(column).to_snake_case();
    if name.is_empty() {
        return "column".to_owned();
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) || (column.starts_with('_') && column[1..] == name) {
        name.insert(0, '_');
    }
    // These cannot be raw identifiers.
    if matches!(name.as_str(), "self" | "super" | "crate") {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_field_of_its_own() {
        let mut names = FieldNames::default();
        let found: Vec<String> =
            ["user", "type", "self", "$path", "Path", "1st", "_id", "a__b", "größe", "!", "?", "r#a", "gen"]
                .into_iter()
                .map(|column| {
                    names.may_have(column).expect("a column");
                    names.take(column)
                })
                .collect();
        assert_eq!(
            found,
            [
                "user", "r#type", "self_", "path", "path_2", "_1st", "_id", "a_b", "gr_e", "column", "column_2", "r_a",
                "r#gen"
            ]
        );
        assert!(names.may_have("USER").is_err() && names.may_have("a\nb").is_err());
    }

    #[test]
    fn every_table_has_a_struct_of_its_own() {
        let mut names = StructNames::default();
        let found: Vec<String> = ["logs", "logs_columns", "a_b", "ab", "option", "2024-logs", "{}", "LOGS", "öl"]
            .into_iter()
            .map(|table| names.take(table))
            .collect();
        assert_eq!(found, ["Logs", "LogsColumns2", "AB", "Ab2", "OptionTable", "Table2024Logs", "Table", "Logs2", "L"]);
    }

    #[test]
    fn a_comment_stays_on_its_line() {
        assert_eq!(clean("a\n//! b\u{202e}c\t d\u{2028}e"), "a //! bc d e");
    }
}
