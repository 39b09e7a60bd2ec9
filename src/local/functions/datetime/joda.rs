//! `format_datetime` and `parse_datetime`: Joda-Time's patterns ("Java date functions").

use chrono::{Datelike, NaiveDateTime, Timelike};
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{invalid_argument, returns_varchar, varchars},
        define::function,
        per_pattern::PerPattern,
        values::{each, string, string_scalar},
    },
    format::datetime_and_varchar,
    instants::{INSTANT, moment, nanos},
    parsed::{ParsedDatetime, after_text},
};
use crate::local::{
    errors::unsupported,
    temporal::{Clock, Moment, Temporal, Zone},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("format_datetime", datetime_and_varchar, returns_varchar, |args, data_type| {
            let mut patterns = PerPattern::default();
            each(args, data_type, |row| format(row, &mut patterns))
        }),
        function(
            "parse_datetime",
            varchars::<2>,
            |_| Ok(INSTANT.arrow()),
            |args, data_type| {
                let mut patterns = PerPattern::default();
                each(args, data_type, |row| parse(row, &mut patterns))
            },
        ),
    ]
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A letter, and how often it stands there.
    Field(char, usize),
    Text(String),
}

/// # Errors
/// `INVALID_FUNCTION_ARGUMENT` for a letter without a meaning, and for no pattern at all.
fn tokens(pattern: &str) -> Result<Vec<Token>> {
    if pattern.is_empty() {
        return Err(invalid_argument("Invalid pattern specification"));
    }
    let mut tokens = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_alphabetic() {
            let count = rest.chars().take_while(|c| *c == first).count();
            if !"GCYxweEyDMdaKhHkmsSzZ".contains(first) {
                return Err(invalid_argument(format!("Illegal pattern component: {}", &rest[..count])));
            }
            tokens.push(Token::Field(first, count));
            rest = &rest[count..];
        } else if let Some(after) = rest.strip_prefix("''") {
            tokens.push(Token::Text("'".to_owned()));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('\'') {
            let (text, after) = quoted(after);
            tokens.push(Token::Text(text));
            rest = after;
        } else {
            tokens.push(Token::Text(first.to_string()));
            rest = &rest[first.len_utf8()..];
        }
    }
    Ok(tokens)
}

/// The text up to the closing quote, or to the end; two quotes are one.
fn quoted(rest: &str) -> (String, &str) {
    let mut text = String::new();
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                chars.next();
                text.push('\'');
            }
            '\'' => return (text, &rest[at + 1..]),
            c => text.push(c),
        }
    }
    (text, "")
}

fn format(row: &[ScalarValue], patterns: &mut PerPattern<Vec<Token>>) -> Result<Option<ScalarValue>> {
    // Joda-Time has milliseconds.
    let Some(value) = moment(&row[0]).map(|moment| moment.rounded(3)) else { return Ok(None) };
    let at = value.local()?;
    let mut out = String::new();
    let pattern = string(&row[1]);
    for token in patterns.get(pattern, || tokens(pattern))? {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Field(letter @ ('z' | 'Z'), count) => out.push_str(&zone(value, *letter, *count)?),
            Token::Field(letter, count) => out.push_str(&field(at, *letter, *count)),
        }
    }
    Ok(Some(string_scalar(out)))
}

fn zone(value: Moment, letter: char, count: usize) -> Result<String> {
    let Some(Temporal { clock: Clock::In(zone), .. }) = value.temporal else {
        return Err(invalid_argument(
            "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information",
        ));
    };
    if letter == 'z' {
        return Err(unsupported("the name of a time zone (`z`) in format_datetime"));
    }
    let minutes = value.offset()? / 60;
    let offset = if minutes == 0 { "+00:00".to_owned() } else { Zone::of_minutes(minutes)?.to_string() };
    Ok(match count {
        1 => offset.replace(':', ""),
        2 => offset,
        _ => zone.to_string(),
    })
}

