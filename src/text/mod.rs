//! Values as Athena prints them in results, in `GetQueryResults` and in CSV files. They are printed here and parsed in `read`.
//!
//! The formats are those that PyAthena's tests assert against a live Athena, and the ones of the Athena user guide: doubles as Java writes
//! them, bytes as pairs of hexadecimal digits, `[a, b]`, `{k=v}`.

mod fraction;
mod nested;
pub(crate) mod read;
mod shortened;

use std::fmt::Write;

use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{
        Date32Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, IntervalYearMonthType, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
        Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType,
    },
};
use arrow_schema::{DataType, Field, IntervalUnit, TimeUnit};
use chrono::{DateTime, TimeDelta, Utc};

use self::fraction::Digits;
use crate::types::{AthenaType, digits_of};

/// One value as Athena prints it, `None` for NULL. A time has the digits of its Arrow unit: six, for microseconds. An instant is shown as the
/// clocks of its time zone show it.
///
/// A type that Athena does not have is printed as Arrow does.
pub fn format_value(array: &ArrayRef, row: usize) -> Option<String> {
    printed(array, row, Digits::OfUnit)
}

/// One value of a column of a result as Athena prints it, `None` for NULL. A time has the digits of the field's own type
/// ([`AthenaType::from_field`]), which can be fewer than those of its Arrow unit; where a value has more, they are printed as well.
///
/// ```
/// use std::sync::Arc;
///
/// use arrow_array::{ArrayRef, TimestampMicrosecondArray};
/// use arrow_schema::{DataType, Field, TimeUnit};
/// use quilt_athena::text;
///
/// let field = Field::new("at", DataType::Timestamp(TimeUnit::Microsecond, None), true);
/// let column: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![1_000_000, 1_000_001]));
/// let of = |of: &str| field.clone().with_metadata([("athena:type".to_owned(), of.to_owned())].into());
/// assert_eq!(text::format_value_in(&of("timestamp"), &column, 0).as_deref(), Some("1970-01-01 00:00:01.000"));
/// assert_eq!(text::format_value_in(&of("timestamp"), &column, 1).as_deref(), Some("1970-01-01 00:00:01.000001"));
/// assert_eq!(text::format_value_in(&of("timestamp(0)"), &column, 0).as_deref(), Some("1970-01-01 00:00:01"));
/// ```
pub fn format_value_in(field: &Field, column: &ArrayRef, row: usize) -> Option<String> {
    let digits = match AthenaType::from_field(field) {
        Some(AthenaType::Time(digits) | AthenaType::Timestamp(digits) | AthenaType::TimestampTz(digits)) => {
            Digits::AtLeast(digits)
        }
        _ => Digits::OfUnit,
    };
    printed(column, row, digits)
}

/// One value whose times have three digits of a second, and more where they need them: for times of a precision that is not known.
#[cfg(feature = "athena")]
pub(crate) fn format_value_of_any_precision(array: &ArrayRef, row: usize) -> Option<String> {
    printed(array, row, Digits::AtLeast(3))
}

