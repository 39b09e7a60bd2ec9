//! Values of times: read, converted and printed.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, new_empty_array};
use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, NaiveDateTime};
use datafusion::common::{DataFusionError, Result, ScalarValue};

use super::{
    super::errors::{refused, unsupported},
    Clock, Temporal, UTC, Zone, digits_of,
};

const NANOS: i128 = 1_000_000_000;
const NANOS_PER_DAY: i128 = 86_400 * NANOS;
const NANOS_PER_MILLI: i128 = 1_000_000;
/// Trino keeps them in 52 bits, beside the zone.
const MILLIS_OF_INSTANTS: std::ops::Range<i128> = -(1 << 51)..1 << 51;

/// A value that is not NULL: nanoseconds since 1970 in UTC, on its own clock where it is in no zone, or since midnight for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::local) struct Moment {
    /// `None` for a date.
    pub(in crate::local) temporal: Option<Temporal>,
    pub(in crate::local) nanos: i128,
}

impl Moment {
    /// `None` for NULL and for other types.
    pub(in crate::local) fn of(value: &ScalarValue) -> Option<Self> {
        let (unit, count) = match value {
            ScalarValue::Date32(days) => {
                return Some(Self { temporal: None, nanos: i128::from((*days)?) * NANOS_PER_DAY });
            }
            ScalarValue::Time32Second(count) => (TimeUnit::Second, i64::from((*count)?)),
            ScalarValue::Time32Millisecond(count) => (TimeUnit::Millisecond, i64::from((*count)?)),
            ScalarValue::Time64Microsecond(count) => (TimeUnit::Microsecond, (*count)?),
            ScalarValue::Time64Nanosecond(count) => (TimeUnit::Nanosecond, (*count)?),
            ScalarValue::TimestampSecond(count, _) => (TimeUnit::Second, (*count)?),
            ScalarValue::TimestampMillisecond(count, _) => (TimeUnit::Millisecond, (*count)?),
            ScalarValue::TimestampMicrosecond(count, _) => (TimeUnit::Microsecond, (*count)?),
            ScalarValue::TimestampNanosecond(count, _) => (TimeUnit::Nanosecond, (*count)?),
            _ => return None,
        };
        let temporal = Temporal::of(&value.data_type())?;
        Some(Self { temporal: Some(temporal), nanos: i128::from(count) * nanos_of(digits_of(unit)) })
    }

    /// The zone that it is shown in; UTC where it has none, as in Athena's sessions.
    pub(in crate::local) fn zone(self) -> Zone {
        match self.temporal {
            Some(Temporal { clock: Clock::In(zone), .. }) => zone,
            _ => UTC,
        }
    }

    /// The digits of a second that its type has.
    pub(in crate::local) fn digits(self) -> u8 {
        self.temporal.map_or(0, |temporal| temporal.digits)
    }

    /// What the clock and calendar of a zone show at that instant.
    ///
    /// # Errors
    /// As [`offset`](Self::offset), and for what no calendar has.
    pub(in crate::local) fn local_in(self, zone: Zone) -> Result<NaiveDateTime> {
        calendar(self.nanos + i128::from(zone.offset_at(self.seconds()?)?) * NANOS)
    }

    fn seconds(self) -> Result<i64> {
        i64::try_from(self.nanos.div_euclid(NANOS)).map_err(|_| datetime_out_of_range())
    }

    /// How far its clock is ahead of UTC, in seconds.
    ///
    /// # Errors
    /// Where that is not known.
    pub(in crate::local) fn offset(self) -> Result<i64> {
        self.zone().offset_at(self.seconds()?)
    }

    /// The nanoseconds since 1970 that its own clock shows.
    ///
    /// # Errors
    /// As [`offset`](Self::offset).
    pub(in crate::local) fn local_nanos(self) -> Result<i128> {
        Ok(self.nanos + i128::from(self.offset()?) * NANOS)
    }

    /// What its own clock and calendar show. A time is on the first day of 1970.
    ///
    /// # Errors
    /// As [`offset`](Self::offset), and for what no calendar has.
    pub(in crate::local) fn local(self) -> Result<NaiveDateTime> {
        calendar(self.local_nanos()?)
    }

