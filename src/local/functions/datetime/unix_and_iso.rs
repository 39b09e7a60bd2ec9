//! Unix time and ISO 8601.

use std::sync::Arc;

use arrow_array::{ArrayRef, TimestampMillisecondArray, cast::AsArray, types::Float64Type};
use arrow_schema::DataType;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{
            doubles, invalid_argument, returns_date, returns_double, returns_varchar, varchars, wrong_arguments,
        },
        decimal::rescaled,
        define::function,
        values::{date_scalar, each, string, string_scalar},
    },
    instants::{NANOS_PER_MILLI, datetime_out_of_range, moment, nanos},
};
use crate::local::{
    errors::unsupported,
    temporal::{Clock, Moment, Temporal, UTC, Zone, fraction},
    types::TypeClass,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("from_unixtime", doubles::<1>, |_| Ok(INSTANT.arrow()), from_unixtime),
        function(
            "from_unixtime_nanos",
            one_number,
            |_| Ok(NANO_INSTANT.arrow()),
            |args, data_type| each(args, data_type, from_unixtime_nanos),
        ),
        function("to_unixtime", one_time, returns_double, |args, data_type| each(args, data_type, to_unixtime)),
        function("from_iso8601_date", varchars::<1>, returns_date, |args, data_type| each(args, data_type, iso_date)),
        function(
            "from_iso8601_timestamp",
            varchars::<1>,
            |_| Ok(INSTANT.arrow()),
            |args, data_type| each(args, data_type, |row| in_utc(string(&row[0]), iso_timestamp)),
        ),
        function(
            "from_iso8601_timestamp_nanos",
            varchars::<1>,
            |_| Ok(NANO_INSTANT.arrow()),
            |args, data_type| each(args, data_type, |row| in_utc(string(&row[0]), iso_timestamp_nanos)),
        ),
        // Of a constant, whose zone the front end makes that of the type.
        function(
            "$iso_instant",
            varchars::<1>,
            |_| Ok(INSTANT.arrow()),
            |args, data_type| {
                each(args, data_type, |row| iso_timestamp(string(&row[0])).and_then(|at| instant(at, INSTANT)))
            },
        ),
        function(
            "$iso_instant_nanos",
            varchars::<1>,
            |_| Ok(NANO_INSTANT.arrow()),
            |args, data_type| {
                each(args, data_type, |row| {
                    iso_timestamp_nanos(string(&row[0])).and_then(|at| instant(at, NANO_INSTANT))
                })
            },
        ),
        function("to_iso8601", one_time, returns_varchar, |args, data_type| each(args, data_type, to_iso8601)),
    ]
}

/// `timestamp(3) with time zone`, in the session's zone.
const INSTANT: Temporal = Temporal { clock: Clock::In(UTC), digits: 3 };
const NANO_INSTANT: Temporal = Temporal { digits: 9, ..INSTANT };

fn one_time(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if TypeClass::of(arg).is_datetime() => Ok(vec![arg.clone()]),
        [DataType::Null] => Ok(vec![INSTANT.arrow()]),
        _ => Err(wrong_arguments(name, args, "date or timestamp")),
    }
}

fn one_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if arg.is_decimal() => Ok(args.to_vec()),
        [arg] if matches!(TypeClass::of(arg), TypeClass::Integer | TypeClass::Unknown) => Ok(vec![DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "bigint")),
    }
}

/// What a string of ISO 8601 says: nanoseconds since 1970 on its own clock, and the offset of that.
struct IsoTimestamp {
    local_nanos: i128,
    zone: Zone,
}

fn instant(at: IsoTimestamp, temporal: Temporal) -> Result<Option<ScalarValue>> {
    let nanos = at.zone.instant_of(at.local_nanos)?;
    Moment { temporal: Some(temporal), nanos }.with_nanos(nanos).map(Some)
}

/// Trino keeps the time zone that is written; a column has one.
fn in_utc(value: &str, read: fn(&str) -> Result<IsoTimestamp>) -> Result<Option<ScalarValue>> {
    let at = read(value)?;
    if at.zone != UTC {
        return Err(unsupported(format!("a time zone other than UTC ({value})")));
    }
    let nanos = at.local_nanos;
    Moment { temporal: Some(NANO_INSTANT), nanos }.with_nanos(nanos).map(Some)
}

/// Why there is no value: a form of ISO 8601 that is not implemented here, or not ISO 8601 at all.
fn not_read(value: &str, what: &str) -> DataFusionError {
    // A week, a day of the year, a shorter or longer one.
    if value.starts_with(|c: char| c.is_ascii_digit() || c == 'T') && value.is_ascii() && value.len() > 3 {
        return unsupported(format!("the ISO 8601 {what} `{value}`"));
    }
    not_iso8601(value, what)
}

fn not_iso8601(value: &str, what: &str) -> DataFusionError {
    invalid_argument(format!("`{value}` is not an ISO 8601 {what}"))
}