fn printed(array: &ArrayRef, row: usize, digits: Digits) -> Option<String> {
    if array.is_null(row) || *array.data_type() == DataType::Null {
        return None;
    }
    Some(match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).to_string(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float32 => java_float(array.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => java_double(array.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Binary => hexadecimal(array.as_binary::<i32>().value(row)),
        DataType::Date32 => date(array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(unit, zone) => {
            let zone = zone.as_deref();
            let at = timestamp(array, *unit, row).map(|at| zone.map_or(at, |zone| shown_in(zone, at)));
            let at = instant(at, DATE_AND_CLOCK, digits.of(digits_of(*unit)));
            zone.map_or(at.clone(), |zone| format!("{at} {zone}"))
        }
        DataType::Time32(TimeUnit::Second) => {
            let seconds = i64::from(array.as_primitive::<Time32SecondType>().value(row));
            instant(DateTime::from_timestamp(seconds, 0), CLOCK, digits.of(0))
        }
        DataType::Time32(_) => {
            let millis = i64::from(array.as_primitive::<Time32MillisecondType>().value(row));
            instant(DateTime::from_timestamp_millis(millis), CLOCK, digits.of(3))
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            let micros = array.as_primitive::<Time64MicrosecondType>().value(row);
            instant(DateTime::from_timestamp_micros(micros), CLOCK, digits.of(6))
        }
        DataType::Time64(_) => {
            let nanos = array.as_primitive::<Time64NanosecondType>().value(row);
            instant(Some(DateTime::from_timestamp_nanos(nanos)), CLOCK, digits.of(9))
        }
        DataType::Interval(IntervalUnit::YearMonth) => months(array.as_primitive::<IntervalYearMonthType>().value(row)),
        DataType::Duration(TimeUnit::Millisecond) => days(array.as_primitive::<DurationMillisecondType>().value(row)),
        DataType::List(item) => list(&array.as_list::<i32>().value(row), digits.within(item)),
        DataType::Struct(_) => fields(array, row, digits),
        DataType::Map(..) => entries(array, row, digits),
        _ => arrow_cast::display::array_value_to_string(array, row).unwrap_or_default(),
    })
}

fn nested(array: &ArrayRef, row: usize, digits: Digits) -> String {
    printed(array, row, digits).unwrap_or_else(|| "null".to_owned())
}

fn list(items: &ArrayRef, digits: Digits) -> String {
    let items: Vec<String> = (0..items.len()).map(|i| nested(items, i, digits)).collect();
    format!("[{}]", items.join(", "))
}

fn fields(array: &ArrayRef, row: usize, digits: Digits) -> String {
    let rows = array.as_struct();
    let pairs: Vec<String> = rows
        .fields()
        .iter()
        .zip(rows.columns())
        .map(|(field, column)| match field.name().as_str() {
            "" => nested(column, row, digits.within(field)),
            name => format!("{name}={}", nested(column, row, digits.within(field))),
        })
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

fn entries(array: &ArrayRef, row: usize, digits: Digits) -> String {
    let entries = array.as_map().value(row);
    let (keys, values) = (entries.column(0), entries.column(1));
    let (of_keys, of_values) = (digits.within(&entries.fields()[0]), digits.within(&entries.fields()[1]));
    let pairs: Vec<String> =
        (0..entries.len()).map(|i| format!("{}={}", nested(keys, i, of_keys), nested(values, i, of_values))).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

fn date(days: i32) -> String {
    let day = chrono::NaiveDate::default().checked_add_signed(TimeDelta::days(i64::from(days)));
    day.map_or_else(|| format!("{days} days since 1970"), |day| day.format("%Y-%m-%d").to_string())
}

const CLOCK: &str = "%H:%M:%S";
const DATE_AND_CLOCK: &str = "%Y-%m-%d %H:%M:%S";

fn timestamp(array: &ArrayRef, unit: TimeUnit, row: usize) -> Option<DateTime<Utc>> {
    match unit {
        TimeUnit::Microsecond => {
            DateTime::from_timestamp_micros(array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        TimeUnit::Nanosecond => {
            Some(DateTime::from_timestamp_nanos(array.as_primitive::<TimestampNanosecondType>().value(row)))
        }
        TimeUnit::Second => DateTime::from_timestamp(array.as_primitive::<TimestampSecondType>().value(row), 0),
        TimeUnit::Millisecond => {
            DateTime::from_timestamp_millis(array.as_primitive::<TimestampMillisecondType>().value(row))
        }
    }
}

/// What the clocks of a time zone show then, as if it were UTC. A zone that is not known is shown as UTC.
fn shown_in(zone: &str, at: DateTime<Utc>) -> DateTime<Utc> {
    let ahead = read::offset_at(zone, at).unwrap_or(0);
    at.checked_add_signed(TimeDelta::seconds(ahead)).unwrap_or(at)
}

fn instant(at: Option<DateTime<Utc>>, format: &str, digits: Digits) -> String {
    match at {
        Some(at) => format!("{}{}", at.format(format), digits.fraction(at.timestamp_subsec_nanos())),
        None => "beyond the calendar".to_owned(),
    }
}

/// `years-months`.
fn months(months: i32) -> String {
    let sign = if months < 0 { "-" } else { "" };
    format!("{sign}{}-{}", months.unsigned_abs() / 12, months.unsigned_abs() % 12)
}

/// `days hours:minutes:seconds.millis`.
fn days(millis: i64) -> String {
    let (sign, size) = (if millis < 0 { "-" } else { "" }, millis.unsigned_abs());
    let (seconds, millis) = (size / 1000, size % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{sign}{} {:02}:{minutes:02}:{seconds:02}.{millis:03}", hours / 24, hours % 24)
}

/// Java's `Double.toString`: plain from 10⁻³ up to 10⁷, else with an exponent; always a digit after the point.
fn java_double(value: f64) -> String {
    java(value, value.abs(), &format!("{value:e}"), || format!("{value:.1e}"))
}

/// The digits of a `real` are those of its own 32 bits.
fn java_float(value: f32) -> String {
    java(f64::from(value), f64::from(value.abs()), &format!("{value:e}"), || format!("{value:.1e}"))
}

/// Java has two digits at least before an exponent, and the nearest such number: 4.9E-324 where 5E-324 would be short enough.
fn java(value: f64, size: f64, shortest: &str, two_digits: impl Fn() -> String) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if size != 0.0 && !(1e-3..1e7).contains(&size) {
        let with_point = if shortest.contains('.') { shortest.to_owned() } else { two_digits() };
        return with_point.replace('e', "E");
    }
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let mut out = String::from(sign);
    if exponent < 0 {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        let _ = write!(out, "0.{zeros}{digits}");
        return out;
    }
    let whole = exponent as usize + 1;
    let padded = format!("{digits:0<whole$}");
    let fraction = padded.get(whole..).filter(|fraction| !fraction.is_empty()).unwrap_or("0");
    let _ = write!(out, "{}.{fraction}", &padded[..whole]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_printed_as_java_prints_them() {
        let cases = [
            (1.5, "1.5"),
            (100.0, "100.0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e7, "1.0E7"),
            (9_999_999.5, "9999999.5"),
            (1.234_567_8e10, "1.2345678E10"),
            (1e-3, "0.001"),
            (9e-4, "9.0E-4"),
            (5e-324, "4.9E-324"),
            (-2e-323, "-2.0E-323"),
            (1e23, "1.0E23"),
            (-0.0, "-0.0"),
            (-12.25, "-12.25"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (value, printed) in cases {
            assert_eq!(java_double(value), printed);
        }
        assert_eq!(java_float(0.1), "0.1");
    }

    #[test]
    fn bytes_are_pairs_of_digits() {
        assert_eq!(hexadecimal(b"123"), "31 32 33");
    }
}
