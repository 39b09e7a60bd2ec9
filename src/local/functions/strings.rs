//! More string functions ("String functions").

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, StringArray};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    define::{any_null, bigint, each_text, function, returns_bigint, returns_text, text_then_numbers, texts},
    text::two_texts,
    values::{each, list_scalar},
};
use crate::local::sql_types::{
    Class::{Integer, Text},
    refused,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("lpad", pad_types, returns_text, |args, _| padded(args, true)),
        function("rpad", pad_types, returns_text, |args, _| padded(args, false)),
        function(
            "split",
            split_types,
            |_| Ok(DataType::new_list(DataType::Utf8, true)),
            |args, of| each(args, of, |row| split(row, of)),
        ),
        function("levenshtein_distance", two_texts, returns_bigint, |args, _| distances(args, levenshtein)),
        function("hamming_distance", two_texts, returns_bigint, hamming),
        function("translate", three_texts, returns_text, translate),
        function("chr", one_number, returns_text, chr),
        function("codepoint", one_text, |_| Ok(DataType::Int32), codepoint),
    ]
}

fn one_text(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text]], "varchar")
}

fn one_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Integer]], "bigint")
}

fn three_texts(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Text, Text]], "varchar, varchar, varchar")
}

fn pad_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Integer, Text]], "varchar, bigint, varchar")
}

fn split_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Text, Text], &[Text, Text, Integer]], "varchar, varchar [, bigint]")
}

/// The text of a value that is one.
pub(super) fn text(value: &ScalarValue) -> &str {
    value.try_as_str().flatten().unwrap_or_default()
}

fn invalid(message: impl Into<String>) -> datafusion::common::DataFusionError {
    refused("INVALID_FUNCTION_ARGUMENT", message)
}

/// Filled up to a length, or cut to it.
fn padded(args: &[ArrayRef], before: bool) -> Result<ArrayRef> {
    const MAX: i64 = i32::MAX as i64;
    each_text(args, |row| {
        let (text, length, fill) = (texts(&args[0]).value(row), bigint(&args[1], row), texts(&args[2]).value(row));
        if !(0..=MAX).contains(&length) {
            return Err(invalid(format!("Target length must be in the range [0..{MAX}]")));
        }
        if fill.is_empty() {
            return Err(invalid("Padding string must not be empty"));
        }
        let missing = (length as usize).saturating_sub(text.chars().count());
        let fill = fill.chars().cycle().take(missing);
        let cut = text.chars().take(length as usize);
        Ok(Some(if before { fill.chain(cut).collect() } else { cut.chain(fill).collect() }))
    })
}

/// With a limit, the last part keeps the rest.
fn split(row: &[ScalarValue], of: &DataType) -> Result<Option<ScalarValue>> {
    let (value, delimiter) = (text(&row[0]), text(&row[1]));
    if delimiter.is_empty() {
        return Err(invalid("The delimiter may not be the empty string"));
    }
    let limit = match row.get(2) {
        Some(ScalarValue::Int64(Some(limit))) if *limit <= 0 => return Err(invalid("Limit must be positive")),
        Some(ScalarValue::Int64(Some(limit))) => match i32::try_from(*limit) {
            Ok(limit) => limit as usize,
            Err(_) => return Err(invalid("Limit is too large")),
        },
        _ => usize::MAX,
    };
    let parts: Vec<_> = value.splitn(limit, delimiter).map(|part| ScalarValue::Utf8(Some(part.to_owned()))).collect();
    Ok(Some(list_scalar(&parts, of)))
}

fn distances(args: &[ArrayRef], of: fn(&[char], &[char]) -> i64) -> Result<ArrayRef> {
    let pairs = texts(&args[0]).iter().zip(texts(&args[1])).map(|(a, b)| {
        let (a, b): (Vec<char>, Vec<char>) = (a?.chars().collect(), b?.chars().collect());
        Some(of(&a, &b))
    });
    Ok(Arc::new(pairs.collect::<Int64Array>()))
}

/// How many characters have to be added, left out or changed.
fn levenshtein(a: &[char], b: &[char]) -> i64 {
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            row.push((above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1));
        }
        above = row;
    }
    above.last().map_or(0, |distance| *distance as i64)
}

fn hamming(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let rows = texts(&args[0]).iter().zip(texts(&args[1])).map(|pair| {
        let (Some(a), Some(b)) = pair else { return Ok(None) };
        if a.chars().count() != b.chars().count() {
            return Err(invalid("The input strings to hamming_distance function must have the same length"));
        }
        Ok(Some(a.chars().zip(b.chars()).filter(|(a, b)| a != b).count() as i64))
    });
    Ok(Arc::new(rows.collect::<Result<Int64Array>>()?))
}

/// Character by character; what has no counterpart goes away.
fn translate(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each_text(args, |row| {
        let (from, to): (Vec<char>, Vec<char>) =
            (texts(&args[1]).value(row).chars().collect(), texts(&args[2]).value(row).chars().collect());
        let one = |c: char| match from.iter().position(|known| *known == c) {
            Some(at) => to.get(at).copied(),
            None => Some(c),
        };
        Ok(Some(texts(&args[0]).value(row).chars().filter_map(one).collect()))
    })
}

fn chr(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let rows = (0..args[0].len()).map(|row| {
        if any_null(args, row) {
            return Ok(None);
        }
        let code = bigint(&args[0], row);
        let c = u32::try_from(code).ok().and_then(char::from_u32);
        c.map(|c| Some(c.to_string())).ok_or_else(|| invalid(format!("Not a valid Unicode code point: {code}")))
    });
    Ok(Arc::new(rows.collect::<Result<StringArray>>()?))
}

fn codepoint(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let mut chars = text(&row[0]).chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(Some(ScalarValue::Int32(i32::try_from(u32::from(c)).ok()))),
            (None, _) => Err(invalid("codepoint takes one character")),
            // The text has one character by its type in Trino.
            _ => Err(refused("FUNCTION_NOT_FOUND", "codepoint takes one character")),
        }
    })
}
