//! Functions of maps that take a lambda.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, MapArray, StructArray, UInt32Array, cast::AsArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::DataType;
use datafusion::{
    arrow::compute::{filter, take},
    common::{Result, ScalarValue, exec_err},
    logical_expr::HigherOrderUDF,
};

use super::{
    super::support::{
        arguments::wrong_arguments,
        compare::position,
        convert::converted,
        lambda::{LambdaCall, WithLambdas, with_lambdas},
        values::{array_of, entries, map_scalar, map_type, scalars},
    },
    key_and_value, one_map,
};
use crate::local::types::{TypeClass, common_type};

pub(super) fn all() -> Vec<HigherOrderUDF> {
    let of_entries = |name, result_type, body| {
        with_lambdas(WithLambdas {
            name,
            takes: (1, 1),
            value_types: one_map,
            parameters: |values, _| {
                let (key, value) = key_and_value(values);
                Ok(vec![Some(vec![key, value])])
            },
            result_type,
            body,
        })
    };
    vec![
        of_entries("map_filter", filtered_type, map_filter),
        of_entries(
            "transform_values",
            |values, results| Ok(map_type(key_and_value(values).0, first(results))),
            transform_values,
        ),
        of_entries(
            "transform_keys",
            |values, results| Ok(map_type(first(results), key_and_value(values).1)),
            transform_keys,
        ),
        with_lambdas(WithLambdas {
            name: "map_zip_with",
            takes: (2, 1),
            value_types: two_maps,
            parameters: |values, _| {
                let ((key, a), (_, b)) = (key_and_value(values), key_and_value(values.get(1..).unwrap_or_default()));
                Ok(vec![Some(vec![key, a, b])])
            },
            result_type: |values, results| Ok(map_type(key_and_value(values).0, first(results))),
            body: map_zip_with,
        }),
    ]
}

fn first(results: &[DataType]) -> DataType {
    results.first().cloned().unwrap_or(DataType::Null)
}

fn filtered_type(values: &[DataType], results: &[DataType]) -> Result<DataType> {
    match (values, results) {
        ([map], [result]) if matches!(TypeClass::of(result), TypeClass::Boolean | TypeClass::Unknown) => {
            Ok(map.clone())
        }
        _ => Err(wrong_arguments("map_filter", values, "map(K,V), function(K,V,boolean)")),
    }
}

/// Their keys have one type.
fn two_maps(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let expected = || wrong_arguments(name, args, "map(K,V1), map(K,V2), function(K,V1,V2,V3)");
    let [DataType::Map(..), DataType::Map(..)] = args else { return Err(expected()) };
    let ((a, v), (b, w)) = (key_and_value(&args[..1]), key_and_value(&args[1..]));
    let key = common_type(&a, &b).ok_or_else(expected)?;
    Ok(vec![map_type(key.clone(), v), map_type(key, w)])
}

/// All entries of all maps, and the rows that they are in.
fn all_entries(maps: &MapArray) -> Result<(ArrayRef, ArrayRef, Vec<u32>)> {
    let (mut indices, mut rows) = (Vec::new(), Vec::new());
    for row in (0..maps.len()).filter(|row| maps.is_valid(*row)) {
        let offsets = maps.value_offsets();
        indices.extend((offsets[row]..offsets[row + 1]).map(|at| at as u32));
        rows.extend((offsets[row]..offsets[row + 1]).map(|_| row as u32));
    }
    let indices = UInt32Array::from(indices);
    Ok((take(maps.keys(), &indices, None)?, take(maps.values(), &indices, None)?, rows))
}

/// Maps of these entries, each in the row that is named for it.
fn in_rows(
    keys: &ArrayRef,
    values: &ArrayRef,
    rows: impl IntoIterator<Item = u32>,
    nulls: Option<NullBuffer>,
    call: &LambdaCall<'_>,
) -> Result<ArrayRef> {
    let DataType::Map(field, sorted) = call.data_type else { return exec_err!("expected a map") };
    let DataType::Struct(fields) = field.data_type() else { return exec_err!("expected a map") };
    let mut lengths = vec![0; call.rows];
    rows.into_iter().for_each(|row| lengths[row as usize] += 1);
    let columns = vec![converted(keys, fields[0].data_type())?, converted(values, fields[1].data_type())?];
    let entries = StructArray::try_new(fields.clone(), columns, None)?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(MapArray::try_new(Arc::clone(field), offsets, entries, nulls, *sorted)?))
}

fn map_filter(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let maps = call.values[0].as_map();
    let (keys, values, rows) = all_entries(maps)?;
    let holds = call.lambdas[0].call(&[Arc::clone(&keys), Arc::clone(&values)], &rows)?;
    let holds = converted(&holds, &DataType::Boolean)?;
    let holds = holds.as_boolean();
    let left = rows.iter().zip(holds).filter(|(_, holds)| *holds == Some(true)).map(|(row, _)| *row);
    in_rows(&filter(&keys, holds)?, &filter(&values, holds)?, left, maps.nulls().cloned(), call)
}

fn transform_values(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let maps = call.values[0].as_map();
    let (keys, values, rows) = all_entries(maps)?;
    let new = call.lambdas[0].call(&[Arc::clone(&keys), values], &rows)?;
    in_rows(&keys, &new, rows, maps.nulls().cloned(), call)
}

/// The new keys must be distinct as well.
fn transform_keys(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let maps = call.values[0].as_map();
    let (keys, values, rows) = all_entries(maps)?;
    let new = call.lambdas[0].call(&[keys, Arc::clone(&values)], &rows)?;
    let mut entries = scalars(&new)?.into_iter().zip(scalars(&values)?).zip(rows).peekable();
    let mut made = Vec::with_capacity(call.rows);
    for row in 0..call.rows {
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        while let Some(((key, value), _)) = entries.next_if(|(_, at)| *at as usize == row) {
            keys.push(key);
            values.push(value);
        }
        made.push(match maps.is_valid(row) {
            true => map_scalar(keys, values, call.data_type)?,
            false => ScalarValue::try_from(call.data_type)?,
        });
    }
    array_of(made, call.data_type)
}

/// The keys of both, those of the first map first; a value that is missing is NULL.
fn map_zip_with(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let (mut keys, mut rows, mut nulls) = (Vec::new(), Vec::new(), Vec::new());
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let ((key_type, left_type), (_, right_type)) =
        (key_and_value(&[call.values[0].data_type().clone()]), key_and_value(&[call.values[1].data_type().clone()]));
    for row in 0..call.rows {
        let valid = call.values.iter().all(|map| map.is_valid(row));
        nulls.push(valid);
        if !valid {
            continue;
        }
        let map = |at: usize| entries(&ScalarValue::try_from_array(&call.values[at], row)?);
        let ((a, v), (b, w)) = (map(0)?, map(1)?);
        for (key, value) in a.iter().zip(v) {
            right.push(match position(&b, key)? {
                Some(at) => w[at].clone(),
                None => ScalarValue::try_from(&right_type)?,
            });
            keys.push(key.clone());
            left.push(value);
            rows.push(row as u32);
        }
        for (key, value) in b.into_iter().zip(w) {
            if position(&a, &key)?.is_none() {
                keys.push(key);
                left.push(ScalarValue::try_from(&left_type)?);
                right.push(value);
                rows.push(row as u32);
            }
        }
    }
    let keys = array_of(keys, &key_type)?;
    let args = [Arc::clone(&keys), array_of(left, &left_type)?, array_of(right, &right_type)?];
    let new = call.lambdas[0].call(&args, &rows)?;
    in_rows(&keys, &new, rows, Some(nulls.into()), call)
}
