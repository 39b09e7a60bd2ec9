//! Values as Arrow arrays, by the rules of "Type Mapping" in Trino's OpenX reader.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, ListArray,
    StringArray, StructArray,
};
use arrow_schema::{DataType, Field, Fields};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};

use super::{
    errors::unreadable,
    numbers,
    value::{CellValue, same_key},
};
use crate::{error::Result, local::types::type_name};

/// Whether tables may have columns of a type here.
pub(crate) fn is_readable(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8
        | DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Float32
        | DataType::Float64 => true,
        DataType::List(item) => is_readable(item.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| is_readable(field.data_type())),
        _ => false,
    }
}

/// One column.
///
/// # Errors
/// A value of a kind that the type cannot be read from, such as an object in a `bigint` column.
pub(super) fn array(values: &[CellValue], field: &Field) -> Result<ArrayRef> {
    let refs: Vec<&CellValue> = values.iter().collect();
    column(&refs, field.data_type()).map_err(|found| {
        let type_name = type_name(field.data_type());
        unreadable(format!("column `{}` is {type_name} and a file has {found} in it", field.name()))
    })
}

fn column(values: &[&CellValue], data_type: &DataType) -> Result<ArrayRef, &'static str> {
    Ok(match data_type {
        DataType::Utf8 => Arc::new(values.iter().map(|value| (*value).clone().into_string()).collect::<StringArray>()),
        DataType::Boolean => {
            let truth = |value: &CellValue| match value {
                CellValue::Null => None,
                CellValue::Scalar { string, .. } => Some(string.eq_ignore_ascii_case("true")),
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
fn integers<T: TryFrom<i64>>(values: &[&CellValue]) -> Result<Vec<Option<T>>, &'static str> {
    let number = |word: &str| numbers::json_integer(word).and_then(|number| T::try_from(number).ok());
    scalars(values, number)
}

fn scalars<T>(values: &[&CellValue], read: impl Fn(&str) -> Option<T>) -> Result<Vec<Option<T>>, &'static str> {
    values
        .iter()
        .map(|value| match value {
            CellValue::Null => Ok(None),
            CellValue::Scalar { string, .. } => Ok(read(string)),
            _ => Err("an object or array"),
        })
        .collect()
}

/// A value that is not an array is an array of one; the empty string is NULL.
fn list(values: &[&CellValue], item: &Arc<Field>) -> Result<ArrayRef, &'static str> {
    let mut items: Vec<&CellValue> = Vec::new();
    let mut lengths = Vec::with_capacity(values.len());
    let mut valid = Vec::with_capacity(values.len());
    for value in values {
        let before = items.len();
        match value {
            CellValue::Null => {}
            CellValue::Scalar { string, .. } if string.is_empty() => {}
            CellValue::Array(all) => items.extend(all),
            one => items.push(one),
        }
        lengths.push(items.len() - before);
        valid.push(match value {
            CellValue::Null => false,
            CellValue::Scalar { string, .. } => !string.is_empty(),
            _ => true,
        });
    }
    let items = column(&items, item.data_type())?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::new(Arc::clone(item), offsets, items, Some(NullBuffer::from(valid)))))
}

/// A blank string is a row of NULLs, and an array gives the fields by position, as arrays give the columns of a line.
fn row(values: &[&CellValue], fields: &Fields) -> Result<ArrayRef, &'static str> {
    let valid: Vec<bool> = values.iter().map(|value| !matches!(value, CellValue::Null)).collect();
    let fits = |value: &&CellValue| match value {
        CellValue::Scalar { string, .. } => string.chars().all(|c| c <= ' '),
        _ => true,
    };
    if !values.iter().all(fits) {
        return Err("something other than an object");
    }
    let null = CellValue::Null;
    let columns = fields.iter().enumerate().map(|(i, field)| {
        let of_field = values.iter().map(|value| match value {
            CellValue::Object(entries) => {
                entries.iter().find(|(key, _)| same_key(key, field.name())).map_or(&null, |(_, v)| v)
            }
            CellValue::Array(items) => items.get(i).unwrap_or(&null),
            _ => &null,
        });
        column(&of_field.collect::<Vec<_>>(), field.data_type())
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(StructArray::new(fields.clone(), columns, Some(NullBuffer::from(valid)))))
}
