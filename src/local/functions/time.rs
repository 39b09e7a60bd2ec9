//! Dates and times. All instants are UTC, the zone of Athena's sessions.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, TimestampMillisecondArray,
    cast::AsArray,
    types::{Float64Type, TimestampMillisecondType},
};
use arrow_schema::{DataType, TimeUnit};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    define::{function, returns_text, text_then_numbers, wrong_arguments},
    intervals::clock,
    values::each,
};
use crate::local::sql_types::{Class, refused, unsupported};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("from_unixtime", one_number, |_| Ok(instant()), from_unixtime),
        function("to_unixtime", one_instant, |_| Ok(DataType::Float64), to_unixtime),
        function("$at_utc", one_instant, |_| Ok(instant()), |args, _| Ok(Arc::clone(&args[0]))),
        function(
            "from_iso8601_date",
            one_text,
            |_| Ok(DataType::Date32),
            |args, of| {
                each(args, of, |row| {
                    iso(row, "date", |text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(day_scalar))
                })
            },
        ),
        function("from_iso8601_timestamp", one_text, |_| Ok(instant()), |args, of| each(args, of, iso_timestamp)),
        function("to_iso8601", one_moment, returns_text, |args, of| each(args, of, to_iso8601)),
    ]
}

fn one_text(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Class::Text]], "varchar")
}

fn one_moment(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::Date | Class::Timestamp | Class::TimestampTz) => Ok(vec![of.clone()]),
        _ => Err(wrong_arguments(name, args, "date or timestamp")),
    }
}

fn day_scalar(day: NaiveDate) -> ScalarValue {
    let days = day.signed_duration_since(NaiveDate::default()).num_days();
    ScalarValue::Date32(i32::try_from(days).ok())
}

fn iso(row: &[ScalarValue], what: &str, read: impl Fn(&str) -> Option<ScalarValue>) -> Result<Option<ScalarValue>> {
    let text = row[0].try_as_str().flatten().unwrap_or_default();
    match read(text) {
        Some(value) if !text.starts_with(' ') => Ok(Some(value)),
        // A week, a day of the year, a shorter or longer one.
        None if text.starts_with(|c: char| c.is_ascii_digit() || c == 'T') && text.is_ascii() && text.len() > 3 => {
            Err(unsupported(format!("the ISO 8601 {what} `{text}`")))
        }
        _ => Err(refused("INVALID_FUNCTION_ARGUMENT", format!("`{text}` is no ISO 8601 {what}"))),
    }
}

/// Trino keeps the zone that is written; here all are UTC, so others are refused.
fn iso_timestamp(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let text = row[0].try_as_str().flatten().unwrap_or_default();
    let plain = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00")).unwrap_or(text);
    let clock = plain.split_once('T').map_or("", |(_, clock)| clock);
    if clock.contains(['+', '-']) {
        return Err(unsupported(format!("a time zone other than UTC ({text})")));
    }
    if clock.rsplit_once('.').is_some_and(|(_, fraction)| fraction.len() > 3) {
        return Err(unsupported(format!("more than three digits of a second ({text})")));
    }
    // A day alone has no zone.
    let zoned_day = clock.is_empty() && plain != text;
    if zoned_day {
        return Err(refused("INVALID_FUNCTION_ARGUMENT", format!("`{text}` is no ISO 8601 timestamp")));
    }
    iso(row, "timestamp", |_| {
        let at = NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H:%M:%S%.f");
        let at = at.or_else(|_| NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H:%M"));
        let at = at.or_else(|_| NaiveDate::parse_from_str(plain, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN)));
        let at = at.ok().filter(|at| at.nanosecond() < 1_000_000_000)?;
        Some(ScalarValue::TimestampMillisecond(Some(at.and_utc().timestamp_millis()), Some("UTC".into())))
    })
}

fn to_iso8601(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    Ok(Some(ScalarValue::Utf8(Some(match &row[0] {
        ScalarValue::Date32(Some(days)) => clock(i64::from(*days) * 86_400_000)?.format("%Y-%m-%d").to_string(),
        ScalarValue::TimestampMillisecond(Some(at), zone) => {
            let zone = if zone.is_some() { "Z" } else { "" };
            format!("{}{zone}", clock(*at)?.format("%Y-%m-%dT%H:%M:%S%.3f"))
        }
        _ => return Ok(None),
    }))))
}

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

fn one_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::Integer | Class::Float | Class::Unknown) => Ok(vec![DataType::Float64]),
        _ => Err(wrong_arguments(name, args, "double")),
    }
}

fn one_instant(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::TimestampTz | Class::Unknown) => Ok(vec![instant()]),
        // Sessions are in UTC.
        [of] if Class::of(of) == Class::Timestamp => Ok(vec![instant()]),
        [of] if name == "to_unixtime" && Class::of(of) == Class::Date => Ok(vec![instant()]),
        _ => Err(wrong_arguments(name, args, "timestamp with time zone")),
    }
}

/// Seconds since 1970 as `timestamp(3) with time zone`.
fn from_unixtime(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let millis =
        args[0].as_primitive::<Float64Type>().iter().map(|seconds| seconds.map(|s| (s * 1000.0 + 0.5).floor() as i64));
    Ok(Arc::new(millis.collect::<TimestampMillisecondArray>().with_timezone("UTC")))
}

fn to_unixtime(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let seconds = args[0].as_primitive::<TimestampMillisecondType>().iter().map(|at| at.map(|at| at as f64 / 1000.0));
    Ok(Arc::new(seconds.collect::<Float64Array>()))
}