    /// Rounded half up to that many digits of a second.
    pub(in crate::local) fn rounded(self, digits: u8) -> Self {
        Self { nanos: rounded(self.nanos, digits), ..self }
    }

    /// A value of the same type, from its nanoseconds.
    ///
    /// # Errors
    /// For what the type does not hold.
    pub(in crate::local) fn with_nanos(self, nanos: i128) -> Result<ScalarValue> {
        match self.temporal {
            Some(temporal) => scalar(temporal, &temporal.arrow(), nanos),
            None => date(nanos),
        }
    }

    /// A value of the same type at which its own clock shows that. Of two such instants it is the one with the offset that this one has, if
    /// any, else the first.
    ///
    /// # Errors
    /// For what the type does not hold.
    pub(in crate::local) fn with_local(self, local_nanos: i128) -> Result<ScalarValue> {
        let seconds = i64::try_from(local_nanos.div_euclid(NANOS)).map_err(|_| datetime_out_of_range())?;
        let instant = self.zone().to_utc_like(seconds, self.seconds()?)?;
        self.with_nanos(i128::from(instant) * NANOS + local_nanos.rem_euclid(NANOS))
    }
}

/// The error for what the types do not hold.
pub(in crate::local) fn datetime_out_of_range() -> DataFusionError {
    refused("NUMERIC_VALUE_OUT_OF_RANGE", "a date, time or interval is out of range")
}

/// The error for a day that the calendar here does not have; Trino has dates for 5,000,000 years more.
pub(in crate::local) fn beyond_calendar() -> DataFusionError {
    unsupported("a date or time before the year -262143 or after 262142")
}

fn calendar(nanos: i128) -> Result<NaiveDateTime> {
    let seconds = i64::try_from(nanos.div_euclid(NANOS)).map_err(|_| datetime_out_of_range())?;
    let rest = u32::try_from(nanos.rem_euclid(NANOS)).unwrap_or(0);
    DateTime::from_timestamp(seconds, rest).map(|at| at.naive_utc()).ok_or_else(beyond_calendar)
}

/// The nanoseconds of the last of so many digits.
fn nanos_of(digits: u8) -> i128 {
    10_i128.pow(9 - u32::from(digits.min(9)))
}

/// Rounded half up to so many digits of a second.
fn rounded(nanos: i128, digits: u8) -> i128 {
    rounded_half_up(nanos, nanos_of(digits))
}

/// The nearest multiple of a unit; of two, the later one.
pub(in crate::local) fn rounded_half_up(count: i128, unit: i128) -> i128 {
    (count + unit / 2).div_euclid(unit) * unit
}

fn date(nanos: i128) -> Result<ScalarValue> {
    let days = i32::try_from(nanos.div_euclid(NANOS_PER_DAY)).map_err(|_| datetime_out_of_range())?;
    Ok(ScalarValue::Date32(Some(days)))
}

/// A value of a type, which is that of an Arrow type, rounded half up to its digits; a time goes round the clock.
///
/// # Errors
/// For what Arrow's 64 bits do not hold.
fn scalar(temporal: Temporal, data_type: &DataType, nanos: i128) -> Result<ScalarValue> {
    let nanos = rounded(nanos, temporal.digits);
    let nanos = if temporal.clock == Clock::Time { nanos.rem_euclid(NANOS_PER_DAY) } else { nanos };
    let millis = nanos.div_euclid(NANOS_PER_MILLI);
    if matches!(temporal.clock, Clock::In(_)) && !MILLIS_OF_INSTANTS.contains(&millis) {
        let message = format!("Millis overflow: {millis}");
        return Err(refused("INVALID_FUNCTION_ARGUMENT", message));
    }
    calendar(nanos)?;
    let count = i64::try_from(nanos / nanos_of(digits_of(temporal.unit())));
    let count = count.map_err(|_| unsupported(format!("{} before 1677 or after 2262", temporal.athena())))?;
    Ok(match data_type.clone() {
        DataType::Time32(TimeUnit::Second) => ScalarValue::Time32Second(i32::try_from(count).ok()),
        DataType::Time32(_) => ScalarValue::Time32Millisecond(i32::try_from(count).ok()),
        DataType::Time64(TimeUnit::Microsecond) => ScalarValue::Time64Microsecond(Some(count)),
        DataType::Time64(_) => ScalarValue::Time64Nanosecond(Some(count)),
        DataType::Timestamp(TimeUnit::Second, zone) => ScalarValue::TimestampSecond(Some(count), zone),
        DataType::Timestamp(TimeUnit::Millisecond, zone) => ScalarValue::TimestampMillisecond(Some(count), zone),
        DataType::Timestamp(TimeUnit::Microsecond, zone) => ScalarValue::TimestampMicrosecond(Some(count), zone),
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => ScalarValue::TimestampNanosecond(Some(count), zone),
        other => ScalarValue::try_from(&other)?,
    })
}

