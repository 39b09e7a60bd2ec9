//! Trino's `time(p)`, `timestamp(p)` and `timestamp(p) with time zone` as Arrow types.
//!
//! Arrow counts in seconds, milliseconds, microseconds and nanoseconds: those are the types of 0, 3, 6 and 9 digits of a second. Other
//! numbers of digits are kept in the next unit, and are written after the time zone of an Arrow timestamp, behind a bar, which no name of a
//! zone has. A time is such a timestamp as well, since DataFusion finds no common type for Arrow's own types of times. Neither leaves the
//! engine: [`public`] is the type of a result. Nor is there a literal of an array of such values, which DataFusion could not print.
//!
//! | Trino | here |
//! |---|---|
//! | `timestamp(6)` | `Timestamp(Microsecond, None)` |
//! | `timestamp(4)` | `Timestamp(Microsecond, "|4")` |
//! | `timestamp(6) with time zone` | `Timestamp(Microsecond, "Asia/Kathmandu")` |
//! | `timestamp(4) with time zone` | `Timestamp(Microsecond, "Asia/Kathmandu|4")` |
//! | `time(6)` | `Timestamp(Microsecond, "time")` |
//! | `time(4)` | `Timestamp(Microsecond, "time|4")` |
//!
//! In Trino each value has its own time zone; here the type of a column has it, [`Zone::Several`] where values of several zones meet.

mod parse;
mod value;
mod zone;

use arrow_schema::{DataType, Field, FieldRef, Schema, TimeUnit};
use datafusion::common::Result;

pub(super) use self::{
    parse::{parse_time, parse_timestamp},
    value::{
        Moment, beyond_calendar, convert, converted, datetime_out_of_range, fraction, iso_date, rounded_half_up, text,
    },
    zone::{UTC, Zone, several},
};
use crate::types::{AthenaType, digits_of};

/// What such a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// A time of any day.
    Time,
    /// A date and time in no zone.
    Local,
    /// An instant, shown in a zone.
    In(Zone),
}

/// A type of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Temporal {
    pub(super) clock: Clock,
    /// Of a second, nine at most.
    pub(super) digits: u8,
}

/// The most digits of a second that Arrow keeps.
pub(super) const MOST_DIGITS: u8 = 9;

const TIME: &str = "time";

impl Temporal {
    /// `None` for other types; dates are no such type.
    pub(super) fn of(data_type: &DataType) -> Option<Self> {
        let (clock, digits) = match data_type {
            DataType::Time32(unit) | DataType::Time64(unit) => (Clock::Time, digits_of(*unit)),
            DataType::Timestamp(unit, None) => (Clock::Local, digits_of(*unit)),
            DataType::Timestamp(unit, Some(zone)) => {
                let (zone, digits) = match zone.split_once('|') {
                    Some((zone, shown)) => (zone, shown.parse().ok()?),
                    None => (zone.as_ref(), digits_of(*unit)),
                };
                let clock = match zone {
                    "" => Clock::Local,
                    TIME => Clock::Time,
                    "*" => Clock::In(Zone::Several),
                    name => Clock::In(Zone::parse(name).ok()??),
                };
                // DataFusion makes such types of two of ours.
                let found = Self { clock, digits };
                return (found.unit() == *unit).then_some(found);
            }
            _ => return None,
        };
        Some(Self { clock, digits })
    }

    pub(super) fn arrow(self) -> DataType {
        let unit = self.unit();
        let marked = digits_of(unit) != self.digits;
        let zone = match self.clock {
            Clock::Local if !marked => return DataType::Timestamp(unit, None),
            Clock::Time => TIME.to_owned(),
            Clock::Local => String::new(),
            Clock::In(zone) => zone.to_string(),
        };
        let zone = if marked { format!("{zone}|{}", self.digits) } else { zone };
        DataType::Timestamp(unit, Some(zone.into()))
    }

    /// The Arrow type of a column of a result.
    fn of_results(self) -> DataType {
        let unit = self.unit();
        match (self.clock, unit) {
            (Clock::Time, TimeUnit::Second | TimeUnit::Millisecond) => DataType::Time32(unit),
            (Clock::Time, _) => DataType::Time64(unit),
            (Clock::Local, _) => DataType::Timestamp(unit, None),
            (Clock::In(zone), _) => DataType::Timestamp(unit, Some(zone.to_string().into())),
        }
    }

