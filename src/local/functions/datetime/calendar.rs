//! Counting in units of time: `date_trunc`, `date_add`, `date_diff`.
//!
//! What is shorter than a day is counted in instants, and the rest on the calendar of the value's own time zone, as Joda-Time does.

use arrow_schema::DataType;
use chrono::{Datelike, NaiveDateTime, TimeDelta, Timelike};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{invalid_argument, returns_bigint, wrong_arguments},
        define::function,
        values::{bigint_scalar, each, string},
    },
    instants::{
        MILLIS_PER_DAY, NANOS_PER_MILLI, datetime_out_of_range, first_of_month, midnight, moment, nanos, plus_months,
    },
};
use crate::local::{
    temporal::{Clock, Moment, UTC},
    types::{TypeClass, common_type},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("date_trunc", unit_and_time, returns_last, |args, data_type| each(args, data_type, truncate)),
        function("date_add", unit_number_and_time, returns_last, |args, data_type| each(args, data_type, add)),
        function("date_diff", unit_and_times, returns_bigint, |args, data_type| each(args, data_type, difference)),
    ]
}

fn returns_last(args: &[DataType]) -> Result<DataType> {
    Ok(args.last().cloned().unwrap_or(DataType::Null))
}

fn is_time(data_type: &DataType) -> bool {
    let class = TypeClass::of(data_type);
    class.is_clock() || class == TypeClass::Date
}

fn is_varchar(data_type: &DataType) -> bool {
    TypeClass::of(data_type) == TypeClass::Varchar
}

fn unit_and_time(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, value] if is_varchar(unit) && is_time(value) => Ok(vec![DataType::Utf8, value.clone()]),
        _ => Err(wrong_arguments(name, args, "varchar, date, time or timestamp")),
    }
}

fn unit_number_and_time(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, n, value] if is_varchar(unit) && TypeClass::of(n) == TypeClass::Integer && is_time(value) => {
            Ok(vec![DataType::Utf8, DataType::Int64, value.clone()])
        }
        _ => Err(wrong_arguments(name, args, "varchar, bigint, date, time or timestamp")),
    }
}

/// Each keeps its own type: days are counted in the zone of the first.
fn unit_and_times(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, a, b] if is_varchar(unit) && is_time(a) && is_time(b) && common_type(a, b).is_some() => {
            Ok(vec![DataType::Utf8, a.clone(), b.clone()])
        }
        _ => Err(wrong_arguments(name, args, "varchar, date, time or timestamp, the same")),
    }
}

/// The unit with that name; a date has none below a day, and a time none above an hour.
fn unit(name: &ScalarValue, value: Moment) -> Result<&'static str> {
    const UNITS: [&str; 9] = ["millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"];
    let name = string(name);
    let (data_type, units) = match value.temporal.map(|temporal| temporal.clock) {
        None => ("DATE", 4..9),
        Some(Clock::Time) => ("TIME", 0..4),
        Some(_) => ("TIMESTAMP", 0..9),
    };
    let known = UNITS[units].iter().find(|unit| unit.eq_ignore_ascii_case(name));
    known.copied().ok_or_else(|| invalid_argument(format!("'{name}' is not a valid {data_type} field")))
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

/// The length of a unit that is counted in instants.
fn of_instants(unit: &str) -> Option<i64> {
    fixed_length(unit).filter(|length| *length < MILLIS_PER_DAY)
}

fn months(unit: &str) -> i64 {
    match unit {
        "month" => 1,
        "quarter" => 3,
        _ => 12,
    }
}

fn truncate(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(value) = moment(&row[1]) else { return Ok(None) };
    let unit = unit(&row[0], value)?;
    let at = value.local()?;
    let start = match unit {
        "day" => midnight(at),
        "week" => {
            let days = TimeDelta::days(i64::from(at.weekday().num_days_from_monday()));
            midnight(at).checked_sub_signed(days).unwrap_or(at)
        }
        "month" | "quarter" | "year" => {
            let month = match unit {
                "month" => at.month(),
                "quarter" => at.month0() / 3 * 3 + 1,
                _ => 1,
            };
            first_of_month(at).with_month(month).unwrap_or(at)
        }
        unit => {
            let length = i128::from(fixed_length(unit).unwrap_or(1)) * NANOS_PER_MILLI;
            let beyond = value.local_nanos()?.rem_euclid(length);
            return value.with_nanos(value.nanos - beyond).map(Some);
        }
    };
    value.with_local(nanos(start)).map(Some)
}

fn add(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (ScalarValue::Int64(Some(n)), Some(from)) = (&row[1], moment(&row[2])) else { return Ok(None) };
    let unit = unit(&row[0], from)?;
    if i32::try_from(*n).is_err() {
        return Err(invalid_argument("integer overflow"));
    }
    let later = match (of_instants(unit), fixed_length(unit)) {
        (Some(length), _) => from.with_nanos(from.nanos + i128::from(*n) * i128::from(length) * NANOS_PER_MILLI)?,
        (None, Some(length)) => {
            from.with_local(from.local_nanos()? + i128::from(*n) * i128::from(length) * NANOS_PER_MILLI)?
        }
        (None, None) => {
            let by = n.checked_mul(months(unit)).ok_or_else(datetime_out_of_range)?;
            from.with_local(nanos(plus_months(from.local()?, by)?))?
        }
    };
    Ok(Some(later))
}

/// Whole units from the first to the second. Timestamps count in milliseconds, whatever their digits.
fn difference(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (Some(from), Some(to)) = (moment(&row[1]), moment(&row[2])) else { return Ok(None) };
    // A date that is compared with a timestamp is one.
    let unit = unit(&row[0], if from.temporal.is_none() { to } else { from })?;
    if let Some(length) = of_instants(unit) {
        let is_time = matches!(from.temporal.map(|temporal| temporal.clock), Some(Clock::Time));
        let size = match is_time {
            true => (to.nanos - from.nanos) / NANOS_PER_MILLI,
            false => to.nanos.div_euclid(NANOS_PER_MILLI) - from.nanos.div_euclid(NANOS_PER_MILLI),
        };
        return Ok(i64::try_from(size / i128::from(length)).ok().map(bigint_scalar));
    }
    // Both on the calendar of the first; with more than three digits of a second Trino takes that of UTC.
    let zone = if from.digits().max(to.digits()) > 3 { UTC } else { from.zone() };
    let (start, end) = (from.local_in(zone)?, to.local_in(zone)?);
    let millis = |at: NaiveDateTime| at.and_utc().timestamp_millis();
    let units = match fixed_length(unit) {
        Some(length) => (millis(end) - millis(start)) / length,
        None if end < start => -whole_units(unit, end, start),
        None => whole_units(unit, start, end),
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
    let millis = |at: NaiveDateTime| at.and_utc().timestamp_millis().rem_euclid(MILLIS_PER_DAY);
    let short = (to.day(), millis(to)) < (day, millis(from));
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