/// A value that is not NULL as one of a type, as Trino casts it: the zone of an instant decides what a timestamp, a time or a date of it is,
/// and these are instants in the zone of the session.
///
/// # Errors
/// For what the type does not hold, and for a cast that Trino does not have or that this engine does not do.
pub(in crate::local) fn convert(value: &ScalarValue, to: &DataType) -> Result<ScalarValue> {
    let wrong = || unsupported(format!("a conversion of {} to {to}", value.data_type()));
    let from = Moment::of(value).ok_or_else(wrong)?;
    let Some(temporal) = Temporal::of(to) else {
        return if *to == DataType::Date32 { date(from.local_nanos()?) } else { Err(wrong()) };
    };
    let is_time = |temporal: Option<Temporal>| matches!(temporal, Some(Temporal { clock: Clock::Time, .. }));
    let is_local = matches!(from.temporal, Some(Temporal { clock: Clock::Local, .. }));
    if is_local && temporal.clock == Clock::Time && from.nanos < 0 && from.nanos % NANOS != 0 {
        // Trino 435 gives a second less.
        return Err(unsupported("the time of a timestamp before 1970 with a fraction of a second"));
    }
    let nanos = match (from.temporal, temporal.clock) {
        (_, Clock::Time) => from.local_nanos()?,
        (time, _) if is_time(time) => return Err(wrong()),
        (_, Clock::Local) => from.local_nanos()?,
        (_, Clock::In(_)) => from.nanos,
    };
    scalar(temporal, to, nanos)
}

/// [`convert`], value by value.
///
/// # Errors
/// As [`convert`].
pub(in crate::local) fn converted(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    let values = (0..array.len()).map(|row| match array.is_null(row) {
        true => ScalarValue::try_from(to),
        false => convert(&ScalarValue::try_from_array(array, row)?, to),
    });
    let values = values.collect::<Result<Vec<_>>>()?;
    if values.is_empty() { Ok(new_empty_array(to)) } else { ScalarValue::iter_to_array(values) }
}

/// As Trino casts it to varchar; `None` for NULL and for other types.
///
/// # Errors
/// Where its zone is not known.
pub(in crate::local) fn text(value: &ScalarValue) -> Result<Option<String>> {
    let Some(moment) = Moment::of(value) else { return Ok(None) };
    let local = moment.local()?;
    let Some(temporal) = moment.temporal else { return Ok(Some(iso_date(local))) };
    let fraction = fraction(local, temporal.digits);
    Ok(Some(match temporal.clock {
        Clock::Time => format!("{}{fraction}", local.format("%H:%M:%S")),
        Clock::Local => format!("{}{fraction}", local.format("%Y-%m-%d %H:%M:%S")),
        Clock::In(zone) => format!("{}{fraction} {zone}", local.format("%Y-%m-%d %H:%M:%S")),
    }))
}

/// A date as Trino casts it to varchar, which has no sign before a long year, unlike that of a timestamp.
pub(in crate::local) fn iso_date(at: NaiveDateTime) -> String {
    let date = at.format("%Y-%m-%d").to_string();
    date.strip_prefix('+').map(str::to_owned).unwrap_or(date)
}

/// The point and so many digits of a second; nothing for none.
pub(in crate::local) fn fraction(at: NaiveDateTime, digits: u8) -> String {
    let all = format!("{:09}", at.and_utc().timestamp_subsec_nanos());
    match digits {
        0 => String::new(),
        digits => format!(".{}", &all[..usize::from(digits.min(9))]),
    }
}
