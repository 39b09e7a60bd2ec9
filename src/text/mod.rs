//! Values as Athena prints them in results, in `GetQueryResults` and in CSV files. They are printed here and parsed in `read`.
//!
//! The formats are those that PyAthena's tests assert against a live Athena, and the ones of the Athena user guide: doubles as Java writes
//! them, bytes as pairs of hexadecimal digits, `[a, b]`, `{k=v}`.

mod nested;
pub(crate) mod read;
mod shortened;

use std::fmt::Write;

use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{
        Date32Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, IntervalYearMonthType, Time32MillisecondType, Time64MicrosecondType, Time64NanosecondType,
        TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    },
};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};
use chrono::{DateTime, TimeDelta, Utc};

/// One value as Athena prints it, `None` for NULL.
///
/// A type that Athena does not have is printed as Arrow does.
pub fn format_value(array: &ArrayRef, row: usize) -> Option<String> {
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
            let at = timestamp(array, *unit, row);
            zone.as_ref().map_or(at.clone(), |zone| format!("{at} {zone}"))
        }
        DataType::Time32(_) => {
            let millis = i64::from(array.as_primitive::<Time32MillisecondType>().value(row));
            instant(DateTime::from_timestamp_millis(millis), "%H:%M:%S%.3f")
        }
        DataType::Time64(TimeUnit::Microsecond) => instant(
            DateTime::from_timestamp_micros(array.as_primitive::<Time64MicrosecondType>().value(row)),
            "%H:%M:%S%.6f",
        ),
        DataType::Time64(_) => {
            let nanos = array.as_primitive::<Time64NanosecondType>().value(row);
            instant(Some(DateTime::from_timestamp_nanos(nanos)), "%H:%M:%S%.9f")
        }
        DataType::Interval(IntervalUnit::YearMonth) => months(array.as_primitive::<IntervalYearMonthType>().value(row)),
        DataType::Duration(TimeUnit::Millisecond) => days(array.as_primitive::<DurationMillisecondType>().value(row)),
        DataType::List(_) => list(&array.as_list::<i32>().value(row)),
        DataType::Struct(_) => fields(array, row),
        DataType::Map(..) => entries(array, row),
        _ => arrow_cast::display::array_value_to_string(array, row).unwrap_or_default(),
    })
}

fn nested(array: &ArrayRef, row: usize) -> String {
    format_value(array, row).unwrap_or_else(|| "null".to_owned())
}

fn list(items: &ArrayRef) -> String {
    let items: Vec<String> = (0..items.len()).map(|i| nested(items, i)).collect();
    format!("[{}]", items.join(", "))
}

fn fields(array: &ArrayRef, row: usize) -> String {
    let rows = array.as_struct();
    let pairs: Vec<String> = rows
        .fields()
        .iter()
        .zip(rows.columns())
        .map(|(field, column)| match field.name().as_str() {
            "" => nested(column, row),
            name => format!("{name}={}", nested(column, row)),
        })
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

fn entries(array: &ArrayRef, row: usize) -> String {
    let entries = array.as_map().value(row);
    let (keys, values) = (entries.column(0), entries.column(1));
    let pairs: Vec<String> = (0..entries.len()).map(|i| format!("{}={}", nested(keys, i), nested(values, i))).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

fn date(days: i32) -> String {
    let day = chrono::NaiveDate::default().checked_add_signed(TimeDelta::days(i64::from(days)));
    day.map_or_else(|| format!("{days} days since 1970"), |day| day.format("%Y-%m-%d").to_string())
}

fn timestamp(array: &ArrayRef, unit: TimeUnit, row: usize) -> String {
    match unit {
        TimeUnit::Microsecond => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            instant(DateTime::from_timestamp_micros(micros), "%Y-%m-%d %H:%M:%S%.6f")
        }
        TimeUnit::Nanosecond => {
            let nanos = array.as_primitive::<TimestampNanosecondType>().value(row);
            instant(Some(DateTime::from_timestamp_nanos(nanos)), "%Y-%m-%d %H:%M:%S%.9f")
        }
        TimeUnit::Second | TimeUnit::Millisecond => {
            let millis = array.as_primitive::<TimestampMillisecondType>().value(row);
            instant(DateTime::from_timestamp_millis(millis), "%Y-%m-%d %H:%M:%S%.3f")
        }
    }
}

fn instant(at: Option<DateTime<Utc>>, format: &str) -> String {
    at.map_or_else(|| "beyond the calendar".to_owned(), |at| at.format(format).to_string())
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
