//! General aggregate functions that DataFusion lacks, or has with another meaning.

use std::{cmp::Ordering, sync::Arc};

use arrow_array::{Array, ArrayRef, cast::AsArray};
use arrow_buffer::i256;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::AggregateUDF,
};

use super::{
    super::support::{
        arguments::{
            first_type, fits_bigint, fits_double, returns_bigint, returns_boolean, returns_first, returns_varchar,
            wrong_arguments,
        },
        compare::is_better,
        decimal::divided,
        values::{bigint_scalar, non_null_doubles, scalars},
    },
    best::Best,
    collected::collected,
    sum,
};
use crate::local::errors::{refused, type_mismatch};
use crate::local::internal_functions::SINGLE;
use crate::local::types::{TypeClass, is_orderable, type_name};

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    vec![
        collected("avg", one_averaged, real_or_double, average),
        collected("geometric_mean", one_averaged, real_or_double, geometric_mean),
        collected("max_by", value_and_key, one_or_several, |args, to| by(args, to, Ordering::Greater)),
        collected("min_by", value_and_key, one_or_several, |args, to| by(args, to, Ordering::Less)),
        collected("arbitrary", one, returns_first, any_value),
        collected("any_value", one, returns_first, any_value),
        collected("$listagg", listed_types, returns_varchar, listagg),
        collected(SINGLE, one, returns_first, single),
        collected("$rows", one, returns_bigint, |args, _| Ok(bigint_scalar(args[0].len() as i64))),
    ]
}

/// The same as DataFusion's, with retractable accumulators.
pub(super) fn sliding() -> Vec<Arc<AggregateUDF>> {
    vec![
        collected("bool_and", one, returns_boolean, |args, _| Ok(truth(&args[0], false))),
        collected("bool_or", one, returns_boolean, |args, _| Ok(truth(&args[0], true))),
        collected("array_agg", one, |args| Ok(DataType::new_list(first_type(args), true)), array_agg),
    ]
}

/// The value of a scalar subquery.
fn single(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    match args[0].len() {
        0 => ScalarValue::try_from(data_type),
        1 => ScalarValue::try_from_array(&args[0], 0),
        _ => Err(refused("SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows")),
    }
}

fn one(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.len() == 1 { Ok(args.to_vec()) } else { Err(wrong_arguments(name, args, "T")) }
}

fn value_and_key(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [_, key] if is_orderable(key) => Ok(args.to_vec()),
        [value, key, count] if is_orderable(key) && fits_bigint(count) => {
            Ok(vec![value.clone(), key.clone(), DataType::Int64])
        }
        _ => Err(wrong_arguments(name, args, "V, K [, bigint]")),
    }
}

/// With a number of values, an array of them.
fn one_or_several(args: &[DataType]) -> Result<DataType> {
    let value = first_type(args);
    Ok(if args.len() == 3 { DataType::new_list(value, true) } else { value })
}

/// A `varchar` and the separator, which is a literal.
fn listed_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [value, _] if TypeClass::of(value) != TypeClass::Varchar => {
            Err(type_mismatch(format!("Expected expression of varchar, but it has {} type", type_name(value))))
        }
        [_, _] => Ok(vec![DataType::Utf8; 2]),
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "varchar, varchar")),
    }
}

/// The mean of `real` is `real`, of anything else `double`.
fn one_averaged(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Float32] => Ok(vec![DataType::Float32]),
        [DataType::Decimal128(..)] if name == "avg" => Ok(args.to_vec()),
        [arg] if TypeClass::of(arg) == TypeClass::Decimal => Ok(vec![DataType::Float64]),
        [arg] if fits_double(arg) => Ok(vec![DataType::Float64]),
        _ => Err(wrong_arguments(name, args, "double")),
    }
}

fn real_or_double(args: &[DataType]) -> Result<DataType> {
    Ok(match args {
        [data_type @ (DataType::Float32 | DataType::Decimal128(..))] => data_type.clone(),
        _ => DataType::Float64,
    })
}

fn average(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    if let DataType::Decimal128(precision, scale) = data_type {
        let mean = sum::decimal_sum(&args[0])?.and_then(|(total, count)| {
            divided(i256::from_i128(total), i256::from_i128(count as i128)).and_then(i256::to_i128)
        });
        return Ok(ScalarValue::Decimal128(mean, *precision, *scale));
    }
    let values = non_null_doubles(&args[0])?;
    let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    ScalarValue::Float64(mean).cast_to(data_type)
}

fn geometric_mean(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let logs: Vec<f64> = non_null_doubles(&args[0])?.into_iter().map(f64::ln).collect();
    let mean = (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp());
    ScalarValue::Float64(mean).cast_to(data_type)
}

/// The value of the first row with the largest or smallest key. Rows without a key do not count.
fn by(args: &[ArrayRef], data_type: &DataType, wanted: Ordering) -> Result<ScalarValue> {
    if let [values, keys, counts] = args {
        let name = if wanted == Ordering::Greater { "max_by" } else { "min_by" };
        let call =
            Best { wanted, count_is: format!("third argument of {name} must be"), positive: "a positive integer" };
        return call.values(values, keys, counts, data_type);
    }
    let mut best: Option<(usize, ScalarValue)> = None;
    for (row, key) in scalars(&args[1])?.into_iter().enumerate().filter(|(_, key)| !key.is_null()) {
        let better = match &best {
            Some((_, best)) => is_better(&key, best, wanted)?,
            None => true,
        };
        if better {
            best = Some((row, key));
        }
    }
    match best {
        Some((row, _)) => ScalarValue::try_from_array(&args[0], row),
        None => ScalarValue::try_from(data_type),
    }
}

/// The first value that is not NULL.
fn any_value(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    match (0..args[0].len()).find(|row| args[0].is_valid(*row)) {
        Some(row) => ScalarValue::try_from_array(&args[0], row),
        None => ScalarValue::try_from(data_type),
    }
}

/// NULL when there is no string at all.
fn listagg(args: &[ArrayRef], _: &DataType) -> Result<ScalarValue> {
    let (values, separators) = (args[0].as_string::<i32>(), args[1].as_string::<i32>());
    let separator = separators.iter().flatten().next().unwrap_or_default();
    let parts: Vec<&str> = values.iter().flatten().collect();
    Ok(ScalarValue::Utf8((!parts.is_empty()).then(|| parts.join(separator))))
}

fn truth(array: &ArrayRef, wanted: bool) -> ScalarValue {
    let mut values = array.as_boolean().iter().flatten().peekable();
    let known = values.peek().is_some();
    ScalarValue::Boolean(known.then(|| values.any(|value| value == wanted) == wanted))
}

fn array_agg(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let values = scalars(&args[0])?;
    if values.is_empty() {
        return ScalarValue::try_from(data_type);
    }
    Ok(ScalarValue::List(ScalarValue::new_list(&values, args[0].data_type(), true)))
}
