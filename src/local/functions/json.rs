//! JSON in text columns.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, StringArray, cast::AsArray};
use arrow_schema::{DataType, FieldRef};
use datafusion::{common::Result, logical_expr::ScalarUDF};
use serde_json::value::RawValue;

use super::{
    define::{each_text, function, returns_text, texts, wrong_arguments},
    text::two_texts,
};
use crate::local::sql_types::{spelled, unsupported};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("json_extract_scalar", two_texts, returns_text, extract_scalar),
        function(JSON_TEXT, one_nested, returns_text, |args, _| Ok(Arc::new(json_texts(&args[0])))),
    ]
}

/// `json_format(CAST(x AS JSON))`.
pub(crate) const JSON_TEXT: &str = "$json_text";

fn one_nested(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    fn has_json(of: &DataType) -> bool {
        match of {
            DataType::List(item) => has_json(item.data_type()),
            DataType::Struct(fields) => fields.iter().all(|field| has_json(field.data_type())),
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
                format!("{}:{}", serde_json::Value::from(field.name().as_str()), json_text(column, row))
            };
            let entries: Vec<String> = fields.iter().zip(columns).map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
        DataType::Utf8 => serde_json::Value::from(values.as_string::<i32>().value(row)).to_string(),
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
        let Ok(json) = serde_json::from_str::<&RawValue>(texts(&args[0]).value(row)) else { return Ok(None) };
        Ok(steps.iter().try_fold(json, member).and_then(scalar))
    })
}

/// The value at one step; of two equal keys, the first.
fn member<'a>(value: &'a RawValue, step: &Step) -> Option<&'a RawValue> {
    match step {
        Step::Index(index) => serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(*index).copied(),
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
