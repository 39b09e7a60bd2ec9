//! Dates, timestamps and intervals.

use chrono::{DateTime, Utc};
use datafusion::sql::sqlparser::ast::{DateTimeField, Expr, Interval, Value};

use super::{
    super::calls::{arguments, call_expr},
    literals::cast_literal,
};
use crate::error::{Error, Result};

/// `current_date` and the like: one moment for the whole query.
pub(super) fn current(word: &str, now: DateTime<Utc>) -> Option<Expr> {
    let at = now.format("%Y-%m-%d %H:%M:%S%.3f").to_string();
    Some(match word {
        "current_date" => cast_literal(&now.format("%Y-%m-%d").to_string(), "date"),
        "current_timestamp" | "now" => cast_literal(&format!("{at} UTC"), "timestamp with time zone"),
        "localtimestamp" => cast_literal(&at, "timestamp"),
        _ => return None,
    })
}

/// `EXTRACT(field FROM x)`: the function of that name ("Date and time functions", "Extraction function").
pub(super) fn extract(field: &DateTimeField, value: &Expr) -> Result<Expr> {
    let word = field.to_string().to_lowercase();
    let name = match word.as_str() {
        "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second" => word.as_str(),
        "day_of_month" => "day",
        "day_of_week" | "dow" => "day_of_week",
        "day_of_year" | "doy" => "day_of_year",
        "year_of_week" | "yow" => "year_of_week",
        "timezone_hour" | "timezone_minute" => return Err(Error::unsupported(format!("EXTRACT({field} FROM …)"))),
        _ => return Err(Error::refused("SYNTAX_ERROR", format!("Invalid EXTRACT field: {field}"))),
    };
    Ok(call_expr(name, vec![value.clone()]))
}

/// Every timestamp with time zone is in UTC here.
pub(super) fn at_time_zone(at: &Expr, zone: &Expr) -> Result<Expr> {
    match zone {
        Expr::Value(value) if value.value == Value::SingleQuotedString("UTC".to_owned()) => {
            Ok(call_expr("$at_utc", vec![at.clone()]))
        }
        _ => Err(Error::unsupported(format!("AT TIME ZONE {zone}"))),
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
            let (years, months) = size.split_once('-')?;
            number(years)?.checked_mul(12)?.checked_add(number(months)?)?
        }
    };
    Some(i64::from(months))
}

/// `3 04:05:06.789`, from one unit to another.
fn millis(size: &str, from: usize, to: usize) -> Option<i64> {
    const MILLIS: [i64; 6] = [0, 0, 86_400_000, 3_600_000, 60_000, 1_000];
    let (size, fraction) = match size.split_once('.') {
        Some((size, fraction)) if to == SECOND && (1..=3).contains(&fraction.len()) => (size, fraction),
        Some(_) => return None,
        None => (size, ""),
    };
    let parts: Vec<&str> = match size.split_once(' ') {
        Some((days, rest)) if from == DAY => std::iter::once(days).chain(rest.split(':')).collect(),
        Some(_) => return None,
        None => size.split(':').collect(),
    };
    if parts.len() != to - from + 1 {
        return None;
    }
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(|part| plain(part)) || (!fraction.is_empty() && !plain(fraction)) {
        return None;
    }
    let mut total: i64 = format!("{fraction:0<3}").parse().ok()?;
    for (part, unit) in parts.iter().zip(&MILLIS[from..]) {
        total = total.checked_add(part.parse::<i64>().ok()?.checked_mul(*unit)?)?;
    }
    Some(total)
}
