//! Names and values in Trino's grammar: `"name"`, `'it''s'`, typed literals.

use std::fmt::Write;

use chrono::{Datelike, Timelike};
use sea_query::Value;

use crate::error::{ErrorKind, Result};

/// Writes a name between double quotes.
pub(crate) fn write_identifier(out: &mut (impl Write + ?Sized), name: &str) {
    write_quoted(out, name, '"');
}

/// Writes a string literal. Trino's strings have no escapes: a quote is doubled, every other character is itself.
pub(crate) fn write_string(out: &mut (impl Write + ?Sized), value: &str) {
    write_quoted(out, value, '\'');
}

/// Writing to a `String` cannot fail, and no other writer reaches this.
fn write_quoted(out: &mut (impl Write + ?Sized), text: &str, quote: char) {
    let _ = out.write_char(quote);
    if !text.contains(quote) {
        let _ = out.write_str(text);
        let _ = out.write_char(quote);
        return;
    }
    for (i, part) in text.split(quote).enumerate() {
        if i > 0 {
            let _ = out.write_char(quote);
            let _ = out.write_char(quote);
        }
        let _ = out.write_str(part);
    }
    let _ = out.write_char(quote);
}

/// Writes a value so that it has the SQL type of its Rust type.
///
/// `1.5` would be a decimal to Trino and a double to Athena, and a bare `'2020-01-01'` is a varchar to both: doubles get an exponent,
/// dates and times the keyword of their type.
pub(crate) fn write_value(out: &mut (impl Write + ?Sized), value: &Value) -> Result<()> {
    match value {
        Value::Bool(Some(v)) => put(out, if *v { "TRUE" } else { "FALSE" }),
        Value::TinyInt(Some(v)) => put(out, v),
        Value::SmallInt(Some(v)) => put(out, v),
        Value::Int(Some(v)) => put(out, v),
        Value::BigInt(Some(v)) => write_bigint(out, *v),
        Value::TinyUnsigned(Some(v)) => put(out, v),
        Value::SmallUnsigned(Some(v)) => put(out, v),
        Value::Unsigned(Some(v)) => put(out, v),
        Value::BigUnsigned(Some(v)) => match i64::try_from(*v) {
            Ok(v) => write_bigint(out, v),
            Err(_) => put(out, format_args!("DECIMAL '{v}'")),
        },
        Value::Float(Some(v)) if v.is_finite() => put(out, format_args!("REAL '{v:E}'")),
        Value::Float(Some(v)) => put(out, format_args!("CAST({} AS real)", not_finite(f64::from(*v)))),
        Value::Double(Some(v)) if v.is_finite() => put(out, format_args!("{v:E}")),
        Value::Double(Some(v)) => put(out, not_finite(*v)),
        Value::String(Some(v)) => {
            write_string(out, v);
            Ok(())
        }
        Value::Char(Some(v)) => {
            write_string(out, v.encode_utf8(&mut [0; 4]));
            Ok(())
        }
        Value::Bytes(Some(v)) => write_bytes(out, v),
        Value::ChronoDate(Some(v)) => {
            four_digit_year(v.year(), v)?;
            put(out, format_args!("DATE '{}'", v.format("%Y-%m-%d")))
        }
        Value::ChronoTime(Some(v)) if is_leap_second(v) => not_a_literal(v, LEAP_SECOND),
        Value::ChronoTime(Some(v)) => put(out, format_args!("TIME '{}{}'", v.format("%H:%M:%S"), fraction(v))),
        Value::ChronoDateTime(Some(v)) => write_timestamp(out, v, format_args!("")),
        Value::ChronoDateTimeUtc(Some(v)) => write_timestamp(out, &v.naive_utc(), format_args!(" UTC")),
        Value::ChronoDateTimeLocal(Some(v)) => write_timestamp(out, &v.naive_local(), format_args!(" {}", v.offset())),
        Value::ChronoDateTimeWithTimeZone(Some(v)) => {
            write_timestamp(out, &v.naive_local(), format_args!(" {}", v.offset()))
        }
        Value::Enum(_) => not_a_literal(value, "Athena has no enums: pass a string"),
        // The rest are the NULLs of each type.
        _ => put(out, "NULL"),
    }
}

fn put(out: &mut (impl Write + ?Sized), text: impl std::fmt::Display) -> Result<()> {
    let _ = write!(out, "{text}");
    Ok(())
}

/// The smallest bigint cannot be written as a minus sign and a number: the number alone would be out of range.
fn write_bigint(out: &mut (impl Write + ?Sized), value: i64) -> Result<()> {
    if value == i64::MIN { put(out, format_args!("BIGINT '{value}'")) } else { put(out, value) }
}

fn not_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "nan()"
    } else if value > 0.0 {
        "infinity()"
    } else {
        "-infinity()"
    }
}

fn write_bytes(out: &mut (impl Write + ?Sized), bytes: &[u8]) -> Result<()> {
    put(out, "X'")?;
    for byte in bytes {
        put(out, format_args!("{byte:02X}"))?;
    }
    put(out, "'")
}

