//! Literals: each becomes the cast of a string.

use datafusion::sql::sqlparser::ast::{Expr, TypedString, Value};

use super::super::calls::{arguments, call_expr, string};
use crate::{
    error::{Error, Result},
    local::internal_functions::{CAST, LITERAL},
};

pub(super) fn cast_literal(value: &str, type_name: &str) -> Expr {
    call_expr(CAST, vec![string(value), string(type_name)])
}

/// Integers are `integer` where they fit and `bigint` otherwise; with a point or an exponent they are `double`, as in Athena.
pub(super) fn number_literal(digits: &str) -> Result<Expr> {
    if digits.contains(['.', 'e', 'E']) {
        return Ok(cast_literal(digits, "double"));
    }
    if digits.parse::<i32>().is_ok() {
        Ok(cast_literal(digits, "integer"))
    } else if digits.parse::<i64>().is_ok() {
        Ok(cast_literal(digits, "bigint"))
    } else {
        Err(Error::refused("SYNTAX_ERROR", format!("`{digits}` is not a bigint: write DECIMAL '{digits}'")))
    }
}

/// The digits of what [`number_literal`] made of an integer.
pub(super) fn literal_integer(expr: &Expr) -> Option<String> {
    literal_number(expr).filter(|(_, data_type)| data_type != "double").map(|(digits, _)| digits)
}

/// The digits of what [`number_literal`] made of a number, and its type.
pub(super) fn literal_number(expr: &Expr) -> Option<(String, String)> {
    let Expr::Function(cast) = expr else { return None };
    match arguments(cast).as_deref() {
        Some([Expr::Value(digits), Expr::Value(to)]) if cast.name.to_string() == CAST => {
            let (Value::SingleQuotedString(digits), Value::SingleQuotedString(to)) = (&digits.value, &to.value) else {
                return None;
            };
            matches!(to.as_str(), "integer" | "bigint" | "double").then(|| (digits.clone(), to.clone()))
        }
        _ => None,
    }
}

/// `DATE '…'`, `BIGINT '…'`: the string, cast. A decimal literal has the precision and scale of its digits.
pub(super) fn typed_literal(typed: &TypedString) -> Result<Expr> {
    let Value::SingleQuotedString(value) = &typed.value.value else {
        return Err(Error::unsupported(format!("the literal `{typed}`")));
    };
    let type_name = typed.data_type.to_string().to_lowercase();
    if type_name == "json" {
        return Ok(call_expr("$json_literal", vec![string(value)]));
    }
    let type_name = match type_name.as_str() {
        "decimal" => {
            let digits = value.trim_start_matches(['-', '+']);
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let scale = fraction.len();
            let precision = (whole.trim_start_matches('0').len() + scale).max(1);
            format!("decimal({precision},{scale})")
        }
        "timestamp" => timestamp_type(value)?.to_owned(),
        _ => type_name,
    };
    Ok(call_expr(LITERAL, vec![string(value), string(&type_name)]))
}

/// With a time zone it is another type. More digits of a second than the type has here are refused, not dropped.
fn timestamp_type(value: &str) -> Result<&'static str> {
    let (at, zone) = match value.strip_suffix(" UTC") {
        Some(at) => (at, true),
        None => (value, false),
    };
    if at.split_whitespace().count() > 2 || at.split_whitespace().nth(1).is_some_and(|time| time.contains(['+', '-'])) {
        return Err(Error::unsupported(format!("a time zone other than UTC (TIMESTAMP '{value}')")));
    }
    if at.rsplit_once('.').is_some_and(|(_, fraction)| fraction.len() > 3) {
        return Err(Error::unsupported(format!("more than three digits of a second (TIMESTAMP '{value}')")));
    }
    Ok(if zone { "timestamp with time zone" } else { "timestamp" })
}
