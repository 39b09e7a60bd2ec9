//! CAST of strings.

use std::sync::LazyLock;

use chrono::NaiveDate;
use datafusion::common::{Result, ScalarValue};
use regex::Regex;

use super::{
    super::{
        datetime::instant_scalar,
        support::values::{bytes_scalar, date_scalar, string_scalar},
    },
    from_number::integer,
};
use crate::{local::errors::unsupported, types::AthenaType};

/// `None` for a string that is not a value of the type; timestamps are read by [`to_timestamp`].
pub(super) fn from_varchar(value: &str, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Varchar(None) => string_scalar(value),
        AthenaType::Varchar(Some(length)) => string_scalar(value.chars().take(*length as usize).collect::<String>()),
        AthenaType::Varbinary => bytes_scalar(value),
        AthenaType::Boolean => ScalarValue::Boolean(Some(match value.to_lowercase().as_str() {
            "t" | "true" | "1" => true,
            "f" | "false" | "0" => false,
            _ => return None,
        })),
        AthenaType::Real => ScalarValue::Float32(Some(double(value)? as f32)),
        AthenaType::Double => ScalarValue::Float64(Some(double(value)?)),
        AthenaType::Decimal(precision, scale) => decimal(value, *precision, *scale)?,
        // chrono takes spaces before a number.
        AthenaType::Date if value.trim().contains(char::is_whitespace) => return None,
        AthenaType::Date => date_scalar(NaiveDate::parse_from_str(value.trim(), "%Y-%m-%d").ok()?),
        _ => integer(value.parse().ok()?, to)?,
    })
}

/// A number in decimal, with or without Java's suffix `d` or `f`, or one of the three names that Java has.
fn double(value: &str) -> Option<f64> {
    let value = value.trim_matches(|c| c <= ' ');
    let number = value
        .strip_suffix(['d', 'D', 'f', 'F'])
        .filter(|start| start.ends_with(|c: char| c.is_ascii_digit() || c == '.'));
    match number.unwrap_or(value) {
        "NaN" => Some(f64::NAN),
        "Infinity" | "+Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        digits if digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E')) => {
            digits.parse().ok()
        }
        _ => None,
    }
}

/// Rounded half up to the scale.
fn decimal(value: &str, precision: u8, scale: u8) -> Option<ScalarValue> {
    let plain = without_exponent(value)?;
    let digits = plain.as_str();
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, digits.strip_prefix('+').unwrap_or(digits)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(scale as usize).collect();
    let mut unscaled: i128 = format!("0{whole}{kept}").parse().ok()?;
    if fraction.as_bytes().get(scale as usize).is_some_and(|next| *next >= b'5') {
        unscaled += 1;
    }
    if unscaled >= 10i128.checked_pow(u32::from(precision))? {
        return None;
    }
    Some(ScalarValue::Decimal128(Some(if negative { -unscaled } else { unscaled }), precision, scale as i8))
}

/// `1.5e3` as `1500`.
fn without_exponent(value: &str) -> Option<String> {
    let Some((number, exponent)) = value.split_once(['e', 'E']) else { return Some(value.to_owned()) };
    // No decimal has more digits, and no string should grow longer than that.
    let exponent: i64 = exponent.parse().ok()?;
    let exponent = exponent.clamp(-100, 100);
    let (sign, digits) = match number.strip_prefix(['-', '+']) {
        Some(digits) => (&number[..1], digits),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let point = whole.len() as i64 + exponent;
    let before = usize::try_from(-point).unwrap_or(0);
    let at = usize::try_from(point).unwrap_or(0);
    let padded = format!("{}{all:0<at$}", "0".repeat(before));
    Some(format!("{sign}{}.{}", &padded[..at], &padded[at..]))
}

/// A date, a time or none, and a time zone or none.
static TIMESTAMP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^([+-]?[0-9]{4,})-([0-9]{1,2})-([0-9]{1,2})",
        r"(?: (?:([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?)?\s*(.+)?)?$"
    ))
    .ok()
});

/// `None` for a string that is not a timestamp. The time may end in a time zone, which a `timestamp` does not keep; seconds are rounded to
/// the three digits that the type holds here.
///
/// # Errors
/// For `timestamp with time zone` in a zone other than UTC.
pub(super) fn to_timestamp(value: &str, to: &AthenaType) -> Result<Option<ScalarValue>> {
    let Some(found) = TIMESTAMP.as_ref().and_then(|pattern| pattern.captures(value.trim())) else { return Ok(None) };
    let number = |group: usize| found.get(group).map_or(Some(0), |digits| digits.as_str().parse::<u32>().ok());
    let at = || {
        let day = NaiveDate::from_ymd_opt(found.get(1)?.as_str().parse().ok()?, number(2)?, number(3)?)?;
        let at = day.and_hms_opt(number(4)?, number(5)?, number(6)?)?;
        Some(at.and_utc().timestamp_millis() + millis(found.get(7).map_or("", |digits| digits.as_str()))?)
    };
    let Some(at) = at() else { return Ok(None) };
    let zone = found.get(8).map_or("UTC", |zone| zone.as_str());
    let known = zone == "UTC" || is_zone(zone);
    Ok(match to {
        _ if !known => None,
        AthenaType::TimestampTz(_) if zone == "UTC" => Some(instant_scalar(at)),
        AthenaType::TimestampTz(_) => return Err(unsupported(format!("a time zone other than UTC ({value})"))),
        _ => Some(ScalarValue::TimestampMillisecond(Some(at), None)),
    })
}

/// The milliseconds in the fractional digits of a second, rounded half up.
fn millis(digits: &str) -> Option<i64> {
    let padded = format!("{digits:0<4}");
    let tenths: i64 = padded.get(..4)?.parse().ok()?;
    Some((tenths + 5) / 10)
}

/// `Z`, `+01:00` or the name of a time zone.
fn is_zone(zone: &str) -> bool {
    let offset = zone.strip_prefix(['+', '-']).is_some_and(|offset| {
        let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
        let fits =
            |digits: &str, most: u32| digits.len() == 2 && digits.parse::<u32>().is_ok_and(|number| number <= most);
        fits(hours, 14) && fits(minutes, 59)
    });
    offset || zone == "Z" || zone.parse::<chrono_tz::Tz>().is_ok()
}
