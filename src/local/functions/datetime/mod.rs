//! Dates, times and intervals ("Date and time functions and operators"), in the groups of Trino's page. All instants are UTC, the time zone
//! of Athena's sessions.
//!
//! | file | what |
//! |---|---|
//! | `calendar` | `year` … `millisecond`, `last_day_of_month`, `date_trunc`, `date_add`, `date_diff` |
//! | `format` | `date_format`, `date_parse` |
//! | `unix_and_iso` | `from_unixtime`, `to_unixtime`, ISO 8601, `AT TIME ZONE` |
//! | `interval` | intervals, and the operators `+`, `-`, `*` of dates, times and intervals |

mod calendar;
mod format;
mod interval;
mod unix_and_iso;

use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, Months, NaiveDateTime};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

pub(super) use self::interval::negated;
use super::support::arguments::out_of_range;

pub(super) const MILLIS_PER_DAY: i64 = 86_400_000;

pub(super) fn all() -> Vec<ScalarUDF> {
    [calendar::all(), format::all(), interval::all(), unix_and_iso::all()].into_iter().flatten().collect()
}

/// `timestamp(3) with time zone`.
fn timestamp_with_time_zone() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

/// A value of `timestamp(3) with time zone`.
pub(super) fn instant_scalar(millis: i64) -> ScalarValue {
    ScalarValue::TimestampMillisecond(Some(millis), Some("UTC".into()))
}

/// Date and time in UTC of the milliseconds since 1970.
fn utc(millis: i64) -> Result<NaiveDateTime> {
    DateTime::from_timestamp_millis(millis).map(|at| at.naive_utc()).ok_or_else(datetime_out_of_range)
}

/// Date and time of a `date` or `timestamp`.
fn datetime(value: &ScalarValue) -> Result<Option<NaiveDateTime>> {
    Ok(match value {
        ScalarValue::Date32(Some(days)) => Some(utc(i64::from(*days) * MILLIS_PER_DAY)?),
        ScalarValue::TimestampMillisecond(Some(millis), _) => Some(utc(*millis)?),
        _ => None,
    })
}

/// That number of months later: the same day, or the last one of a month that is too short.
fn plus_months(millis: i64, months: i64) -> Result<i64> {
    let at = utc(millis)?;
    let by = Months::new(u32::try_from(months.unsigned_abs()).map_err(|_| datetime_out_of_range())?);
    let later = if months < 0 { at.checked_sub_months(by) } else { at.checked_add_months(by) };
    later.map(|at| at.and_utc().timestamp_millis()).ok_or_else(datetime_out_of_range)
}

fn datetime_out_of_range() -> datafusion::common::DataFusionError {
    out_of_range("a date, time or interval is out of range")
}
