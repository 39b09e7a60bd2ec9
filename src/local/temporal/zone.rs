//! Time zones, as Trino names them.

use std::fmt;

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;
use datafusion::common::Result;

use super::{
    super::errors::{refused, unsupported},
    datetime_out_of_range,
};

/// The time zone of a value of `timestamp with time zone`. In Trino each value has its own; here it is a part of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::local) enum Zone {
    /// Minutes east of UTC.
    Offset(i32),
    Named(Tz),
    /// Values of several zones in one column, which can be compared and do nothing else.
    Several,
}

/// That of Athena's sessions.
pub(in crate::local) const UTC: Zone = Zone::Offset(0);

/// What Trino takes for UTC.
const NAMES_OF_UTC: [&str; 9] = ["UTC", "Z", "GMT", "Etc/UTC", "Zulu", "UCT", "GMT0", "Universal", "UT"];

/// As Trino's `TimeZoneKey` has it, in minutes.
const LARGEST_OFFSET: i32 = 14 * 60;

/// As Java's `ZoneOffset` has it, in seconds.
const JAVAS_LARGEST_OFFSET: i32 = 18 * 3600;

/// Between these seconds since 1970 the rules of all zones but a few are the same here and in Trino: before, the sources of the two differ for
/// many zones; after, the tables here end (a sample of each zone every three days).
const KNOWN: std::ops::Range<i64> = 0..4_070_908_800;

/// Zones whose rules between those times are not the same in the tables here and in Trino 435, since governments have changed them or
/// historians have.
const UNCERTAIN: [&str; 21] = [
    "America/Asuncion",
    "America/Bahia_Banderas",
    "America/Cancun",
    "America/Coyhaique",
    "America/Hermosillo",
    "America/Mazatlan",
    "America/Merida",
    "America/Scoresbysund",
    "Antarctica/Casey",
    "Antarctica/Vostok",
    "Asia/Almaty",
    "Asia/Choibalsan",
    "Asia/Gaza",
    "Asia/Hebron",
    "Asia/Manila",
    "Asia/Qostanay",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Atlantic/Madeira",
    "Europe/Lisbon",
    "Mexico/BajaSur",
];

const SECONDS_PER_DAY: i64 = 86_400;
const NANOS: i128 = 1_000_000_000;

impl Zone {
    /// The zone of that name; `None` where Trino has none.
    ///
    /// # Errors
    /// For a name that Trino has and this engine does not know.
    pub(in crate::local) fn parse(name: &str) -> Result<Option<Self>> {
        if NAMES_OF_UTC.contains(&name) {
            return Ok(Some(UTC));
        }
        if let Some(rest) = name.strip_prefix(['+', '-']) {
            let Some(seconds) = offset_seconds(rest) else { return Ok(None) };
            let minutes = seconds / 60;
            if minutes > LARGEST_OFFSET || seconds % 60 != 0 {
                return Err(refused("NOT_SUPPORTED", format!("Time zone not supported: {name}")));
            }
            return Ok(Some(Self::Offset(if name.starts_with('-') { -minutes } else { minutes })));
        }
        let lower = name.to_ascii_lowercase();
        if ["etc/", "systemv/", "utc", "gmt", "ut+", "ut-"].iter().any(|start| lower.starts_with(start)) {
            return Err(unsupported(format!("the time zone `{name}`")));
        }
        match name.parse::<Tz>() {
            Ok(zone) if name.contains('/') && !UNCERTAIN.contains(&name) => Ok(Some(Self::Named(zone))),
            // Some of these are zones to Trino: `Cuba`, but not `EST`.
            Ok(_) => Err(unsupported(format!("the time zone `{name}`"))),
            Err(_) => Ok(None),
        }
    }

    /// The zone of an offset.
    ///
    /// # Errors
    /// `INVALID_FUNCTION_ARGUMENT` for more than 14 hours.
    pub(in crate::local) fn of_minutes(minutes: i64) -> Result<Self> {
        match i32::try_from(minutes) {
            Ok(minutes) if minutes.abs() <= LARGEST_OFFSET => Ok(Self::Offset(minutes)),
            _ => Err(refused("INVALID_FUNCTION_ARGUMENT", format!("Invalid offset minutes {minutes}"))),
        }
    }

    /// The seconds that its clocks are ahead of UTC.
    ///
    /// # Errors
    /// For values of several zones, and for an instant at which Trino's rules are not known.
    pub(in crate::local) fn offset_at(self, utc: i64) -> Result<i64> {
        match self {
            Self::Offset(minutes) => Ok(i64::from(minutes) * 60),
            Self::Named(zone) if KNOWN.contains(&utc) => Ok(seconds(zone, utc)),
            Self::Named(_) => Err(unsupported(format!("a time before 1970 or after 2098 in the time zone {self}"))),
            Self::Several => Err(several()),
        }
    }

