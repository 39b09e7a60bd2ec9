//! Values of rows: read, written, compared.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, MapArray, StringArray, StructArray,
    cast::AsArray,
    new_empty_array,
    types::{Float64Type, Int64Type},
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields};
use chrono::NaiveDate;
use datafusion::common::{Result, ScalarValue, exec_err};

use super::{
    arguments::invalid_argument,
    compare::{Distinct, equal},
    convert::converted,
    size::ColumnSize,
};

/// Whether any argument is NULL in a row: then so is the result, for almost every function.
pub(crate) fn any_null(args: &[ArrayRef], row: usize) -> bool {
    // An array of nothing but NULL has no validity mask.
    args.iter().any(|arg| arg.is_null(row) || *arg.data_type() == DataType::Null)
}

/// A value per row, NULL where any argument is.
pub(crate) fn each(
    args: &[ArrayRef],
    data_type: &DataType,
    mut body: impl FnMut(&[ScalarValue]) -> Result<Option<ScalarValue>>,
) -> Result<ArrayRef> {
    each_or_null(args, data_type, |row| {
        if any_null(args, row) {
            return Ok(None);
        }
        let values = args.iter().map(|arg| ScalarValue::try_from_array(arg, row)).collect::<Result<Vec<_>>>()?;
        body(&values)
    })
}

/// A value per row; the body handles NULL itself.
pub(crate) fn each_or_null(
    args: &[ArrayRef],
    data_type: &DataType,
    mut body: impl FnMut(usize) -> Result<Option<ScalarValue>>,
) -> Result<ArrayRef> {
    let rows = args.first().map_or(1, |arg| arg.len());
    let values = (0..rows).map(|row| match body(row)? {
        Some(value) => Ok(value),
        None => ScalarValue::try_from(data_type),
    });
    array_of(values.collect::<Result<Vec<_>>>()?, data_type)
}

/// A string per row, NULL where any argument is.
pub(crate) fn each_string(
    args: &[ArrayRef],
    mut body: impl FnMut(usize) -> Result<Option<String>>,
) -> Result<ArrayRef> {
    let mut size = ColumnSize::default();
    let values = (0..args[0].len()).map(|row| {
        let value = if any_null(args, row) { None } else { body(row)? };
        size.add(value.as_ref().map_or(0, String::len))?;
        Ok(value)
    });
    Ok(Arc::new(values.collect::<Result<StringArray>>()?))
}

/// The array as strings.
pub(crate) fn strings(array: &ArrayRef) -> &StringArray {
    array.as_string()
}

/// The integer in a row, which is not NULL.
pub(crate) fn bigint_at(array: &ArrayRef, row: usize) -> i64 {
    array.as_primitive::<Int64Type>().value(row)
}

/// An array of numbers as one of doubles.
pub(crate) fn in_doubles(array: &ArrayRef) -> Result<ArrayRef> {
    Ok(arrow_cast::cast(array, &DataType::Float64)?)
}

/// The numbers in an array as doubles, without NULL.
pub(crate) fn non_null_doubles(array: &ArrayRef) -> Result<Vec<f64>> {
    Ok(in_doubles(array)?.as_primitive::<Float64Type>().iter().flatten().collect())
}

pub(crate) fn scalars(array: &ArrayRef) -> Result<Vec<ScalarValue>> {
    (0..array.len()).map(|row| ScalarValue::try_from_array(array, row)).collect()
}

/// An array of a type; DataFusion cannot tell the type of an empty one.
pub(crate) fn array_of(values: Vec<ScalarValue>, data_type: &DataType) -> Result<ArrayRef> {
    if values.is_empty() {
        return Ok(new_empty_array(data_type));
    }
    let mut size = ColumnSize::default();
    values.iter().try_for_each(|value| size.add(length(value)))?;
    converted(&ScalarValue::iter_to_array(values)?, data_type)
}

/// The bytes of a string or of a byte string.
pub(crate) fn length(value: &ScalarValue) -> usize {
    match value {
        ScalarValue::Utf8(Some(text)) | ScalarValue::LargeUtf8(Some(text)) => text.len(),
        ScalarValue::Binary(Some(bytes)) => bytes.len(),
        _ => 0,
    }
}

/// The string in a value that holds one.
pub(crate) fn string(value: &ScalarValue) -> &str {
    value.try_as_str().flatten().unwrap_or_default()
}

/// The integer in a value that holds one.
pub(crate) fn bigint(value: &ScalarValue) -> i64 {
    if let ScalarValue::Int64(Some(value)) = value { *value } else { 0 }
}

/// The bytes in a value that holds some.
pub(crate) fn bytes(value: &ScalarValue) -> &[u8] {
    if let ScalarValue::Binary(Some(bytes)) = value { bytes } else { &[] }
}

/// The number in a `real` or `double`.
pub(crate) fn float(value: &ScalarValue) -> Option<f64> {
    match value {
        ScalarValue::Float32(Some(number)) => Some(f64::from(*number)),
        ScalarValue::Float64(Some(number)) => Some(*number),
        _ => None,
    }
}

