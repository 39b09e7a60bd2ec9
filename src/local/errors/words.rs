//! What DataFusion says while it plans, in words that tell what to do.

use crate::error::Error;

/// What a message begins with, or has in it, and what it means.
struct Known {
    /// All of these are in the message.
    parts: &'static [&'static str],
    code: &'static str,
    message: &'static str,
}

const fn known(parts: &'static [&'static str], code: &'static str, message: &'static str) -> Known {
    Known { parts, code, message }
}

/// What Athena refuses as well.
const REFUSED: &[Known] = &[
    known(
        &["For SELECT DISTINCT, ORDER BY"],
        "EXPRESSION_NOT_IN_DISTINCT",
        "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
    ),
    known(
        &["aggregate with DISTINCT, ORDER BY"],
        "EXPRESSION_NOT_IN_DISTINCT",
        "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments",
    ),
    known(
        &["Source table contains"],
        "MISMATCHED_COLUMN_ALIASES",
        "the list of column names after an alias has not as many names as the relation has columns",
    ),
    known(
        &["queries have different number of columns"],
        "TYPE_MISMATCH",
        "the queries have different number of fields",
    ),
    known(&["Unary operator '+'"], "TYPE_MISMATCH", "Unary '+' operator cannot be applied to this type"),
    known(&["Order by column out of bounds"], "INVALID_COLUMN_REFERENCE", "an ORDER BY position is not in select list"),
    known(&["Order by index"], "INVALID_COLUMN_REFERENCE", "an ORDER BY position is not in select list"),
    known(
        &["Cannot find column with position"],
        "INVALID_COLUMN_REFERENCE",
        "a GROUP BY position is not in select list",
    ),
    known(&["Invalid qualifier"], "TABLE_NOT_FOUND", "`relation.*` names no relation of FROM"),
    known(
        &["to grouping function is not in grouping columns"],
        "INVALID_ARGUMENTS",
        "grouping takes keys of GROUP BY only",
    ),
    known(
        &["expected a lambda at position"],
        "FUNCTION_NOT_FOUND",
        "Unexpected parameters: the function takes a lambda",
    ),
    known(
        &["but received a lambda"],
        "FUNCTION_NOT_FOUND",
        "Unexpected parameters: a lambda stands where a value is expected",
    ),
    known(
        &["lambda must return boolean"],
        "FUNCTION_NOT_FOUND",
        "Unexpected parameters: the lambda must return a boolean",
    ),
    known(&["call to", "coercion from"], "FUNCTION_NOT_FOUND", "Unexpected parameters: an argument has the wrong type"),
    known(
        &["user-defined coercion failed"],
        "FUNCTION_NOT_FOUND",
        "Unexpected parameters: an argument has the wrong type",
    ),
    known(
        &["Aggregate function calls cannot be nested"],
        "NESTED_AGGREGATION",
        "an aggregate stands inside another one",
    ),
    known(&["Window function calls cannot be nested"], "NESTED_WINDOW", "a window function stands inside another one"),
    known(
        &["Aggregate function calls cannot contain window"],
        "NESTED_WINDOW",
        "a window function stands inside an aggregate",
    ),
];

/// What Athena runs, and DataFusion does not.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("Too many columns! The subquery should only return one column", "a subquery of more than one column as a value"),
    ("In/Exist/SetComparison subquery can only be used", "EXISTS or IN (SELECT …) here"),
    ("Correlated scalar subquery", "a correlated subquery here"),
    ("Schema contains", "two relations of one name in FROM, or two columns of one name in a subquery"),
    ("Projections require unique expression names", "a subquery with two columns of one name"),
    ("Invalid window frame: frame offsets", "this offset of a RANGE frame"),
    ("Tuple expressions", "a row as a key of ROLLUP or CUBE"),
    ("Inconsistent data type across values list", "rows of VALUES whose types differ inside of a row, array or map"),
    ("lambda variable", "a lambda that reads a column of an outer query"),
];

/// What a message of DataFusion's planner means.
pub(super) fn planning(message: &str) -> Option<Error> {
    if let Some((_, what)) = UNSUPPORTED.iter().find(|(part, _)| message.contains(part)) {
        return Some(Error::unsupported(*what));
    }
    let known = REFUSED.iter().find(|known| known.parts.iter().all(|part| message.contains(part)))?;
    Some(Error::refused(known.code, known.message))
}

/// What DataFusion does not implement. It prints its own structures where it means a kind of expression.
pub(super) fn not_implemented(what: &str) -> String {
    const KINDS: &[(&str, &str)] = &[
        ("ScalarSubquery", "a subquery as a value here"),
        ("AggregateFunction", "an aggregate here"),
        ("WindowFunction", "a window function here"),
        ("Wildcard", "a `*` here"),
        ("Unnest", "UNNEST here"),
        ("Lambda", "a lambda here"),
        ("GROUPING", "grouping here"),
        ("NOT IN of a correlated query", "NOT IN of a correlated query"),
    ];
    match KINDS.iter().find(|(kind, _)| what.contains(kind)) {
        Some((_, words)) => (*words).to_owned(),
        None => "an expression of this kind here".to_owned(),
    }
}
