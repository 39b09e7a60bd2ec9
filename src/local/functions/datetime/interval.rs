//! Intervals, and the operators `+`, `-` and `*` of dates, times and intervals.

use std::sync::Arc;

use arrow_array::{ArrayRef, DurationMillisecondArray, IntervalYearMonthArray, cast::AsArray, types::Int64Type};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{invalid_argument, returns_bigint, varchars, wrong_arguments},
        define::function,
        values::{each, string},
    },
    instants::{MILLIS_PER_DAY, datetime_out_of_range, plus_months},
};
use crate::local::errors::type_mismatch;
use crate::local::types::{TypeClass, common_type, type_name};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function(
            "$months",
            one_bigint,
            |_| Ok(YEAR_TO_MONTH),
            |args, _| {
                let values = args[0].as_primitive::<Int64Type>().iter().map(|n| n.and_then(|n| i32::try_from(n).ok()));
                Ok(Arc::new(values.collect::<IntervalYearMonthArray>()))
            },
        ),
        function(
            "$millis",
            one_bigint,
            |_| Ok(DAY_TO_SECOND),
            |args, _| Ok(Arc::new(args[0].as_primitive::<Int64Type>().iter().collect::<DurationMillisecondArray>())),
        ),
        function(
            "parse_duration",
            varchars::<1>,
            |_| Ok(DAY_TO_SECOND),
            |args, data_type| each(args, data_type, |row| parse_duration(string(&row[0])).map(Some)),
        ),
        function("to_milliseconds", one_duration, returns_bigint, |args, data_type| {
            Ok(arrow_cast::cast(&args[0], data_type)?)
        }),
        function(
            "$add_temporal",
            |_, args| operand_types("+", args),
            |args| result_type("+", args),
            |args, data_type| each(args, data_type, |row| add(row, 1)),
        ),
        function(
            "$subtract_temporal",
            |_, args| operand_types("-", args),
            |args| result_type("-", args),
            |args, data_type| each(args, data_type, |row| add(row, -1)),
        ),
        function(
            "$multiply_interval",
            |_, args| operand_types("*", args),
            |args| result_type("*", args),
            |args, data_type| each(args, data_type, multiply),
        ),
    ]
}

const YEAR_TO_MONTH: DataType = DataType::Interval(IntervalUnit::YearMonth);
const DAY_TO_SECOND: DataType = DataType::Duration(TimeUnit::Millisecond);

fn one_bigint(_: &str, _: &[DataType]) -> Result<Vec<DataType>> {
    Ok(vec![DataType::Int64])
}

fn one_duration(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DAY_TO_SECOND | DataType::Null] => Ok(vec![DAY_TO_SECOND]),
        _ => Err(wrong_arguments(name, args, "interval day to second")),
    }
}

/// `1.5 h`, rounded to milliseconds.
fn parse_duration(duration: &str) -> Result<ScalarValue> {
    if duration.is_empty() {
        return Err(invalid_argument("duration is empty"));
    }
    let invalid = || invalid_argument(format!("duration is not a valid data duration string: {duration}"));
    let trimmed = duration.trim();
    let end = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(invalid)?;
    let (number, unit) = (&trimmed[..end], trimmed[end..].trim_start());
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if !digits(whole) || !digits(fraction) || !unit.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(invalid());
    }
    let millis = match unit {
        "ns" => 1e-6,
        "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        "m" => 6e4,
        "h" => 3.6e6,
        "d" => 8.64e7,
        _ => return Err(invalid_argument(format!("Unknown time unit: {unit}"))),
    };
    let length: f64 = number.parse().map_err(|_| invalid())?;
    Ok(ScalarValue::DurationMillisecond(Some((length * millis + 0.5).floor() as i64)))
}

fn operand_types(operator: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    result_type(operator, args)?;
    if let [a, b] = args
        && TypeClass::of(a).is_datetime()
        && TypeClass::of(b).is_datetime()
        && let Some(data_type) = common_type(a, b)
    {
        return Ok(vec![data_type.clone(), data_type]);
    }
    Ok(args
        .iter()
        .map(|data_type| match TypeClass::of(data_type) {
            TypeClass::Integer => DataType::Int64,
            TypeClass::Float => DataType::Float64,
            _ => data_type.clone(),
        })
        .collect())
}

