//! Unix time and ISO 8601.

use std::sync::LazyLock;

use arrow_schema::DataType;
use chrono::NaiveDate;
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use regex::{Captures, Regex};

use super::{
    super::support::{
        arguments::{
            doubles, invalid_argument, returns_date, returns_double, returns_varchar, varchars, wrong_arguments,
        },
        decimal::rescaled,
        define::function,
        values::{date_scalar, each, float, string, string_scalar},
    },
    instants::{INSTANT, NANOS_PER_MILLI, datetime_out_of_range, moment, nanos},
};
use crate::local::{
    errors::unsupported,
    temporal::{Clock, Moment, Temporal, UTC, Zone, beyond_calendar, fraction, iso_date as date_text},
    types::TypeClass,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function(
            "from_unixtime",
            doubles::<1>,
            |_| Ok(INSTANT.arrow()),
            |args, data_type| each(args, data_type, from_unixtime),
        ),
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
            |args, data_type| each(args, data_type, |row| in_utc(string(&row[0]), iso_timestamp, INSTANT)),
        ),
        function(
            "from_iso8601_timestamp_nanos",
            varchars::<1>,
            |_| Ok(NANO_INSTANT.arrow()),
            |args, data_type| each(args, data_type, |row| in_utc(string(&row[0]), iso_timestamp_nanos, NANO_INSTANT)),
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
fn in_utc(value: &str, read: fn(&str) -> Result<IsoTimestamp>, temporal: Temporal) -> Result<Option<ScalarValue>> {
    let at = read(value)?;
    if at.zone != UTC {
        return Err(unsupported(format!("a time zone other than UTC ({value})")));
    }
    let nanos = at.local_nanos;
    Moment { temporal: Some(temporal), nanos }.with_nanos(nanos).map(Some)
}

/// Why there is no value: a form of ISO 8601 that is not implemented here, or not ISO 8601 at all.
fn not_read(value: &str, what: &str) -> DataFusionError {
    // A week, a day of the year, a shorter or longer one.
    if value.starts_with(|c: char| c.is_ascii_digit() || c == 'T')
        && value.is_ascii()
        && value.len() > 3
        && !value.contains(' ')
    {
        return unsupported(format!("the ISO 8601 {what} `{value}`"));
    }
    not_iso8601(value, what)
}

fn not_iso8601(value: &str, what: &str) -> DataFusionError {
    invalid_argument(format!("`{value}` is not an ISO 8601 {what}"))
}

/// The forms of a date, of a timestamp, and of a timestamp with nanoseconds, whose numbers Java wants with all their digits.
struct Forms {
    date: Regex,
    timestamp: Regex,
    nanos: Regex,
}

static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    const DATE: &str = "([+-]?[0-9]{1,9})-([0-9]{1,2})-([0-9]{1,2})";
    const TIME: &str = "([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:[.,]([0-9]+))?)?";
    const ZONE: &str = "([Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?";
    const NANOS: &str = concat!(
        r"^([0-9]{4}|-[0-9]{4,9}|\+[0-9]{5,9})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2})",
        r"(?::([0-9]{2})(?:\.([0-9]{0,9}))?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$"
    );
    Some(Forms {
        date: Regex::new(&format!("^{DATE}$")).ok()?,
        timestamp: Regex::new(&format!("^{DATE}(?:[Tt]{TIME}{ZONE})?$")).ok()?,
        nanos: Regex::new(NANOS).ok()?,
    })
});

/// How the string has that form.
fn found<'a>(value: &'a str, form: fn(&Forms) -> &Regex) -> Option<Captures<'a>> {
    FORMS.as_ref().and_then(|forms| form(forms).captures(value))
}

/// The day of a year, a month and a day, which the groups 1 to 3 are.
fn day(found: &Captures<'_>, value: &str, what: &str) -> Result<NaiveDate> {
    let year: i32 = found[1].parse().map_err(|_| not_iso8601(value, what))?;
    let day = |year| NaiveDate::from_ymd_opt(year, found[2].parse().ok()?, found[3].parse().ok()?);
    // Years that far apart have the same days.
    day(year.rem_euclid(400) + 2000).ok_or_else(|| not_iso8601(value, what))?;
    day(year).ok_or_else(beyond_calendar)
}

fn iso_date(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (value, what) = (string(&row[0]), "date");
    let found = found(value, |forms| &forms.date).ok_or_else(|| not_read(value, what))?;
    Ok(Some(date_scalar(day(&found, value, what)?)))
}

/// Of the groups 4 to 8: a time, its digits of a second, of which so many count, and the time zone.
fn iso_time(found: &Captures<'_>, value: &str, digits: usize) -> Result<IsoTimestamp> {
    let what = "timestamp";
    let day = day(found, value, what)?;
    let group = |at: usize| found.get(at).map_or("", |group| group.as_str());
    let number = |at: usize| group(at).parse::<u32>().unwrap_or(0);
    let at = day.and_hms_opt(number(4), number(5), number(6)).ok_or_else(|| not_iso8601(value, what))?;
    let fraction: String = group(7).chars().take(digits).chain(std::iter::repeat('0')).take(9).collect();
    let fraction: i128 = fraction.parse().map_err(|_| not_iso8601(value, what))?;
    let zone = match group(8) {
        "" | "Z" | "z" => UTC,
        offset => Zone::parse(offset)?.ok_or_else(|| not_iso8601(value, what))?,
    };
    Ok(IsoTimestamp { local_nanos: nanos(at) + fraction, zone })
}

/// Digits of a second after the third are left out.
fn iso_timestamp(value: &str) -> Result<IsoTimestamp> {
    let what = "timestamp";
    // A date alone has no time zone.
    if !value.contains(['T', 't']) && value.ends_with('Z') {
        return Err(not_iso8601(value, what));
    }
    let found = found(value, |forms| &forms.timestamp).ok_or_else(|| not_read(value, what))?;
    iso_time(&found, value, 3)
}

/// With a time, and nine digits of a second at most.
fn iso_timestamp_nanos(value: &str) -> Result<IsoTimestamp> {
    let what = "timestamp";
    // The name of a time zone, and seconds of its offset.
    let offset = value.get(value.len().saturating_sub(9)..).filter(|end| end.starts_with(['+', '-']));
    if value.ends_with(']') || offset.is_some_and(|offset| offset.matches(':').count() == 2) {
        return Err(not_read(value, what));
    }
    match found(value, |forms| &forms.nanos) {
        Some(found) if !value.starts_with("-0000") => iso_time(&found, value, 9),
        _ => Err(not_iso8601(value, what)),
    }
}

fn to_iso8601(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(value) = moment(&row[0]) else { return Ok(None) };
    let local = value.local()?;
    let Some(temporal) = value.temporal else { return Ok(Some(string_scalar(date_text(local)))) };
    let zone = match (temporal.clock, value.offset()? / 60) {
        (Clock::Local, _) => String::new(),
        (_, 0) => "Z".to_owned(),
        (_, minutes) => Zone::of_minutes(minutes)?.to_string(),
    };
    Ok(Some(string_scalar(format!("{}{}{zone}", local.format("%Y-%m-%dT%H:%M:%S"), fraction(local, temporal.digits)))))
}

/// Seconds since 1970, as `timestamp(3) with time zone`.
fn from_unixtime(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(seconds) = float(&row[0]) else { return Ok(None) };
    // As Java rounds and casts it.
    let millis = (seconds * 1000.0 + 0.5).floor() as i64;
    let nanos = i128::from(millis) * NANOS_PER_MILLI;
    Moment { temporal: Some(INSTANT), nanos }.with_nanos(nanos).map(Some)
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
