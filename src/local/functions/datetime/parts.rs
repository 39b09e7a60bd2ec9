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
        define::{ArgumentTypes, Body, function},
        values::{bigint_scalar, date_scalar, each},
    },
    instants::{MILLIS_PER_DAY, datetime, datetime_out_of_range, first_of_month, moment, plus_months},
};
use crate::local::{
    errors::unsupported,
    types::{TypeClass, type_name},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let [date, clock, both]: [ArgumentTypes; 3] = [of_dates, of_clocks, of_dates_or_months];
    let part = |name, types: ArgumentTypes, body: Body| function(name, types, returns_bigint, body);
    let parts = |names: [&'static str; 2], types: ArgumentTypes, body: Body| names.map(|name| part(name, types, body));
    let one_name = vec![
        part("year", both, |args, to| of(args, to, |at| i64::from(at.year()), Some(|months| months / 12))),
        part("month", both, |args, to| of(args, to, |at| i64::from(at.month()), Some(|months| months % 12))),
        part("quarter", date, |args, to| of(args, to, |at| i64::from(at.month0() / 3 + 1), None)),
        part("hour", clock, |args, to| {
            of(args, to, |at| i64::from(at.hour()), Some(|millis| millis % MILLIS_PER_DAY / 3_600_000))
        }),
        part("minute", clock, |args, to| {
            of(args, to, |at| i64::from(at.minute()), Some(|millis| millis % 3_600_000 / 60_000))
        }),
        part("second", clock, |args, to| {
            of(args, to, |at| i64::from(at.second()), Some(|millis| millis % 60_000 / 1_000))
        }),
        part("millisecond", clock, |args, to| {
            of(args, to, |at| i64::from(at.and_utc().timestamp_subsec_millis()), Some(|millis| millis % 1_000))
        }),
        part("timezone_hour", of_instants, |args, to| offset(args, to, |seconds| seconds / 3600)),
        part("timezone_minute", of_instants, |args, to| offset(args, to, |seconds| seconds / 60 % 60)),
        function("last_day_of_month", of_dates, returns_date, |args, to| each(args, to, last_day)),
    ];
    let two_names = [
        parts(["week", "week_of_year"], date, |args, to| of(args, to, |at| i64::from(at.iso_week().week()), None)),
        parts(["year_of_week", "yow"], date, |args, to| of(args, to, |at| i64::from(at.iso_week().year()), None)),
        parts(["day", "day_of_month"], of_dates_or_millis, |args, to| {
            of(args, to, |at| i64::from(at.day()), Some(|millis| millis / MILLIS_PER_DAY))
        }),
        parts(["day_of_week", "dow"], date, |args, to| {
            of(args, to, |at| i64::from(at.weekday().number_from_monday()), None)
        }),
        parts(["day_of_year", "doy"], date, |args, to| of(args, to, |at| i64::from(at.ordinal()), None)),
    ];
    one_name.into_iter().chain(two_names.into_iter().flatten()).collect()
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
