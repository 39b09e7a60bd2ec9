//! `generate`: Rust structs for existing tables and views.
//!
//! The generated code compiles with the library's default features and is formatted as rustfmt does. A column that needs more is a comment that
//! states what it needs.

mod names;
mod types;

use std::{collections::BTreeSet, fmt::Write};

use quilt_athena::{BucketName, schema::Table};

use self::{
    names::{FieldNames, StructNames, clean},
    types::RustType,
};
use crate::args::Feature;

/// The widest line that rustfmt leaves alone.
const WIDTH: usize = 100;

/// The options of the command.
#[derive(Debug, Default)]
pub(crate) struct GenerateOptions<'a> {
    /// The schema of all tables, when it is not the connection's own.
    pub(crate) schema: Option<&'a str>,
    /// The bucket whose name becomes `{bucket}`.
    pub(crate) bucket: Option<&'a BucketName>,
    /// The features that the user's program turns on.
    pub(crate) features: &'a [Feature],
}

/// One file of Rust.
pub(crate) fn rust(tables: &[Table], options: &GenerateOptions<'_>) -> String {
    let mut names = StructNames::default();
    let mut crates = BTreeSet::new();
    let structs: Vec<String> =
        tables.iter().map(|table| write_struct(table, options, &mut names, &mut crates)).collect();
    let mut out = String::from(
        "// Written by `quilt-athena generate`.\n//\n// Athena does not report which columns can be NULL: remove the `Option` of those that cannot.\n",
    );
    if !crates.is_empty() {
        let crates: Vec<&str> = crates.into_iter().collect();
        let _ = writeln!(out, "// Besides quilt-athena, this needs {}.", crates.join(", "));
    }
    out.push('\n');
    let body = structs.join("\n");
    if body.contains("BTreeMap<") {
        out.push_str("use std::collections::BTreeMap;\n\n");
    }
    if body.contains("#[derive(") {
        out.push_str("use quilt_athena::{AthenaRow, AthenaView};\n\n");
    }
    out + &body
}

fn write_struct(
    table: &Table,
    options: &GenerateOptions<'_>,
    names: &mut StructNames,
    crates: &mut BTreeSet<&'static str>,
) -> String {
    let template = template(table.name().name(), options.bucket);
    let fields = fields(table, options.features, crates);
    let place = match options.schema {
        None => String::new(),
        Some(schema) => format!(" of the schema `{0}`: its handles need `.in_schema({0:?})`", clean(schema)),
    };
    let title = clean(&template);
    if !fields.contains("\n    pub ") && !fields.starts_with("    pub ") {
        return format!(
            "// The table or view `{title}`{place} has no column that a struct can hold:\n//\n{}",
            commented(&fields)
        );
    }
    let name = names.take(&template.replace("{bucket}", ""));
    let mut out = String::new();
    let _ = writeln!(out, "/// The table or view `{title}`{place}.");
    let spelled_out = table.name().name().contains(['{', '}']);
    if spelled_out {
        let _ = writeln!(
            out,
            "///\n/// A template cannot have braces: create handles with `View::named(TableName::new({:?})?)`.",
            table.name().name()
        );
    }
    out.push_str("#[derive(Debug, Clone, AthenaView, AthenaRow)]\n");
    if !spelled_out {
        out.push_str(&attribute("", &format!("view = {template:?}")));
    }
    out.push_str(&attribute("", &format!("from = {name}")));
    let _ = writeln!(out, "pub struct {name} {{\n{fields}}}");
    out
}

/// The view's name with `{bucket}` in place of the bucket's name, where that is a part of its own.
fn template(name: &str, bucket: Option<&BucketName>) -> String {
    let Some(bucket) = bucket.map(BucketName::in_table_name) else { return name.to_owned() };
    let mut out = String::new();
    let mut rest = name;
    while let Some(at) = rest.find(&bucket) {
        let (before, after) = (&rest[..at], &rest[at + bucket.len()..]);
        let part = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
        let begins = if before.is_empty() { out.chars().next_back() } else { before.chars().next_back() };
        out.push_str(before);
        out.push_str(if part(begins) && part(after.chars().next()) { "{bucket}" } else { &bucket });
        rest = after;
    }
    out + rest
}

