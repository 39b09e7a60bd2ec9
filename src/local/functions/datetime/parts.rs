//! Parts of dates, times and intervals.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use chrono::{Datelike, NaiveDateTime, Timelike};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{returns_bigint, returns_date, wrong_arguments},
        define::function,
        values::{bigint_scalar, date_scalar, each},
    },
    instants::{MILLIS_PER_DAY, datetime, datetime_out_of_range, first_of_month, moment, plus_months},
};
use crate::local::{
    errors::unsupported,
    types::{TypeClass, type_name},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let [date, clock, both, days] = [of_dates, of_clocks, of_dates_or_months, of_dates_or_millis];
    let part = |name, types, body| function(name, types, returns_bigint, body);
    vec![
        part("year", both, year),
        part("month", both, month),
        part("quarter", date, quarter),
        part("week", date, week),
        part("week_of_year", date, week),
        part("year_of_week", date, year_of_week),
        part("yow", date, year_of_week),
        part("day", days, day),
        part("day_of_month", days, day),
        part("day_of_week", date, day_of_week),
        part("dow", date, day_of_week),
        part("day_of_year", date, day_of_year),
        part("doy", date, day_of_year),
        part("hour", clock, hour),
        part("minute", clock, minute),
        part("second", clock, second),
        part("millisecond", clock, |args, to| {
            of(args, to, |at| i64::from(at.and_utc().timestamp_subsec_millis()), Some(|millis| millis % 1_000))
        }),
        part("timezone_hour", of_instants, timezone_hour),
        part("timezone_minute", of_instants, timezone_minute),
        function("last_day_of_month", of_dates, returns_date, |args, to| each(args, to, last_day)),
    ]
}

pub(super) fn year(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.year()), Some(|months| months / 12))
}

pub(super) fn quarter(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.month0() / 3 + 1), None)
}

pub(super) fn month(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.month()), Some(|months| months % 12))
}

pub(super) fn week(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.iso_week().week()), None)
}

pub(super) fn year_of_week(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.iso_week().year()), None)
}

pub(super) fn day(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.day()), Some(|millis| millis / MILLIS_PER_DAY))
}

pub(super) fn day_of_week(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.weekday().number_from_monday()), None)
}

pub(super) fn day_of_year(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.ordinal()), None)
}

pub(super) fn hour(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.hour()), Some(|millis| millis % MILLIS_PER_DAY / 3_600_000))
}

pub(super) fn minute(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.minute()), Some(|millis| millis % 3_600_000 / 60_000))
}

pub(super) fn second(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    of(args, to, |at| i64::from(at.second()), Some(|millis| millis % 60_000 / 1_000))
}

pub(super) fn timezone_hour(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    offset(args, to, |seconds| seconds / 3600)
}

pub(super) fn timezone_minute(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    offset(args, to, |seconds| seconds / 60 % 60)
}

fn one(name: &str, args: &[DataType], fits: fn(TypeClass) -> bool, expected: &str) -> Result<Vec<DataType>> {
    match args {
        [value] if fits(TypeClass::of(value)) => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, expected)),
    }
}

fn of_dates(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    one(name, args, TypeClass::is_datetime, "date or timestamp")
}

fn of_dates_or_months(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let fits = |class: TypeClass| class.is_datetime() || class == TypeClass::YearMonthInterval;
    one(name, args, fits, "date, timestamp or interval year to month")
}

fn of_dates_or_millis(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let fits = |class: TypeClass| class.is_datetime() || class == TypeClass::DayTimeInterval;
    one(name, args, fits, "date, timestamp or interval day to second")
}

fn of_clocks(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let fits = |class: TypeClass| class.is_temporal() && class != TypeClass::YearMonthInterval;
    one(name, args, fits, "time, timestamp or interval day to second")
}

fn of_instants(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        // The function reads a date or a time in the session's zone, which EXTRACT does not.
        [arg] if matches!(TypeClass::of(arg), TypeClass::Date | TypeClass::Time) => {
            Err(unsupported(format!("{name} of {}", type_name(arg))))
        }
        _ => one(name, args, TypeClass::is_clock, "timestamp with time zone"),
    }
}

/// A part of what the value's own clock and calendar show, or of the months or milliseconds of an interval.
fn of(
    args: &[ArrayRef],
    data_type: &DataType,
    read: fn(NaiveDateTime) -> i64,
    of_interval: Option<fn(i64) -> i64>,
) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let interval = match &row[0] {
            ScalarValue::IntervalYearMonth(months) => months.map(i64::from),
            ScalarValue::DurationMillisecond(millis) => *millis,
            _ => None,
        };
        Ok(match (interval, of_interval) {
            (Some(size), Some(read)) => Some(bigint_scalar(read(size))),
            _ => datetime(&row[0])?.map(|at| bigint_scalar(read(at))),
        })
    })
}

fn offset(args: &[ArrayRef], data_type: &DataType, read: fn(i64) -> i64) -> Result<ArrayRef> {
    each(args, data_type, |row| moment(&row[0]).map(|moment| Ok(bigint_scalar(read(moment.offset()?)))).transpose())
}

fn last_day(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(day) = datetime(&row[0])? else { return Ok(None) };
    let next = plus_months(first_of_month(day), 1)?.date();
    Ok(Some(date_scalar(next.pred_opt().ok_or_else(datetime_out_of_range)?)))
}
