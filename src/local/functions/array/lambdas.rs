//! Functions of arrays that take a lambda. `filter`, `transform` and `any_match` are DataFusion's.

use std::{cmp::Ordering, sync::Arc};

use arrow_array::{Array, ArrayRef, Int64Array, ListArray, UInt32Array, cast::AsArray, new_empty_array};
use arrow_buffer::OffsetBuffer;
use arrow_schema::DataType;
use datafusion::{
    arrow::compute::{concat, interleave, take},
    common::{DataFusionError, Result, exec_err},
    logical_expr::HigherOrderUDF,
};

use super::super::support::{
    arguments::{invalid_argument, wrong_arguments},
    convert::converted,
    lambda::{Lambda, LambdaCall, WithLambdas, with_lambdas},
    values::element_type,
};
use crate::local::{
    errors::{refused, unsupported},
    types::{TypeClass, common_type, type_name},
};

pub(super) fn all() -> Vec<HigherOrderUDF> {
    vec![
        with_lambdas(WithLambdas {
            name: "reduce",
            takes: (2, 2),
            value_types: array_and_state,
            parameters: reduce_parameters,
            result_type: reduce_type,
            body: reduce,
        }),
        with_lambdas(WithLambdas {
            name: "zip_with",
            takes: (2, 1),
            value_types: two_arrays,
            parameters: |values, _| Ok(vec![Some(values.iter().map(element_type).collect())]),
            result_type: |_, results| Ok(DataType::new_list(results.first().cloned().unwrap_or(DataType::Null), true)),
            body: zip_with,
        }),
        with_lambdas(WithLambdas {
            name: SORTED_BY,
            takes: (1, 1),
            value_types: super::arrays,
            parameters: |values, _| {
                let item = values.first().map_or(DataType::Null, element_type);
                Ok(vec![Some(vec![item.clone(), item])])
            },
            result_type: |values, results| match results {
                // Trino converts no result of a lambda.
                [DataType::Int32] => Ok(values.first().cloned().unwrap_or(DataType::Null)),
                _ => Err(wrong_arguments("array_sort", results, "array(T), function(T,T,integer)")),
            },
            body: sorted_by,
        }),
    ]
}

/// `array_sort` with a comparator, which the front end calls by this name.
pub(crate) const SORTED_BY: &str = "$array_sort_by";

fn array_and_state(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_) | DataType::Null, _] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(T), S, function(S,T,S), function(S,R)")),
    }
}

fn two_arrays(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_), DataType::List(_)] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(T), array(U), function(T,U,R)")),
    }
}

/// The type that the state begins with and the one that the lambda gives become one.
fn state(begins: &DataType, given: &DataType) -> Result<DataType> {
    let found = common_type(begins, given).ok_or_else(|| {
        let (a, b) = (type_name(begins), type_name(given));
        let message = format!("reduce begins with {a} and goes on with {b}, which have no common type");
        refused("FUNCTION_NOT_FOUND", message)
    })?;
    if found != *begins && TypeClass::of(&found) == TypeClass::Decimal {
        return Err(unsupported("reduce with a decimal that changes its type"));
    }
    Ok(found)
}

fn reduce_parameters(values: &[DataType], results: &[Option<DataType>]) -> Result<Vec<Option<Vec<DataType>>>> {
    let [array, begins] = values else { return exec_err!("reduce without its arguments") };
    Ok(match results.first() {
        Some(Some(given)) => {
            let state = state(begins, given)?;
            vec![Some(vec![state.clone(), element_type(array)]), Some(vec![state])]
        }
        _ => vec![Some(vec![begins.clone(), element_type(array)]), None],
    })
}

/// The state is of one type: the lambda's result is not converted to it.
fn reduce_type(values: &[DataType], results: &[DataType]) -> Result<DataType> {
    let ([_, begins], [given, result]) = (values, results) else { return exec_err!("reduce without its arguments") };
    let state = type_name(&state(begins, given)?);
    let given = type_name(given);
    if state != given {
        let message =
            format!("Unexpected parameters for function reduce: its state is {state}, its lambda gives {given}");
        return Err(refused("FUNCTION_NOT_FOUND", message));
    }
    Ok(result.clone())
}

/// Element by element, for all rows at once.
fn reduce(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let ([array, begins], [merge, finish]) = (call.values.as_slice(), call.lambdas.as_slice()) else {
        return exec_err!("reduce without its arguments");
    };
    let Some(lists) = array.as_list_opt::<i32>() else {
        return Ok(arrow_array::new_null_array(call.data_type, call.rows));
    };
    let data_type = state(begins.data_type(), &merge.result)?;
    let mut states = converted(begins, &data_type)?;
    let length = |row: usize| if lists.is_valid(row) { lists.value_length(row) as usize } else { 0 };
    let longest = (0..call.rows).map(length).max().unwrap_or(0);
    for at in 0..longest {
        let active: Vec<u32> = (0..call.rows).filter(|row| length(*row) > at).map(|row| row as u32).collect();
        let elements = active.iter().map(|row| lists.value_offsets()[*row as usize] as u32 + at as u32);
        let elements = take(lists.values(), &UInt32Array::from_iter_values(elements), None)?;
        let before = take(&states, &UInt32Array::from(active.clone()), None)?;
        let after = converted(&merge.call(&[before, elements], &active)?, &data_type)?;
        let mut source: Vec<(usize, usize)> = (0..call.rows).map(|row| (0, row)).collect();
        for (from, row) in active.iter().enumerate() {
            source[*row as usize] = (1, from);
        }
        states = interleave(&[&states, &after], &source)?;
    }
    let present: Vec<u32> = (0..call.rows).filter(|row| lists.is_valid(*row)).map(|row| row as u32).collect();
    let states = take(&states, &UInt32Array::from(present.clone()), None)?;
    spread(&finish.call(&[states], &present)?, &present, call)
}

