//! The formats in which Athena prints the types that are neither nested nor free text.
//!
//! No format can be empty, or contain `, `, `=`, `]` or `}`: that is what makes such values exact. The formats are a little wider than
//! what Athena prints (a month 13 passes), which can only turn a reading into an error later, never into another value.

use std::net::IpAddr;

use crate::types::AthenaType;

/// Whether the text has the format of this type. False for nested types and for free text.
pub(super) fn fits(data_type: &AthenaType, text: &str) -> bool {
    match data_type {
        AthenaType::Boolean => matches!(text, "true" | "false"),
        AthenaType::Tinyint | AthenaType::Smallint | AthenaType::Integer | AthenaType::Bigint => {
            all_digits(unsigned(text))
        }
        AthenaType::Real | AthenaType::Double => is_double(text),
        AthenaType::Decimal(..) => is_decimal(unsigned(text)),
        AthenaType::Varbinary => is_identity(text),
        AthenaType::Date => is_date(text),
        AthenaType::Time(_) => is_time(text),
        AthenaType::TimeTz(_) => is_zoned(text, is_time),
        AthenaType::Timestamp(_) => is_timestamp(text),
        AthenaType::TimestampTz(_) => is_zoned(text, is_timestamp),
        AthenaType::IntervalYearMonth => {
            unsigned(text).split_once('-').is_some_and(|(years, months)| all_digits(years) && all_digits(months))
        }
        AthenaType::IntervalDayTime => {
            unsigned(text).split_once(' ').is_some_and(|(days, time)| all_digits(days) && is_time(time))
        }
        AthenaType::Uuid => is_uuid(text),
        AthenaType::IpAddress => text.parse::<IpAddr>().is_ok(),
        AthenaType::Varchar(_)
        | AthenaType::Char(_)
        | AthenaType::Json
        | AthenaType::Array(_)
        | AthenaType::Map(..)
        | AthenaType::Row(_) => false,
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix('-').unwrap_or(text)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && all_digits(text)
}

fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => all_digits(text),
    }
}

fn is_double(text: &str) -> bool {
    let text = unsigned(text);
    match text.split_once('E') {
        Some((digits, power)) => is_decimal(digits) && all_digits(unsigned(power)),
        None => text == "NaN" || text == "Infinity" || is_decimal(text),
    }
}

/// `[B@2545d692`: where Java kept the bytes, not what they were.
fn is_identity(text: &str) -> bool {
    text.strip_prefix("[B@").is_some_and(|at| !at.is_empty() && at.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A year has four digits or more, and a sign when it has more or is before the year 0.
fn is_date(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut parts = text.splitn(3, '-');
    parts.next().is_some_and(|year| year.len() >= 4 && all_digits(year))
        && parts.next().is_some_and(|month| digits(month, 2))
        && parts.next().is_some_and(|day| digits(day, 2))
}

/// `hh:mm:ss` with or without a fraction.
fn is_time(text: &str) -> bool {
    let (seconds, fraction) = match text.split_once('.') {
        Some((seconds, fraction)) => (seconds, Some(fraction)),
        None => (text, None),
    };
    let mut parts = seconds.splitn(3, ':');
    (0..3).all(|_| parts.next().is_some_and(|part| digits(part, 2))) && fraction.is_none_or(all_digits)
}

fn is_timestamp(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// A zone follows the last space (` UTC`, ` America/New_York`, ` +09:00`), or is an offset with no space before it.
fn is_zoned(text: &str, local: fn(&str) -> bool) -> bool {
    let zone = |b: u8| b.is_ascii_alphanumeric() || b"_/+-:".contains(&b);
    let named = text.rsplit_once(' ').is_some_and(|(at, name)| local(at) && !name.is_empty() && name.bytes().all(zone));
    let offset = |at: usize| {
        text.is_char_boundary(at) && {
            let (time, offset) = text.split_at(at);
            offset.starts_with(['+', '-']) && is_offset(&offset[1..]) && local(time)
        }
    };
    named || text.len().checked_sub("+00:00".len()).is_some_and(offset)
}

fn is_offset(text: &str) -> bool {
    text.split_once(':').is_some_and(|(hours, minutes)| digits(hours, 2) && digits(minutes, 2))
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut parts = text.split('-');
    lengths.into_iter().all(|length| {
        parts.next().is_some_and(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_hexdigit()))
    }) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_athena_prints_fits_its_type() {
        for (data_type, texts) in [
            ("boolean", &["true", "false"][..]),
            ("bigint", &["0", "-9223372036854775808"]),
            ("double", &["1.5", "-0.0", "1.0E7", "1.0E-7", "NaN", "Infinity", "-Infinity"]),
            ("decimal(38,2)", &["0.10", "-12", "999999999999999999999999999999999999.99"]),
            ("varbinary", &["[B@2545d692"]),
            ("date", &["2017-01-02", "-0001-12-31", "+12345-01-01"]),
            ("time", &["01:02:03.456", "01:02:03"]),
            ("time with time zone", &["12:34:56.789+00:00", "01:02:03.456 America/Los_Angeles"]),
            ("timestamp", &["2017-01-02 01:02:03.000", "2017-01-02 01:02:03"]),
            (
                "timestamp with time zone",
                &[
                    "2026-09-17 12:34:56.789 UTC",
                    "2026-09-17 12:34:56 America/New_York",
                    "2026-09-17 12:34:56.789 +09:00",
                ],
            ),
            ("interval year to month", &["1-0", "-0-3"]),
            ("interval day to second", &["2 00:00:00.000", "-0 00:00:01.000"]),
            ("uuid", &["12151fd2-7586-11e9-8f9e-2a86e4085a59"]),
            ("ipaddress", &["10.0.0.1", "2001:db8::1"]),
        ] {
            for text in texts {
                assert!(fits(&data_type.parse().unwrap(), text), "{data_type} {text}");
            }
        }
    }

    #[test]
    fn what_athena_does_not_print_does_not_fit() {
        for (data_type, text) in [
            ("boolean", "TRUE"),
            ("integer", ""),
            ("integer", "-"),
            ("integer", "1.0"),
            ("double", "1.5.5"),
            ("double", "E5"),
            ("decimal(3,1)", "1E5"),
            ("date", "2017-01"),
            ("date", "2017-01-02-03"),
            ("time", "01:02"),
            ("time", "01:02:03."),
            ("timestamp", "2017-01-02"),
            ("timestamp with time zone", "2017-01-02 01:02:03"),
            ("time with time zone", "é00:00"),
            ("uuid", "12151fd2-7586-11e9-8f9e-2a86e4085a59-1"),
            ("ipaddress", "10.0.0"),
            ("varchar", "x"),
            ("array(integer)", "[1]"),
        ] {
            assert!(!fits(&data_type.parse().unwrap(), text), "{data_type} {text}");
        }
    }
}
