//! Parts of dates and times, and counting in units of time.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use chrono::{Datelike, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{invalid_argument, out_of_range, returns_bigint, returns_date, wrong_arguments},
        define::{Body, function},
        values::{bigint_scalar, each, string},
    },
    instants::{MILLIS_PER_DAY, datetime, plus_months},
};
use crate::local::errors::unsupported;
use crate::local::types::{TypeClass, common_type};

pub(super) fn all() -> Vec<ScalarUDF> {
    let date = |name, body: Body| function(name, date_or_timestamp, returns_bigint, body);
    let time = |name, body: Body| function(name, one_timestamp, returns_bigint, body);
    vec![
        date("year", |args, data_type| part(args, data_type, |at| i64::from(at.year()))),
        date("quarter", |args, data_type| part(args, data_type, |at| i64::from(at.month0() / 3 + 1))),
        date("month", |args, data_type| part(args, data_type, |at| i64::from(at.month()))),
        date("week", |args, data_type| part(args, data_type, |at| i64::from(at.iso_week().week()))),
        date("week_of_year", |args, data_type| part(args, data_type, |at| i64::from(at.iso_week().week()))),
        date("year_of_week", |args, data_type| part(args, data_type, |at| i64::from(at.iso_week().year()))),
        date("yow", |args, data_type| part(args, data_type, |at| i64::from(at.iso_week().year()))),
        date("day", |args, data_type| part(args, data_type, |at| i64::from(at.day()))),
        date("day_of_month", |args, data_type| part(args, data_type, |at| i64::from(at.day()))),
        date("day_of_week", |args, data_type| part(args, data_type, |at| i64::from(at.weekday().number_from_monday()))),
        date("dow", |args, data_type| part(args, data_type, |at| i64::from(at.weekday().number_from_monday()))),
        date("day_of_year", |args, data_type| part(args, data_type, |at| i64::from(at.ordinal()))),
        date("doy", |args, data_type| part(args, data_type, |at| i64::from(at.ordinal()))),
        time("hour", |args, data_type| part(args, data_type, |at| i64::from(at.hour()))),
        time("minute", |args, data_type| part(args, data_type, |at| i64::from(at.minute()))),
        time("second", |args, data_type| part(args, data_type, |at| i64::from(at.second()))),
        time("millisecond", |args, data_type| {
            part(args, data_type, |at| i64::from(at.and_utc().timestamp_subsec_millis()))
        }),
        function("last_day_of_month", date_or_timestamp, returns_date, |args, data_type| {
            each(args, data_type, last_day)
        }),
        function("date_trunc", unit_and_datetime, returns_last, |args, data_type| each(args, data_type, truncate)),
        function("date_add", unit_number_and_datetime, returns_last, |args, data_type| each(args, data_type, add)),
        function("date_diff", unit_and_datetimes, returns_bigint, |args, data_type| each(args, data_type, difference)),
    ]
}

fn returns_last(args: &[DataType]) -> Result<DataType> {
    Ok(args.last().cloned().unwrap_or(DataType::Null))
}

fn is_datetime(data_type: &DataType) -> bool {
    TypeClass::of(data_type).is_datetime()
}

fn date_or_timestamp(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [value] if is_datetime(value) => Ok(args.to_vec()),
        [value] if TypeClass::of(value).is_temporal() => Err(unsupported(format!("{name} of an interval"))),
        _ => Err(wrong_arguments(name, args, "date or timestamp")),
    }
}

fn one_timestamp(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [value] if TypeClass::of(value) == TypeClass::Date => Err(unsupported(format!("{name} of a date"))),
        _ => date_or_timestamp(name, args),
    }
}

fn unit_and_datetime(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, value] if TypeClass::of(unit) == TypeClass::Varchar && is_datetime(value) => {
            Ok(vec![DataType::Utf8, value.clone()])
        }
        _ => Err(wrong_arguments(name, args, "varchar, date or timestamp")),
    }
}

fn unit_number_and_datetime(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, n, value]
            if TypeClass::of(unit) == TypeClass::Varchar
                && TypeClass::of(n) == TypeClass::Integer
                && is_datetime(value) =>
        {
            Ok(vec![DataType::Utf8, DataType::Int64, value.clone()])
        }
        _ => Err(wrong_arguments(name, args, "varchar, bigint, date or timestamp")),
    }
}

fn unit_and_datetimes(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, a, b] if TypeClass::of(unit) == TypeClass::Varchar && is_datetime(a) && is_datetime(b) => {
            match common_type(a, b) {
                Some(data_type) => Ok(vec![DataType::Utf8, data_type.clone(), data_type]),
                None => Err(wrong_arguments(name, args, "varchar, T, T")),
            }
        }
        _ => Err(wrong_arguments(name, args, "varchar, date or timestamp, the same")),
    }
}

fn part(args: &[ArrayRef], data_type: &DataType, read: fn(NaiveDateTime) -> i64) -> Result<ArrayRef> {
    each(args, data_type, |row| Ok(datetime(&row[0])?.map(|at| bigint_scalar(read(at)))))
}

/// A value of the same type at another instant.
fn at(value: &ScalarValue, millis: i64) -> Result<ScalarValue> {
    Ok(match value {
        ScalarValue::Date32(_) => ScalarValue::Date32(Some(
            i32::try_from(millis.div_euclid(MILLIS_PER_DAY)).map_err(|_| out_of_range("a date is out of range"))?,
        )),
        ScalarValue::TimestampMillisecond(_, zone) => ScalarValue::TimestampMillisecond(Some(millis), zone.clone()),
        other => other.clone(),
    })
}

