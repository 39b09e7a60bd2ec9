//! JSON ("JSON functions and operators"), kept as text. The functions with clauses, which the front end writes as calls of other names,
//! are in `standard` and `construct`.

mod array_get;
mod clauses;
mod construct;
mod document;
mod exists;
mod extract_value;
mod format;
mod language;
mod path;
mod print;
mod query;
mod standard;

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use serde_json::value::RawValue;

use self::path::MemberPath;
pub(super) use self::{path::Members, print::normalized};
use super::support::{
    arguments::{
        fits_bigint, fits_varchar, returns_bigint, returns_boolean, returns_varchar, varchars, wrong_arguments,
    },
    define::function,
    values::{bigint, bigint_scalar, each, each_string, entry_types, string, strings},
};
use crate::local::errors::refused;
use crate::local::types::TypeClass;

pub(super) fn all() -> Vec<ScalarUDF> {
    [construct::all(), standard::all(), of_documents()].into_iter().flatten().collect()
}

fn of_documents() -> Vec<ScalarUDF> {
    vec![
        function("json_extract_scalar", json_and_path, returns_varchar, extract_scalar),
        function("json_extract", json_and_path, returns_json, extract),
        function("json_parse", varchars::<1>, returns_json, |args, data_type| {
            parse(args, data_type, "INVALID_FUNCTION_ARGUMENT")
        }),
        function("$json_literal", varchars::<1>, returns_json, |args, data_type| {
            parse(args, data_type, "INVALID_LITERAL")
        }),
        function("$json_format", one_json, returns_varchar, |args, data_type| {
            Ok(arrow_cast::cast(&args[0], data_type)?)
        }),
        function("json_array_length", one_document, returns_bigint, |args, data_type| {
            each(args, data_type, |row| Ok(elements(string(&row[0])).map(|items| bigint_scalar(items.len() as i64))))
        }),
        function("json_array_contains", document_and_value, returns_boolean, |args, data_type| {
            each(args, data_type, array_contains)
        }),
        function("json_array_get", document_and_index, returns_json, |args, data_type| {
            each(args, data_type, |row| {
                let found = array_get::element(string(&row[0]), bigint(&row[1]));
                Ok(found.map(|found| ScalarValue::LargeUtf8(Some(found))))
            })
        }),
        function("json_size", json_and_path, returns_bigint, |args, data_type| each(args, data_type, size)),
    ]
}

/// A document is `json` or `varchar`.
fn is_document(data_type: &DataType) -> bool {
    fits_varchar(data_type) || TypeClass::of(data_type) == TypeClass::Json
}

fn json_and_path(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [data_type, path] if is_document(data_type) && TypeClass::of(path) == TypeClass::Varchar => {
            Ok(vec![DataType::Utf8; 2])
        }
        _ => Err(wrong_arguments(name, args, "json or varchar, path")),
    }
}

fn one_document(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [data_type] if is_document(data_type) => Ok(vec![DataType::Utf8]),
        _ => Err(wrong_arguments(name, args, "json or varchar")),
    }
}

fn one_json(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [data_type] if matches!(TypeClass::of(data_type), TypeClass::Json | TypeClass::Unknown) => {
            Ok(vec![DataType::LargeUtf8])
        }
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "json")),
    }
}

fn document_and_value(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [data_type, value] if is_document(data_type) => match TypeClass::of(value) {
            TypeClass::Unknown => Ok(vec![DataType::Utf8, DataType::Int64]),
            TypeClass::Varchar | TypeClass::Boolean => Ok(vec![DataType::Utf8, value.clone()]),
            TypeClass::Integer => Ok(vec![DataType::Utf8, DataType::Int64]),
            TypeClass::Float => Ok(vec![DataType::Utf8, DataType::Float64]),
            _ => Err(wrong_arguments(name, args, "json or varchar, value")),
        },
        _ => Err(wrong_arguments(name, args, "json or varchar, value")),
    }
}

fn document_and_index(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [data_type, index] if is_document(data_type) && fits_bigint(index) => Ok(vec![DataType::Utf8, DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "json or varchar, bigint")),
    }
}

