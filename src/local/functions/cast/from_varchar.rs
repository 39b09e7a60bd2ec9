//! CAST of strings.

use std::{str::FromStr, sync::LazyLock};

use chrono::NaiveDate;
use datafusion::common::{Result, ScalarValue};
use regex::Regex;

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
        spaces::{is_space, trimmed},
        temporal::{Clock, Moment, Temporal, UTC, Zone, beyond_calendar, parse_time, parse_timestamp, rounded_half_up},
        types::arrow_type,
    },
    types::AthenaType,
};

/// `None` for a string that is not a value of the type; times are read by [`to_time`].
///
/// # Errors
/// For a value that Trino has and this engine does not.
pub(super) fn from_varchar(value: &str, to: &AthenaType) -> Result<Option<ScalarValue>> {
    Ok(match to {
        AthenaType::Real => float(value)?.map(|number| ScalarValue::Float32(Some(number))),
        AthenaType::Double => float(value)?.map(|number| ScalarValue::Float64(Some(number))),
        AthenaType::Date => date(value)?.map(date_scalar),
        _ => plain(value, to),
    })
}

fn plain(value: &str, to: &AthenaType) -> Option<ScalarValue> {
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
        AthenaType::Decimal(precision, scale) => decimal(value, *precision, *scale)?,
        _ => integer(value.parse().ok()?, to)?,
    })
}

/// A number in decimal, with or without Java's suffix `d` or `f`, or one of the names that Java has, with or without a sign.
///
/// # Errors
/// For Java's hexadecimal numbers.
fn float<T: FromStr>(value: &str) -> Result<Option<T>> {
    let value = value.trim_matches(|c| c <= ' ');
    if HEXADECIMAL.as_ref().is_some_and(|form| form.is_match(value)) {
        return Err(unsupported(format!("CAST of the hexadecimal number `{value}`")));
    }
    let number = value
        .strip_suffix(['d', 'D', 'f', 'F'])
        .filter(|start| start.ends_with(|c: char| c.is_ascii_digit() || c == '.'));
    Ok(match number.unwrap_or(value) {
        "NaN" | "+NaN" | "-NaN" => "NaN".parse().ok(),
        name @ ("Infinity" | "+Infinity" | "-Infinity") => name.parse().ok(),
        digits if digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E')) => {
            digits.parse().ok()
        }
        _ => None,
    })
}

static HEXADECIMAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[+-]?0[xX](?:[0-9a-fA-F]+\.?|[0-9a-fA-F]*\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[fFdD]?$").ok()
});

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^([+-]?[0-9]+)-([0-9]{1,2})-([0-9]{1,2})$").ok());

/// A year of any length, a month and a day.
fn date(value: &str) -> Result<Option<NaiveDate>> {
    let Some(found) = DATE.as_ref().and_then(|form| form.captures(trimmed(value))) else { return Ok(None) };
    let (Ok(year), Ok(month), Ok(day)) = (found[1].parse::<i32>(), found[2].parse::<u32>(), found[3].parse::<u32>())
    else {
        return Ok(None);
    };
    // Years that far apart have the same days.
    if NaiveDate::from_ymd_opt(year.rem_euclid(400) + 2000, month, day).is_none() {
        return Ok(None);
    }
    match NaiveDate::from_ymd_opt(year, month, day) {
        None if year.abs() <= LAST_YEAR => Err(beyond_calendar()),
        found => Ok(found),
    }
}

/// The last year in which Trino has dates.
const LAST_YEAR: i32 = 5_881_580;

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

/// More zeros than any decimal has digits.
const MOST_ZEROS: i64 = 100;

/// `1.5e3` as `1500`.
fn without_exponent(value: &str) -> Option<String> {
    let Some((number, exponent)) = value.split_once(['e', 'E']) else { return Some(value.to_owned()) };
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, digits) = match number.strip_prefix(['-', '+']) {
        Some(digits) => (&number[..1], digits),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let significant = all.trim_start_matches('0');
    // How many of these digits are before the point.
    let point = whole.len() as i64 + i64::from(exponent) - (all.len() - significant.len()) as i64;
    if significant.is_empty() || point < -MOST_ZEROS {
        return Some("0".to_owned());
    }
    // No decimal has so many digits.
    if point > MOST_ZEROS {
        return None;
    }
    let before = usize::try_from(-point).unwrap_or(0);
    let at = usize::try_from(point).unwrap_or(0);
    let padded = format!("{}{significant}{}", "0".repeat(before), "0".repeat(at.saturating_sub(significant.len())));
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
    let Some(at) = parse_timestamp(trimmed(value)) else { return Ok(None) };
    if at.digits.is_some_and(|digits| digits > MOST_DIGITS_OF_CASTS) {
        return Err(unsupported(format!("more than {MOST_DIGITS_OF_CASTS} digits of a second ({value})")));
    }
    let local_nanos = i128::from(at.seconds) * 1_000_000_000 + rounded(i128::from(at.picos), to.digits);
    if let (Clock::Local, Some(zone)) = (to.clock, &at.zone) {
        let Some(nanos) = Zone::shown_in(zone, local_nanos)? else { return Ok(None) };
        return Moment { temporal: Some(to), nanos }.with_nanos(nanos).map(Some);
    }
    let Some(zone) = at.zone.as_deref().map_or(Ok(Some(UTC)), Zone::parse)? else { return Ok(None) };
    let nanos = match to.clock {
        Clock::In(known) if known == zone => zone.instant_of(local_nanos)?,
        Clock::In(UTC) => return Err(unsupported(format!("a time zone other than UTC ({value})"))),
        Clock::In(_) => return Err(unsupported(format!("another time zone than that of the column ({value})"))),
        _ => local_nanos,
    };
    Moment { temporal: Some(to), nanos }.with_nanos(nanos).map(Some)
}

/// With more digits of a second, some casts of Trino 435 fail and others do not.
const MOST_DIGITS_OF_CASTS: usize = 15;

/// Whether the string is a timestamp as it is; a cast takes white space around it, and a literal only behind one without a zone.
pub(super) fn is_untrimmed_timestamp(value: &str) -> bool {
    parse_timestamp(value).is_some_and(|at| !at.zone.is_some_and(|zone| zone.ends_with(is_space)))
}

/// Nanoseconds of picoseconds, rounded half up to so many digits of a second.
fn rounded(picos: i128, digits: u8) -> i128 {
    let unit = 10_i128.pow(12 - u32::from(digits.min(9)));
    rounded_half_up(picos, unit) / 1_000
}
