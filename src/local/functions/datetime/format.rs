//! `date_format` and `date_parse`: MySQL's format specifiers ("MySQL date functions").

use arrow_schema::{DataType, TimeUnit};
use chrono::{Datelike, Timelike};
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{invalid_argument, returns_varchar, varchars, wrong_arguments},
        define::function,
        values::{each, string, string_scalar},
    },
    instants::moment,
    joda::padded,
    parsed::{ParsedDatetime, after_text},
};
use crate::local::errors::unsupported;
use crate::local::types::TypeClass;

pub(super) fn all() -> Vec<ScalarUDF> {
    let timestamp = |_: &[DataType]| Ok(DataType::Timestamp(TimeUnit::Millisecond, None));
    vec![
        function("date_format", datetime_and_varchar, returns_varchar, |args, data_type| each(args, data_type, format)),
        function("date_parse", varchars::<2>, timestamp, |args, data_type| each(args, data_type, parse)),
    ]
}

pub(super) fn datetime_and_varchar(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [value, format] if TypeClass::of(value).is_datetime() && TypeClass::of(format) == TypeClass::Varchar => {
            Ok(vec![value.clone(), DataType::Utf8])
        }
        _ => Err(wrong_arguments(name, args, "timestamp, varchar")),
    }
}

/// The specifier in chrono, where it has one.
fn chrono_specifier(specifier: char) -> Option<&'static str> {
    Some(match specifier {
        'a' => "%a",
        'b' => "%b",
        'd' => "%d",
        'H' => "%H",
        'h' | 'I' => "%I",
        'i' => "%M",
        'j' => "%j",
        'M' => "%B",
        'm' => "%m",
        'p' => "%p",
        'r' => "%I:%M:%S %p",
        'S' | 's' => "%S",
        'T' => "%H:%M:%S",
        'v' => "%V",
        'W' => "%A",
        _ => return None,
    })
}

fn refuse(specifier: char) -> DataFusionError {
    match specifier {
        'D' | 'U' | 'u' | 'V' | 'w' | 'X' => {
            invalid_argument(format!("%{specifier} not supported in date format string"))
        }
        _ => unsupported(format!("%{specifier} in a date format")),
    }
}

/// Joda-Time has no empty format.
fn not_empty(format: &str) -> Result<()> {
    match format {
        "" | "%" => Err(invalid_argument("Both printing and parsing not supported")),
        _ => Ok(()),
    }
}

fn format(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    // Joda-Time has milliseconds.
    let Some(at) = moment(&row[0]).map(|moment| moment.rounded(3).local()).transpose()? else { return Ok(None) };
    let mut out = String::new();
    let format = string(&row[1]);
    not_empty(format)?;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => match chars.next() {
                // Ignored at the end.
                None => {}
                Some('%') => out.push('%'),
                Some('c') => out.push_str(&at.month().to_string()),
                Some('e') => out.push_str(&at.day().to_string()),
                Some('k') => out.push_str(&at.hour().to_string()),
                Some('l') => out.push_str(&at.hour12().1.to_string()),
                Some('Y') => out.push_str(&padded(at.year(), 4)),
                Some('x') => out.push_str(&padded(at.iso_week().year(), 4)),
                Some('y') => out.push_str(&padded(at.year().abs() % 100, 2)),
                Some('f') => out.push_str(&format!("{:06}", at.nanosecond() / 1000)),
                Some(specifier) => match chrono_specifier(specifier) {
                    Some(item) => out.push_str(&at.format(item).to_string()),
                    None => return Err(refuse(specifier)),
                },
            },
            c => out.push(c),
        }
    }
    Ok(Some(string_scalar(out)))
}

fn parse(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (value, format) = (string(&row[0]), string(&row[1]));
    let invalid = || invalid_argument(format!("Invalid format: \"{value}\" for \"{format}\""));
    let mut parsed = ParsedDatetime::default();
    not_empty(format)?;
    let rest = parse_format(&mut parsed, format, value)?.ok_or_else(invalid)?;
    if !rest.is_empty() {
        return Err(invalid());
    }
    let at = parsed.finish().ok_or_else(invalid)?;
    Ok(Some(ScalarValue::TimestampMillisecond(Some(at.and_utc().timestamp_millis()), None)))
}

/// Parses a string by a format; what is left, or `None` where it does not fit.
fn parse_format<'a>(parsed: &mut ParsedDatetime, format: &str, value: &'a str) -> Result<Option<&'a str>> {
    let mut rest = value;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        let after = match c {
            '%' => match chars.next() {
                None => Some(rest),
                Some('%') => after_text(rest, "%"),
                Some('T') => parse_format(parsed, "%H:%i:%s", rest)?,
                Some('r') => parse_format(parsed, "%I:%i:%s %p", rest)?,
                Some(specifier) => parse_field(parsed, specifier, rest)?,
            },
            c => after_text(rest, c.encode_utf8(&mut [0; 4])),
        };
        match after {
            Some(after) => rest = after,
            None => return Ok(None),
        }
    }
    Ok(Some(rest))
}

fn parse_field<'a>(parsed: &mut ParsedDatetime, specifier: char, value: &'a str) -> Result<Option<&'a str>> {
    Ok(match specifier {
        'Y' => parsed.year(4, value),
        'y' => parsed.two_digit_year(value),
        'm' | 'c' => parsed.month_number(value),
        'd' | 'e' => parsed.day(value),
        'H' | 'k' => parsed.hour(value),
        'h' | 'I' | 'l' => parsed.hour_of_half_day(value),
        'i' => parsed.minute(value),
        'S' | 's' => parsed.second(value),
        'f' => parsed.fraction(9, value),
        'p' => parsed.half_day(value),
        'b' | 'M' => parsed.month_name(value),
        specifier => return Err(refuse(specifier)),
    })
}
