//! Intervals, and dates and times moved by them ("Date and time functions and operators").

use std::sync::Arc;

use arrow_array::{ArrayRef, DurationMillisecondArray, IntervalYearMonthArray, cast::AsArray, types::Int64Type};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};
use chrono::{DateTime, Months, NaiveDateTime};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{define::function, values::each};
use crate::local::sql_types::{Class, common, mismatch, refused, spelled};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function(
            "$months",
            bigint,
            |_| Ok(MONTHS),
            |args, _| {
                let values = args[0].as_primitive::<Int64Type>().iter().map(|n| n.and_then(|n| i32::try_from(n).ok()));
                Ok(Arc::new(values.collect::<IntervalYearMonthArray>()))
            },
        ),
        function(
            "$millis",
            bigint,
            |_| Ok(MILLIS),
            |args, _| Ok(Arc::new(args[0].as_primitive::<Int64Type>().iter().collect::<DurationMillisecondArray>())),
        ),
        function(
            "$plus",
            |_, args| operands("+", args),
            |args| result("+", args),
            |args, of| each(args, of, |row| plus(row, 1)),
        ),
        function(
            "$minus",
            |_, args| operands("-", args),
            |args| result("-", args),
            |args, of| each(args, of, |row| plus(row, -1)),
        ),
        function("$times", |_, args| operands("*", args), |args| result("*", args), |args, of| each(args, of, times)),
    ]
}

const MONTHS: DataType = DataType::Interval(IntervalUnit::YearMonth);
const MILLIS: DataType = DataType::Duration(TimeUnit::Millisecond);
const DAY: i64 = 86_400_000;

fn bigint(_: &str, _: &[DataType]) -> Result<Vec<DataType>> {
    Ok(vec![DataType::Int64])
}

fn operands(operator: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    result(operator, args)?;
    if let [a, b] = args
        && Class::of(a).is_moment()
        && Class::of(b).is_moment()
        && let Some(of) = common(a, b)
    {
        return Ok(vec![of.clone(), of]);
    }
    Ok(args
        .iter()
        .map(|of| match Class::of(of) {
            Class::Integer => DataType::Int64,
            Class::Float => DataType::Float64,
            _ => of.clone(),
        })
        .collect())
}

fn result(operator: &str, args: &[DataType]) -> Result<DataType> {
    use Class::{Date, Float, Integer, Millis, Months, Timestamp, TimestampTz};
    let [a, b] = args else { return Err(mismatch(format!("`{operator}` has two sides"))) };
    let found = match (Class::of(a), operator, Class::of(b)) {
        (Date | Timestamp | TimestampTz, "+" | "-", Months | Millis) => Some(a),
        (Months | Millis, "+", Date | Timestamp | TimestampTz) => Some(b),
        (Months, "+" | "-", Months) | (Millis, "+" | "-", Millis) => Some(a),
        (Date | Timestamp | TimestampTz, "-", Date | Timestamp | TimestampTz) => Some(&MILLIS),
        (Months | Millis, "*", Integer | Float) => Some(a),
        (Integer | Float, "*", Months | Millis) => Some(b),
        _ => None,
    };
    found.cloned().ok_or_else(|| mismatch(format!("Cannot apply operator: {} {operator} {}", spelled(a), spelled(b))))
}

fn out_of_range() -> datafusion::common::DataFusionError {
    refused("NUMERIC_VALUE_OUT_OF_RANGE", "a date, time or interval is out of range")
}

