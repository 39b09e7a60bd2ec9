//! Regular expressions ("Regular expression functions"), and `LIKE` ("Comparison functions and operators").
//!
//! Trino's regular expressions have Java's syntax, and are run by Joni. What the `regex` crate lacks (look-around, backreferences) is refused
//! by name.

mod joni;
mod lambda;
mod like;
mod patterns;

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{HigherOrderUDF, ScalarUDF},
};
use regex::{Captures, Match, Regex};

use self::patterns::CompiledPatterns;
use super::support::{
    arguments::{
        fits_integer, fits_varchar, invalid_argument, returns_bigint, returns_boolean, returns_integer,
        returns_varchar, returns_varchars, two_or_three_varchars, varchars, varchars_and_bigints, wrong_arguments,
    },
    define::function,
    size::check_value,
    values::{bigint, bigint_at, bigint_scalar, each, each_string, list_scalar, string, string_scalar, strings},
};
use crate::local::errors::unsupported;
use crate::local::types::TypeClass::{Integer, Varchar};

pub(crate) use lambda::REPLACED_BY;

pub(super) fn with_lambdas() -> Vec<HigherOrderUDF> {
    lambda::all()
}

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        like::like(),
        function("regexp_like", varchars::<2>, returns_boolean, regexp_like),
        function("regexp_extract", extract_types, returns_varchar, regexp_extract),
        function("regexp_replace", two_or_three_varchars, returns_varchar, regexp_replace),
        function("regexp_count", varchars::<2>, returns_bigint, count),
        function("regexp_extract_all", extract_types, returns_varchars, extract_all),
        function("regexp_split", varchars::<2>, returns_varchars, split),
        function("regexp_position", position_types, returns_integer, position),
    ]
}

fn extract_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    varchars_and_bigints(
        name,
        args,
        &[&[Varchar, Varchar], &[Varchar, Varchar, Integer]],
        "varchar, varchar [, bigint]",
    )
}

/// Where the search starts, and which match is meant, are of type `integer`, unlike the numbers of the other functions.
fn position_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let types = [DataType::Utf8, DataType::Utf8, DataType::Int32, DataType::Int32];
    match args {
        [value, pattern, numbers @ ..]
            if fits_varchar(value)
                && fits_varchar(pattern)
                && numbers.len() <= 2
                && numbers.iter().all(fits_integer) =>
        {
            Ok(types[..args.len()].to_vec())
        }
        _ => Err(wrong_arguments(name, args, "varchar, varchar [, integer [, integer]]")),
    }
}

/// A value per row, from the row, its pattern, compiled, and the string that is searched.
fn each_searched(
    args: &[ArrayRef],
    data_type: &DataType,
    body: impl Fn(&[ScalarValue], &Regex, &str) -> Result<ScalarValue>,
) -> Result<ArrayRef> {
    let mut patterns = CompiledPatterns::default();
    each(args, data_type, |row| {
        let pattern = string(&row[1]);
        let value = searchable(pattern, string(&row[0]))?;
        body(row, patterns.regexp(pattern)?, value).map(Some)
    })
}

fn count(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each_searched(args, data_type, |_, pattern, value| Ok(bigint_scalar(every_match(pattern, value, 0).count() as i64)))
}

/// Every match from that byte on. After an empty match the search goes on one character further, as Joni's does; the crate's own iterator also
/// skips an empty match right after another match.
fn every_match<'t>(pattern: &Regex, value: &'t str, mut at: usize) -> impl Iterator<Item = Captures<'t>> {
    std::iter::from_fn(move || {
        let found = (at <= value.len()).then(|| pattern.captures_at(value, at)).flatten()?;
        let (start, end) = (whole(&found).start(), whole(&found).end());
        let next = value[end..].chars().next().map_or(1, char::len_utf8);
        at = if start == end { end + next } else { end };
        Some(found)
    })
}

fn whole<'t>(found: &Captures<'t>) -> Match<'t> {
    found.get_match()
}

/// Every match, or one group of each; NULL for a group that took no part.
fn extract_all(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each_searched(args, data_type, |row, pattern, value| {
        let group = group_number(pattern, row.get(2).map_or(0, bigint))?;
        let found = every_match(pattern, value, 0)
            .map(|found| ScalarValue::Utf8(found.get(group).map(|found| found.as_str().to_owned())));
        Ok(list_scalar(&found.collect::<Vec<_>>(), data_type))
    })
}

fn group_number(pattern: &Regex, group: i64) -> Result<usize> {
    let groups = pattern.captures_len() - 1;
    match usize::try_from(group) {
        Ok(group) if group <= groups => Ok(group),
        _ => Err(invalid_argument(format!("Pattern has {groups} groups. Cannot access group {group}"))),
    }
}

