//! Texts that are cast to timestamps.

use std::sync::LazyLock;

use chrono::NaiveDate;
use datafusion::common::{Result, ScalarValue};
use regex::Regex;

use crate::{local::sql_types::unsupported, types::AthenaType};

/// A day, a clock or none, and a zone or none.
static TIMESTAMP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^([+-]?[0-9]{4,})-([0-9]{1,2})-([0-9]{1,2})",
        r"(?: (?:([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?)?\s*(.+)?)?$"
    ))
    .ok()
});

/// `None` for a text that is no timestamp. The clock may end in a zone, which a plain timestamp does not keep; seconds are rounded to the
/// three digits that the type holds here.
///
/// # Errors
/// For `timestamp with time zone` in a zone other than UTC.
pub(super) fn cast(text: &str, to: &AthenaType) -> Result<Option<ScalarValue>> {
    let Some(found) = TIMESTAMP.as_ref().and_then(|pattern| pattern.captures(text.trim())) else { return Ok(None) };
    let number = |group: usize| found.get(group).map_or(Some(0), |digits| digits.as_str().parse::<u32>().ok());
    let at = || {
        let day = NaiveDate::from_ymd_opt(found.get(1)?.as_str().parse().ok()?, number(2)?, number(3)?)?;
        let clock = day.and_hms_opt(number(4)?, number(5)?, number(6)?)?;
        Some(clock.and_utc().timestamp_millis() + millis(found.get(7).map_or("", |digits| digits.as_str()))?)
    };
    let Some(at) = at() else { return Ok(None) };
    let zone = found.get(8).map_or("UTC", |zone| zone.as_str());
    let known = zone == "UTC" || is_zone(zone);
    Ok(match to {
        _ if !known => None,
        AthenaType::TimestampTz(_) if zone == "UTC" => {
            ScalarValue::TimestampMillisecond(Some(at), Some("UTC".into())).into()
        }
        AthenaType::TimestampTz(_) => return Err(unsupported(format!("a time zone other than UTC ({text})"))),
        _ => ScalarValue::TimestampMillisecond(Some(at), None).into(),
    })
}

/// Of the digits of a second, rounded half up.
fn millis(digits: &str) -> Option<i64> {
    let padded = format!("{digits:0<4}");
    let tenths: i64 = padded.get(..4)?.parse().ok()?;
    Some((tenths + 5) / 10)
}

/// `Z`, `+01:00` or the name of one.
fn is_zone(zone: &str) -> bool {
    let offset = zone.strip_prefix(['+', '-']).is_some_and(|offset| {
        let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
        let fits = |text: &str, most: u32| text.len() == 2 && text.parse::<u32>().is_ok_and(|number| number <= most);
        fits(hours, 14) && fits(minutes, 59)
    });
    offset || zone == "Z" || zone.parse::<chrono_tz::Tz>().is_ok()
}