/// Values of some rows, with NULL in the others.
fn spread(values: &ArrayRef, rows: &[u32], call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let mut indices = vec![None; call.rows];
    for (at, row) in rows.iter().enumerate() {
        indices[*row as usize] = Some(at as u32);
    }
    let values = converted(values, call.data_type)?;
    Ok(take(&values, &UInt32Array::from(indices), None)?)
}

/// The shorter array is filled up with NULL.
fn zip_with(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let ([a, b], [lambda]) = (call.values.as_slice(), call.lambdas.as_slice()) else {
        return exec_err!("zip_with without its arguments");
    };
    let DataType::List(field) = call.data_type else { return exec_err!("expected an array") };
    let (a, b) = (a.as_list::<i32>(), b.as_list::<i32>());
    let (mut rows, mut lengths, mut nulls) = (Vec::new(), Vec::new(), Vec::new());
    let (mut left, mut right): (Vec<Option<u32>>, Vec<Option<u32>>) = (Vec::new(), Vec::new());
    for row in 0..call.rows {
        let valid = a.is_valid(row) && b.is_valid(row);
        let length = if valid { a.value_length(row).max(b.value_length(row)) as u32 } else { 0 };
        let element = |list: &ListArray, at: u32| {
            ((at as i32) < list.value_length(row)).then(|| list.value_offsets()[row] as u32 + at)
        };
        left.extend((0..length).map(|at| element(a, at)));
        right.extend((0..length).map(|at| element(b, at)));
        rows.extend((0..length).map(|_| row as u32));
        lengths.push(length as usize);
        nulls.push(valid);
    }
    let left = take(a.values(), &UInt32Array::from(left), None)?;
    let right = take(b.values(), &UInt32Array::from(right), None)?;
    let values = converted(&lambda.call(&[left, right], &rows)?, field.data_type())?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::try_new(Arc::clone(field), offsets, values, Some(nulls.into()))?))
}

/// NULL elements are compared by the lambda as well.
fn sorted_by(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let ([array], [lambda]) = (call.values.as_slice(), call.lambdas.as_slice()) else {
        return exec_err!("array_sort without its arguments");
    };
    let DataType::List(field) = call.data_type else { return exec_err!("expected an array") };
    let lists = array.as_list::<i32>();
    let (mut parts, mut lengths) = (Vec::new(), Vec::new());
    for row in 0..call.rows {
        let sorted = lists.is_valid(row).then(|| sorted(&lists.value(row), lambda, row as u32)).transpose()?;
        lengths.push(sorted.as_ref().map_or(0, |sorted| sorted.len()));
        parts.extend(sorted);
    }
    let parts: Vec<&dyn Array> = parts.iter().map(|part| &**part).collect();
    let values = if parts.is_empty() { new_empty_array(field.data_type()) } else { concat(&parts)? };
    let (offsets, nulls) = (OffsetBuffer::from_lengths(lengths), lists.nulls().cloned());
    Ok(Arc::new(ListArray::try_new(Arc::clone(field), offsets, values, nulls)?))
}

/// One array, sorted by merging, which asks about few pairs and keeps the order of equal elements.
fn sorted(values: &ArrayRef, lambda: &Lambda<'_>, row: u32) -> Result<ArrayRef> {
    let mut failed: Option<DataFusionError> = None;
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by(|a, b| match &failed {
        Some(_) => Ordering::Equal,
        None => compared(values, *a, *b, lambda, row).unwrap_or_else(|error| {
            failed = Some(error);
            Ordering::Equal
        }),
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(take(values, &UInt32Array::from(order), None)?),
    }
}

fn compared(values: &ArrayRef, a: u32, b: u32, lambda: &Lambda<'_>, row: u32) -> Result<Ordering> {
    let one = |at: u32| take(values, &UInt32Array::from(vec![at]), None);
    let result = lambda.call(&[one(a)?, one(b)?], &[row])?;
    let result = arrow_cast::cast(&result, &DataType::Int64)?;
    let result = result.as_any().downcast_ref::<Int64Array>().and_then(|result| result.iter().next().flatten());
    match result {
        Some(-1) => Ok(Ordering::Less),
        Some(0) => Ok(Ordering::Equal),
        Some(1) => Ok(Ordering::Greater),
        _ => Err(invalid_argument("Lambda comparator must return either -1, 0, or 1")),
    }
}
