//! Errors: ours on their way through DataFusion, and DataFusion's as Athena would report them.

mod suggestions;
mod words;

use datafusion::common::{DataFusionError, SchemaError};

use super::known_functions::is_athenas;
use crate::error::{Error, ErrorKind, ObjectKind};

/// A refusal by Athena's name of it, which it keeps on its way through DataFusion.
pub(super) fn refused(code: &'static str, message: impl Into<String>) -> DataFusionError {
    DataFusionError::External(Box::new(Error::refused(code, message)))
}

/// Types that do not go together in Trino.
pub(super) fn type_mismatch(message: impl Into<String>) -> DataFusionError {
    refused("TYPE_MISMATCH", message)
}

/// What Athena runs and this engine does not.
pub(super) fn unsupported(what: impl Into<String>) -> DataFusionError {
    DataFusionError::External(Box::new(Error::unsupported(what)))
}

/// Whether it is about what only this engine cannot do, which TRY_CAST and ON ERROR do not hide.
pub(super) fn is_unsupported(error: &DataFusionError) -> bool {
    let DataFusionError::External(ours) = error else { return false };
    ours.downcast_ref::<Error>().is_some_and(|error| matches!(error.kind(), ErrorKind::Unsupported { .. }))
}

/// An error from planning or from a running query.
pub(super) fn from_datafusion(error: DataFusionError) -> Error {
    if let Some(ours) = ours(&error) {
        return ours;
    }
    match error.find_root() {
        DataFusionError::SchemaError(schema, _) => column_error(schema),
        DataFusionError::Plan(message) => planning(message),
        DataFusionError::NotImplemented(what) if what.contains("Exists(") => Error::unsupported("EXISTS here"),
        DataFusionError::NotImplemented(what) if what.contains("InSubquery(") => {
            Error::unsupported("IN (SELECT …) here")
        }
        DataFusionError::NotImplemented(what) => Error::unsupported(words::not_implemented(what)),
        DataFusionError::ArrowError(cause, _) if matches!(**cause, arrow_schema::ArrowError::ArithmeticOverflow(_)) => {
            Error::refused("NUMERIC_VALUE_OUT_OF_RANGE", "a number is out of the range of its type")
        }
        DataFusionError::ArrowError(cause, _) if matches!(**cause, arrow_schema::ArrowError::DivideByZero) => {
            Error::refused("DIVISION_BY_ZERO", "Division by zero")
        }
        DataFusionError::Execution(message) if message.contains("lambda must return boolean") => {
            Error::refused("FUNCTION_NOT_FOUND", "Unexpected parameters: the lambda must return a boolean")
        }
        _ if error.to_string().contains("Scalar subquery returned more than one row") => {
            Error::refused("SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows")
        }
        DataFusionError::Execution(message) if message.contains("with DISTINCT, ORDER BY") => {
            Error::unsupported("ORDER BY of an aggregate with DISTINCT by an expression in another spelling")
        }
        _ if is_about_char(&error.to_string()) => char_here(),
        _ => {
            // The lines after the first ask to report it to DataFusion.
            let message = error.strip_backtrace().lines().next().unwrap_or_default().to_owned();
            ErrorKind::Execution { message, source: None }.into()
        }
    }
}

/// Our own error, which travelled through DataFusion.
pub(super) fn ours(error: &DataFusionError) -> Option<Error> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = next {
        if let Some(ours) = cause.downcast_ref::<Error>() {
            return Some(ours.clone());
        }
        next = match cause.downcast_ref::<DataFusionError>() {
            Some(DataFusionError::External(inner)) => Some(inner.as_ref()),
            _ => cause.source(),
        };
    }
    None
}

fn column_error(error: &SchemaError) -> Error {
    let (field, valid_fields) = match error {
        SchemaError::FieldNotFound { field, valid_fields } => (field, valid_fields),
        SchemaError::AmbiguousReference { field } if field.relation.is_none() => {
            let name = field.name().split('\u{1}').next().unwrap_or_default();
            return Error::refused("AMBIGUOUS_NAME", format!("Column '{name}' is ambiguous"));
        }
        _ => {
            return Error::unsupported("two relations of one name in FROM, or two columns of one name in a subquery");
        }
    };
    let name = field.name().split('\u{1}').next().unwrap_or_default().to_owned();
    let names: Vec<String> =
        valid_fields.iter().filter_map(|column| column.name().split('\u{1}').next()).map(str::to_owned).collect();
    let nearest = crate::error::nearest(&name, names.clone());
    let advice = if nearest.is_none() { columns_there_are(&names) } else { None };
    ErrorKind::NotFound { object: ObjectKind::Column, nearest, name, position: None, advice }.into()
}

