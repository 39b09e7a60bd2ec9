//! `date_format` and `date_parse`: MySQL's format specifiers ("Date and time functions", "MySQL date functions").

use arrow_schema::DataType;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    calendar::moment,
    define::{function, returns_text, wrong_arguments},
    text::two_texts,
    values::each,
};
use crate::local::sql_types::{Class, refused, unsupported};

pub(super) fn all() -> Vec<ScalarUDF> {
    let timestamp = |_: &[DataType]| Ok(DataType::Timestamp(arrow_schema::TimeUnit::Millisecond, None));
    vec![
        function("date_format", moment_and_text, returns_text, |args, of| each(args, of, format)),
        function("date_parse", two_texts, timestamp, |args, of| each(args, of, parse)),
    ]
}

fn moment_and_text(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of, text] if Class::of(text) == Class::Text => match Class::of(of) {
            Class::Timestamp | Class::TimestampTz | Class::Date => Ok(vec![of.clone(), DataType::Utf8]),
            _ => Err(wrong_arguments(name, args, "timestamp, varchar")),
        },
        _ => Err(wrong_arguments(name, args, "timestamp, varchar")),
    }
}

/// What chrono calls a specifier that it has.
fn same(specifier: char) -> Option<&'static str> {
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

fn refuse(specifier: char) -> datafusion::common::DataFusionError {
    match specifier {
        'D' | 'U' | 'u' | 'V' | 'w' | 'X' => {
            refused("INVALID_FUNCTION_ARGUMENT", format!("%{specifier} not supported in date format string"))
        }
        _ => unsupported(format!("%{specifier} in a date format")),
    }
}

/// Joda-Time has no format of nothing.
fn not_empty(format: &str) -> Result<()> {
    match format {
        "" | "%" => Err(refused("INVALID_FUNCTION_ARGUMENT", "Both printing and parsing not supported")),
        _ => Ok(()),
    }
}

fn format(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some((at, _)) = moment(&row[0])? else { return Ok(None) };
    let mut out = String::new();
    let text = row[1].try_as_str().flatten().unwrap_or_default();
    not_empty(text)?;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => match chars.next() {
                // At the end it means nothing.
                None => {}
                Some('%') => out.push('%'),
                Some('c') => out.push_str(&at.month().to_string()),
                Some('e') => out.push_str(&at.day().to_string()),
                Some('k') => out.push_str(&at.hour().to_string()),
                Some('l') => out.push_str(&at.hour12().1.to_string()),
                Some('f') => out.push_str(&format!("{:06}", at.nanosecond() / 1000)),
                Some(specifier) => match same(specifier) {
                    Some(form) => out.push_str(&at.format(form).to_string()),
                    None => return Err(refuse(specifier)),
                },
            },
            c => out.push(c),
        }
    }
    Ok(Some(ScalarValue::Utf8(Some(out))))
}

/// What was read so far.
struct Read {
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    millis: u32,
    /// Of a clock of twelve hours: whether it is after noon.
    afternoon: Option<bool>,
    /// Whether the hour is one of twenty-four, which is then all that counts.
    whole_day: bool,
    /// Whether a year was read, and a month or a day.
    has_year: bool,
    has_day: bool,
}

fn parse(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let text = |i: usize| row[i].try_as_str().flatten().unwrap_or_default();
    let invalid =
        || refused("INVALID_FUNCTION_ARGUMENT", format!("Invalid format: \"{}\" for \"{}\"", text(0), text(1)));
    let mut read = Read {
        year: 1970,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        millis: 0,
        afternoon: None,
        whole_day: false,
        has_year: false,
        has_day: false,
    };
    not_empty(text(1))?;
    let rest = step(&mut read, text(1), text(0))?.ok_or_else(invalid)?;
    if !rest.is_empty() {
        return Err(invalid());
    }
    // A month or day without a year is in 2000, as Joda-Time has it; a clock alone is of 1970.
    if read.has_day && !read.has_year {
        read.year = 2000;
    }
    if let Some(afternoon) = read.afternoon.filter(|_| !read.whole_day) {
        read.hour = read.hour % 12 + if afternoon { 12 } else { 0 };
    }
    let at = NaiveDate::from_ymd_opt(read.year, read.month, read.day)
        .and_then(|day| day.and_hms_milli_opt(read.hour, read.minute, read.second, read.millis));
    let at: NaiveDateTime = at.ok_or_else(invalid)?;
    Ok(Some(ScalarValue::TimestampMillisecond(Some(at.and_utc().timestamp_millis()), None)))
}

/// Reads a text by a format; what is left, or `None` where it does not fit.
fn step<'a>(read: &mut Read, format: &str, text: &'a str) -> Result<Option<&'a str>> {
    let mut rest = text;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        let after = match c {
            '%' => match chars.next() {
                None => Some(rest),
                Some('%') => rest.strip_prefix('%'),
                Some('T') => step(read, "%H:%i:%s", rest)?,
                Some('r') => step(read, "%I:%i:%s %p", rest)?,
                Some(specifier) => field(read, specifier, rest)?,
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

fn field<'a>(read: &mut Read, specifier: char, text: &'a str) -> Result<Option<&'a str>> {
    let digits = |most: usize| {
        let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
        text[..length].parse::<u32>().ok().map(|number| (number, &text[length..]))
    };
    let two = |slot: &mut u32| {
        digits(2).map(|(number, rest)| {
            *slot = number;
            rest
        })
    };
    Ok(match specifier {
        'Y' => year(read, text),
        // Joda-Time's pivot: 1970 to 2069.
        'y' => digits(2).filter(|(_, rest)| text.len() - rest.len() == 2).map(|(number, rest)| {
            read.has_year = true;
            read.year = number as i32 + if number < 70 { 2000 } else { 1900 };
            rest
        }),
        'm' | 'c' => {
            read.has_day = true;
            two(&mut read.month)
        }
        'd' | 'e' => {
            read.has_day = true;
            two(&mut read.day)
        }
        'H' | 'k' => {
            read.whole_day = true;
            two(&mut read.hour)
        }
        'h' | 'I' | 'l' => {
            read.afternoon.get_or_insert(false);
            two(&mut read.hour).filter(|_| (1..=12).contains(&read.hour))
        }
        'i' => two(&mut read.minute),
        'S' | 's' => two(&mut read.second),
        'f' => digits(9).map(|(_, rest)| {
            let given = &text[..text.len() - rest.len()];
            read.millis = format!("{given:0<3}")[..3].parse().unwrap_or(0);
            rest
        }),
        'p' => [("AM", false), ("PM", true)].into_iter().find_map(|(word, afternoon)| {
            let found = text.get(..2).filter(|start| start.eq_ignore_ascii_case(word))?;
            read.afternoon = Some(afternoon);
            text.strip_prefix(found)
        }),
        'b' | 'M' => {
            read.has_day = true;
            month(read, true, text).or_else(|| month(read, false, text))
        }
        specifier => return Err(refuse(specifier)),
    })
}

/// Four digits, with a sign or without.
fn year<'a>(read: &mut Read, text: &'a str) -> Option<&'a str> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let length = digits.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let (number, rest) = digits.split_at(length);
    let number: i32 = number.parse().ok()?;
    read.year = if text.starts_with('-') { -number } else { number };
    read.has_year = true;
    Some(rest)
}

fn month<'a>(read: &mut Read, full: bool, text: &'a str) -> Option<&'a str> {
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
        let found = text.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name))?;
        read.month = number;
        text.strip_prefix(found)
    })
}
