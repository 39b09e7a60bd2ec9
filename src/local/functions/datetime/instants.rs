//! What the functions of dates and times share.

use chrono::{Datelike, Months, NaiveDateTime, NaiveTime};
use datafusion::common::{Result, ScalarValue};

pub(super) use crate::local::temporal::datetime_out_of_range;
use crate::local::temporal::{Clock, Moment, Temporal, UTC, beyond_calendar};

/// `timestamp(3) with time zone`, in the session's zone.
pub(super) const INSTANT: Temporal = Temporal { clock: Clock::In(UTC), digits: 3 };

pub(super) const MILLIS_PER_DAY: i64 = 86_400_000;
pub(super) const NANOS_PER_MILLI: i128 = 1_000_000;

/// The value, unless it is NULL.
pub(super) fn moment(value: &ScalarValue) -> Option<Moment> {
    Moment::of(value)
}

/// Date and time of a value, on its own clock.
pub(super) fn datetime(value: &ScalarValue) -> Result<Option<NaiveDateTime>> {
    Moment::of(value).map(Moment::local).transpose()
}

/// The nanoseconds since 1970 on a clock.
pub(super) fn nanos(at: NaiveDateTime) -> i128 {
    let at = at.and_utc();
    i128::from(at.timestamp()) * 1_000_000_000 + i128::from(at.timestamp_subsec_nanos())
}

pub(super) fn midnight(at: NaiveDateTime) -> NaiveDateTime {
    at.date().and_time(NaiveTime::MIN)
}

pub(super) fn first_of_month(at: NaiveDateTime) -> NaiveDateTime {
    midnight(at).with_day(1).unwrap_or(at)
}

/// That number of months later: the same day, or the last one of a month that is too short.
pub(super) fn plus_months(at: NaiveDateTime, months: i64) -> Result<NaiveDateTime> {
    let by = Months::new(u32::try_from(months.unsigned_abs()).map_err(|_| datetime_out_of_range())?);
    let later = if months < 0 { at.checked_sub_months(by) } else { at.checked_add_months(by) };
    later.ok_or_else(beyond_calendar)
}
