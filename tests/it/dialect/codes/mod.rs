//! What Trino's analyzer refuses, by its error codes: every statement is refused here by the same code, and CI asks the real Trino for it.
//!
//! `src/local/refused.md` is this table for users.

mod functions;
mod groups;
mod limits;
mod names;
mod syntax;
mod types;
mod windows;

use expect_test::expect_file;
use quilt_athena::{Error, ErrorKind, ObjectKind};

use crate::{
    golden::failure,
    support::{ask, empty},
};

/// A code of Trino's, and statements that it is the answer to; the first is the example for users.
struct Row {
    code: &'static str,
    meaning: &'static str,
    statements: &'static [&'static str],
}

/// More arguments than Trino takes.
const TOO_MANY: Row = Row {
    code: "TOO_MANY_ARGUMENTS",
    meaning: "more than 127 arguments of a call, 254 items of an array constructor, 63 columns of `grouping`",
    statements: &[],
};

/// Codes that a query gets from Trino and not from this engine, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "`INVALID_LABEL`, `INVALID_PROCESSING_MODE`, `MISSING_ROW_PATTERN`, `INVALID_ROW_PATTERN`, `INVALID_RANGE`, \
         `INVALID_PATTERN_RECOGNITION_FUNCTION`, `NESTED_ROW_PATTERN_RECOGNITION`, `INVALID_NAVIGATION_NESTING`, \
         `MISSING_VARIABLE_DEFINITIONS`, `INVALID_WINDOW_MEASURE`",
        "MATCH_RECOGNIZE and patterns in windows are not run here",
    ),
    (
        "`INVALID_PATH`, `MISSING_PATH_NAME`, `DUPLICATE_COLUMN_OR_PATH_NAME`, `DUPLICATE_PARAMETER_NAME`, `INVALID_PLAN`",
        "of JSON_TABLE and the paths of SQL/JSON",
    ),
    (
        "`INVALID_RECURSIVE_REFERENCE`, `NESTED_RECURSIVE`, `INVALID_LIMIT_CLAUSE`, `MISSING_COLUMN_ALIASES`",
        "of WITH RECURSIVE",
    ),
    (
        "`INVALID_TABLE_FUNCTION_INVOCATION`, `INVALID_COPARTITIONING`, `DUPLICATE_RANGE_VARIABLE`, `MISSING_ARGUMENT`, \
         `MISSING_RETURN_TYPE`",
        "table functions are not run here",
    ),
    (
        "`EXPRESSION_NOT_CONSTANT`",
        "samples are not run here, and a subscript of a row that is no constant is a `TYPE_MISMATCH`",
    ),
    ("`INVALID_LITERAL` of a decimal with more than 38 digits", "a number with a point is a double to Athena"),
    (
        "`DIVISION_BY_ZERO` of an IN list over VALUES, after a match",
        "Trino folds constant rows; over tables it stops at a match, as here",
    ),
    (
        "`AMBIGUOUS_FUNCTION_CALL`",
        "functions of two groups that fit alike, as in `concat()`: `INVALID_FUNCTION_ARGUMENT` here",
    ),
    (
        "`CATALOG_NOT_FOUND`, `SCHEMA_NOT_FOUND`, `TABLE_NOT_FOUND`, `COLUMN_NOT_FOUND`",
        "are errors of kind `NotFound`, with the nearest name or the names there are",
    ),
];

/// The code of an error, as Trino spells it.
fn code(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Refused { code, .. } => code.to_string(),
        ErrorKind::Syntax { .. } => "SYNTAX_ERROR".to_owned(),
        ErrorKind::NotFound { object: ObjectKind::Column, .. } => "COLUMN_NOT_FOUND".to_owned(),
        ErrorKind::NotFound { object: ObjectKind::Function, .. } => "FUNCTION_NOT_FOUND".to_owned(),
        ErrorKind::NotFound { object: ObjectKind::Schema, .. } => "SCHEMA_NOT_FOUND".to_owned(),
        ErrorKind::NotFound { object: ObjectKind::Table, .. } => "TABLE_NOT_FOUND".to_owned(),
        other => format!("{other:?}"),
    }
}

