//! Lengths of time as strings and numbers: `parse_duration`, `to_milliseconds`, `human_readable_seconds`.

use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{doubles, invalid_argument, returns_bigint, returns_varchar, varchars, wrong_arguments},
        define::function,
        values::{each, float, string, string_scalar},
    },
    interval::DAY_TO_SECOND,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function(
            "parse_duration",
            varchars::<1>,
            |_| Ok(DAY_TO_SECOND),
            |args, data_type| each(args, data_type, |row| parse_duration(string(&row[0])).map(Some)),
        ),
        function("to_milliseconds", one_duration, returns_bigint, |args, data_type| {
            Ok(arrow_cast::cast(&args[0], data_type)?)
        }),
        function("human_readable_seconds", doubles::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| human_readable(float(&row[0]).unwrap_or(f64::NAN)).map(Some))
        }),
    ]
}

fn one_duration(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DAY_TO_SECOND | DataType::Null] => Ok(vec![DAY_TO_SECOND]),
        _ => Err(wrong_arguments(name, args, "interval day to second")),
    }
}

/// `1.5 h`, rounded to milliseconds.
fn parse_duration(duration: &str) -> Result<ScalarValue> {
    if duration.is_empty() {
        return Err(invalid_argument("duration is empty"));
    }
    let invalid = || invalid_argument(format!("duration is not a valid data duration string: {duration}"));
    let trimmed = duration.trim();
    let end = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(invalid)?;
    let (number, unit) = (&trimmed[..end], trimmed[end..].trim_start());
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if !digits(whole) || !digits(fraction) || !unit.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(invalid());
    }
    let millis = match unit {
        "ns" => 1e-6,
        "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        "m" => 6e4,
        "h" => 3.6e6,
        "d" => 8.64e7,
        _ => return Err(invalid_argument(format!("Unknown time unit: {unit}"))),
    };
    let length: f64 = number.parse().map_err(|_| invalid())?;
    let rounded = (length * millis + 0.5).floor();
    if rounded > i64::MAX as f64 {
        return Err(invalid_argument(format!("value {number} {unit} is too large to be represented in milliseconds")));
    }
    Ok(ScalarValue::DurationMillisecond(Some(rounded as i64)))
}

/// `2 hours, 13 minutes, 23 seconds`
fn human_readable(seconds: f64) -> Result<ScalarValue> {
    if !seconds.is_finite() {
        return Err(invalid_argument(format!("Invalid argument found: {seconds}")));
    }
    // The sign is left out before rounding, so that half a second is rounded up for negative numbers, too.
    let mut rest = seconds.abs().round() as i64;
    let mut words = Vec::new();
    for (unit, length) in [("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)] {
        let count = rest / length;
        rest %= length;
        if count > 0 || (unit == "second" && words.is_empty()) {
            words.push(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }));
        }
    }
    Ok(string_scalar(words.join(", ")))
}