fn plus(row: &[ScalarValue], sign: i64) -> Result<Option<ScalarValue>> {
    use ScalarValue::{Date32, DurationMillisecond, IntervalYearMonth, TimestampMillisecond};
    let [a, b] = row else { return Ok(None) };
    let sum = |a: i64, b: i64| b.checked_mul(sign).and_then(|b| a.checked_add(b)).ok_or_else(out_of_range);
    Ok(Some(match (a, b) {
        (IntervalYearMonth(Some(a)), IntervalYearMonth(Some(b))) => {
            IntervalYearMonth(Some(i32::try_from(sum(i64::from(*a), i64::from(*b))?).map_err(|_| out_of_range())?))
        }
        (DurationMillisecond(Some(a)), DurationMillisecond(Some(b))) => DurationMillisecond(Some(sum(*a, *b)?)),
        (Date32(Some(a)), Date32(Some(b))) => DurationMillisecond(Some((i64::from(*a) - i64::from(*b)) * DAY)),
        (TimestampMillisecond(Some(a), _), TimestampMillisecond(Some(b), _)) => DurationMillisecond(Some(sum(*a, *b)?)),
        (Date32(Some(days)), interval) | (interval, Date32(Some(days))) => moved_date(*days, interval, sign)?,
        (TimestampMillisecond(Some(at), zone), interval) | (interval, TimestampMillisecond(Some(at), zone)) => {
            let at = match interval {
                DurationMillisecond(Some(by)) => sum(*at, *by)?,
                IntervalYearMonth(Some(by)) => moved(*at, i64::from(*by) * sign)?,
                _ => return Ok(None),
            };
            TimestampMillisecond(Some(at), zone.clone())
        }
        _ => return Ok(None),
    }))
}

/// A date moves by whole days, and by months.
fn moved_date(days: i32, interval: &ScalarValue, sign: i64) -> Result<ScalarValue> {
    let days = i64::from(days);
    let moved = match interval {
        ScalarValue::DurationMillisecond(Some(by)) if by % DAY == 0 => days + by / DAY * sign,
        ScalarValue::DurationMillisecond(_) => {
            return Err(refused("INVALID_FUNCTION_ARGUMENT", "Cannot add hour, minutes or seconds to a date"));
        }
        ScalarValue::IntervalYearMonth(Some(by)) => self::moved(days * DAY, i64::from(*by) * sign)?.div_euclid(DAY),
        _ => return ScalarValue::try_from(&DataType::Date32),
    };
    Ok(ScalarValue::Date32(Some(i32::try_from(moved).map_err(|_| out_of_range())?)))
}

/// The clock of an instant.
pub(super) fn clock(millis: i64) -> Result<NaiveDateTime> {
    DateTime::from_timestamp_millis(millis).map(|at| at.naive_utc()).ok_or_else(out_of_range)
}

/// So many months later: the same day, or the last one of a month that is too short.
pub(super) fn moved(millis: i64, months: i64) -> Result<i64> {
    let at = clock(millis)?;
    let by = Months::new(u32::try_from(months.unsigned_abs()).map_err(|_| out_of_range())?);
    let moved = if months < 0 { at.checked_sub_months(by) } else { at.checked_add_months(by) };
    moved.map(|at| at.and_utc().timestamp_millis()).ok_or_else(out_of_range)
}

/// The same length backwards.
pub(super) fn negated(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| times(&[row[0].clone(), ScalarValue::Int64(Some(-1))]))
}

fn times(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    use ScalarValue::{DurationMillisecond, Float64, Int64, IntervalYearMonth};
    let (interval, by) = match row {
        [interval @ (DurationMillisecond(_) | IntervalYearMonth(_)), by] => (interval, by),
        [by, interval] => (interval, by),
        _ => return Ok(None),
    };
    let product = |size: i64| match by {
        Int64(Some(by)) => size.checked_mul(*by).ok_or_else(out_of_range),
        // Java's cast of a double: towards zero.
        Float64(Some(by)) => Ok((size as f64 * by) as i64),
        _ => Err(out_of_range()),
    };
    Ok(Some(match interval {
        DurationMillisecond(Some(size)) => DurationMillisecond(Some(product(*size)?)),
        IntervalYearMonth(Some(size)) => {
            IntervalYearMonth(Some(i32::try_from(product(i64::from(*size))?).map_err(|_| out_of_range())?))
        }
        _ => return Ok(None),
    }))
}