fn rows() -> impl Iterator<Item = &'static Row> {
    let all = [names::ROWS, types::ROWS, functions::ROWS, groups::ROWS, windows::ROWS, limits::ROWS, syntax::ROWS];
    all.into_iter().flatten().chain([&TOO_MANY])
}

async fn refused_by(row: &Row, statements: impl Iterator<Item = String>) -> Vec<String> {
    let (_folder, engine) = empty();
    let mut wrong = Vec::new();
    for sql in statements {
        failure(&sql, row.code);
        match ask(&engine, &sql).await {
            Err(error) if code(&error) == row.code => {}
            Err(error) => wrong.push(format!("{sql}\n  fails: {error}\n  not:   {}", row.code)),
            Ok(found) => wrong.push(format!("{sql}\n  gives {found:?}")),
        }
    }
    wrong
}

#[tokio::test]
async fn what_trino_refuses_is_refused_by_the_same_code() {
    let mut wrong = Vec::new();
    for row in rows() {
        wrong.extend(refused_by(row, row.statements.iter().map(|sql| (*sql).to_owned())).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn more_arguments_than_trino_takes_are_refused() {
    let list = |item: &str, n: usize| vec![item; n].join(", ");
    let statements = [
        format!("SELECT concat({})", list("'a'", 128)),
        format!("SELECT concat({})", list("ARRAY[1]", 128)),
        format!("SELECT concat_ws({})", list("'a'", 128)),
        format!("SELECT greatest({})", list("1", 128)),
        format!("SELECT least({}) FROM (VALUES 1) t(x)", list("x", 128)),
        format!("SELECT map_concat({})", list("MAP(ARRAY[1], ARRAY[1])", 128)),
        format!("SELECT ARRAY[{}]", list("1", 255)),
        format!("SELECT ARRAY[{}] FROM (VALUES 1) t(x)", list("x", 255)),
        format!("SELECT cardinality(ARRAY[{}])", list("1", 255)),
        format!("SELECT grouping({}) FROM (VALUES 1) t(a) GROUP BY a", list("a", 64)),
    ];
    let wrong = refused_by(&TOO_MANY, statements.into_iter()).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let (_folder, engine) = empty();
    for sql in [
        format!("SELECT concat({}) = 'x'", list("'a'", 127)),
        format!("SELECT cardinality(ARRAY[{}]) = 1", list("1", 254)),
        format!("SELECT coalesce({}) = 2", list("1", 300)),
        format!("SELECT 2 IN ({})", list("1", 300)),
    ] {
        assert_eq!(ask(&engine, &sql).await.expect("so many are taken"), "false", "{sql}");
    }
}

#[test]
fn the_page_of_codes_is_this_table() {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut page = String::from(
        "Athena refuses a statement by one of Trino's error codes. A statement that the real Trino refuses is refused here by the same code:\n\n\
         | code | what is refused | for example |\n|---|---|---|\n",
    );
    for row in rows() {
        let example = row.statements.first().map(|sql| format!("`{}`", cell(sql))).unwrap_or_default();
        page.push_str(&format!("| `{}` | {} | {example} |\n", row.code, cell(row.meaning)));
    }
    page.push_str("\nA view needs names and types of its columns: `MISSING_COLUMN_NAME`, `DUPLICATE_COLUMN_NAME`, `COLUMN_TYPE_UNKNOWN`. Other codes of Trino's:\n\n");
    page.push_str("| code | here |\n|---|---|\n");
    for (codes, why) in ELSEWHERE {
        page.push_str(&format!("| {codes} | {} |\n", cell(why)));
    }
    expect_file!["../../../../src/local/refused.md"].assert_eq(&page);
}
