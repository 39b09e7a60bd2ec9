//! Values as Arrow arrays, by the rules of "Type Mapping" in Trino's OpenX reader.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, ListArray,
    StringArray, StructArray,
};
use arrow_schema::{DataType, Field, Fields};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};

use super::json::{self, Json, same_key};
use crate::error::{ErrorKind, Result};

/// Whether tables may have columns of that type here.
pub(crate) fn readable(of: &DataType) -> bool {
    match of {
        DataType::Utf8
        | DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Float32
        | DataType::Float64 => true,
        DataType::List(item) => readable(item.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| readable(field.data_type())),
        _ => false,
    }
}

/// One column.
///
/// # Errors
/// A value of a kind that the type cannot be read from, such as an object in a `bigint` column.
pub(super) fn array(values: &[Json], field: &Field) -> Result<ArrayRef> {
    let refs: Vec<&Json> = values.iter().collect();
    column(&refs, field.data_type()).map_err(|found| {
        let message = format!("column `{}` is {} and a file has {found} in it", field.name(), field.data_type());
        ErrorKind::Refused { code: "HIVE_BAD_DATA".into(), message }.into()
    })
}

fn column(values: &[&Json], of: &DataType) -> Result<ArrayRef, &'static str> {
    Ok(match of {
        DataType::Utf8 => Arc::new(values.iter().map(|value| (*value).clone().into_text()).collect::<StringArray>()),
        DataType::Boolean => {
            let truth = |value: &Json| match value {
                Json::Null => None,
                Json::Text { text, .. } => Some(text.eq_ignore_ascii_case("true")),
                _ => Some(false),
            };
            Arc::new(values.iter().map(|value| truth(value)).collect::<BooleanArray>())
        }
        DataType::Int8 => Arc::new(Int8Array::from(integers(values)?)),
        DataType::Int16 => Arc::new(Int16Array::from(integers(values)?)),
        DataType::Int32 => Arc::new(Int32Array::from(integers(values)?)),
        DataType::Int64 => Arc::new(Int64Array::from(integers(values)?)),
        DataType::Float32 => {
            Arc::new(doubles(values)?.into_iter().map(|v| v.map(|v| v as f32)).collect::<Float32Array>())
        }
        DataType::Float64 => Arc::new(Float64Array::from(doubles(values)?)),
        DataType::List(item) => list(values, item)?,
        DataType::Struct(fields) => row(values, fields)?,
        _ => return Err("a type that is not read here"),
    })
}

fn integers<T: TryFrom<i64>>(values: &[&Json]) -> Result<Vec<Option<T>>, &'static str> {
    values
        .iter()
        .map(|value| match value {
            Json::Null => Ok(None),
            Json::Text { text, .. } => match json::whole(text) {
                Some(number) => Ok(T::try_from(number).ok()),
                None if text.contains(['.', 'e', 'E']) => match text.parse::<f64>() {
                    Ok(number) if number.fract() == 0.0 && number.abs() < 9e15 => Ok(T::try_from(number as i64).ok()),
                    // Whether a fraction is rounded is not documented.
                    Ok(number) if number.is_finite() => Err("a number that is not whole"),
                    _ => Ok(None),
                },
                None => Ok(None),
            },
            _ => Err("an object or array"),
        })
        .collect()
}

fn doubles(values: &[&Json]) -> Result<Vec<Option<f64>>, &'static str> {
    values
        .iter()
        .map(|value| match value {
            Json::Null => Ok(None),
            Json::Text { text, .. } => Ok(match text.as_str() {
                "NaN" => Some(f64::NAN),
                "Infinity" | "+Infinity" => Some(f64::INFINITY),
                "-Infinity" => Some(f64::NEG_INFINITY),
                digits => digits.trim().parse().ok().filter(|v: &f64| v.is_finite()),
            }),
            _ => Err("an object or array"),
        })
        .collect()
}

/// A value that is no array is an array of one; the empty string is NULL.
fn list(values: &[&Json], item: &Arc<Field>) -> Result<ArrayRef, &'static str> {
    let mut items: Vec<&Json> = Vec::new();
    let mut lengths = Vec::with_capacity(values.len());
    let mut valid = Vec::with_capacity(values.len());
    for value in values {
        let before = items.len();
        match value {
            Json::Null => {}
            Json::Text { text, .. } if text.is_empty() => {}
            Json::Array(all) => items.extend(all),
            one => items.push(one),
        }
        lengths.push(items.len() - before);
        valid.push(match value {
            Json::Null => false,
            Json::Text { text, .. } => !text.is_empty(),
            _ => true,
        });
    }
    let items = column(&items, item.data_type())?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::new(Arc::clone(item), offsets, items, Some(NullBuffer::from(valid)))))
}

fn row(values: &[&Json], fields: &Fields) -> Result<ArrayRef, &'static str> {
    let valid: Vec<bool> = values.iter().map(|value| matches!(value, Json::Object(_))).collect();
    let fits = |value: &&Json| match value {
        Json::Null | Json::Object(_) => true,
        Json::Array(items) => items.is_empty(),
        Json::Text { text, .. } => text.trim().is_empty(),
    };
    if !values.iter().all(fits) {
        return Err("something other than an object");
    }
    let null = Json::Null;
    let columns = fields.iter().map(|field| {
        let of_field = values.iter().map(|value| match value {
            Json::Object(entries) => {
                entries.iter().find(|(key, _)| same_key(key, field.name())).map_or(&null, |(_, v)| v)
            }
            _ => &null,
        });
        column(&of_field.collect::<Vec<_>>(), field.data_type())
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(StructArray::new(fields.clone(), columns, Some(NullBuffer::from(valid)))))
}