fn fields(table: &Table, features: &[Feature], crates: &mut BTreeSet<&'static str>) -> String {
    let mut names = FieldNames::default();
    let mut out = String::new();
    for column in table.columns() {
        let partition = if column.partition { ", a partition column" } else { "" };
        let comment = column.comment.as_deref().map(|text| format!(": {}", clean(text))).unwrap_or_default();
        let data_type = clean(&column.data_type.to_string());
        if let Err(reason) = names.may_have(&column.name) {
            let _ = writeln!(out, "    // `{}`, `{data_type}`{partition}: {reason}.", clean(&column.name));
            continue;
        }
        let ident = names.take(&column.name);
        let attribute = if ident.trim_start_matches("r#") == column.name {
            String::new()
        } else {
            attribute("    ", &format!("column = {:?}", column.name))
        };
        match types::rust_type(&column.data_type, features) {
            RustType::Usable { rust, needs } => {
                crates.extend(needs);
                let comment = escaped(&comment);
                let _ = writeln!(out, "    /// `{data_type}`{partition}{comment}\n{attribute}{}", field(&ident, &rust));
            }
            RustType::NeedsFeature { rust, feature } => {
                let _ = writeln!(
                    out,
                    "    // `{data_type}`{partition}{comment}\n    // With the feature `{feature}` of quilt-athena:"
                );
                out.push_str(&commented(&format!("{attribute}{}\n", field(&ident, &rust))));
            }
            RustType::Unsupported(reason) => {
                let _ = writeln!(out, "    // `{}`, `{data_type}`{partition}: {reason}.", clean(&column.name));
            }
        }
    }
    for column in table.unknown() {
        let (name, data_type) = (clean(&column.name), clean(&column.type_name));
        let _ = writeln!(out, "    // `{name}`, `{data_type}`: the type is not supported; CAST it in a view.");
    }
    out
}

/// `    pub name: Option<T>,`, as rustfmt breaks it.
fn field(ident: &str, rust: &str) -> String {
    let line = format!("    pub {ident}: Option<{rust}>,");
    if line.chars().count() <= WIDTH { line } else { format!("    pub {ident}:\n        Option<{rust}>,") }
}

/// `#[athena(argument)]`, as rustfmt breaks it.
fn attribute(indent: &str, argument: &str) -> String {
    let line = format!("{indent}#[athena({argument})]\n");
    if line.chars().count() <= WIDTH + 1 {
        line
    } else {
        format!("{indent}#[athena(\n{indent}    {argument}\n{indent})]\n")
    }
}

/// Lines as comments, all as deep as the first, which is where rustfmt wants them.
fn commented(lines: &str) -> String {
    let indent = &lines[..lines.len() - lines.trim_start().len()];
    let comment = |line: &str| match line.strip_prefix(indent).unwrap_or(line) {
        text if text.starts_with("//") => format!("{indent}{text}\n"),
        text => format!("{indent}// {text}\n"),
    };
    lines.lines().map(comment).collect()
}

/// A comment of the catalog in a doc comment, escaped so that nothing in it is a link or a tag.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '[' | ']' | '<' | '>' | '`' | '\\' | '*') { format!("\\{c}") } else { c.to_string() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stand_in_one_column() {
        let lines = "    pub name:\n        Option<T>,\n    // A remark.\n";
        assert_eq!(commented(lines), "    // pub name:\n    //     Option<T>,\n    // A remark.\n");
    }

    #[test]
    fn a_bucket_is_a_whole_part_of_a_name() {
        let bucket: BucketName = "my.data".parse().expect("a bucket");
        for (name, expected) in [
            ("quilt_my_data_view", "quilt_{bucket}_view"),
            ("my_data", "{bucket}"),
            ("xmy_data_my_data", "xmy_data_{bucket}"),
            ("my_data2", "my_data2"),
        ] {
            assert_eq!(template(name, Some(&bucket)), expected);
        }
    }
}