fn result_type(operator: &str, args: &[DataType]) -> Result<DataType> {
    use TypeClass::{Date, DayTimeInterval, Float, Integer, Timestamp, TimestampTz, YearMonthInterval};
    let [a, b] = args else { return Err(type_mismatch(format!("`{operator}` takes two operands"))) };
    let found = match (TypeClass::of(a), operator, TypeClass::of(b)) {
        (Date | Timestamp | TimestampTz, "+" | "-", YearMonthInterval | DayTimeInterval) => Some(a),
        (YearMonthInterval | DayTimeInterval, "+", Date | Timestamp | TimestampTz) => Some(b),
        (YearMonthInterval, "+" | "-", YearMonthInterval) | (DayTimeInterval, "+" | "-", DayTimeInterval) => Some(a),
        (Date | Timestamp | TimestampTz, "-", Date | Timestamp | TimestampTz) => Some(&DAY_TO_SECOND),
        (YearMonthInterval | DayTimeInterval, "*", Integer | Float) => Some(a),
        (Integer | Float, "*", YearMonthInterval | DayTimeInterval) => Some(b),
        _ => None,
    };
    found
        .cloned()
        .ok_or_else(|| type_mismatch(format!("Cannot apply operator: {} {operator} {}", type_name(a), type_name(b))))
}

fn add(row: &[ScalarValue], sign: i64) -> Result<Option<ScalarValue>> {
    use ScalarValue::{Date32, DurationMillisecond, IntervalYearMonth, TimestampMillisecond};
    let [a, b] = row else { return Ok(None) };
    let sum = |a: i64, b: i64| b.checked_mul(sign).and_then(|b| a.checked_add(b)).ok_or_else(datetime_out_of_range);
    Ok(Some(match (a, b) {
        (IntervalYearMonth(Some(a)), IntervalYearMonth(Some(b))) => IntervalYearMonth(Some(
            i32::try_from(sum(i64::from(*a), i64::from(*b))?).map_err(|_| datetime_out_of_range())?,
        )),
        (DurationMillisecond(Some(a)), DurationMillisecond(Some(b))) => DurationMillisecond(Some(sum(*a, *b)?)),
        (Date32(Some(a)), Date32(Some(b))) => {
            DurationMillisecond(Some((i64::from(*a) - i64::from(*b)) * MILLIS_PER_DAY))
        }
        (TimestampMillisecond(Some(a), _), TimestampMillisecond(Some(b), _)) => DurationMillisecond(Some(sum(*a, *b)?)),
        (Date32(Some(days)), interval) | (interval, Date32(Some(days))) => add_to_date(*days, interval, sign)?,
        (TimestampMillisecond(Some(at), zone), interval) | (interval, TimestampMillisecond(Some(at), zone)) => {
            let at = match interval {
                DurationMillisecond(Some(by)) => sum(*at, *by)?,
                IntervalYearMonth(Some(by)) => plus_months(*at, i64::from(*by) * sign)?,
                _ => return Ok(None),
            };
            TimestampMillisecond(Some(at), zone.clone())
        }
        _ => return Ok(None),
    }))
}

/// Whole days and months can be added to a date.
fn add_to_date(days: i32, interval: &ScalarValue, sign: i64) -> Result<ScalarValue> {
    let days = i64::from(days);
    let later = match interval {
        ScalarValue::DurationMillisecond(Some(by)) if by % MILLIS_PER_DAY == 0 => days + by / MILLIS_PER_DAY * sign,
        ScalarValue::DurationMillisecond(_) => {
            return Err(invalid_argument("Cannot add hour, minutes or seconds to a date"));
        }
        ScalarValue::IntervalYearMonth(Some(by)) => {
            plus_months(days * MILLIS_PER_DAY, i64::from(*by) * sign)?.div_euclid(MILLIS_PER_DAY)
        }
        _ => return ScalarValue::try_from(&DataType::Date32),
    };
    Ok(ScalarValue::Date32(Some(i32::try_from(later).map_err(|_| datetime_out_of_range())?)))
}

/// The interval with the opposite sign.
pub(in super::super) fn negated(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| multiply(&[row[0].clone(), ScalarValue::Int64(Some(-1))]))
}

fn multiply(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    use ScalarValue::{DurationMillisecond, Float64, Int64, IntervalYearMonth};
    let (interval, by) = match row {
        [interval @ (DurationMillisecond(_) | IntervalYearMonth(_)), by] => (interval, by),
        [by, interval] => (interval, by),
        _ => return Ok(None),
    };
    let product = |size: i64| match by {
        Int64(Some(by)) => size.checked_mul(*by).ok_or_else(datetime_out_of_range),
        // As Java casts a double: towards zero.
        Float64(Some(by)) => Ok((size as f64 * by) as i64),
        _ => Err(datetime_out_of_range()),
    };
    Ok(Some(match interval {
        DurationMillisecond(Some(size)) => DurationMillisecond(Some(product(*size)?)),
        IntervalYearMonth(Some(size)) => {
            IntervalYearMonth(Some(i32::try_from(product(i64::from(*size))?).map_err(|_| datetime_out_of_range())?))
        }
        _ => return Ok(None),
    }))
}
