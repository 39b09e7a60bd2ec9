//! Rows of arrays and maps as values.

use std::{cmp::Ordering, collections::HashSet, sync::Arc};

use arrow_array::{Array, ArrayRef, MapArray, StructArray, new_empty_array};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields};
use datafusion::common::{Result, ScalarValue, exec_err};

use super::define::any_null;
use crate::local::sql_types::refused;

/// A value per row, NULL where any argument is.
pub(super) fn each(
    args: &[ArrayRef],
    of: &DataType,
    mut body: impl FnMut(&[ScalarValue]) -> Result<Option<ScalarValue>>,
) -> Result<ArrayRef> {
    each_or_null(args, of, |row| {
        if any_null(args, row) {
            return Ok(None);
        }
        let values = args.iter().map(|arg| ScalarValue::try_from_array(arg, row)).collect::<Result<Vec<_>>>()?;
        body(&values)
    })
}

/// A value per row; the body looks for NULL itself.
pub(super) fn each_or_null(
    args: &[ArrayRef],
    of: &DataType,
    mut body: impl FnMut(usize) -> Result<Option<ScalarValue>>,
) -> Result<ArrayRef> {
    let rows = args.first().map_or(1, |arg| arg.len());
    let values = (0..rows).map(|row| match body(row)? {
        Some(value) => Ok(value),
        None => ScalarValue::try_from(of),
    });
    let values = values.collect::<Result<Vec<_>>>()?;
    if values.is_empty() { Ok(new_empty_array(of)) } else { ScalarValue::iter_to_array(values) }
}

/// The elements of an array.
pub(super) fn items(list: &ScalarValue) -> Result<Vec<ScalarValue>> {
    let ScalarValue::List(list) = list else { return exec_err!("an array has elements") };
    scalars(&list.value(0))
}

pub(super) fn scalars(array: &ArrayRef) -> Result<Vec<ScalarValue>> {
    (0..array.len()).map(|row| ScalarValue::try_from_array(array, row)).collect()
}

/// The type of an array's elements.
pub(super) fn item_type(list: &DataType) -> DataType {
    match list {
        DataType::List(item) => item.data_type().clone(),
        _ => DataType::Null,
    }
}

/// An array of a type.
pub(super) fn list_scalar(values: &[ScalarValue], list: &DataType) -> ScalarValue {
    ScalarValue::List(ScalarValue::new_list(values, &item_type(list), true))
}

/// The type of keys and that of values.
pub(super) fn entry_types(map: &DataType) -> Option<(DataType, DataType)> {
    let DataType::Map(entries, _) = map else { return None };
    match entries.data_type() {
        DataType::Struct(fields) if fields.len() == 2 => {
            Some((fields[0].data_type().clone(), fields[1].data_type().clone()))
        }
        _ => None,
    }
}

/// The keys and the values of a map.
pub(super) fn entries(map: &ScalarValue) -> Result<(Vec<ScalarValue>, Vec<ScalarValue>)> {
    let ScalarValue::Map(map) = map else { return exec_err!("a map has entries") };
    let entries = map.value(0);
    Ok((scalars(entries.column(0))?, scalars(entries.column(1))?))
}

pub(super) fn map_of(key: DataType, value: DataType) -> DataType {
    let fields = Fields::from(vec![Field::new("key", key, false), Field::new("value", value, true)]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(fields), false)), false)
}

/// Zero without its sign: by that, values are the same.
pub(super) fn without_sign(value: &ScalarValue) -> ScalarValue {
    match value {
        ScalarValue::Float32(Some(number)) if *number == 0.0 => ScalarValue::Float32(Some(0.0)),
        ScalarValue::Float64(Some(number)) if *number == 0.0 => ScalarValue::Float64(Some(0.0)),
        other => other.clone(),
    }
}

/// The number, when it is `real` or `double`.
pub(super) fn float(value: &ScalarValue) -> Option<f64> {
    match value {
        ScalarValue::Float32(Some(number)) => Some(f64::from(*number)),
        ScalarValue::Float64(Some(number)) => Some(*number),
        _ => None,
    }
}

/// Whether a value is before or after the best so far. NaN is neither the greatest nor the least, unless there is nothing else.
pub(super) fn is_better(value: &ScalarValue, best: &ScalarValue, wanted: Ordering) -> bool {
    match (float(value), float(best)) {
        (Some(value), Some(best)) => (best.is_nan() && !value.is_nan()) || value.partial_cmp(&best) == Some(wanted),
        _ => value.partial_cmp(best) == Some(wanted),
    }
}

/// A map of a type. Keys are not NULL, and no two are equal.
pub(super) fn map_scalar(keys: Vec<ScalarValue>, values: Vec<ScalarValue>, of: &DataType) -> Result<ScalarValue> {
    let DataType::Map(field, sorted) = of else { return exec_err!("a map has entries") };
    let (Some((key, value)), DataType::Struct(fields)) = (entry_types(of), field.data_type()) else {
        return exec_err!("a map has entries");
    };
    let mut seen = HashSet::new();
    for key in &keys {
        if key.is_null() {
            return Err(refused("INVALID_FUNCTION_ARGUMENT", "map key cannot be null"));
        }
        if !seen.insert(without_sign(key)) {
            return Err(refused("INVALID_FUNCTION_ARGUMENT", format!("Duplicate map keys ({key}) are not allowed")));
        }
    }
    let column = |values: Vec<ScalarValue>, of: &DataType| match values.is_empty() {
        true => Ok(new_empty_array(of)),
        false => ScalarValue::iter_to_array(values),
    };
    let length = keys.len();
    let columns = vec![column(keys, &key)?, column(values, &value)?];
    let structs = StructArray::try_new(fields.clone(), columns, None)?;
    let map = MapArray::try_new(Arc::clone(field), OffsetBuffer::from_lengths([length]), structs, None, *sorted)?;
    Ok(ScalarValue::Map(Arc::new(map)))
}