pub(crate) fn string_scalar(value: impl Into<String>) -> ScalarValue {
    ScalarValue::Utf8(Some(value.into()))
}

pub(crate) fn bigint_scalar(value: i64) -> ScalarValue {
    ScalarValue::Int64(Some(value))
}

pub(crate) fn bytes_scalar(value: impl AsRef<[u8]>) -> ScalarValue {
    ScalarValue::Binary(Some(value.as_ref().to_vec()))
}

pub(crate) fn date_scalar(day: NaiveDate) -> ScalarValue {
    let days = day.signed_duration_since(NaiveDate::default()).num_days();
    ScalarValue::Date32(i32::try_from(days).ok())
}

/// The elements of an array value.
pub(crate) fn elements(list: &ScalarValue) -> Result<Vec<ScalarValue>> {
    let ScalarValue::List(list) = list else { return exec_err!("expected an array") };
    scalars(&list.value(0))
}

/// The fields of a row value.
pub(crate) fn fields(row: &StructArray) -> Result<Vec<ScalarValue>> {
    row.columns().iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
}

/// The type of an array's elements.
pub(crate) fn element_type(list: &DataType) -> DataType {
    match list {
        DataType::List(item) => item.data_type().clone(),
        _ => DataType::Null,
    }
}

/// An array value of a type.
pub(crate) fn list_scalar(values: &[ScalarValue], list: &DataType) -> ScalarValue {
    ScalarValue::List(ScalarValue::new_list(values, &element_type(list), true))
}

/// A row value of a type, from columns of one value.
pub(crate) fn row_scalar(fields: &Fields, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
    Ok(ScalarValue::Struct(Arc::new(StructArray::try_new_with_length(fields.clone(), columns, None, 1)?)))
}

pub(crate) fn map_type(key: DataType, value: DataType) -> DataType {
    let fields = Fields::from(vec![Field::new("key", key, false), Field::new("value", value, true)]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(fields), false)), false)
}

/// The type of a map's keys and that of its values.
pub(crate) fn entry_types(map: &DataType) -> Option<(DataType, DataType)> {
    let DataType::Map(entries, _) = map else { return None };
    match entries.data_type() {
        DataType::Struct(fields) if fields.len() == 2 => {
            Some((fields[0].data_type().clone(), fields[1].data_type().clone()))
        }
        _ => None,
    }
}

/// The keys and the values of a map value.
pub(crate) fn entries(map: &ScalarValue) -> Result<(Vec<ScalarValue>, Vec<ScalarValue>)> {
    let ScalarValue::Map(map) = map else { return exec_err!("expected a map") };
    let entries = map.value(0);
    Ok((scalars(entries.column(0))?, scalars(entries.column(1))?))
}

/// A map value of a type.
///
/// # Errors
/// For a key that is NULL or has a NULL inside, and for two equal keys.
pub(crate) fn map_scalar(
    keys: Vec<ScalarValue>,
    values: Vec<ScalarValue>,
    data_type: &DataType,
) -> Result<ScalarValue> {
    for key in &keys {
        if !key.is_null() && equal(key, key)?.is_none() {
            return Err(invalid_argument(format!("map key cannot be indeterminate: {key}")));
        }
    }
    map_of(keys, values, data_type)
}

/// A map value of a type, from functions of Trino's that take keys with a NULL inside.
///
/// # Errors
/// For a key that is NULL, and for two that are not distinct.
pub(crate) fn map_of(keys: Vec<ScalarValue>, values: Vec<ScalarValue>, data_type: &DataType) -> Result<ScalarValue> {
    let DataType::Map(field, sorted) = data_type else { return exec_err!("expected a map") };
    let (Some((key_type, value_type)), DataType::Struct(fields)) = (entry_types(data_type), field.data_type()) else {
        return exec_err!("expected a map");
    };
    let mut seen = Distinct::default();
    for key in &keys {
        if key.is_null() {
            return Err(invalid_argument("map key cannot be null"));
        }
        if !seen.insert(key) {
            return Err(invalid_argument(format!("Duplicate map keys ({key}) are not allowed")));
        }
    }
    let length = keys.len();
    let columns = vec![array_of(keys, &key_type)?, array_of(values, &value_type)?];
    let structs = StructArray::try_new(fields.clone(), columns, None)?;
    let map = MapArray::try_new(Arc::clone(field), OffsetBuffer::from_lengths([length]), structs, None, *sorted)?;
    Ok(ScalarValue::Map(Arc::new(map)))
}

/// Zero without its sign: 0.0 and -0.0 are the same key.
pub(crate) fn without_sign(value: &ScalarValue) -> ScalarValue {
    match value {
        ScalarValue::Float32(Some(number)) if *number == 0.0 => ScalarValue::Float32(Some(0.0)),
        ScalarValue::Float64(Some(number)) if *number == 0.0 => ScalarValue::Float64(Some(0.0)),
        other => other.clone(),
    }
}