    /// The instant of a local time, in seconds. Of two, the first; a time that the clocks skip is as much later, as in Java.
    ///
    /// # Errors
    /// As [`offset_at`](Self::offset_at).
    pub(in crate::local) fn to_utc(self, local: i64) -> Result<i64> {
        let Self::Named(zone) = self else { return Ok(local - self.offset_at(local)?) };
        let instant = match mapped(zone, local) {
            MappedLocalTime::Single(offset) | MappedLocalTime::Ambiguous(offset, _) => local - offset,
            MappedLocalTime::None => local - seconds(zone, local - SECONDS_PER_DAY),
        };
        self.offset_at(instant)?;
        Ok(instant)
    }

    /// [`to_utc`](Self::to_utc), in nanoseconds.
    ///
    /// # Errors
    /// As [`offset_at`](Self::offset_at).
    pub(in crate::local) fn instant_of(self, local_nanos: i128) -> Result<i128> {
        let seconds = i64::try_from(local_nanos.div_euclid(NANOS));
        let seconds = seconds.map_err(|_| datetime_out_of_range())?;
        Ok(i128::from(self.to_utc(seconds)?) * NANOS + local_nanos.rem_euclid(NANOS))
    }

    /// The instant that `with_timezone` gives for a local time: of two, Joda-Time takes the one with the offset that the zone has when clocks
    /// in UTC show that time.
    ///
    /// # Errors
    /// As [`offset_at`](Self::offset_at).
    pub(in crate::local) fn instant_keeping_local(self, local_nanos: i128) -> Result<i128> {
        let seconds = i64::try_from(local_nanos.div_euclid(NANOS)).map_err(|_| datetime_out_of_range())?;
        Ok(i128::from(self.to_utc_like(seconds, seconds)?) * NANOS + local_nanos.rem_euclid(NANOS))
    }

    /// What Java's `ZonedDateTime` shows for a local time in the zone of that name: a time that the clocks skip is as much later. `None` for a
    /// zone that Java does not have.
    ///
    /// # Errors
    /// As [`parse`](Self::parse) and [`offset_at`](Self::offset_at).
    pub(in crate::local) fn shown_in(name: &str, local_nanos: i128) -> Result<Option<i128>> {
        let offset = ["UTC", "GMT", "UT", ""].iter().find_map(|prefix| {
            let rest = name.strip_prefix(prefix)?;
            rest.strip_prefix(['+', '-'])
        });
        if let Some(offset) = offset {
            let is_known = offset_seconds(offset).is_some_and(|seconds| seconds <= JAVAS_LARGEST_OFFSET);
            return Ok(is_known.then_some(local_nanos));
        }
        let Some(zone) = Self::parse(name)? else { return Ok(None) };
        let instant = zone.instant_of(local_nanos)?;
        let seconds = i64::try_from(instant.div_euclid(NANOS)).map_err(|_| datetime_out_of_range())?;
        Ok(Some(instant + i128::from(zone.offset_at(seconds)?) * NANOS))
    }

    /// The instant of a local time that was counted from another instant, whose offset is kept where it can be, as in Joda-Time.
    ///
    /// # Errors
    /// As [`offset_at`](Self::offset_at).
    pub(in crate::local) fn to_utc_like(self, local: i64, origin: i64) -> Result<i64> {
        let offset = self.offset_at(origin)?;
        match self.offset_at(local - offset)? == offset {
            true => Ok(local - offset),
            false => self.to_utc(local),
        }
    }

    /// Whether its clocks show that local time at all.
    pub(in crate::local) fn shows(self, local: i64) -> bool {
        match self {
            Self::Named(zone) => !matches!(mapped(zone, local), MappedLocalTime::None),
            _ => true,
        }
    }
}

/// The error for what needs the zone of each value.
pub(in crate::local) fn several() -> datafusion::common::DataFusionError {
    unsupported("timestamps of several time zones in one column")
}

/// `7`, `07`, `0730`, `07:30`, `073000` and `07:30:00`, in seconds.
fn offset_seconds(offset: &str) -> Option<i32> {
    let digits: Vec<i32> = offset.chars().filter_map(|c| c.to_digit(10)?.try_into().ok()).collect();
    let form: String = offset.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let pair = |at: usize| digits.get(at..at + 2).map_or(0, |pair| pair[0] * 10 + pair[1]);
    let hours = match form.as_str() {
        "0" => digits[0],
        "00" | "0000" | "00:00" | "000000" | "00:00:00" => pair(0),
        _ => return None,
    };
    let (minutes, seconds) = (pair(2), pair(4));
    (minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

fn naive(seconds: i64) -> NaiveDateTime {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().naive_utc()
}

fn seconds(zone: Tz, utc: i64) -> i64 {
    i64::from(zone.offset_from_utc_datetime(&naive(utc)).fix().local_minus_utc())
}

fn mapped(zone: Tz, local: i64) -> MappedLocalTime<i64> {
    zone.offset_from_local_datetime(&naive(local)).map(|offset| i64::from(offset.fix().local_minus_utc()))
}

/// Trino's name of it.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(0) => f.write_str("UTC"),
            Self::Offset(minutes) => {
                let (sign, size) = (if *minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
                write!(f, "{sign}{:02}:{:02}", size / 60, size % 60)
            }
            Self::Named(zone) => f.write_str(zone.name()),
            Self::Several => f.write_str("*"),
        }
    }
}
