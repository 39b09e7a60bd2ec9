//! The operators `+`, `-`, `*` and `/` of dates, times and intervals.

use std::sync::Arc;

use arrow_array::{ArrayRef, DurationMillisecondArray, IntervalYearMonthArray, cast::AsArray, types::Int64Type};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{arguments::invalid_argument, define::function, values::each},
    instants::{MILLIS_PER_DAY, NANOS_PER_MILLI, datetime_out_of_range, moment, nanos, plus_months},
};
use crate::local::{
    errors::type_mismatch,
    temporal::{Clock, Moment, Temporal},
    types::{TypeClass, type_name},
};

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
            "$add_temporal",
            |_, args| operand_types("+", args),
            |args| result_type("+", args),
            |args, data_type| each(args, data_type, |row| add(row, data_type, 1)),
        ),
        function(
            "$subtract_temporal",
            |_, args| operand_types("-", args),
            |args| result_type("-", args),
            |args, data_type| each(args, data_type, |row| add(row, data_type, -1)),
        ),
        function(
            "$multiply_interval",
            |_, args| operand_types("*", args),
            |args| result_type("*", args),
            |args, data_type| each(args, data_type, multiply),
        ),
        function(
            "$divide_interval",
            |_, args| operand_types("/", args),
            |args| result_type("/", args),
            |args, data_type| each(args, data_type, divide),
        ),
    ]
}

const YEAR_TO_MONTH: DataType = DataType::Interval(IntervalUnit::YearMonth);
pub(super) const DAY_TO_SECOND: DataType = DataType::Duration(TimeUnit::Millisecond);

fn one_bigint(_: &str, _: &[DataType]) -> Result<Vec<DataType>> {
    Ok(vec![DataType::Int64])
}

fn operand_types(operator: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    result_type(operator, args)?;
    Ok(args
        .iter()
        .map(|data_type| match TypeClass::of(data_type) {
            TypeClass::Integer => DataType::Int64,
            TypeClass::Float | TypeClass::Decimal => DataType::Float64,
            _ => data_type.clone(),
        })
        .collect())
}

fn result_type(operator: &str, args: &[DataType]) -> Result<DataType> {
    use TypeClass::{Date, DayTimeInterval, Decimal, Float, Integer, Time, Timestamp, TimestampTz, YearMonthInterval};
    let [a, b] = args else { return Err(type_mismatch(format!("`{operator}` takes two operands"))) };
    let found = match (TypeClass::of(a), operator, TypeClass::of(b)) {
        (Date | Timestamp | TimestampTz, "+" | "-", YearMonthInterval) => Some(a.clone()),
        (YearMonthInterval, "+", Date | Timestamp | TimestampTz) => Some(b.clone()),
        (Date | Time | Timestamp | TimestampTz, "+" | "-", DayTimeInterval) => Some(with_millis(a)),
        (DayTimeInterval, "+", Date | Time | Timestamp | TimestampTz) => Some(with_millis(b)),
        (YearMonthInterval, "+" | "-", YearMonthInterval) | (DayTimeInterval, "+" | "-", DayTimeInterval) => {
            Some(a.clone())
        }
        (Date | Timestamp | TimestampTz, "-", Date | Timestamp | TimestampTz) | (Time, "-", Time) => {
            Some(DAY_TO_SECOND)
        }
        (YearMonthInterval | DayTimeInterval, "*" | "/", Integer | Float | Decimal) => Some(a.clone()),
        (Integer | Float | Decimal, "*", YearMonthInterval | DayTimeInterval) => Some(b.clone()),
        _ => None,
    };
    found.ok_or_else(|| type_mismatch(format!("Cannot apply operator: {} {operator} {}", type_name(a), type_name(b))))
}

/// The milliseconds of an interval stay: the result has three digits of a second at least.
fn with_millis(data_type: &DataType) -> DataType {
    Temporal::of(data_type).map_or_else(|| data_type.clone(), |temporal| temporal.at_least(3).arrow())
}

