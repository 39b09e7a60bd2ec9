//! Parts of dates and times, and counting in units ("Date and time functions and operators").

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use chrono::{Datelike, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    define::{function, returns_bigint, wrong_arguments},
    intervals::{clock, moved},
    values::each,
};
use crate::local::sql_types::{Class, common, refused, unsupported};

pub(super) fn all() -> Vec<ScalarUDF> {
    let date = |name, body| function(name, one_moment, returns_bigint, body);
    let time = |name, body| function(name, one_timestamp, returns_bigint, body);
    vec![
        date("year", |args, of| part(args, of, |at| i64::from(at.year()))),
        date("quarter", |args, of| part(args, of, |at| i64::from(at.month0() / 3 + 1))),
        date("month", |args, of| part(args, of, |at| i64::from(at.month()))),
        date("week", |args, of| part(args, of, |at| i64::from(at.iso_week().week()))),
        date("week_of_year", |args, of| part(args, of, |at| i64::from(at.iso_week().week()))),
        date("year_of_week", |args, of| part(args, of, |at| i64::from(at.iso_week().year()))),
        date("yow", |args, of| part(args, of, |at| i64::from(at.iso_week().year()))),
        date("day", |args, of| part(args, of, |at| i64::from(at.day()))),
        date("day_of_month", |args, of| part(args, of, |at| i64::from(at.day()))),
        date("day_of_week", |args, of| part(args, of, |at| i64::from(at.weekday().number_from_monday()))),
        date("dow", |args, of| part(args, of, |at| i64::from(at.weekday().number_from_monday()))),
        date("day_of_year", |args, of| part(args, of, |at| i64::from(at.ordinal()))),
        date("doy", |args, of| part(args, of, |at| i64::from(at.ordinal()))),
        time("hour", |args, of| part(args, of, |at| i64::from(at.hour()))),
        time("minute", |args, of| part(args, of, |at| i64::from(at.minute()))),
        time("second", |args, of| part(args, of, |at| i64::from(at.second()))),
        time("millisecond", |args, of| part(args, of, |at| i64::from(at.and_utc().timestamp_subsec_millis()))),
        function("last_day_of_month", one_moment, |_| Ok(DataType::Date32), |args, of| each(args, of, last_day)),
        function("date_trunc", unit_and_moment, |args| Ok(last(args)), |args, of| each(args, of, truncated)),
        function("date_add", unit_number_and_moment, |args| Ok(last(args)), |args, of| each(args, of, added)),
        function("date_diff", unit_and_moments, returns_bigint, |args, of| each(args, of, difference)),
    ]
}

fn last(args: &[DataType]) -> DataType {
    args.last().cloned().unwrap_or(DataType::Null)
}

fn is_moment(of: &DataType) -> bool {
    matches!(Class::of(of), Class::Date | Class::Timestamp | Class::TimestampTz)
}

fn one_moment(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if is_moment(of) => Ok(args.to_vec()),
        [of] if Class::of(of).is_time() => Err(unsupported(format!("{name} of an interval"))),
        _ => Err(wrong_arguments(name, args, "date or timestamp")),
    }
}

fn one_timestamp(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if Class::of(of) == Class::Date => Err(unsupported(format!("{name} of a date"))),
        _ => one_moment(name, args),
    }
}

fn unit_and_moment(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, of] if Class::of(unit) == Class::Text && is_moment(of) => Ok(vec![DataType::Utf8, of.clone()]),
        _ => Err(wrong_arguments(name, args, "varchar, date or timestamp")),
    }
}

fn unit_number_and_moment(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, n, of] if Class::of(unit) == Class::Text && Class::of(n) == Class::Integer && is_moment(of) => {
            Ok(vec![DataType::Utf8, DataType::Int64, of.clone()])
        }
        _ => Err(wrong_arguments(name, args, "varchar, bigint, date or timestamp")),
    }
}

fn unit_and_moments(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [unit, a, b] if Class::of(unit) == Class::Text && is_moment(a) && is_moment(b) => match common(a, b) {
            Some(of) => Ok(vec![DataType::Utf8, of.clone(), of]),
            None => Err(wrong_arguments(name, args, "varchar, T, T")),
        },
        _ => Err(wrong_arguments(name, args, "varchar, date or timestamp, the same")),
    }
}

const DAY: i64 = 86_400_000;

/// The clock of a value, and whether it is a date.
pub(super) fn moment(value: &ScalarValue) -> Result<Option<(NaiveDateTime, bool)>> {
    Ok(match value {
        ScalarValue::Date32(Some(days)) => Some((clock(i64::from(*days) * DAY)?, true)),
        ScalarValue::TimestampMillisecond(Some(at), _) => Some((clock(*at)?, false)),
        _ => None,
    })
}

fn part(args: &[ArrayRef], of: &DataType, read: fn(NaiveDateTime) -> i64) -> Result<ArrayRef> {
    each(args, of, |row| Ok(moment(&row[0])?.map(|(at, _)| ScalarValue::Int64(Some(read(at))))))
}

