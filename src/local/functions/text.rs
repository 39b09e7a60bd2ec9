//! String functions. Positions count characters (code points) from 1, as in Trino's "String functions".

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, BooleanArray, Int64Array, StringArray, cast::AsArray};
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::{
    arrays,
    define::{
        any_null, bigint, each_text, function, returns_bigint, returns_boolean, returns_text, text_then_numbers, texts,
        wrong_arguments,
    },
    values,
};
use crate::local::sql_types::{
    Class::{self, Integer, Text},
    refused, unsupported,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("lower", one_text, returns_text, |args, _| cased(args, |c| simple(c, c.to_lowercase()))),
        function("upper", one_text, returns_text, |args, _| cased(args, |c| simple(c, c.to_uppercase()))),
        function("trim", trim_types, returns_text, |args, _| trimmed(args, true, true)),
        function("ltrim", trim_types, returns_text, |args, _| trimmed(args, true, false)),
        function("rtrim", trim_types, returns_text, |args, _| trimmed(args, false, true)),
        function("reverse", text_or_list, same, reverse),
        function("length", text_or_bytes, returns_bigint, length),
        function("concat", concat_types, concat_type, concat),
        function("replace", replace_types, returns_text, replace),
        function("substr", substr_types, returns_text, substr),
        function("strpos", two_texts, returns_bigint, strpos),
        function("starts_with", two_texts, returns_boolean, starts_with),
        function("split_part", split_part_types, returns_text, split_part),
    ]
}

fn one_text(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text]], "varchar")
}

pub(super) fn two_texts(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Text]], "varchar, varchar")
}

fn replace_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Text], &[Text, Text, Text]], "varchar, varchar [, varchar]")
}

fn substr_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Integer], &[Text, Integer, Integer]], "varchar, bigint [, bigint]")
}

fn split_part_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Text, Integer]], "varchar, varchar, bigint")
}

fn trim_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text], &[Text, Text]], "varchar [, characters]")
}

fn text_or_list(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_)] => Ok(args.to_vec()),
        _ => one_text(name, args),
    }
}

fn text_or_bytes(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Binary] => Ok(args.to_vec()),
        _ => one_text(name, args),
    }
}

fn same(args: &[DataType]) -> Result<DataType> {
    Ok(args.first().cloned().unwrap_or(DataType::Utf8))
}

fn reverse(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    match of {
        DataType::List(_) => values::each(args, of, |row| {
            let mut items = values::items(&row[0])?;
            items.reverse();
            Ok(Some(values::list_scalar(&items, of)))
        }),
        _ => each(args, |s| s.chars().rev().collect()),
    }
}

/// White space, or the characters that are given.
fn trimmed(args: &[ArrayRef], start: bool, end: bool) -> Result<ArrayRef> {
    each_text(args, |row| {
        let given = args.get(1).map(|given| texts(given).value(row));
        let goes = |c: char| given.map_or_else(|| is_space(c), |given| given.contains(c));
        let mut text = texts(&args[0]).value(row);
        text = if start { text.trim_start_matches(goes) } else { text };
        text = if end { text.trim_end_matches(goes) } else { text };
        Ok(Some(text.to_owned()))
    })
}

/// Two or more texts, or arrays, or bytes; Trino has no `concat` of one.
fn concat_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.len() >= 2 && args.iter().any(|of| matches!(of, DataType::List(_))) {
        return arrays::joined_types(name, args);
    }
    if args.len() >= 2 && args.iter().all(|of| *of == DataType::Binary) {
        return Ok(args.to_vec());
    }
    let text = |arg| matches!(Class::of(arg), Class::Text | Class::Unknown);
    if args.len() >= 2 && args.iter().all(text) {
        return Ok(vec![DataType::Utf8; args.len()]);
    }
    if args.len() < 2 {
        return Err(refused("INVALID_FUNCTION_ARGUMENT", "There must be two or more concatenation arguments"));
    }
    Err(wrong_arguments(name, args, "varchar, varchar, …"))
}

fn each(args: &[ArrayRef], of: fn(&str) -> String) -> Result<ArrayRef> {
    each_text(args, |row| Ok(Some(of(texts(&args[0]).value(row)))))
}

/// Trino maps each code point to one code point ("Unicode simple case mapping"), whatever stands around it.
fn cased(args: &[ArrayRef], of: fn(char) -> Result<char>) -> Result<ArrayRef> {
    each_text(args, |row| texts(&args[0]).value(row).chars().map(of).collect::<Result<String>>().map(Some))
}