fn iso_date(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let value = string(&row[0]);
    match NaiveDate::parse_from_str(value, "%Y-%m-%d") {
        Ok(day) if !value.starts_with(' ') => Ok(Some(date_scalar(day))),
        _ => Err(not_read(value, "date")),
    }
}

/// The time zone that a string ends in, if any, and what is before it.
fn split_zone(value: &str) -> Option<(&str, Option<&str>)> {
    let time = value.find('T')?;
    if let Some(plain) = value.strip_suffix('Z') {
        return Some((plain, Some("Z")));
    }
    Some(match value[time..].find(['+', '-']) {
        Some(at) => (&value[..time + at], Some(&value[time + at..])),
        None => (value, None),
    })
}

fn iso_timestamp(value: &str) -> Result<IsoTimestamp> {
    let what = "timestamp";
    // A date alone has no time zone.
    if !value.contains('T') && value.ends_with('Z') {
        return Err(not_iso8601(value, what));
    }
    let (plain, zone) = split_zone(value).unwrap_or((value, None));
    let (plain, digits) = match plain.rsplit_once(['.', ',']) {
        Some((plain, digits)) => (plain, digits),
        None => (plain, ""),
    };
    let zone = Zone::parse(zone.unwrap_or("UTC"))?.ok_or_else(|| not_read(value, what))?;
    let read = || {
        // Digits after the third are left out.
        let millis: i128 = format!("{digits:0<3}").get(..3)?.parse().ok()?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) || value.starts_with(' ') {
            return None;
        }
        let at = NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H:%M:%S");
        let at = match digits {
            "" => {
                let at = at.or_else(|_| NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H:%M"));
                at.or_else(|_| NaiveDate::parse_from_str(plain, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN)))
            }
            _ => at,
        };
        // chrono reads a leap second as a nanosecond beyond the last.
        let at = at.ok().filter(|at| at.and_utc().timestamp_subsec_nanos() < 1_000_000_000)?;
        Some(nanos(at) + millis * NANOS_PER_MILLI)
    };
    Ok(IsoTimestamp { local_nanos: read().ok_or_else(|| not_read(value, what))?, zone })
}

/// With a time, and nine digits of a second at most.
fn iso_timestamp_nanos(value: &str) -> Result<IsoTimestamp> {
    let digits = value.split_once('.').map_or("", |(_, rest)| rest);
    let digits = &digits[..digits.bytes().take_while(u8::is_ascii_digit).count()];
    let found = iso_timestamp(value)?;
    if !value.contains('T') || value.contains(',') || digits.len() > 9 {
        return Err(not_iso8601(value, "timestamp"));
    }
    let beyond: i128 = format!("{digits:0<9}").get(3..9).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    Ok(IsoTimestamp { local_nanos: found.local_nanos + beyond, ..found })
}

fn to_iso8601(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(value) = moment(&row[0]) else { return Ok(None) };
    let local = value.local()?;
    let Some(temporal) = value.temporal else { return Ok(Some(string_scalar(local.format("%Y-%m-%d").to_string()))) };
    let zone = match (temporal.clock, value.offset()? / 60) {
        (Clock::Local, _) => String::new(),
        (_, 0) => "Z".to_owned(),
        (_, minutes) => Zone::of_minutes(minutes)?.to_string(),
    };
    Ok(Some(string_scalar(format!("{}{}{zone}", local.format("%Y-%m-%dT%H:%M:%S"), fraction(local, temporal.digits)))))
}

/// Seconds since 1970, as `timestamp(3) with time zone`.
fn from_unixtime(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let millis =
        args[0].as_primitive::<Float64Type>().iter().map(|seconds| seconds.map(|s| (s * 1000.0 + 0.5).floor() as i64));
    Ok(Arc::new(millis.collect::<TimestampMillisecondArray>().with_timezone("UTC")))
}

fn from_unixtime_nanos(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let nanos = match &row[0] {
        ScalarValue::Int64(Some(nanos)) => i128::from(*nanos),
        ScalarValue::Decimal128(Some(unscaled), _, scale) => {
            rescaled(*unscaled, i32::from(*scale), 0).ok_or_else(datetime_out_of_range)?
        }
        _ => return Ok(None),
    };
    Moment { temporal: Some(NANO_INSTANT), nanos }.with_nanos(nanos).map(Some)
}

fn to_unixtime(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(value) = moment(&row[0]) else { return Ok(None) };
    let is_instant = matches!(value.temporal, Some(Temporal { clock: Clock::In(_), .. }));
    // In the units that Trino has, for the same last digit.
    let seconds = match value.digits() {
        0..=3 => value.nanos.div_euclid(NANOS_PER_MILLI) as f64 / 1e3,
        _ if is_instant => {
            let picos = value.nanos.rem_euclid(NANOS_PER_MILLI) * 1_000;
            value.nanos.div_euclid(NANOS_PER_MILLI) as f64 / 1e3 + picos as f64 / 1e12
        }
        _ => value.nanos.div_euclid(1_000) as f64 / 1e6 + (value.nanos.rem_euclid(1_000) * 1_000) as f64 / 1e12,
    };
    Ok(Some(ScalarValue::Float64(Some(seconds))))
}