/// Such a value again, at another instant.
fn like(value: &ScalarValue, millis: i64) -> Result<ScalarValue> {
    let beyond = || refused("NUMERIC_VALUE_OUT_OF_RANGE", "a date is out of range");
    Ok(match value {
        ScalarValue::Date32(_) => {
            ScalarValue::Date32(Some(i32::try_from(millis.div_euclid(DAY)).map_err(|_| beyond())?))
        }
        ScalarValue::TimestampMillisecond(_, zone) => ScalarValue::TimestampMillisecond(Some(millis), zone.clone()),
        other => other.clone(),
    })
}

fn last_day(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some((at, _)) = moment(&row[0])? else { return Ok(None) };
    let first = midnight(at).with_day(1).unwrap_or(at).and_utc().timestamp_millis();
    Ok(Some(like(&ScalarValue::Date32(None), moved(first, 1)? - DAY)?))
}

fn midnight(at: NaiveDateTime) -> NaiveDateTime {
    at.date().and_time(NaiveTime::MIN)
}

/// The unit that a text names; a date has none below a day.
fn unit(value: &ScalarValue, date: bool) -> Result<&'static str> {
    const UNITS: [&str; 9] = ["millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"];
    let text = value.try_as_str().flatten().unwrap_or_default();
    let known = UNITS.iter().position(|unit| unit.eq_ignore_ascii_case(text)).filter(|at| !date || *at >= 4);
    let kind = if date { "DATE" } else { "TIMESTAMP" };
    known
        .map(|at| UNITS[at])
        .ok_or_else(|| refused("INVALID_FUNCTION_ARGUMENT", format!("'{text}' is not a valid {kind} field")))
}

/// How many milliseconds a unit has that is always as long.
fn fixed(unit: &str) -> Option<i64> {
    Some(match unit {
        "millisecond" => 1,
        "second" => 1_000,
        "minute" => 60_000,
        "hour" => 3_600_000,
        "day" => DAY,
        "week" => 7 * DAY,
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

fn truncated(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some((at, date)) = moment(&row[1])? else { return Ok(None) };
    let unit = unit(&row[0], date)?;
    let millis = at.and_utc().timestamp_millis();
    let start = match unit {
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
            let first = midnight(at).with_day(1).and_then(|at| at.with_month(month));
            first.unwrap_or(at)
        }
        unit => {
            let size = fixed(unit).unwrap_or(1);
            return Ok(Some(like(&row[1], millis.div_euclid(size) * size)?));
        }
    };
    Ok(Some(like(&row[1], start.and_utc().timestamp_millis())?))
}

fn added(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (ScalarValue::Int64(Some(n)), Some((at, date))) = (&row[1], moment(&row[2])?) else { return Ok(None) };
    let unit = unit(&row[0], date)?;
    if i32::try_from(*n).is_err() {
        return Err(refused("INVALID_FUNCTION_ARGUMENT", "integer overflow"));
    }
    let millis = at.and_utc().timestamp_millis();
    let beyond = || refused("NUMERIC_VALUE_OUT_OF_RANGE", "a date or time is out of range");
    let moved = match fixed(unit) {
        Some(size) => n.checked_mul(size).and_then(|by| millis.checked_add(by)).ok_or_else(beyond)?,
        None => moved(millis, n.checked_mul(months(unit)).ok_or_else(beyond)?)?,
    };
    Ok(Some(like(&row[2], moved)?))
}

/// Whole units from the first to the second.
fn difference(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (Some((from, date)), Some((to, _))) = (moment(&row[1])?, moment(&row[2])?) else { return Ok(None) };
    let unit = unit(&row[0], date)?;
    let units = match fixed(unit) {
        Some(size) => (to.and_utc().timestamp_millis() - from.and_utc().timestamp_millis()) / size,
        None if to < from => -whole_units(unit, to, from),
        None => whole_units(unit, from, to),
    };
    Ok(Some(ScalarValue::Int64(Some(units))))
}

/// Months, quarters or years, as Joda-Time counts them, which Trino calls: the last day of a month is late enough for any day.
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

/// By the time since the beginning of the year, with the leap day evened out.
fn whole_years(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    const FEBRUARY_29: i64 = 59 * DAY;
    let since = |at: NaiveDateTime| {
        i64::from(at.ordinal0()) * DAY
            + i64::from(at.num_seconds_from_midnight()) * 1000
            + i64::from(at.and_utc().timestamp_subsec_millis())
    };
    let leap = |at: NaiveDateTime| at.date().leap_year();
    let (mut start, mut end) = (since(from), since(to));
    if start >= FEBRUARY_29 {
        if leap(from) {
            if !leap(to) {
                start -= DAY;
            }
        } else if end >= FEBRUARY_29 && leap(to) {
            end -= DAY;
        }
    }
    i64::from(to.year() - from.year()) - i64::from(end < start)
}
