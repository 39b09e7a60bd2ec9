//! Values given a type that Trino converts them to by itself. The fields of rows go by position, where DataFusion goes by their names.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, ListArray, MapArray, StructArray, cast::AsArray, new_null_array};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::DataType;
use datafusion::common::Result;

use super::chars::{as_strings, lengthened};
use crate::local::{temporal, types::TypeClass};

/// The array with that type.
///
/// # Errors
/// For values that the type does not hold.
pub(crate) fn converted(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    if *array.data_type() == DataType::Null {
        return Ok(new_null_array(to, array.len()));
    }
    Ok(match (array.data_type(), to) {
        (DataType::List(_), DataType::List(field)) => {
            let lists = array.as_list::<i32>();
            let values = converted(lists.values(), field.data_type())?;
            Arc::new(ListArray::try_new(Arc::clone(field), lists.offsets().clone(), values, lists.nulls().cloned())?)
        }
        (DataType::Struct(from), DataType::Struct(fields)) if from.len() == fields.len() => {
            let rows = array.as_struct();
            let columns = rows.columns().iter().zip(fields).map(|(column, field)| converted(column, field.data_type()));
            let columns = columns.collect::<Result<Vec<_>>>()?;
            Arc::new(StructArray::try_new_with_length(fields.clone(), columns, rows.nulls().cloned(), rows.len())?)
        }
        (DataType::Map(..), DataType::Map(field, sorted)) => {
            let maps = array.as_map();
            let entries: ArrayRef = Arc::new(maps.entries().clone());
            let entries = converted(&entries, field.data_type())?;
            let (offsets, nulls) = (maps.offsets().clone(), maps.nulls().cloned());
            Arc::new(MapArray::try_new(Arc::clone(field), offsets, entries.as_struct().clone(), nulls, *sorted)?)
        }
        (DataType::FixedSizeBinary(_), DataType::Utf8) => Arc::new(as_strings(array, true)),
        (DataType::FixedSizeBinary(_), DataType::FixedSizeBinary(_)) => lengthened(array, to)?,
        (from, to) if TypeClass::of(from).is_clock() || TypeClass::of(to).is_clock() => temporal::converted(array, to)?,
        _ => cast_with_options(array, to, &CastOptions { safe: false, ..Default::default() })?,
    })
}
