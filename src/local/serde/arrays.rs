//! Values as Arrow arrays, by the rules of "Type Mapping" in Trino's OpenX reader.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, ListArray,
    StringArray, StructArray,
};
use arrow_schema::{DataType, Field, Fields};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};

use super::{
    json::{Json, same_key},
    numbers,
};
use crate::{error::Result, types::AthenaType};

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
        let of = field.data_type();
        let of = AthenaType::from_arrow(of).map_or_else(|| of.to_string(), |of| of.to_string());
        super::unreadable(format!("column `{}` is {of} and a file has {found} in it", field.name()))
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
        DataType::Float32 => Arc::new(Float32Array::from(scalars(values, numbers::float)?)),
        DataType::Float64 => Arc::new(Float64Array::from(scalars(values, numbers::float)?)),
        DataType::List(item) => list(values, item)?,
        DataType::Struct(fields) => row(values, fields)?,
        _ => return Err("a type that is not read here"),
    })
}

/// A fraction is cut off, and a number that the type does not hold is NULL.
fn integers<T: TryFrom<i64>>(values: &[&Json]) -> Result<Vec<Option<T>>, &'static str> {
    let number = |text: &str| numbers::integer(text).and_then(|number| T::try_from(number).ok());
    scalars(values, number)
}

fn scalars<T>(values: &[&Json], read: impl Fn(&str) -> Option<T>) -> Result<Vec<Option<T>>, &'static str> {
    values
        .iter()
        .map(|value| match value {
            Json::Null => Ok(None),
            Json::Text { text, .. } => Ok(read(text)),
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

/// A blank string is a row of NULLs, and an array gives the fields by position, as arrays give the columns of a line.
fn row(values: &[&Json], fields: &Fields) -> Result<ArrayRef, &'static str> {
    let valid: Vec<bool> = values.iter().map(|value| !matches!(value, Json::Null)).collect();
    let fits = |value: &&Json| match value {
        Json::Text { text, .. } => text.chars().all(|c| c <= ' '),
        _ => true,
    };
    if !values.iter().all(fits) {
        return Err("something other than an object");
    }
    let null = Json::Null;
    let columns = fields.iter().enumerate().map(|(i, field)| {
        let of_field = values.iter().map(|value| match value {
            Json::Object(entries) => {
                entries.iter().find(|(key, _)| same_key(key, field.name())).map_or(&null, |(_, v)| v)
            }
            Json::Array(items) => items.get(i).unwrap_or(&null),
            _ => &null,
        });
        column(&of_field.collect::<Vec<_>>(), field.data_type())
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(StructArray::new(fields.clone(), columns, Some(NullBuffer::from(valid)))))
}
