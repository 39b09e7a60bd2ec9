//! Unix time, ISO 8601 and `AT TIME ZONE`.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, TimestampMillisecondArray,
    cast::AsArray,
    types::{Float64Type, TimestampMillisecondType},
};
use arrow_schema::DataType;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{
            doubles, invalid_argument, returns_date, returns_double, returns_varchar, varchars, wrong_arguments,
        },
        define::function,
        values::{date_scalar, each, string, string_scalar},
    },
    instants::{MILLIS_PER_DAY, instant_scalar, timestamp_with_time_zone, utc},
};
use crate::local::errors::unsupported;
use crate::local::types::TypeClass;

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("from_unixtime", doubles::<1>, returns_instant, from_unixtime),
        function("to_unixtime", one_instant, returns_double, to_unixtime),
        function("$at_utc", one_instant, returns_instant, |args, _| Ok(Arc::clone(&args[0]))),
        function("from_iso8601_date", varchars::<1>, returns_date, |args, data_type| each(args, data_type, iso_date)),
        function("from_iso8601_timestamp", varchars::<1>, returns_instant, |args, data_type| {
            each(args, data_type, iso_timestamp)
        }),
        function("to_iso8601", date_or_timestamp, returns_varchar, |args, data_type| each(args, data_type, to_iso8601)),
    ]
}

fn returns_instant(_: &[DataType]) -> Result<DataType> {
    Ok(timestamp_with_time_zone())
}

fn date_or_timestamp(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if TypeClass::of(arg).is_datetime() => Ok(vec![arg.clone()]),
        _ => Err(wrong_arguments(name, args, "date or timestamp")),
    }
}

/// The value that was parsed, or why there is none: a form of ISO 8601 that is not implemented here, or not ISO 8601 at all.
fn or_refused(value: &str, what: &str, read: Option<ScalarValue>) -> Result<Option<ScalarValue>> {
    match read {
        Some(read) if !value.starts_with(' ') => Ok(Some(read)),
        // A week, a day of the year, a shorter or longer one.
        None if value.starts_with(|c: char| c.is_ascii_digit() || c == 'T') && value.is_ascii() && value.len() > 3 => {
            Err(unsupported(format!("the ISO 8601 {what} `{value}`")))
        }
        _ => Err(not_iso8601(value, what)),
    }
}

fn not_iso8601(value: &str, what: &str) -> DataFusionError {
    invalid_argument(format!("`{value}` is not an ISO 8601 {what}"))
}

fn iso_date(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let value = string(&row[0]);
    or_refused(value, "date", NaiveDate::parse_from_str(value, "%Y-%m-%d").ok().map(date_scalar))
}

/// Trino keeps the time zone that is written; here all are UTC, so others are refused.
fn iso_timestamp(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let value = string(&row[0]);
    let plain = value.strip_suffix('Z').or_else(|| value.strip_suffix("+00:00")).unwrap_or(value);
    let time = plain.split_once('T').map_or("", |(_, time)| time);
    if time.contains(['+', '-']) {
        return Err(unsupported(format!("a time zone other than UTC ({value})")));
    }
    if time.rsplit_once('.').is_some_and(|(_, fraction)| fraction.len() > 3) {
        return Err(unsupported(format!("more than three digits of a second ({value})")));
    }
    // A date alone has no time zone.
    let zoned_date = time.is_empty() && plain != value;
    if zoned_date {
        return Err(not_iso8601(value, "timestamp"));
    }
    let read = || {
        let at = NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H:%M:%S%.f");
        let at = at.or_else(|_| NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H:%M"));
        let at = at.or_else(|_| NaiveDate::parse_from_str(plain, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN)));
        // chrono reads a leap second as a nanosecond beyond the last.
        let at = at.ok().filter(|at| at.nanosecond() < 1_000_000_000)?;
        Some(instant_scalar(at.and_utc().timestamp_millis()))
    };
    or_refused(value, "timestamp", read())
}

fn to_iso8601(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    Ok(Some(string_scalar(match &row[0] {
        ScalarValue::Date32(Some(days)) => utc(i64::from(*days) * MILLIS_PER_DAY)?.format("%Y-%m-%d").to_string(),
        ScalarValue::TimestampMillisecond(Some(millis), zone) => {
            let zone = if zone.is_some() { "Z" } else { "" };
            format!("{}{zone}", utc(*millis)?.format("%Y-%m-%dT%H:%M:%S%.3f"))
        }
        _ => return Ok(None),
    })))
}

fn one_instant(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [data_type] if matches!(TypeClass::of(data_type), TypeClass::TimestampTz | TypeClass::Unknown) => {
            Ok(vec![timestamp_with_time_zone()])
        }
        // Sessions are in UTC.
        [data_type] if TypeClass::of(data_type) == TypeClass::Timestamp => Ok(vec![timestamp_with_time_zone()]),
        [data_type] if name == "to_unixtime" && TypeClass::of(data_type) == TypeClass::Date => {
            Ok(vec![timestamp_with_time_zone()])
        }
        _ => Err(wrong_arguments(name, args, "timestamp with time zone")),
    }
}

/// Seconds since 1970, as `timestamp(3) with time zone`.
fn from_unixtime(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let millis =
        args[0].as_primitive::<Float64Type>().iter().map(|seconds| seconds.map(|s| (s * 1000.0 + 0.5).floor() as i64));
    Ok(Arc::new(millis.collect::<TimestampMillisecondArray>().with_timezone("UTC")))
}

fn to_unixtime(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let seconds = args[0].as_primitive::<TimestampMillisecondType>().iter().map(|at| at.map(|at| at as f64 / 1000.0));
    Ok(Arc::new(seconds.collect::<Float64Array>()))
}
