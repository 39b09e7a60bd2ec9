//! JSON in text columns.

use std::{collections::BTreeMap, sync::Arc};

use arrow_array::{Array, ArrayRef, StringArray, cast::AsArray};
use arrow_schema::{DataType, FieldRef};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use serde_json::value::RawValue;

use super::{
    define::{
        each_text, function, returns_bigint, returns_boolean, returns_text, text_then_numbers, texts, wrong_arguments,
    },
    strings::text,
    values::each,
};
use crate::local::sql_types::{Class, refused, spelled, unsupported};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("json_extract_scalar", json_and_path, returns_text, extract_scalar),
        function("json_extract", json_and_path, returns_json, extract),
        function("json_parse", one_text, returns_json, |args, of| parse(args, of, "INVALID_FUNCTION_ARGUMENT")),
        function("$json_literal", one_text, returns_json, |args, of| parse(args, of, "INVALID_LITERAL")),
        function("$json_format", one_json, returns_text, |args, of| Ok(arrow_cast::cast(&args[0], of)?)),
        function("json_array_length", one_document, returns_bigint, |args, of| {
            each(args, of, |row| Ok(elements(text(&row[0])).map(|items| ScalarValue::Int64(Some(items.len() as i64)))))
        }),
        function("json_array_contains", document_and_value, returns_boolean, |args, of| each(args, of, array_contains)),
        function("json_size", json_and_path, returns_bigint, |args, of| each(args, of, size)),
        function(JSON_TEXT, one_nested, returns_text, |args, _| Ok(Arc::new(json_texts(&args[0])))),
    ]
}

/// Text or json, both as text.
fn is_document(of: &DataType) -> bool {
    matches!(Class::of(of), Class::Text | Class::Json | Class::Unknown)
}

fn json_and_path(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of, path] if is_document(of) && Class::of(path) == Class::Text => Ok(vec![DataType::Utf8; 2]),
        _ => Err(wrong_arguments(name, args, "json or varchar, path")),
    }
}

fn one_document(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if is_document(of) => Ok(vec![DataType::Utf8]),
        _ => Err(wrong_arguments(name, args, "json or varchar")),
    }
}

fn one_text(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Class::Text]], "varchar")
}

fn one_json(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::Json | Class::Unknown) => Ok(vec![DataType::LargeUtf8]),
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "json")),
    }
}

fn document_and_value(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of, value] if is_document(of) => match Class::of(value) {
            Class::Unknown => Ok(vec![DataType::Utf8, DataType::Int64]),
            Class::Text | Class::Boolean => Ok(vec![DataType::Utf8, value.clone()]),
            Class::Integer => Ok(vec![DataType::Utf8, DataType::Int64]),
            Class::Float => Ok(vec![DataType::Utf8, DataType::Float64]),
            _ => Err(wrong_arguments(name, args, "json or varchar, value")),
        },
        _ => Err(wrong_arguments(name, args, "json or varchar, value")),
    }
}

fn returns_json(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::LargeUtf8)
}

/// The value at a path, as json.
fn extract(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let steps = steps(text(&row[1]))?;
        let Some(json) = document(text(&row[0])) else { return Ok(None) };
        let found = steps.iter().try_fold(json, member).and_then(|found| written(found, false));
        Ok(found.map(|found| ScalarValue::LargeUtf8(Some(found))))
    })
}

fn parse(args: &[ArrayRef], of: &DataType, code: &'static str) -> Result<ArrayRef> {
    each(args, of, |row| {
        let json = serde_json::from_str::<&RawValue>(text(&row[0])).ok().and_then(|json| written(json, true));
        let invalid = || refused(code, format!("Cannot convert value to JSON: '{}'", text(&row[0])));
        Ok(Some(ScalarValue::LargeUtf8(Some(json.ok_or_else(invalid)?))))
    })
}