fn write_timestamp(
    out: &mut (impl Write + ?Sized),
    at: &chrono::NaiveDateTime,
    zone: std::fmt::Arguments<'_>,
) -> Result<()> {
    four_digit_year(at.year(), at)?;
    if is_leap_second(at) {
        return not_a_literal(at, LEAP_SECOND);
    }
    put(out, format_args!("TIMESTAMP '{}{}{zone}'", at.format("%Y-%m-%d %H:%M:%S"), fraction(at)))
}

/// 3, 6 or 9 digits, as few as the value needs: they decide the precision of the literal's type.
fn fraction(time: &impl Timelike) -> String {
    let nanos = time.nanosecond();
    if nanos.is_multiple_of(1_000_000) {
        format!(".{:03}", nanos / 1_000_000)
    } else if nanos.is_multiple_of(1_000) {
        format!(".{:06}", nanos / 1_000)
    } else {
        format!(".{nanos:09}")
    }
}

fn four_digit_year(year: i32, value: &impl std::fmt::Debug) -> Result<()> {
    if (1..=9999).contains(&year) {
        return Ok(());
    }
    not_a_literal(value, "its year is not between 1 and 9999")
}

pub(super) const LEAP_SECOND: &str = "Athena has no leap seconds";

/// chrono counts a leap second as nanoseconds past 999,999,999, and would print a 60.
pub(super) fn is_leap_second(time: &impl Timelike) -> bool {
    time.nanosecond() >= 1_000_000_000
}

fn not_a_literal(value: &impl std::fmt::Debug, reason: &'static str) -> Result<()> {
    let value: String = format!("{value:?}").chars().take(80).collect();
    Err(ErrorKind::Literal { value, reason }.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, NaiveDate};
    use expect_test::expect;

    fn written(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    fn literal(value: impl Into<Value>) -> String {
        let mut out = String::new();
        write_value(&mut out, &value.into()).expect("a literal");
        out
    }

    #[test]
    fn a_quote_is_doubled_and_nothing_else_is_escaped() {
        assert_eq!(written(|out| write_string(out, "it's \\ \"x\"\n%")), "'it''s \\ \"x\"\n%'");
        assert_eq!(written(|out| write_identifier(out, "a\"b'c`")), "\"a\"\"b'c`\"");
    }

    #[test]
    fn numbers_keep_their_type() {
        let all = [
            literal(1i32),
            literal(-7i64),
            literal(i64::MIN),
            literal(u64::MAX),
            literal(1.0f64),
            literal(-0.1f64),
            literal(1e300f64),
            literal(f64::NAN),
            literal(f64::NEG_INFINITY),
            literal(1.5f32),
            literal(f32::INFINITY),
            literal(true),
            literal(None::<i32>),
        ];
        expect![[r#"
            1
            -7
            BIGINT '-9223372036854775808'
            DECIMAL '18446744073709551615'
            1E0
            -1E-1
            1E300
            nan()
            -infinity()
            REAL '1.5E0'
            CAST(infinity() AS real)
            TRUE
            NULL"#]]
        .assert_eq(&all.join("\n"));
    }

    #[test]
    fn dates_and_times_name_their_type_and_keep_their_digits() {
        let day = NaiveDate::from_ymd_opt(2020, 1, 2).expect("a day");
        let at = |nanos| day.and_hms_nano_opt(3, 4, 5, nanos).expect("a time");
        let zoned = DateTime::parse_from_rfc3339("2020-01-02T03:04:05.006+05:30").expect("a time");
        let all = [
            literal(day),
            literal(at(0)),
            literal(at(6_000_000)),
            literal(at(7_000)),
            literal(at(8)),
            literal(at(0).and_utc()),
            literal(zoned),
            literal(at(0).time()),
            literal(vec![0u8, 255]),
        ];
        expect![[r#"
            DATE '2020-01-02'
            TIMESTAMP '2020-01-02 03:04:05.000'
            TIMESTAMP '2020-01-02 03:04:05.006'
            TIMESTAMP '2020-01-02 03:04:05.000007'
            TIMESTAMP '2020-01-02 03:04:05.000000008'
            TIMESTAMP '2020-01-02 03:04:05.000 UTC'
            TIMESTAMP '2020-01-02 03:04:05.006 +05:30'
            TIME '03:04:05.000'
            X'00FF'"#]]
        .assert_eq(&all.join("\n"));
    }

    #[test]
    fn a_leap_second_is_an_error() {
        let leap = chrono::NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).expect("a time");
        let day = NaiveDate::from_ymd_opt(2016, 12, 31).expect("a day");
        for value in [Value::from(leap), day.and_time(leap).into(), day.and_time(leap).and_utc().into()] {
            let error = write_value(&mut String::new(), &value).expect_err("a leap second").to_string();
            assert!(error.ends_with("Athena has no leap seconds"), "{error}");
        }
    }

    #[test]
    fn a_year_that_athena_cannot_read_is_an_error() {
        let far = NaiveDate::from_ymd_opt(12_020, 1, 2).expect("a day");
        let error = write_value(&mut String::new(), &far.into()).expect_err("five digits");
        expect!["+12020-01-02 cannot be written in Athena SQL: its year is not between 1 and 9999"]
            .assert_eq(&error.to_string());
    }
}
