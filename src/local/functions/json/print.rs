//! JSON as Trino prints it.

use std::{collections::BTreeMap, sync::Arc};

use arrow_array::{Array, ArrayRef, Float64Array, StringArray, cast::AsArray};
use arrow_schema::{DataType, FieldRef};
use datafusion::common::ScalarValue;
use serde_json::value::RawValue;

use super::path::Members;
use crate::local::{temporal::text, types::TypeClass};

/// Without white space, numbers with a fraction as Java writes doubles; the keys sorted on request, as `json_parse` does.
pub(in crate::local::functions) fn normalized(json: &RawValue, sorted: bool) -> Option<String> {
    let source = json.get();
    Some(match source.chars().next()? {
        '{' => {
            let Members(mut members) = serde_json::from_str(source).ok()?;
            if sorted {
                // Of equal keys, the last one wins.
                members.reverse();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                members.dedup_by(|a, b| a.0 == b.0);
            }
            let member =
                |(key, value): &(String, &RawValue)| Some(format!("{}:{}", quoted(key), normalized(value, sorted)?));
            format!("{{{}}}", members.iter().map(member).collect::<Option<Vec<_>>>()?.join(","))
        }
        '[' => {
            let items: Vec<&RawValue> = serde_json::from_str(source).ok()?;
            let items = items.into_iter().map(|item| normalized(item, sorted)).collect::<Option<Vec<_>>>()?;
            format!("[{}]", items.join(","))
        }
        '"' => quoted(&serde_json::from_str::<String>(source).ok()?),
        't' | 'f' | 'n' => source.to_owned(),
        _ if source.contains(['.', 'e', 'E']) => {
            let number = source.parse::<f64>().ok()?;
            let double: ArrayRef = Arc::new(Float64Array::from(vec![number]));
            let printed = crate::text::format_value(&double, 0)?;
            // JSON has no number for infinity.
            if number.is_finite() { printed } else { format!("\"{printed}\"") }
        }
        _ if source == "-0" => "0".to_owned(),
        _ => source.to_owned(),
    })
}

/// Escaped as Java's Jackson does.
pub(super) fn quoted(value: &str) -> String {
    let mut out = String::from('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            // A surrogate pair of UTF-16 is two escapes.
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

/// Values as JSON, NULL where they are NULL.
pub(super) fn documents(values: &ArrayRef) -> StringArray {
    (0..values.len()).map(|row| values.is_valid(row).then(|| document(values, row))).collect()
}

fn document(values: &ArrayRef, row: usize) -> String {
    if values.is_null(row) {
        return "null".to_owned();
    }
    match values.data_type() {
        DataType::List(_) => {
            let items = values.as_list::<i32>().value(row);
            let items: Vec<String> = (0..items.len()).map(|i| document(&items, i)).collect();
            format!("[{}]", items.join(","))
        }
        DataType::Struct(fields) => {
            let columns = values.as_struct().columns();
            let entry =
                |(field, column): (&FieldRef, &ArrayRef)| format!("{}:{}", quoted(field.name()), document(column, row));
            let entries: Vec<String> = fields.iter().zip(columns).map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
        // In the order of the keys, as Trino writes them.
        DataType::Map(..) => {
            let entries = values.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let key = |i: usize| (crate::text::format_value(keys, i).unwrap_or_default(), i);
            let sorted: BTreeMap<String, usize> = (0..entries.len()).map(key).collect();
            let entry = |(key, i): (String, usize)| format!("{}:{}", quoted(&key), document(values, i));
            format!("{{{}}}", sorted.into_iter().map(entry).collect::<Vec<_>>().join(","))
        }
        DataType::Utf8 => quoted(values.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => values.as_string::<i64>().value(row).to_owned(),
        data_type => {
            let value = ScalarValue::try_from_array(values, row).ok();
            if let Some(time) = value.and_then(|value| text(&value).ok()?) {
                return quoted(&time);
            }
            let printed = crate::text::format_value(values, row).unwrap_or_else(|| "null".to_owned());
            // JSON has no number for NaN and infinity.
            let number = printed.ends_with(|c: char| c.is_ascii_digit());
            match TypeClass::of(data_type) {
                TypeClass::Float if !number => quoted(&printed),
                _ => printed,
            }
        }
    }
}
