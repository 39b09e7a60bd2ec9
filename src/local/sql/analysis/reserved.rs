//! The words that are no names in Trino's grammar unless they are quoted.

use datafusion::sql::sqlparser::ast::{Expr, FunctionArgumentList, Ident};

use super::syntax;
use crate::error::Result;

/// Trino, "Keywords and identifiers".
const RESERVED: [&str; 81] = [
    "alter",
    "and",
    "as",
    "between",
    "by",
    "case",
    "cast",
    "constraint",
    "create",
    "cross",
    "cube",
    "current_catalog",
    "current_date",
    "current_path",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "deallocate",
    "delete",
    "describe",
    "distinct",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "execute",
    "exists",
    "extract",
    "false",
    "for",
    "from",
    "full",
    "group",
    "grouping",
    "having",
    "in",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "join",
    "json_array",
    "json_exists",
    "json_object",
    "json_query",
    "json_table",
    "json_value",
    "left",
    "like",
    "listagg",
    "localtime",
    "localtimestamp",
    "natural",
    "normalize",
    "not",
    "null",
    "on",
    "or",
    "order",
    "outer",
    "prepare",
    "recursive",
    "right",
    "rollup",
    "select",
    "skip",
    "table",
    "then",
    "trim",
    "true",
    "uescape",
    "union",
    "unnest",
    "using",
    "values",
    "when",
    "where",
];

/// The same, used as values without parentheses.
const SESSION: [&str; 6] =
    ["current_catalog", "current_path", "current_schema", "current_time", "current_user", "localtime"];

/// Those that are called as functions are.
const CALLED: [&str; 13] = [
    "cast",
    "extract",
    "grouping",
    "json_array",
    "json_exists",
    "json_object",
    "json_query",
    "json_value",
    "listagg",
    "normalize",
    "trim",
    "current_timestamp",
    "localtimestamp",
];

fn is_reserved(name: &Ident) -> bool {
    let word = name.value.as_str();
    name.quote_style.is_none() && (RESERVED.contains(&word) || word == "with")
}

/// Refuses a reserved word as a name.
pub(super) fn check(name: &Ident) -> Result<()> {
    match is_reserved(name) {
        true => {
            syntax(name, format!("mismatched input '{0}': it is a reserved word; as a name, write \"{0}\"", name.value))
        }
        false => Ok(()),
    }
}

/// `current_user` and the like.
pub(super) fn is_session_value(name: &Ident) -> bool {
    name.quote_style.is_none() && SESSION.contains(&name.value.as_str())
}

/// Refuses a call of a reserved word: `unnest` is a relation, and Trino has no function `left`.
pub(super) fn call(name: &str, list: &FunctionArgumentList, expr: &Expr) -> Result<()> {
    let own = Ident::new(name);
    if name == "unnest" {
        return syntax(expr, "mismatched input 'unnest': it stands in FROM, as in CROSS JOIN UNNEST(…)");
    }
    let precision = matches!(name, "current_timestamp" | "localtimestamp" | "current_time" | "localtime");
    if (precision && list.args.is_empty()) || (is_session_value(&own) && !precision) || name == "current_date" {
        return syntax(expr, format!("mismatched input '(': `{name}` has no parentheses"));
    }
    match is_reserved(&own) && !precision && !CALLED.contains(&name) {
        true => syntax(expr, format!("mismatched input '{name}': it is a reserved word, and no function")),
        false => Ok(()),
    }
}