/// A number with zeros before it.
pub(super) fn padded(number: i32, length: usize) -> String {
    let (sign, digits) = (if number < 0 { "-" } else { "" }, number.unsigned_abs().to_string());
    let zeros = "0".repeat(length.saturating_sub(digits.len()));
    format!("{sign}{zeros}{digits}")
}

fn field(at: NaiveDateTime, letter: char, count: usize) -> String {
    let of_era = if at.year() > 0 { at.year() } else { 1 - at.year() };
    let year = |year: i32| if count == 2 { padded(year.abs() % 100, 2) } else { padded(year, count) };
    let number = |number: u32| padded(number as i32, count);
    match letter {
        'G' => if at.year() > 0 { "AD" } else { "BC" }.to_owned(),
        'C' => padded(of_era / 100, count),
        'Y' => year(of_era),
        'y' => year(at.year()),
        'x' => year(at.iso_week().year()),
        'w' => number(at.iso_week().week()),
        'e' => number(at.weekday().number_from_monday()),
        'E' => at.format(if count < 4 { "%a" } else { "%A" }).to_string(),
        'M' if count >= 3 => at.format(if count == 3 { "%b" } else { "%B" }).to_string(),
        'M' => number(at.month()),
        'D' => number(at.ordinal()),
        'd' => number(at.day()),
        'a' => at.format("%p").to_string(),
        'K' => number(at.hour() % 12),
        'h' => number(at.hour12().1),
        'H' => number(at.hour()),
        'k' => number(if at.hour() == 0 { 24 } else { at.hour() }),
        'm' => number(at.minute()),
        's' => number(at.second()),
        _ => {
            let millis = format!("{:03}", at.and_utc().timestamp_subsec_millis());
            millis.chars().chain(std::iter::repeat('0')).take(count).collect()
        }
    }
}

fn parse(row: &[ScalarValue], patterns: &mut PerPattern<Vec<Token>>) -> Result<Option<ScalarValue>> {
    let (value, pattern) = (string(&row[0]), string(&row[1]));
    let invalid = || invalid_argument(format!("Invalid format: \"{value}\" for \"{pattern}\""));
    let tokens = patterns.get(pattern, || tokens(pattern))?;
    let mut parsed = ParsedDatetime::default();
    let mut rest = value;
    for (i, token) in tokens.iter().enumerate() {
        rest = match token {
            Token::Text(text) => after_text(rest, text),
            Token::Field(letter, count) => {
                let is_followed = matches!(tokens.get(i + 1), Some(Token::Field(..)));
                parse_field(&mut parsed, *letter, *count, is_followed, rest)?
            }
        }
        .ok_or_else(invalid)?;
    }
    if !rest.is_empty() {
        return Err(invalid());
    }
    let nanos = nanos(parsed.finish().ok_or_else(invalid)?);
    Moment { temporal: Some(INSTANT), nanos }.with_nanos(nanos).map(Some)
}

fn parse_field<'a>(
    parsed: &mut ParsedDatetime,
    letter: char,
    count: usize,
    is_followed: bool,
    value: &'a str,
) -> Result<Option<&'a str>> {
    Ok(match letter {
        // The century of two digits depends on the day of the query.
        'y' if count != 2 => parsed.year(if is_followed { count } else { 9 }, value),
        'M' if count >= 3 => parsed.month_name(value),
        'M' => parsed.month_number(value),
        'd' => parsed.day(value),
        'H' => parsed.hour(value),
        'h' => parsed.hour_of_half_day(value),
        'm' => parsed.minute(value),
        's' => parsed.second(value),
        'S' => parsed.fraction(count, value),
        'a' => parsed.half_day(value),
        letter => return Err(not_parsed(letter, count)),
    })
}

fn not_parsed(letter: char, count: usize) -> DataFusionError {
    unsupported(format!("`{}` in parse_datetime", letter.to_string().repeat(count)))
}
