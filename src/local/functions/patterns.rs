//! LIKE and regular expressions.
//!
//! Trino's regular expressions are Java's (Joni); the `regex` crate lacks look-around and back references, and says so when it meets one.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{ArrayRef, BooleanArray};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use regex::{Captures, Match, Regex};

use super::{
    define::{
        any_null, bigint, each_text, function, returns_bigint, returns_boolean, returns_text, text_then_numbers, texts,
    },
    joni,
    strings::text,
    text::two_texts,
    values::{each, list_scalar},
};
use crate::local::sql_types::{
    Class::{Integer, Text},
    refused, unsupported,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$like", like_types, returns_boolean, like),
        function("regexp_like", two_texts, returns_boolean, regexp_like),
        function("regexp_extract", extract_types, returns_text, regexp_extract),
        function("regexp_replace", replace_types, returns_text, regexp_replace),
        function("regexp_count", two_texts, returns_bigint, |args, of| {
            each(args, of, |row| matches(row, |m| Ok(ScalarValue::Int64(Some(m.len() as i64)))))
        }),
        function("regexp_extract_all", extract_types, returns_texts, |args, of| {
            each(args, of, |row| extract_all(row, of))
        }),
        function("regexp_split", two_texts, returns_texts, |args, of| each(args, of, |row| split(row, of))),
        function("regexp_position", two_texts, |_| Ok(DataType::Int32), |args, of| each(args, of, position)),
    ]
}

fn like_types(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers("LIKE", args, &[&[Text, Text], &[Text, Text, Text]], "varchar, varchar [, varchar]")
}

fn extract_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Text], &[Text, Text, Integer]], "varchar, varchar [, bigint]")
}

fn replace_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Text], &[Text, Text, Text]], "varchar, varchar [, varchar]")
}

fn returns_texts(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::new_list(DataType::Utf8, true))
}

fn compiled(row: &[ScalarValue]) -> Result<(Regex, &str)> {
    let pattern = text(&row[1]);
    Ok((Patterns::default().regexp(pattern)?.clone(), searched(pattern, text(&row[0]))?))
}

fn matches(row: &[ScalarValue], of: fn(&[&str]) -> Result<ScalarValue>) -> Result<Option<ScalarValue>> {
    let (pattern, text) = compiled(row)?;
    let found: Vec<&str> = every(&pattern, text).iter().map(|found| whole(found).as_str()).collect();
    of(&found).map(Some)
}

/// Every match. After one of nothing the search goes on a character further, as Joni's does; the crate's own also leaves out one of
/// nothing where the match before ends.
fn every<'t>(pattern: &Regex, text: &'t str) -> Vec<Captures<'t>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(found) = (at <= text.len()).then(|| pattern.captures_at(text, at)).flatten() {
        let (start, end) = (whole(&found).start(), whole(&found).end());
        let next = text[end..].chars().next().map_or(1, char::len_utf8);
        at = if start == end { end + next } else { end };
        all.push(found);
    }
    all
}

fn whole<'t>(found: &Captures<'t>) -> Match<'t> {
    found.get_match()
}

/// Every match, or its group; NULL for a group that took no part.
fn extract_all(row: &[ScalarValue], of: &DataType) -> Result<Option<ScalarValue>> {
    let (pattern, text) = compiled(row)?;
    let group = if let Some(ScalarValue::Int64(Some(group))) = row.get(2) { *group } else { 0 };
    let groups = pattern.captures_len() as i64 - 1;
    if group < 0 || group > groups {
        let message = format!("Pattern has {groups} groups. Cannot access group {group}");
        return Err(refused("INVALID_FUNCTION_ARGUMENT", message));
    }
    let found = every(&pattern, text)
        .into_iter()
        .map(|found| ScalarValue::Utf8(found.get(group as usize).map(|found| found.as_str().to_owned())));
    Ok(Some(list_scalar(&found.collect::<Vec<_>>(), of)))
}

/// What is between the matches, also at both ends.
fn split(row: &[ScalarValue], of: &DataType) -> Result<Option<ScalarValue>> {
    let (pattern, text) = compiled(row)?;
    let mut parts = Vec::new();
    let mut last = 0;
    for found in every(&pattern, text) {
        parts.push(&text[last..whole(&found).start()]);
        last = whole(&found).end();
    }
    parts.push(&text[last..]);
    let parts: Vec<_> = parts.into_iter().map(|part| ScalarValue::Utf8(Some(part.to_owned()))).collect();
    Ok(Some(list_scalar(&parts, of)))
}

/// The character at which the first match begins, from 1; -1 when there is none, and in the empty text.
fn position(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (pattern, text) = compiled(row)?;
    let found = pattern.find(text).filter(|_| !text.is_empty());
    let at = found.map_or(-1, |found| text[..found.start()].chars().count() as i32 + 1);
    Ok(Some(ScalarValue::Int32(Some(at))))
}

/// Each pattern is compiled once per batch.
#[derive(Default)]
struct Patterns(HashMap<String, Regex>);

impl Patterns {
    fn get(&mut self, pattern: &str, compile: impl FnOnce() -> Result<Regex>) -> Result<&Regex> {
        if !self.0.contains_key(pattern) {
            self.0.insert(pattern.to_owned(), compile()?);
        }
        Ok(&self.0[pattern])
    }

    fn regexp(&mut self, pattern: &str) -> Result<&Regex> {
        self.get(pattern, || {
            Regex::new(&joni::translated(pattern)?).map_err(|cause| {
                let message = format!("`{pattern}` is no regular expression: {cause}");
                refused("INVALID_FUNCTION_ARGUMENT", message.replace('\n', " "))
            })
        })
    }
}