/// Without white space, numbers with a fraction as Java writes doubles; the keys sorted on request, as `json_parse` does.
fn written(json: &RawValue, sorted: bool) -> Option<String> {
    let source = json.get();
    Some(match source.chars().next()? {
        '{' => {
            let Entries(mut entries) = serde_json::from_str(source).ok()?;
            if sorted {
                // Of equal keys the last one counts.
                entries.reverse();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                entries.dedup_by(|a, b| a.0 == b.0);
            }
            let entry =
                |(key, value): &(String, &RawValue)| Some(format!("{}:{}", quoted(key), written(value, sorted)?));
            format!("{{{}}}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(","))
        }
        '[' => {
            let items: Vec<&RawValue> = serde_json::from_str(source).ok()?;
            let items = items.into_iter().map(|item| written(item, sorted)).collect::<Option<Vec<_>>>()?;
            format!("[{}]", items.join(","))
        }
        '"' => quoted(&serde_json::from_str::<String>(source).ok()?),
        't' | 'f' | 'n' => source.to_owned(),
        _ if source.contains(['.', 'e', 'E']) => {
            let number = source.parse::<f64>().ok()?;
            let double: ArrayRef = Arc::new(arrow_array::Float64Array::from(vec![number]));
            let spelled = crate::text::value(&double, 0)?;
            // JSON has no such number.
            if number.is_finite() { spelled } else { format!("\"{spelled}\"") }
        }
        _ if source == "-0" => "0".to_owned(),
        _ => source.to_owned(),
    })
}

/// Escaped as Java's Jackson does.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            // Both halves of what UTF-16 has no single unit for.
            c if c.len_utf16() == 2 => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04X}")));
            }
            c if c < ' ' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn elements(json: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(json).ok()
}

/// NULL for what is no array.
fn array_contains(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(items) = elements(text(&row[0])) else { return Ok(None) };
    let same = |item: &&RawValue| match &row[1] {
        ScalarValue::Utf8(Some(text)) => serde_json::from_str::<String>(item.get()).ok().as_ref() == Some(text),
        ScalarValue::Boolean(Some(truth)) => item.get() == truth.to_string(),
        ScalarValue::Int64(Some(number)) => item.get().parse::<i64>().ok() == Some(*number),
        ScalarValue::Float64(Some(number)) => {
            item.get().contains(['.', 'e', 'E']) && item.get().parse::<f64>().ok() == Some(*number)
        }
        _ => false,
    };
    Ok(Some(ScalarValue::Boolean(Some(items.iter().any(same)))))
}

/// Of an array or object, how many elements; of anything else 0.
fn size(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let steps = steps(text(&row[1]))?;
    let Some(json) = document(text(&row[0])) else { return Ok(None) };
    let Some(found) = steps.iter().try_fold(json, member) else { return Ok(None) };
    let size = match found.get().chars().next() {
        Some('[') => elements(found.get()).map(|items| items.len()),
        Some('{') => serde_json::from_str::<Entries<'_>>(found.get()).ok().map(|entries| entries.0.len()),
        _ => Some(0),
    };
    Ok(size.map(|size| ScalarValue::Int64(Some(size as i64))))
}

/// `json_format(CAST(x AS JSON))`.
pub(crate) const JSON_TEXT: &str = "$json_text";

fn one_nested(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    fn has_json(of: &DataType) -> bool {
        match of {
            DataType::List(item) => has_json(item.data_type()),
            DataType::Struct(fields) => fields.iter().all(|field| has_json(field.data_type())),
            // The keys of an object are text.
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(pair) => *pair[0].data_type() == DataType::Utf8 && has_json(pair[1].data_type()),
                _ => false,
            },
            DataType::Utf8 | DataType::Boolean => true,
            of => of.is_integer(),
        }
    }
    match args {
        [of] if has_json(of) => Ok(args.to_vec()),
        [of] => Err(unsupported(format!("CAST of {} to json", spelled(of)))),
        _ => Err(wrong_arguments("json_format", args, "json")),
    }
}

fn json_texts(values: &ArrayRef) -> StringArray {
    (0..values.len()).map(|row| values.is_valid(row).then(|| json_text(values, row))).collect()
}

