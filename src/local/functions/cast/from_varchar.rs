//! CAST of strings.

use chrono::NaiveDate;
use datafusion::common::{Result, ScalarValue};

use super::{
    super::support::{
        chars::char_scalar,
        values::{bytes_scalar, date_scalar, string_scalar},
    },
    from_number::integer,
};
use crate::{
    local::{
        errors::unsupported,
        temporal::{Clock, Moment, Temporal, UTC, Zone, parse_time, parse_timestamp},
        types::arrow_type,
    },
    types::AthenaType,
};

/// `None` for a string that is not a value of the type; times are read by [`to_time`].
pub(super) fn from_varchar(value: &str, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Varchar(None) => string_scalar(value),
        AthenaType::Varchar(Some(length)) => string_scalar(value.chars().take(*length as usize).collect::<String>()),
        AthenaType::Char(_) => char_scalar(value, &arrow_type(to)),
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

/// A number in decimal, with or without Java's suffix `d` or `f`, or one of the names that Java has, with or without a sign.
fn double(value: &str) -> Option<f64> {
    let value = value.trim_matches(|c| c <= ' ');
    let number = value
        .strip_suffix(['d', 'D', 'f', 'F'])
        .filter(|start| start.ends_with(|c: char| c.is_ascii_digit() || c == '.'));
    match number.unwrap_or(value) {
        "NaN" | "+NaN" | "-NaN" => Some(f64::NAN),
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

/// `None` for a string that is not a value of the type. A time zone that the string ends in is not kept by a `timestamp`.
///
/// # Errors
/// For an instant in another zone than that of the type, and for more than the type holds.
pub(super) fn to_time(value: &str, to: Temporal) -> Result<Option<ScalarValue>> {
    if to.clock == Clock::Time {
        let Some((picos, _)) = parse_time(value) else { return Ok(None) };
        let nanos = rounded(i128::from(picos), to.digits);
        return Moment { temporal: Some(to), nanos }.with_nanos(nanos).map(Some);
    }
    let Some(at) = parse_timestamp(value) else { return Ok(None) };
    let Some(zone) = at.zone.as_deref().map_or(Ok(Some(UTC)), Zone::parse)? else { return Ok(None) };
    let local_nanos = i128::from(at.seconds) * 1_000_000_000 + rounded(i128::from(at.picos), to.digits);
    let nanos = match to.clock {
        Clock::In(known) if known == zone => zone.instant_of(local_nanos)?,
        Clock::In(UTC) => return Err(unsupported(format!("a time zone other than UTC ({value})"))),
        Clock::In(_) => return Err(unsupported(format!("another time zone than that of the column ({value})"))),
        _ => local_nanos,
    };
    Moment { temporal: Some(to), nanos }.with_nanos(nanos).map(Some)
}

/// Nanoseconds of picoseconds, rounded half up to so many digits of a second.
fn rounded(picos: i128, digits: u8) -> i128 {
    let unit = 10_i128.pow(12 - u32::from(digits.min(9)));
    (picos + unit / 2).div_euclid(unit) * unit / 1_000
}
