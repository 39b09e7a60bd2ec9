//! Dates, timestamps and intervals.

use chrono::{DateTime, Utc};
use datafusion::sql::sqlparser::ast::{DateTimeField, Expr, Interval, Value};

use super::{
    super::calls::{arguments, call_expr, string},
    literals::{cast_literal, literal_integer, literal_string, zone},
};
use crate::{
    error::{Error, Result},
    local::{errors::from_datafusion, functions::functions, internal_functions::EXTRACT, temporal::Zone},
};

/// `current_date` and the like: one moment for the whole query.
pub(super) fn current(word: &str, now: DateTime<Utc>) -> Option<Expr> {
    let at = now.format("%Y-%m-%d %H:%M:%S%.3f").to_string();
    Some(match word {
        "current_date" => cast_literal(&now.format("%Y-%m-%d").to_string(), "date"),
        "current_timestamp" | "now" => cast_literal(&format!("{at} UTC"), "timestamp with time zone"),
        "localtimestamp" => cast_literal(&at, "timestamp"),
        "localtime" => cast_literal(&now.format("%H:%M:%S%.3f").to_string(), "time"),
        _ => return None,
    })
}

/// `EXTRACT(field FROM x)`: it takes fewer types than the function of that name ("Date and time functions", "Extraction function").
pub(super) fn extract(field: &DateTimeField, value: &Expr) -> Result<Expr> {
    let name = format!("{EXTRACT}{}", field.to_string().to_lowercase());
    match functions().scalar(&name) {
        Some(_) => Ok(call_expr(&name, vec![value.clone()])),
        None => Err(Error::refused("SYNTAX_ERROR", format!("Invalid EXTRACT field: {field}"))),
    }
}

/// The functions of time zones, `None` for others.
///
/// # Errors
/// For an offset that Trino does not have.
pub(super) fn in_zones(name: &str, args: &[Expr]) -> Result<Option<Expr>> {
    Ok(match (name, args) {
        ("current_timezone", []) => Some(string("UTC")),
        ("at_timezone" | "with_timezone", [at, zone]) => Some(in_zone(name, at, zone)?),
        ("from_unixtime", [seconds, zone]) => {
            Some(in_zone("at_timezone", &call_expr("from_unixtime", vec![seconds.clone()]), zone)?)
        }
        ("from_unixtime", [seconds, hours, minutes]) => from_unixtime(seconds, hours, minutes)?,
        ("from_iso8601_timestamp", [value]) => from_iso8601("$iso_instant", value),
        ("from_iso8601_timestamp_nanos", [value]) => from_iso8601("$iso_instant_nanos", value),
        _ => None,
    })
}

/// `AT TIME ZONE` and the functions that take a time zone: the name of the zone is a part of the type of what they give.
pub(super) fn in_zone(function: &str, at: &Expr, zone: &Expr) -> Result<Expr> {
    let zone = match (literal_string(zone), constant_millis(zone)) {
        (Some(name), _) => string(name),
        (_, Some(millis)) if millis % 60_000 != 0 => {
            let message = "Invalid time zone offset interval: interval contains seconds";
            return Err(Error::refused("INVALID_FUNCTION_ARGUMENT", message));
        }
        (_, Some(millis)) => offset(millis / 60_000)?,
        _ => zone.clone(),
    };
    Ok(call_expr(function, vec![at.clone(), zone]))
}

/// `from_unixtime(x, hours, minutes)`; `None` where these are not constants.
fn from_unixtime(seconds: &Expr, hours: &Expr, minutes: &Expr) -> Result<Option<Expr>> {
    let number = |expr| literal_integer(expr)?.parse::<i64>().ok();
    let (Some(hours), Some(minutes)) = (number(hours), number(minutes)) else { return Ok(None) };
    let zone = offset(hours.saturating_mul(60).saturating_add(minutes))?;
    Ok(Some(call_expr("at_timezone", vec![call_expr("from_unixtime", vec![seconds.clone()]), zone])))
}

/// `from_iso8601_timestamp('2020-05-11T11:15:05+02:00')`, in the time zone that a constant has; `None` for other strings.
fn from_iso8601(function: &str, value: &Expr) -> Option<Expr> {
    let written = literal_string(value)?;
    let time = written.find(['T', 't'])?;
    let at = time + written[time..].find(['+', '-'])?;
    let zone = zone(&written[at..]).ok()??;
    let instant = call_expr(function, vec![value.clone()]);
    Some(call_expr("at_timezone", vec![instant, string(&zone.to_string())]))
}

