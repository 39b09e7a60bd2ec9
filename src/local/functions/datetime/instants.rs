//! Dates and times as instants: milliseconds since 1970, in UTC.

use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, Months, NaiveDateTime};
use datafusion::common::{DataFusionError, Result, ScalarValue};

use super::super::support::arguments::out_of_range;

pub(in crate::local::functions) const MILLIS_PER_DAY: i64 = 86_400_000;

/// `timestamp(3) with time zone`.
pub(super) fn timestamp_with_time_zone() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

/// A value of `timestamp(3) with time zone`.
pub(in crate::local::functions) fn instant_scalar(millis: i64) -> ScalarValue {
    ScalarValue::TimestampMillisecond(Some(millis), Some("UTC".into()))
}

/// Date and time in UTC of the milliseconds since 1970.
pub(super) fn utc(millis: i64) -> Result<NaiveDateTime> {
    DateTime::from_timestamp_millis(millis).map(|at| at.naive_utc()).ok_or_else(datetime_out_of_range)
}

/// Date and time of a `date` or `timestamp`.
pub(super) fn datetime(value: &ScalarValue) -> Result<Option<NaiveDateTime>> {
    Ok(match value {
        ScalarValue::Date32(Some(days)) => Some(utc(i64::from(*days) * MILLIS_PER_DAY)?),
        ScalarValue::TimestampMillisecond(Some(millis), _) => Some(utc(*millis)?),
        _ => None,
    })
}

/// That number of months later: the same day, or the last one of a month that is too short.
pub(super) fn plus_months(millis: i64, months: i64) -> Result<i64> {
    let at = utc(millis)?;
    let by = Months::new(u32::try_from(months.unsigned_abs()).map_err(|_| datetime_out_of_range())?);
    let later = if months < 0 { at.checked_sub_months(by) } else { at.checked_add_months(by) };
    later.map(|at| at.and_utc().timestamp_millis()).ok_or_else(datetime_out_of_range)
}

/// The error for what the types do not hold.
pub(super) fn datetime_out_of_range() -> DataFusionError {
    out_of_range("a date, time or interval is out of range")
}