/// The simple mapping, which is the full one where that is one character. Elsewhere most characters stand for themselves; the
/// Greek ones with a mapping of their own are refused.
fn simple(c: char, mut full: impl Iterator<Item = char>) -> Result<char> {
    match (full.next(), full.next(), c) {
        (Some(one), None, _) => Ok(one),
        (_, _, 'İ') => Ok('i'),
        (_, _, '\u{1f80}'..='\u{1fff}') => Err(unsupported(format!("lower or upper of `{c}`"))),
        _ => Ok(c),
    }
}

/// What Trino trims: Java's white space, which no-break spaces are not.
fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{1c}'..='\u{1f}')
        || (c.is_whitespace() && !matches!(c, '\u{85}' | '\u{a0}' | '\u{2007}' | '\u{202f}'))
}

fn length(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    if *args[0].data_type() == DataType::Binary {
        let lengths = args[0].as_binary::<i32>().iter().map(|bytes| bytes.map(|bytes| bytes.len() as i64));
        return Ok(Arc::new(lengths.collect::<Int64Array>()));
    }
    let lengths = texts(&args[0]).iter().map(|text| text.map(|text| text.chars().count() as i64));
    Ok(Arc::new(lengths.collect::<Int64Array>()))
}

fn concat_type(args: &[DataType]) -> Result<DataType> {
    match args.first() {
        _ if args.iter().any(|of| matches!(of, DataType::List(_))) => arrays::list_of_first(args),
        Some(DataType::Binary) => Ok(DataType::Binary),
        _ => Ok(DataType::Utf8),
    }
}

/// NULL when any part is.
fn concat(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    match of {
        DataType::List(_) => return arrays::concat(args, of),
        DataType::Binary => {
            let parts = |row: usize| args.iter().map(|arg| arg.as_binary::<i32>().value(row)).collect::<Vec<_>>();
            let rows = (0..args[0].len()).map(|row| (!any_null(args, row)).then(|| parts(row).concat()));
            return Ok(Arc::new(rows.collect::<BinaryArray>()));
        }
        _ => {}
    }
    each_text(args, |row| Ok(Some(args.iter().map(|arg| texts(arg).value(row)).collect())))
}

fn replace(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each_text(args, |row| {
        let with = args.get(2).map_or("", |with| texts(with).value(row));
        Ok(Some(texts(&args[0]).value(row).replace(texts(&args[1]).value(row), with)))
    })
}

/// A start below zero counts from the end; zero, or before the beginning, gives the empty text.
fn substr(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each_text(args, |row| {
        let (text, start) = (texts(&args[0]).value(row), bigint(&args[1], row));
        let length = args.get(2).map_or(i64::MAX, |length| bigint(length, row));
        Ok(Some(slice(text, start, length)))
    })
}

fn slice(text: &str, start: i64, length: i64) -> String {
    let count = text.chars().count() as i64;
    let first = match start {
        0 => return String::new(),
        1.. => start - 1,
        _ => count + start,
    };
    if first < 0 || first >= count || length <= 0 {
        return String::new();
    }
    text.chars().skip(first as usize).take(usize::try_from(length).unwrap_or(usize::MAX)).collect()
}

fn strpos(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let positions = texts(&args[0]).iter().zip(texts(&args[1])).map(|(text, part)| {
        let (text, part) = (text?, part?);
        Some(text.find(part).map_or(0, |at| text[..at].chars().count() as i64 + 1))
    });
    Ok(Arc::new(positions.collect::<Int64Array>()))
}

fn starts_with(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let found = texts(&args[0]).iter().zip(texts(&args[1])).map(|(text, part)| Some(text?.starts_with(part?)));
    Ok(Arc::new(found.collect::<BooleanArray>()))
}

/// NULL for a part that is not there.
fn split_part(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let values = (0..args[0].len()).map(|row| {
        if any_null(args, row) {
            return Ok(None);
        }
        let (text, delimiter, index) = (texts(&args[0]).value(row), texts(&args[1]).value(row), bigint(&args[2], row));
        if index <= 0 {
            return Err(refused("INVALID_FUNCTION_ARGUMENT", "Index must be greater than zero"));
        }
        if delimiter.is_empty() {
            let part = text.chars().nth(index as usize - 1).map(String::from);
            return Ok(part);
        }
        Ok(text.split(delimiter).nth(index as usize - 1).map(str::to_owned))
    });
    Ok(Arc::new(values.collect::<Result<StringArray>>()?))
}
