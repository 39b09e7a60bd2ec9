//! Columns of dates, times, timestamps and intervals.

use arrow_array::{
    ArrayRef,
    cast::AsArray,
    types::{
        Date32Type, DurationMillisecondType, IntervalYearMonthType, Time32MillisecondType, Time64MicrosecondType,
        Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    },
};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::FromColumn;
use crate::types::Months;

impl FromColumn for NaiveDate {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Date32
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let days = array.as_primitive::<Date32Type>().value(row);
        NaiveDate::default()
            .checked_add_signed(TimeDelta::days(i64::from(days)))
            .ok_or("the date is beyond chrono's range")
    }
}

impl FromColumn for NaiveDateTime {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Timestamp(_, None))
    }

    fn reads(arrow: &DataType) -> DataType {
        in_units(arrow)
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        instant(array, row).map(|at| at.naive_utc())
    }
}

impl FromColumn for DateTime<Utc> {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Timestamp(_, Some(_)))
    }

    fn reads(arrow: &DataType) -> DataType {
        in_units(arrow)
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        instant(array, row)
    }
}

/// Seconds are read as milliseconds, all else in its own unit: nothing is lost.
fn in_units(arrow: &DataType) -> DataType {
    match arrow {
        DataType::Timestamp(TimeUnit::Second, zone) => DataType::Timestamp(TimeUnit::Millisecond, zone.clone()),
        other => other.clone(),
    }
}

fn instant(array: &ArrayRef, row: usize) -> Result<DateTime<Utc>, &'static str> {
    let instant = match array.data_type() {
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Some(DateTime::from_timestamp_nanos(array.as_primitive::<TimestampNanosecondType>().value(row)))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            DateTime::from_timestamp_micros(array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        _ => DateTime::from_timestamp_millis(array.as_primitive::<TimestampMillisecondType>().value(row)),
    };
    instant.ok_or("the timestamp is beyond chrono's range")
}

impl FromColumn for NaiveTime {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Time32(_) | DataType::Time64(_))
    }

    fn reads(arrow: &DataType) -> DataType {
        match arrow {
            DataType::Time32(_) => DataType::Time32(TimeUnit::Millisecond),
            other => other.clone(),
        }
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let nanos = match array.data_type() {
            DataType::Time64(TimeUnit::Nanosecond) => array.as_primitive::<Time64NanosecondType>().value(row),
            DataType::Time64(_) => array.as_primitive::<Time64MicrosecondType>().value(row) * 1_000,
            _ => i64::from(array.as_primitive::<Time32MillisecondType>().value(row)) * 1_000_000,
        };
        let seconds = u32::try_from(nanos / 1_000_000_000).ok();
        seconds
            .and_then(|seconds| NaiveTime::from_num_seconds_from_midnight_opt(seconds, (nanos % 1_000_000_000) as u32))
            .ok_or("the time is not within a day")
    }
}

impl FromColumn for TimeDelta {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Duration(TimeUnit::Millisecond))
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let millis = array.as_primitive::<DurationMillisecondType>().value(row);
        TimeDelta::try_milliseconds(millis).ok_or("the interval is beyond chrono's range")
    }
}

impl FromColumn for Months {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Interval(IntervalUnit::YearMonth))
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        Ok(Months(array.as_primitive::<IntervalYearMonthType>().value(row)))
    }
}