/// What is between the matches, and before the first and after the last.
fn split(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each_searched(args, data_type, |_, pattern, value| {
        let mut parts = Vec::new();
        let mut last = 0;
        for found in every_match(pattern, value, 0) {
            parts.push(string_scalar(&value[last..whole(&found).start()]));
            last = whole(&found).end();
        }
        parts.push(string_scalar(&value[last..]));
        Ok(list_scalar(&parts, data_type))
    })
}

/// The character at which a match begins, counted from 1: the first one, or the n-th at or after some character. -1 when there is none, and
/// where the string has ended before.
fn position(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each_searched(args, data_type, first_character)
}

fn first_character(row: &[ScalarValue], pattern: &Regex, value: &str) -> Result<ScalarValue> {
    let number = |at: usize| match row.get(at) {
        Some(ScalarValue::Int32(Some(number))) => *number,
        _ => 1,
    };
    let (start, occurrence) = (number(2), number(3));
    if start < 1 {
        return Err(invalid_argument("start position cannot be smaller than 1"));
    }
    if occurrence < 1 {
        return Err(invalid_argument("occurrence cannot be smaller than 1"));
    }
    let nth = |number: i32| usize::try_from(number - 1).unwrap_or(usize::MAX);
    let found = value.char_indices().nth(nth(start)).and_then(|(from, _)| {
        let found = every_match(pattern, value, from).nth(nth(occurrence))?;
        Some(value[..whole(&found).start()].chars().count() as i32 + 1)
    });
    Ok(ScalarValue::Int32(Some(found.unwrap_or(-1))))
}

/// The string, unless the pattern ends in `$` and the string in a newline: Java's `$` matches before that one as well.
fn searchable<'a>(pattern: &str, value: &'a str) -> Result<&'a str> {
    let at_end = pattern.ends_with('$') && !pattern.ends_with("\\$");
    match value.strip_suffix('\n') {
        Some(_) if at_end => Err(unsupported("`$` in a regular expression over a string that ends in a newline")),
        _ => Ok(value),
    }
}

/// Whether the pattern matches anywhere.
fn regexp_like(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let mut patterns = CompiledPatterns::default();
    let rows = strings(&args[0]).iter().zip(strings(&args[1])).map(|(value, pattern)| match (value, pattern) {
        (Some(value), Some(pattern)) => Ok(Some(patterns.regexp(pattern)?.is_match(searchable(pattern, value)?))),
        _ => Ok(None),
    });
    Ok(Arc::new(rows.collect::<Result<BooleanArray>>()?))
}

/// NULL where nothing matches, and where the group took no part.
fn regexp_extract(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let mut patterns = CompiledPatterns::default();
    each_string(args, |row| {
        let pattern = strings(&args[1]).value(row);
        let compiled = patterns.regexp(pattern)?;
        let group = group_number(compiled, args.get(2).map_or(0, |group| bigint_at(group, row)))?;
        let captures = compiled.captures(searchable(pattern, strings(&args[0]).value(row))?);
        Ok(captures.and_then(|found| found.get(group)).map(|found| found.as_str().to_owned()))
    })
}

/// Every match is replaced. `$1` and `${name}` in the replacement are groups, `\$` is a dollar sign.
fn regexp_replace(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let mut patterns = CompiledPatterns::default();
    each_string(args, |row| {
        let pattern = strings(&args[1]).value(row);
        let compiled = patterns.regexp(pattern)?;
        let with = args.get(2).map_or("", |with| strings(with).value(row));
        let with = replacement(with, compiled)?;
        let value = searchable(pattern, strings(&args[0]).value(row))?;
        let mut out = String::new();
        let mut last = 0;
        for found in every_match(compiled, value, 0) {
            out.push_str(&value[last..whole(&found).start()]);
            check_value(out.len().saturating_add(with.len()))?;
            found.expand(&with, &mut out);
            last = whole(&found).end();
        }
        out.push_str(&value[last..]);
        Ok(Some(out))
    })
}

/// Java's replacement in the crate's syntax.
fn replacement(java: &str, pattern: &Regex) -> Result<String> {
    let groups = pattern.captures_len();
    let invalid = |message: &str| invalid_argument(format!("replacement `{java}`: {message}"));
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
                if chars.next_if_eq(&'{').is_some() {
                    // Without the brace, the rest is the name.
                    let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    if !pattern.capture_names().flatten().any(|known| known == name) {
                        return Err(invalid(&format!("there is no group {name}")));
                    }
                    out.push_str(&format!("${{{name}}}"));
                    continue;
                }
                let mut group = chars
                    .next()
                    .and_then(|d| d.to_digit(10))
                    .ok_or_else(|| invalid("`$` needs the number of a group"))?
                    as usize;
                // As many digits as still give the number of a group, as Java reads them.
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