    /// The unit that values are kept in.
    pub(super) fn unit(self) -> TimeUnit {
        match self.digits {
            0 => TimeUnit::Second,
            1..=3 => TimeUnit::Millisecond,
            4..=6 => TimeUnit::Microsecond,
            _ => TimeUnit::Nanosecond,
        }
    }

    pub(super) fn athena(self) -> AthenaType {
        match self.clock {
            Clock::Time => AthenaType::Time(self.digits),
            Clock::Local => AthenaType::Timestamp(self.digits),
            Clock::In(_) => AthenaType::TimestampTz(self.digits),
        }
    }

    /// In UTC, where there is a zone. `None` for other types, and for more digits than Arrow keeps.
    pub(super) fn of_athena(data_type: &AthenaType) -> Option<Self> {
        let (clock, digits) = match data_type {
            AthenaType::Time(digits) => (Clock::Time, *digits),
            AthenaType::Timestamp(digits) => (Clock::Local, *digits),
            AthenaType::TimestampTz(digits) => (Clock::In(UTC), *digits),
            _ => return None,
        };
        (digits <= MOST_DIGITS).then_some(Self { clock, digits })
    }

    /// The type that Trino converts values of both types to by itself: a timestamp becomes an instant in the zone of the session.
    pub(super) fn common(self, other: Self) -> Option<Self> {
        let clock = match (self.clock, other.clock) {
            (a, b) if a == b => a,
            (Clock::Time, _) | (_, Clock::Time) => return None,
            (Clock::Local, Clock::In(zone)) | (Clock::In(zone), Clock::Local) if zone == UTC => Clock::In(UTC),
            _ => Clock::In(Zone::Several),
        };
        Some(Self { clock, digits: self.digits.max(other.digits) })
    }

    /// That of a date and such a value.
    pub(super) fn common_with_date(self) -> Option<Self> {
        self.common(Self { clock: Clock::Local, digits: 0 })
    }

    /// With more digits of a second, if it has fewer.
    pub(super) fn at_least(self, digits: u8) -> Self {
        Self { digits: self.digits.max(digits), ..self }
    }
}

/// Whether a type is one of these or has one inside: Arrow would convert its values in another way.
pub(super) fn has_times(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(item) | DataType::Map(item, _) => has_times(item.data_type()),
        DataType::Struct(fields) => fields.iter().any(|field| has_times(field.data_type())),
        other => Temporal::of(other).is_some(),
    }
}

/// A column of a result: the Arrow type without what only this engine knows, and the name of the type in the metadata where that has fewer
/// digits of a second than Arrow keeps.
pub(super) fn public(field: &Field) -> Field {
    let nested = |field: &FieldRef| FieldRef::new(public(field));
    let data_type = match field.data_type() {
        DataType::List(item) => DataType::List(nested(item)),
        DataType::Map(entries, sorted) => DataType::Map(nested(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(nested).collect()),
        other => match Temporal::of(other) {
            Some(temporal) => {
                let new = field.clone().with_data_type(temporal.of_results());
                let is_known = digits_of(temporal.unit()) == temporal.digits;
                return if is_known { new } else { temporal.athena().named(new) };
            }
            None => return field.clone(),
        },
    };
    field.clone().with_data_type(data_type)
}

/// Refuses a result with values of several time zones: each would have to be printed in its own.
///
/// # Errors
/// For such a column.
pub(super) fn check_zones(schema: &Schema) -> Result<()> {
    fn has_several(data_type: &DataType) -> bool {
        match data_type {
            DataType::List(item) | DataType::Map(item, _) => has_several(item.data_type()),
            DataType::Struct(fields) => fields.iter().any(|field| has_several(field.data_type())),
            other => matches!(Temporal::of(other), Some(Temporal { clock: Clock::In(Zone::Several), .. })),
        }
    }
    match schema.fields().iter().any(|field| has_several(field.data_type())) {
        true => Err(several()),
        false => Ok(()),
    }
}
