//! Literals: each becomes the cast of a string.

use datafusion::sql::sqlparser::ast::{Expr, TypedString, Value};

use super::super::calls::{arguments, call_expr, string};
use crate::{
    error::{Error, Result},
    local::{
        errors::from_datafusion,
        internal_functions::{CAST, IN_ZONE, LITERAL},
        spaces::trimmed,
        temporal::{MOST_DIGITS, Zone, parse_time, parse_timestamp},
    },
    types::AthenaType,
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
    // CAST trims what it reads.
    let in_zone = |value: &str| parse_timestamp(value).is_some_and(|at| at.zone.is_some());
    let blank = match type_name.as_str() {
        "time" => value.starts_with(char::is_whitespace),
        "timestamp" => {
            value.starts_with(char::is_whitespace) || (value.ends_with(char::is_whitespace) && in_zone(value))
        }
        _ => false,
    };
    if blank {
        let message = format!("'{value}' is not a valid {} literal", type_name.to_uppercase());
        return Err(Error::refused("INVALID_LITERAL", message));
    }
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
        "char" => format!("char({})", value.chars().count()),
        "timestamp" => timestamp_type(value)?,
        "time" => time_type(value)?,
        _ => type_name,
    };
    Ok(call_expr(LITERAL, vec![string(value), string(&type_name)]))
}

/// The type of a literal has the digits of a second and the time zone that are written.
///
/// # Errors
/// For a local time that the clocks of its zone do not show, and for more digits than Arrow keeps.
fn timestamp_type(value: &str) -> Result<String> {
    // What is no timestamp fails when it is read.
    let Some(at) = parse_timestamp(value) else { return Ok("timestamp".to_owned()) };
    let in_session_zone = matches!(at.zone.as_deref(), None | Some("UTC"));
    let digits = match at.digits {
        // A literal without digits has three, as values of tables have.
        Some(0) if in_session_zone => 3,
        digits => digits.unwrap_or(0),
    };
    check_digits(digits, &format!("TIMESTAMP '{value}'"))?;
    let Some(name) = &at.zone else { return Ok(format!("timestamp({digits})")) };
    let type_name = format!("timestamp({digits}) with time zone");
    match zone(name)? {
        Some(zone) if !zone.shows(at.seconds) => {
            Err(Error::refused("INVALID_LITERAL", format!("'{value}' is not a valid TIMESTAMP literal")))
        }
        Some(zone) => Ok(format!("{type_name}{IN_ZONE}{zone}")),
        None => Ok(type_name),
    }
}

fn time_type(value: &str) -> Result<String> {
    if let Some((_, digits)) = parse_time(value) {
        check_digits(digits, &format!("TIME '{value}'"))?;
        return Ok(format!("time({digits})"));
    }
    match value.rfind(['+', '-']).is_some_and(|at| parse_time(value[..at].trim_end()).is_some()) {
        true => Err(Error::unsupported("time with time zone")),
        false => Ok("time".to_owned()),
    }
}

fn check_digits(digits: usize, literal: &str) -> Result<()> {
    match digits > usize::from(MOST_DIGITS) {
        true => Err(Error::unsupported(format!("more than nine digits of a second ({literal})"))),
        false => Ok(()),
    }
}

/// The time zone of that name, if there is one.
pub(super) fn zone(name: &str) -> Result<Option<Zone>> {
    Zone::parse(name).map_err(from_datafusion)
}

/// CAST of a literal to a `timestamp with time zone`, whose zone is a part of the type. `None` for other casts.
pub(super) fn cast_in_zone(name: &str, value: &Expr, type_name: &Expr) -> Option<Expr> {
    let (value, type_name) = (literal_string(value)?, literal_string(type_name)?);
    if !matches!(type_name.parse(), Ok(AthenaType::TimestampTz(_))) {
        return None;
    }
    let found = parse_timestamp(trimmed(value))?.zone?;
    let zone = zone(&found).ok()??;
    Some(call_expr(name, vec![string(value), string(&format!("{type_name}{IN_ZONE}{zone}"))]))
}

/// The string that a literal is.
pub(super) fn literal_string(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(string) => Some(string),
            _ => None,
        },
        _ => None,
    }
}