/// The text, unless the pattern ends in `$` and the text in a newline: Java's `$` looks past that one.
fn searched<'a>(pattern: &str, text: &'a str) -> Result<&'a str> {
    let at_end = pattern.ends_with('$') && !pattern.ends_with("\\$");
    match text.strip_suffix('\n') {
        Some(_) if at_end => Err(unsupported("`$` in a regular expression over a text that ends in a newline")),
        _ => Ok(text),
    }
}

/// There is no escape character unless one is given.
fn like(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let mut patterns = Patterns::default();
    let rows = (0..args[0].len()).map(|row| {
        if any_null(args, row) {
            return Ok(None);
        }
        let (text, pattern) = (texts(&args[0]).value(row), texts(&args[1]).value(row));
        let escape = args.get(2).map(|escape| texts(escape).value(row));
        let key = format!("{}\u{0}{pattern}", escape.unwrap_or_default());
        let compiled = patterns.get(&key, || like_pattern(pattern, escape))?;
        Ok(Some(compiled.is_match(text)))
    });
    Ok(Arc::new(rows.collect::<Result<BooleanArray>>()?))
}

fn like_pattern(pattern: &str, escape: Option<&str>) -> Result<Regex> {
    let invalid = |message: &str| refused("INVALID_FUNCTION_ARGUMENT", message);
    let escape = match escape.map(|text| text.chars().collect::<Vec<_>>()).as_deref() {
        None => None,
        Some([one]) if one.len_utf16() == 1 => Some(*one),
        Some(_) => return Err(invalid("Escape string must be a single character")),
    };
    let mut out = String::from("(?s)^");
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            c if Some(c) == escape => match chars.next() {
                Some(next) if next == '%' || next == '_' || Some(next) == escape => {
                    out.push_str(&regex::escape(&next.to_string()));
                }
                _ => {
                    return Err(invalid(
                        "Escape character must be followed by '%', '_' or the escape character itself",
                    ));
                }
            },
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            c => out.push_str(&regex::escape(&c.to_string())),
        }
    }
    out.push('$');
    Regex::new(&out).map_err(|cause| invalid(&format!("LIKE '{pattern}': {cause}")))
}

/// True when the pattern matches anywhere.
fn regexp_like(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let mut patterns = Patterns::default();
    let rows = texts(&args[0]).iter().zip(texts(&args[1])).map(|(text, pattern)| match (text, pattern) {
        (Some(text), Some(pattern)) => Ok(Some(patterns.regexp(pattern)?.is_match(searched(pattern, text)?))),
        _ => Ok(None),
    });
    Ok(Arc::new(rows.collect::<Result<BooleanArray>>()?))
}

/// NULL where nothing matches, and where the group took no part.
fn regexp_extract(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let mut patterns = Patterns::default();
    each_text(args, |row| {
        let compiled = patterns.regexp(texts(&args[1]).value(row))?;
        let group = args.get(2).map_or(0, |group| bigint(group, row));
        let groups = compiled.captures_len() as i64 - 1;
        if group < 0 || group > groups {
            let message = format!("Pattern has {groups} groups. Cannot access group {group}");
            return Err(refused("INVALID_FUNCTION_ARGUMENT", message));
        }
        let text = searched(texts(&args[1]).value(row), texts(&args[0]).value(row))?;
        let captures = compiled.captures(text);
        Ok(captures.and_then(|found| found.get(group as usize)).map(|found| found.as_str().to_owned()))
    })
}

/// Every match is replaced. `$1` in the replacement is a group, `\$` a dollar sign.
fn regexp_replace(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let mut patterns = Patterns::default();
    each_text(args, |row| {
        let with = args.get(2).map_or("", |with| texts(with).value(row));
        let compiled = patterns.regexp(texts(&args[1]).value(row))?;
        let with = replacement(with, compiled.captures_len())?;
        let text = searched(texts(&args[1]).value(row), texts(&args[0]).value(row))?;
        let mut out = String::new();
        let mut last = 0;
        for found in every(compiled, text) {
            out.push_str(&text[last..whole(&found).start()]);
            found.expand(&with, &mut out);
            last = whole(&found).end();
        }
        out.push_str(&text[last..]);
        Ok(Some(out))
    })
}

/// Java's replacement in the crate's syntax.
fn replacement(java: &str, groups: usize) -> Result<String> {
    let invalid = |message: &str| refused("INVALID_FUNCTION_ARGUMENT", format!("replacement `{java}`: {message}"));
    let mut out = String::new();
    let mut chars = java.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('$') => out.push_str("$$"),
                Some(next) => out.push(next),
                None => return Err(invalid("it ends in a backslash")),
            },
            '$' => {
                if chars.peek() == Some(&'{') {
                    return Err(unsupported("a named group in a replacement"));
                }
                let mut group =
                    chars.next().and_then(|d| d.to_digit(10)).ok_or_else(|| invalid("`$` needs a group's number"))?
                        as usize;
                // As many digits as still name a group, as Java reads them.
                while let Some(digit) = chars.peek().and_then(|d| d.to_digit(10)) {
                    if group * 10 + digit as usize >= groups {
                        break;
                    }
                    group = group * 10 + digit as usize;
                    chars.next();
                }
                if group >= groups {
                    return Err(invalid(&format!("there is no group {group}")));
                }
                out.push_str(&format!("${{{group}}}"));
            }
            c => out.push(c),
        }
    }
    Ok(out)
}
