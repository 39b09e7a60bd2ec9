//! Times as they are written in literals and cast from strings.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::{Captures, Regex};

/// A date, a time or none, and a time zone or none.
static TIMESTAMP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^([+-]?[0-9]{4,})-([0-9]{1,2})-([0-9]{1,2})",
        r"(?: (?:([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?)?[ \t\n\x0B\x0C\r]*(.+)?)?$"
    ))
    .ok()
});

static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?[ \t\n\x0B\x0C\r]*$").ok()
});

/// What a string says of a date and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::local) struct ParsedTimestamp {
    /// Since 1970 on a clock without a zone.
    pub(in crate::local) seconds: i64,
    /// Of a second.
    pub(in crate::local) picos: i64,
    /// How many digits of a second are written; `None` where there are no seconds either.
    pub(in crate::local) digits: Option<usize>,
    pub(in crate::local) zone: Option<String>,
}

/// `None` for a string that is no timestamp; the zone may be one that does not exist. Digits after the twelfth are left out.
pub(in crate::local) fn parse_timestamp(value: &str) -> Option<ParsedTimestamp> {
    let found = TIMESTAMP.as_ref()?.captures(value)?;
    let day = NaiveDate::from_ymd_opt(found.get(1)?.as_str().parse().ok()?, number(&found, 2)?, number(&found, 3)?)?;
    let at = day.and_hms_opt(number(&found, 4)?, number(&found, 5)?, number(&found, 6)?)?;
    let fraction = group(&found, 7);
    Some(ParsedTimestamp {
        seconds: at.and_utc().timestamp(),
        picos: picos(fraction.get(..12).unwrap_or(fraction))?,
        digits: found.get(6).map(|_| fraction.len()),
        zone: found.get(8).map(|zone| zone.as_str().to_owned()),
    })
}

/// The picoseconds of a day, and how many digits of a second are written. `None` for a string that is no time; blanks may follow one.
pub(in crate::local) fn parse_time(value: &str) -> Option<(i64, usize)> {
    let found = TIME.as_ref()?.captures(value.trim_end())?;
    let (hour, minute, second) = (number(&found, 1)?, number(&found, 2)?, number(&found, 3)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    let fraction = group(&found, 4);
    Some((seconds * 1_000_000_000_000 + picos(fraction)?, fraction.len()))
}

fn group<'a>(found: &'a Captures<'_>, group: usize) -> &'a str {
    found.get(group).map_or("", |digits| digits.as_str())
}

fn number(found: &Captures<'_>, group: usize) -> Option<u32> {
    found.get(group).map_or(Some(0), |digits| digits.as_str().parse().ok())
}

/// Trino has no more than twelve digits.
fn picos(digits: &str) -> Option<i64> {
    if digits.len() > 12 { None } else { format!("{digits:0<12}").parse().ok() }
}