fn json_text(values: &ArrayRef, row: usize) -> String {
    if values.is_null(row) {
        return "null".to_owned();
    }
    match values.data_type() {
        DataType::List(_) => {
            let items = values.as_list::<i32>().value(row);
            let items: Vec<String> = (0..items.len()).map(|i| json_text(&items, i)).collect();
            format!("[{}]", items.join(","))
        }
        DataType::Struct(fields) => {
            let columns = values.as_struct().columns();
            let entry = |(field, column): (&FieldRef, &ArrayRef)| {
                format!("{}:{}", quoted(field.name()), json_text(column, row))
            };
            let entries: Vec<String> = fields.iter().zip(columns).map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
        // In the order of the keys, as Trino writes them.
        DataType::Map(..) => {
            let entries = values.as_map().value(row);
            let (keys, values) = (entries.column(0).as_string::<i32>(), entries.column(1));
            let sorted: BTreeMap<&str, usize> = (0..entries.len()).map(|i| (keys.value(i), i)).collect();
            let entry = |(key, i): (&str, usize)| format!("{}:{}", quoted(key), json_text(values, i));
            format!("{{{}}}", sorted.into_iter().map(entry).collect::<Vec<_>>().join(","))
        }
        DataType::Utf8 => quoted(values.as_string::<i32>().value(row)),
        _ => crate::text::value(values, row).unwrap_or_default(),
    }
}

/// Text, number or boolean at a path; NULL for anything else, and for text that is not JSON.
fn extract_scalar(args: &[arrow_array::ArrayRef], _: &DataType) -> Result<arrow_array::ArrayRef> {
    let mut known: Option<(String, Vec<Step>)> = None;
    each_text(args, |row| {
        let path = texts(&args[1]).value(row);
        if known.as_ref().is_none_or(|(same, _)| same != path) {
            known = Some((path.to_owned(), steps(path)?));
        }
        let Some((_, steps)) = &known else { return Ok(None) };
        let Some(json) = document(texts(&args[0]).value(row)) else { return Ok(None) };
        Ok(steps.iter().try_fold(json, member).and_then(scalar))
    })
}

/// The first value in a text; what stands behind it is not looked at.
fn document(text: &str) -> Option<&RawValue> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

/// The value at one step; of two equal keys, the first. A key of digits is an index as well.
fn member<'a>(value: &'a RawValue, step: &Step) -> Option<&'a RawValue> {
    match step {
        Step::Index(index) => serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(*index).copied(),
        Step::Key(key) if value.get().starts_with('[') => member(value, &Step::Index(key.parse().ok()?)),
        Step::Key(key) => {
            let Entries(entries) = serde_json::from_str(value.get()).ok()?;
            entries.into_iter().find(|(name, _)| name == key).map(|(_, value)| value)
        }
    }
}

/// A string without its quotes; a number or boolean as it is written.
fn scalar(value: &RawValue) -> Option<String> {
    match value.get().chars().next()? {
        '"' => serde_json::from_str(value.get()).ok(),
        '{' | '[' | 'n' => None,
        _ => Some(value.get().to_owned()),
    }
}

/// An object's entries in order.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Entries<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

enum Step {
    Key(String),
    Index(usize),
}

/// `$.key`, `$["key"]` and `$[0]`, in any chain. The rest of JSONPath is refused by name.
fn steps(path: &str) -> Result<Vec<Step>> {
    let beyond = || unsupported(format!("the JSON path `{path}` (supported: `$.key`, `$[\"key\"]`, `$[0]`)"));
    let mut rest = path.strip_prefix('$').ok_or_else(beyond)?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[\"") {
            let end = after.find("\"]").ok_or_else(beyond)?;
            steps.push(Step::Key(after[..end].to_owned()));
            rest = &after[end + 2..];
        } else if let Some(after) = rest.strip_prefix('[') {
            let end = after.find(']').ok_or_else(beyond)?;
            steps.push(Step::Index(after[..end].parse().map_err(|_| beyond())?));
            rest = &after[end + 1..];
        } else {
            let after = rest.strip_prefix('.').ok_or_else(beyond)?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let key = &after[..end];
            if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || c == '_') {
                return Err(beyond());
            }
            steps.push(Step::Key(key.to_owned()));
            rest = &after[end..];
        }
    }
    Ok(steps)
}