fn add(row: &[ScalarValue], data_type: &DataType, sign: i64) -> Result<Option<ScalarValue>> {
    use ScalarValue::{DurationMillisecond, IntervalYearMonth};
    let [a, b] = row else { return Ok(None) };
    let sum = |a: i64, b: i64| b.checked_mul(sign).and_then(|b| a.checked_add(b)).ok_or_else(datetime_out_of_range);
    Ok(Some(match (a, b) {
        (IntervalYearMonth(Some(a)), IntervalYearMonth(Some(b))) => IntervalYearMonth(Some(
            i32::try_from(sum(i64::from(*a), i64::from(*b))?).map_err(|_| datetime_out_of_range())?,
        )),
        (DurationMillisecond(Some(a)), DurationMillisecond(Some(b))) => DurationMillisecond(Some(sum(*a, *b)?)),
        _ => match (moment(a), moment(b)) {
            (Some(a), Some(b)) => DurationMillisecond(Some(between(a, b)?)),
            (Some(at), None) => return moved(at, b, data_type, sign),
            (None, Some(at)) => return moved(at, a, data_type, sign),
            (None, None) => return Ok(None),
        },
    }))
}

/// The milliseconds from the second to the first, rounded half up; of instants, the milliseconds are subtracted, and what is below them is
/// rounded half away from zero, as Trino does.
fn between(a: Moment, b: Moment) -> Result<i64> {
    let is_instant = |moment: Moment| matches!(moment.temporal, Some(Temporal { clock: Clock::In(_), .. }));
    let parts = |moment: Moment| (moment.nanos.div_euclid(NANOS_PER_MILLI), moment.nanos.rem_euclid(NANOS_PER_MILLI));
    let millis = if is_instant(a) || is_instant(b) {
        let ((a, beyond_a), (b, beyond_b)) = (parts(a), parts(b));
        let beyond = beyond_a - beyond_b;
        a - b + beyond.signum() * ((beyond.abs() + NANOS_PER_MILLI / 2) / NANOS_PER_MILLI)
    } else {
        (a.nanos - b.nanos + NANOS_PER_MILLI / 2).div_euclid(NANOS_PER_MILLI)
    };
    i64::try_from(millis).map_err(|_| datetime_out_of_range())
}

/// A day is 24 hours, and a month one of the calendar in the value's own zone.
fn moved(at: Moment, by: &ScalarValue, data_type: &DataType, sign: i64) -> Result<Option<ScalarValue>> {
    let at = Moment { temporal: Temporal::of(data_type), ..at };
    Ok(Some(match by {
        // Whole days can be added to a date.
        ScalarValue::DurationMillisecond(Some(by)) if at.temporal.is_none() && by % MILLIS_PER_DAY != 0 => {
            return Err(invalid_argument("Cannot add hour, minutes or seconds to a date"));
        }
        ScalarValue::DurationMillisecond(Some(by)) => {
            at.with_nanos(at.nanos + i128::from(*by) * i128::from(sign) * NANOS_PER_MILLI)?
        }
        ScalarValue::IntervalYearMonth(Some(by)) => {
            at.with_local(nanos(plus_months(at.local()?, i64::from(*by) * sign)?))?
        }
        _ => return Ok(None),
    }))
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
    scaled(interval, |size| match by {
        Int64(Some(by)) => size.checked_mul(*by).ok_or_else(datetime_out_of_range),
        Float64(Some(by)) if by.is_nan() => Err(invalid_argument("Cannot multiply by double NaN")),
        // As Java casts a double: towards zero.
        Float64(Some(by)) => Ok((size as f64 * by) as i64),
        _ => Err(datetime_out_of_range()),
    })
}

fn divide(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let [interval, by] = row else { return Ok(None) };
    let by = match by {
        ScalarValue::Int64(Some(by)) => *by as f64,
        ScalarValue::Float64(Some(by)) => *by,
        _ => return Ok(None),
    };
    if by.is_nan() || by == 0.0 {
        let name = if by.is_nan() { "NaN" } else { "0.0" };
        return Err(invalid_argument(format!("Cannot divide by double {name}")));
    }
    scaled(interval, |size| Ok((size as f64 / by) as i64))
}

fn scaled(interval: &ScalarValue, by: impl Fn(i64) -> Result<i64>) -> Result<Option<ScalarValue>> {
    Ok(Some(match interval {
        ScalarValue::DurationMillisecond(Some(size)) => ScalarValue::DurationMillisecond(Some(by(*size)?)),
        ScalarValue::IntervalYearMonth(Some(size)) => ScalarValue::IntervalYearMonth(Some(
            i32::try_from(by(i64::from(*size))?).map_err(|_| datetime_out_of_range())?,
        )),
        _ => return Ok(None),
    }))
}