fn offset(minutes: i64) -> Result<Expr> {
    let zone = Zone::of_minutes(minutes).map_err(from_datafusion)?;
    Ok(string(&zone.to_string()))
}

/// The milliseconds of what [`interval`] made of a literal.
fn constant_millis(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Nested(inner) => constant_millis(inner),
        Expr::Function(call) if call.name.to_string() == "$millis" => match arguments(call)?.as_slice() {
            [size] => literal_integer(size)?.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// An interval literal: months, or milliseconds.
pub(super) fn interval(interval: &Interval) -> Result<Expr> {
    let invalid = || Error::refused("INVALID_LITERAL", format!("`{interval}` is not a valid INTERVAL literal"));
    // `INTERVAL -'1' DAY`: the operand of the sign was rewritten before.
    let (value, sign) = match interval.value.as_ref() {
        Expr::Function(negated) if negated.name.to_string() == "$negate" => match arguments(negated).as_deref() {
            Some([Expr::Value(value)]) => (value.clone(), -1),
            _ => return Err(invalid()),
        },
        Expr::Value(value) => (value.clone(), 1),
        _ => return Err(invalid()),
    };
    let Value::SingleQuotedString(string) = &value.value else { return Err(invalid()) };
    let Some(from) = interval.leading_field.as_ref().map(unit) else { return Err(invalid()) };
    let to = interval.last_field.as_ref().map(unit);
    if interval.leading_precision.is_some() || interval.fractional_seconds_precision.is_some() {
        return Err(invalid());
    }
    let (negative, size) = match string.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, string.strip_prefix('+').unwrap_or(string)),
    };
    let sign = if negative { -sign } else { sign };
    let from = from.ok_or_else(invalid)?;
    let to = match to {
        None => from,
        Some(to) => to.ok_or_else(invalid)?,
    };
    if to < from || (from <= MONTH) != (to <= MONTH) {
        return Err(invalid());
    }
    let (name, amount) = match from <= MONTH {
        true => ("$months", months(size, from, to).ok_or_else(invalid)?),
        false => ("$millis", millis(size, from, to).ok_or_else(invalid)?),
    };
    Ok(call_expr(name, vec![cast_literal(&(sign * amount).to_string(), "bigint")]))
}

const YEAR: usize = 0;
const MONTH: usize = 1;
const DAY: usize = 2;
const SECOND: usize = 5;

/// The units of intervals, from the longest to the shortest.
fn unit(field: &DateTimeField) -> Option<usize> {
    ["year", "month", "day", "hour", "minute", "second"]
        .iter()
        .position(|name| field.to_string().eq_ignore_ascii_case(name))
}

fn months(size: &str, from: usize, to: usize) -> Option<i64> {
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i32>().ok())?;
    let months = match (from, to) {
        (YEAR, YEAR) => number(size)?.checked_mul(12)?,
        (MONTH, MONTH) => number(size)?,
        _ => {
            let (years, months) = size.split_once('-').unwrap_or((size, ""));
            let months = if months.is_empty() { 0 } else { number(months)? };
            number(years)?.checked_mul(12)?.checked_add(months)?
        }
    };
    Some(i64::from(months))
}

/// `3 04:05:06.789`, from one unit to another.
fn millis(size: &str, from: usize, to: usize) -> Option<i64> {
    const MILLIS: [i64; 6] = [0, 0, 86_400_000, 3_600_000, 60_000, 1_000];
    let (size, fraction) = match size.split_once('.') {
        Some((size, fraction)) if to == SECOND && !fraction.is_empty() => (size, fraction),
        Some(_) => return None,
        None => (size, ""),
    };
    let parts: Vec<&str> = match size.split_once(' ') {
        Some((days, rest)) if from == DAY => std::iter::once(days).chain(rest.split(':')).collect(),
        Some(_) => return None,
        None => size.split(':').collect(),
    };
    // The smaller units may be left out.
    let (given, all) = (parts.len(), to - from + 1);
    if given > all || (given < all && !fraction.is_empty()) || (from == DAY && given > 1 && !size.contains(' ')) {
        return None;
    }
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(|part| plain(part)) || (!fraction.is_empty() && !plain(fraction)) {
        return None;
    }
    // Digits after the third are left out.
    let mut total: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    for (part, unit) in parts.iter().zip(&MILLIS[from..]) {
        total = total.checked_add(part.parse::<i64>().ok()?.checked_mul(*unit)?)?;
    }
    Some(total)
}
