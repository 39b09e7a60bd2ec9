//! Days, clocks and zones.

use std::fmt;

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};

/// Why a string is not a date or time of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeError {
    Format,
    Digits,
    Range,
    Zone,
    Ambiguous,
    Skipped,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "",
            Self::Digits => {
                ": it has more digits of a second than the column; state the type of the column with a type hint, or CAST it in SQL"
            }
            Self::Range => ": it is out of Arrow's range; CAST it to fewer digits of a second, or to varchar",
            Self::Zone => ": its time zone is unknown",
            Self::Ambiguous => ": this local time occurred twice in its time zone; use AT TIME ZONE 'UTC' in SQL",
            Self::Skipped => ": this local time did not occur in its time zone",
        })
    }
}

/// Days since 1970.
pub(super) fn date(text: &str) -> Option<i32> {
    let days = day(text)?.signed_duration_since(NaiveDate::default()).num_days();
    i32::try_from(days).ok()
}

/// `YYYY-MM-DD`; years before 0 have a sign, years beyond 9999 more digits.
fn day(text: &str) -> Option<NaiveDate> {
    let (rest, day) = text.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    let digits = year.strip_prefix(['-', '+']).unwrap_or(year);
    if digits.len() < 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, two(month)?, two(day)?)
}

fn two(text: &str) -> Option<u32> {
    match text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0')),
        _ => None,
    }
}

/// Whole seconds, and the fraction in units of `digits` digits.
fn clock(text: &str, digits: u32) -> Result<(NaiveTime, i64), TimeError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.ends_with('.') {
        return Err(TimeError::Format);
    }
    let mut parts = whole.split(':').map(two);
    let (Some(Some(hour)), Some(Some(minute)), Some(Some(second)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(TimeError::Format);
    };
    let time = NaiveTime::from_hms_opt(hour, minute, second).ok_or(TimeError::Format)?;
    Ok((time, units(fraction, digits)?))
}

fn units(fraction: &str, digits: u32) -> Result<i64, TimeError> {
    if fraction.len() > 12 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TimeError::Format);
    }
    let picos =
        fraction.bytes().chain(std::iter::repeat(b'0')).take(12).fold(0, |n, digit| n * 10 + i64::from(digit - b'0'));
    let unit = 10_i64.pow(12 - digits);
    if picos % unit == 0 { Ok(picos / unit) } else { Err(TimeError::Digits) }
}

/// Units of a second since midnight.
pub(super) fn time(text: &str, digits: u32) -> Result<i64, TimeError> {
    let (time, units) = clock(text, digits)?;
    let seconds = time.signed_duration_since(NaiveTime::MIN).num_seconds();
    Ok(seconds * 10_i64.pow(digits) + units)
}

/// Units of a second since 1970, on a clock without a zone.
pub(super) fn timestamp(text: &str, digits: u32) -> Result<i64, TimeError> {
    let (date, time) = text.split_once(' ').ok_or(TimeError::Format)?;
    let (time, units) = clock(time, digits)?;
    let at = day(date).ok_or(TimeError::Format)?.and_time(time);
    count(at.and_utc().timestamp(), units, digits)
}

fn count(seconds: i64, units: i64, digits: u32) -> Result<i64, TimeError> {
    let whole = seconds.checked_mul(10_i64.pow(digits)).ok_or(TimeError::Range)?;
    whole.checked_add(units).ok_or(TimeError::Range)
}

/// Units of a second since 1970. The zone is a name, `UTC`, or an offset such as `+05:30`.
pub(super) fn timestamp_with_zone(text: &str, digits: u32) -> Result<i64, TimeError> {
    let (local, zone) = text.rsplit_once(' ').ok_or(TimeError::Format)?;
    let (date, time) = local.split_once(' ').ok_or(TimeError::Format)?;
    let (time, units) = clock(time, digits)?;
    let local = day(date).ok_or(TimeError::Format)?.and_time(time);
    count(seconds(local, zone)?, units, digits)
}

fn seconds(local: NaiveDateTime, zone: &str) -> Result<i64, TimeError> {
    if zone == "UTC" || zone == "Z" {
        return Ok(local.and_utc().timestamp());
    }
    if let Some(offset) = offset(zone) {
        return Ok(local.and_utc().timestamp() - offset);
    }
    let zone: chrono_tz::Tz = zone.parse().map_err(|_| TimeError::Zone)?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => Ok(at.timestamp()),
        MappedLocalTime::Ambiguous(..) => Err(TimeError::Ambiguous),
        MappedLocalTime::None => Err(TimeError::Skipped),
    }
}

/// The seconds that the clocks of a zone are ahead of UTC at an instant; `None` for a zone that is not known.
pub(in crate::text) fn offset_at(zone: &str, at: DateTime<Utc>) -> Option<i64> {
    if zone == "UTC" || zone == "Z" {
        return Some(0);
    }
    offset(zone).or_else(|| {
        let zone: chrono_tz::Tz = zone.parse().ok()?;
        Some(i64::from(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()))
    })
}

/// `+HH:MM` in seconds.
fn offset(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    Some(sign * (i64::from(two(hours)?) * 3600 + i64::from(two(minutes)?) * 60))
}

/// `days hours:minutes:seconds.millis`, with a sign before all of it.
pub(super) fn days_to_millis(text: &str) -> Option<i64> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (days, clock) = rest.split_once(' ')?;
    if !days.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let days = TimeDelta::try_days(days.parse().ok()?)?.num_milliseconds();
    days.checked_add(time(clock, 3).ok()?)?.checked_mul(sign)
}
