//! `date_format` and `date_parse`: MySQL's format specifiers ("MySQL date functions").

use arrow_schema::{DataType, TimeUnit};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
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
    instants::datetime,
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

fn datetime_and_varchar(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
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
        'x' => "%G",
        'Y' => "%Y",
        'y' => "%y",
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
    let Some(at) = datetime(&row[0])? else { return Ok(None) };
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

/// What was parsed so far.
struct ParsedDatetime {
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    millis: u32,
    /// With a 12-hour clock: whether it is PM.
    afternoon: Option<bool>,
    /// Whether the hour is that of a 24-hour clock, which makes AM and PM irrelevant.
    is_24_hour: bool,
    has_year: bool,
    /// Whether there was a month or a day.
    has_day: bool,
}

fn parse(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (value, format) = (string(&row[0]), string(&row[1]));
    let invalid = || invalid_argument(format!("Invalid format: \"{value}\" for \"{format}\""));
    let mut parsed = ParsedDatetime {
        year: 1970,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        millis: 0,
        afternoon: None,
        is_24_hour: false,
        has_year: false,
        has_day: false,
    };
    not_empty(format)?;
    let rest = parse_format(&mut parsed, format, value)?.ok_or_else(invalid)?;
    if !rest.is_empty() {
        return Err(invalid());
    }
    // A month or day without a year is in 2000, as in Joda-Time; a time without a date is in 1970.
    if parsed.has_day && !parsed.has_year {
        parsed.year = 2000;
    }
    if let Some(afternoon) = parsed.afternoon.filter(|_| !parsed.is_24_hour) {
        parsed.hour = parsed.hour % 12 + if afternoon { 12 } else { 0 };
    }
    let at = NaiveDate::from_ymd_opt(parsed.year, parsed.month, parsed.day)
        .and_then(|day| day.and_hms_milli_opt(parsed.hour, parsed.minute, parsed.second, parsed.millis));
    let at: NaiveDateTime = at.ok_or_else(invalid)?;
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
                Some('%') => rest.strip_prefix('%'),
                Some('T') => parse_format(parsed, "%H:%i:%s", rest)?,
                Some('r') => parse_format(parsed, "%I:%i:%s %p", rest)?,
                Some(specifier) => parse_field(parsed, specifier, rest)?,
            },
            c => rest.strip_prefix(c),
        };
        match after {
            Some(after) => rest = after,
            None => return Ok(None),
        }
    }
    Ok(Some(rest))
}

fn parse_field<'a>(parsed: &mut ParsedDatetime, specifier: char, value: &'a str) -> Result<Option<&'a str>> {
    let digits = |most: usize| {
        let length = value.bytes().take(most).take_while(u8::is_ascii_digit).count();
        value[..length].parse::<u32>().ok().map(|number| (number, &value[length..]))
    };
    let two = |field: &mut u32| {
        digits(2).map(|(number, rest)| {
            *field = number;
            rest
        })
    };
    Ok(match specifier {
        'Y' => year(parsed, value),
        // Joda-Time's pivot: 1970 to 2069.
        'y' => digits(2).filter(|(_, rest)| value.len() - rest.len() == 2).map(|(number, rest)| {
            parsed.has_year = true;
            parsed.year = number as i32 + if number < 70 { 2000 } else { 1900 };
            rest
        }),
        'm' | 'c' => {
            parsed.has_day = true;
            two(&mut parsed.month)
        }
        'd' | 'e' => {
            parsed.has_day = true;
            two(&mut parsed.day)
        }
        'H' | 'k' => {
            parsed.is_24_hour = true;
            two(&mut parsed.hour)
        }
        'h' | 'I' | 'l' => {
            parsed.afternoon.get_or_insert(false);
            two(&mut parsed.hour).filter(|_| (1..=12).contains(&parsed.hour))
        }
        'i' => two(&mut parsed.minute),
        'S' | 's' => two(&mut parsed.second),
        'f' => digits(9).map(|(_, rest)| {
            let given = &value[..value.len() - rest.len()];
            parsed.millis = format!("{given:0<3}")[..3].parse().unwrap_or(0);
            rest
        }),
        'p' => [("AM", false), ("PM", true)].into_iter().find_map(|(word, afternoon)| {
            let found = value.get(..2).filter(|start| start.eq_ignore_ascii_case(word))?;
            parsed.afternoon = Some(afternoon);
            value.strip_prefix(found)
        }),
        'b' | 'M' => {
            parsed.has_day = true;
            month(parsed, true, value).or_else(|| month(parsed, false, value))
        }
        specifier => return Err(refuse(specifier)),
    })
}

/// Four digits, with a sign or without.
fn year<'a>(parsed: &mut ParsedDatetime, value: &'a str) -> Option<&'a str> {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    let length = digits.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let (number, rest) = digits.split_at(length);
    let number: i32 = number.parse().ok()?;
    parsed.year = if value.starts_with('-') { -number } else { number };
    parsed.has_year = true;
    Some(rest)
}

fn month<'a>(parsed: &mut ParsedDatetime, full: bool, value: &'a str) -> Option<&'a str> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.iter().zip(1..).find_map(|(name, number)| {
        let name = if full { name } else { &name[..3] };
        let found = value.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name))?;
        parsed.month = number;
        value.strip_prefix(found)
    })
}