/// DataFusion has conversions of `char(n)`, by the type that it has here, in fewer places than Trino.
fn is_about_char(message: &str) -> bool {
    message.contains("FixedSizeBinary(")
}

fn char_here() -> Error {
    Error::unsupported("a value of char(n) here: CAST it to varchar, or to one length")
}

/// DataFusion has no error of its own for a function that does not exist: only its message shows it.
fn planning(message: &str) -> Error {
    let message = message.lines().next().unwrap_or_default();
    if let Some(name) = message.strip_prefix("Invalid function '").and_then(|rest| rest.split('\'').next()) {
        return unknown_function(name);
    }
    if let Some(ours) = message.split_once("External error: ").and_then(|(_, rest)| quoted(rest)) {
        return ours;
    }
    if is_about_char(message) {
        return char_here();
    }
    if message.contains("must be in GROUP BY or an aggregate function") {
        let name = message.split("column \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("a column");
        let message = format!("'{name}' must be an aggregate expression or appear in GROUP BY clause");
        return Error::refused("EXPRESSION_NOT_AGGREGATE", message);
    }
    if message.starts_with("Inconsistent data length across values list") {
        return Error::refused("TYPE_MISMATCH", "the rows of VALUES have different numbers of columns");
    }
    if message.starts_with("Invalid qualifier") && message.contains('.') {
        return Error::unsupported("`.*` of a column that is a row (name its fields: `.* AS (a, b)`)");
    }
    if message.contains("Projections require unique expression names") {
        return Error::unsupported("a subquery with two columns of one name");
    }
    if message.contains("non-boolean predicate") || message.contains("requires a boolean") {
        return Error::refused("TYPE_MISMATCH", "WHERE, HAVING and NOT need a boolean");
    }
    if message.contains("common argument type for logical boolean operation") {
        return Error::refused("TYPE_MISMATCH", "AND and OR need booleans");
    }
    words::planning(message).unwrap_or_else(|| Error::refused("SYNTAX_ERROR", message))
}

/// A function that this engine lacks: Athena has it, or nobody does.
pub(super) fn unknown_function(name: &str) -> Error {
    if is_athenas(name) {
        return Error::unsupported(format!("the function `{name}`"));
    }
    let advice = suggestions::instead(name).map(|instead| format!("Athena has {instead}"));
    let nearest = match advice {
        Some(_) => None,
        None => suggestions::nearest(name).map(str::to_owned),
    };
    ErrorKind::NotFound { object: ObjectKind::Function, name: name.to_owned(), nearest, position: None, advice }.into()
}

/// Our own error, of which DataFusion kept only the message.
fn quoted(message: &str) -> Option<Error> {
    let message = message.split(" No function matches").next()?.trim_end_matches('.');
    if let Some((what, _)) = message.split_once(" is not supported by the embedded engine") {
        return Some(Error::unsupported(what));
    }
    let (code, message) = message.split_once(": ")?;
    const CODES: [&str; 5] = [
        "TYPE_MISMATCH",
        "FUNCTION_NOT_FOUND",
        "INVALID_FUNCTION_ARGUMENT",
        "AMBIGUOUS_FUNCTION_CALL",
        "NOT_SUPPORTED",
    ];
    Some(Error::refused(CODES.into_iter().find(|known| *known == code).unwrap_or("SYNTAX_ERROR"), message))
}

/// A few of the columns there are.
pub(super) fn columns_there_are(names: &[String]) -> Option<String> {
    const SHOWN: usize = 5;
    let mut shown: Vec<String> = Vec::new();
    for name in names {
        let quoted = format!("`{name}`");
        if !shown.contains(&quoted) {
            shown.push(quoted);
        }
    }
    if shown.is_empty() {
        return None;
    }
    let more = if shown.len() > SHOWN { ", …" } else { "" };
    shown.truncate(SHOWN);
    Some(format!("there are {}{more}", shown.join(", ")))
}
