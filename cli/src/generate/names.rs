//! Names of Athena's as names of Rust's.

use std::collections::HashSet;

/// Words that are no names in Rust 2024.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that what is generated uses itself.
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

/// Two names that differ in these differ inside a query, however their words are told apart.
fn letters(name: &str) -> String {
    name.to_lowercase()
}

fn camel_case(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut out: String = words.map(|word| word[..1].to_uppercase() + &word[1..].to_lowercase()).collect();
    if out.is_empty() || out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert_str(0, "Table");
    }
    out
}

/// The names of the fields of one struct.
#[derive(Debug, Default)]
pub(super) struct FieldNames {
    columns: HashSet<String>,
    taken: HashSet<String>,
}

impl FieldNames {
    /// Whether a field can stand for that column.
    ///
    /// # Errors
    /// Why it cannot.
    pub(super) fn may_have(&mut self, column: &str) -> Result<(), &'static str> {
        if column.is_empty() || column.chars().any(char::is_control) {
            return Err("a name with control characters has no place in SQL");
        }
        if self.columns.insert(column.to_lowercase()) { Ok(()) } else { Err("another column has that name") }
    }

    /// A name for a column; with `r#` before it where Rust wants that.
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

/// As it is, where it is a name; with `_` in the place of what no name has.
fn snake_case(column: &str) -> String {
    let lower: String =
        column.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    let words: Vec<&str> = lower.split('_').filter(|word| !word.is_empty()).collect();
    let mut name = words.join("_");
    if name.is_empty() {
        return "column".to_owned();
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) || (column.starts_with('_') && column[1..] == name) {
        name.insert(0, '_');
    }
    // These are no names with `r#` either.
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