fn returns_json(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::LargeUtf8)
}

/// The value at a path, as json.
fn extract(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let found =
            MemberPath::parse(string(&row[1]))?.find(string(&row[0])).and_then(|found| print::normalized(found, false));
        Ok(found.map(|found| ScalarValue::LargeUtf8(Some(found))))
    })
}

fn parse(args: &[ArrayRef], data_type: &DataType, code: &'static str) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let json =
            serde_json::from_str::<&RawValue>(string(&row[0])).ok().and_then(|json| print::normalized(json, true));
        let invalid = || refused(code, format!("Cannot convert value to JSON: '{}'", string(&row[0])));
        Ok(Some(ScalarValue::LargeUtf8(Some(json.ok_or_else(invalid)?))))
    })
}

fn elements(json: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(json).ok()
}

/// NULL for what is not an array.
fn array_contains(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(items) = elements(string(&row[0])) else { return Ok(None) };
    let same = |item: &&RawValue| match &row[1] {
        ScalarValue::Utf8(Some(value)) => serde_json::from_str::<String>(item.get()).ok().as_ref() == Some(value),
        ScalarValue::Boolean(Some(truth)) => item.get() == truth.to_string(),
        ScalarValue::Int64(Some(number)) => item.get().parse::<i64>().ok() == Some(*number),
        ScalarValue::Float64(Some(number)) => {
            item.get().contains(['.', 'e', 'E']) && item.get().parse::<f64>().ok() == Some(*number)
        }
        _ => false,
    };
    Ok(Some(ScalarValue::Boolean(Some(items.iter().any(same)))))
}

/// The number of elements of an array or members of an object; 0 for anything else.
fn size(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(found) = MemberPath::parse(string(&row[1]))?.find(string(&row[0])) else { return Ok(None) };
    let size = match found.get().chars().next() {
        Some('[') => elements(found.get()).map(|items| items.len()),
        Some('{') => serde_json::from_str::<Members<'_>>(found.get()).ok().map(|members| members.0.len()),
        _ => Some(0),
    };
    Ok(size.map(|size| bigint_scalar(size as i64)))
}

/// What this engine casts to json as Trino does.
pub(super) fn casts_to_json(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(item) => casts_to_json(item.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| casts_to_json(field.data_type())),
        // The keys of an object are strings.
        DataType::Map(..) => entry_types(data_type).is_some_and(|(key, value)| {
            let key = TypeClass::of(&key);
            let plain = matches!(
                key,
                TypeClass::Unknown | TypeClass::Varchar | TypeClass::Integer | TypeClass::Boolean | TypeClass::Float
            );
            (plain || key == TypeClass::Decimal) && casts_to_json(&value)
        }),
        other => matches!(
            TypeClass::of(other),
            TypeClass::Unknown
                | TypeClass::Varchar
                | TypeClass::Boolean
                | TypeClass::Integer
                | TypeClass::Float
                | TypeClass::Decimal
                | TypeClass::Date
                | TypeClass::Timestamp
                | TypeClass::Json
        ),
    }
}

/// Values as json, NULL where they are NULL.
pub(super) fn to_json(array: &ArrayRef) -> ArrayRef {
    Arc::new(print::documents(array))
}

/// A string, number or boolean at a path; NULL for anything else, and for what is not JSON.
fn extract_scalar(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    // Most calls have one path for all rows.
    let mut last: Option<(String, MemberPath)> = None;
    each_string(args, |row| {
        let path = strings(&args[1]).value(row);
        if last.as_ref().is_none_or(|(known, _)| known != path) {
            last = Some((path.to_owned(), MemberPath::parse(path)?));
        }
        Ok(last.as_ref().and_then(|(_, path)| path.find(strings(&args[0]).value(row))).and_then(scalar))
    })
}

/// A string without its quotes; a number or boolean as it is written.
fn scalar(value: &RawValue) -> Option<String> {
    match value.get().chars().next()? {
        '"' => serde_json::from_str(value.get()).ok(),
        '{' | '[' | 'n' => None,
        _ => Some(value.get().to_owned()),
    }
}