fn last_day(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(day) = datetime(&row[0])? else { return Ok(None) };
    let first = midnight(day).with_day(1).unwrap_or(day).and_utc().timestamp_millis();
    Ok(Some(at(&ScalarValue::Date32(None), plus_months(first, 1)? - MILLIS_PER_DAY)?))
}

fn midnight(at: NaiveDateTime) -> NaiveDateTime {
    at.date().and_time(NaiveTime::MIN)
}

/// The unit with that name; a date has none below a day.
fn unit(name: &ScalarValue, value: &ScalarValue) -> Result<&'static str> {
    const UNITS: [&str; 9] = ["millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"];
    let (name, is_date) = (string(name), matches!(value, ScalarValue::Date32(_)));
    let known = UNITS.iter().position(|unit| unit.eq_ignore_ascii_case(name)).filter(|at| !is_date || *at >= 4);
    let data_type = if is_date { "DATE" } else { "TIMESTAMP" };
    known.map(|at| UNITS[at]).ok_or_else(|| invalid_argument(format!("'{name}' is not a valid {data_type} field")))
}

/// The milliseconds of a unit that always has the same length.
fn fixed_length(unit: &str) -> Option<i64> {
    Some(match unit {
        "millisecond" => 1,
        "second" => 1_000,
        "minute" => 60_000,
        "hour" => 3_600_000,
        "day" => MILLIS_PER_DAY,
        "week" => 7 * MILLIS_PER_DAY,
        _ => return None,
    })
}

fn months(unit: &str) -> i64 {
    match unit {
        "month" => 1,
        "quarter" => 3,
        _ => 12,
    }
}

fn truncate(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(day) = datetime(&row[1])? else { return Ok(None) };
    let unit = unit(&row[0], &row[1])?;
    let millis = day.and_utc().timestamp_millis();
    let start = match unit {
        "week" => {
            let days = TimeDelta::days(i64::from(day.weekday().num_days_from_monday()));
            midnight(day).checked_sub_signed(days).unwrap_or(day)
        }
        "month" | "quarter" | "year" => {
            let month = match unit {
                "month" => day.month(),
                "quarter" => day.month0() / 3 * 3 + 1,
                _ => 1,
            };
            let first = midnight(day).with_day(1).and_then(|at| at.with_month(month));
            first.unwrap_or(day)
        }
        unit => {
            let size = fixed_length(unit).unwrap_or(1);
            return Ok(Some(at(&row[1], millis.div_euclid(size) * size)?));
        }
    };
    Ok(Some(at(&row[1], start.and_utc().timestamp_millis())?))
}

fn add(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (ScalarValue::Int64(Some(n)), Some(from)) = (&row[1], datetime(&row[2])?) else { return Ok(None) };
    let unit = unit(&row[0], &row[2])?;
    if i32::try_from(*n).is_err() {
        return Err(invalid_argument("integer overflow"));
    }
    let millis = from.and_utc().timestamp_millis();
    let beyond = || out_of_range("a date or time is out of range");
    let later = match fixed_length(unit) {
        Some(length) => n.checked_mul(length).and_then(|by| millis.checked_add(by)).ok_or_else(beyond)?,
        None => plus_months(millis, n.checked_mul(months(unit)).ok_or_else(beyond)?)?,
    };
    Ok(Some(at(&row[2], later)?))
}

/// Whole units from the first to the second.
fn difference(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (Some(from), Some(to)) = (datetime(&row[1])?, datetime(&row[2])?) else { return Ok(None) };
    let unit = unit(&row[0], &row[1])?;
    let units = match fixed_length(unit) {
        Some(length) => (to.and_utc().timestamp_millis() - from.and_utc().timestamp_millis()) / length,
        None if to < from => -whole_units(unit, to, from),
        None => whole_units(unit, from, to),
    };
    Ok(Some(bigint_scalar(units)))
}

/// Months, quarters or years, as Joda-Time counts them, which Trino calls: the last day of a month counts as late enough for any day.
fn whole_units(unit: &str, from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    if unit == "year" {
        return whole_years(from, to);
    }
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    let to_ends = to.checked_add_signed(TimeDelta::days(1)).is_none_or(|next| next.month() != to.month());
    let day = if to_ends { from.day().min(to.day()) } else { from.day() };
    let short = (to.day(), to.time()) < (day, from.time());
    (months - i64::from(short)) / self::months(unit)
}

/// Compares the time since the beginning of each year, with the leap day evened out.
fn whole_years(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    const FEBRUARY_29: i64 = 59 * MILLIS_PER_DAY;
    let since = |at: NaiveDateTime| {
        i64::from(at.ordinal0()) * MILLIS_PER_DAY
            + i64::from(at.num_seconds_from_midnight()) * 1000
            + i64::from(at.and_utc().timestamp_subsec_millis())
    };
    let leap = |at: NaiveDateTime| at.date().leap_year();
    let (mut start, mut end) = (since(from), since(to));
    if start >= FEBRUARY_29 {
        if leap(from) {
            if !leap(to) {
                start -= MILLIS_PER_DAY;
            }
        } else if end >= FEBRUARY_29 && leap(to) {
            end -= MILLIS_PER_DAY;
        }
    }
    i64::from(to.year() - from.year()) - i64::from(end < start)
}
