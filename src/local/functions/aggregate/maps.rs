//! Map aggregate functions.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::AggregateUDF,
};

use super::{
    super::support::{
        arguments::{first_type, returns_first, wrong_arguments},
        compare::grouped,
        values::{bigint_scalar, entries, map_of, map_scalar, map_type, scalars},
    },
    collected::collected,
};
use crate::local::types::TypeClass;

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    vec![
        collected("histogram", one_key, |args| Ok(map_type(first_type(args), DataType::Int64)), histogram),
        collected("map_agg", key_and_value, |args| Ok(map_type(first_type(args), value_type(args))), map_agg),
        collected(
            "multimap_agg",
            key_and_value,
            |args| Ok(map_type(first_type(args), DataType::new_list(value_type(args), true))),
            multimap_agg,
        ),
        collected("map_union", one_map, returns_first, map_union),
    ]
}

fn value_type(args: &[DataType]) -> DataType {
    args.get(1).cloned().unwrap_or(DataType::Null)
}

fn one_key(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [key] if TypeClass::of(key) != TypeClass::Nested => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "K")),
    }
}

fn key_and_value(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [key, _] if TypeClass::of(key) != TypeClass::Nested => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "K, V")),
    }
}

fn one_map(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Map(..)] => Ok(args.to_vec()),
        [DataType::Null] => Ok(vec![map_type(DataType::Null, DataType::Null)]),
        _ => Err(wrong_arguments(name, args, "map(K, V)")),
    }
}

fn histogram(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let values = scalars(&args[0])?.into_iter().filter(|value| !value.is_null());
    let groups = grouped(values.map(|value| (value, ScalarValue::Null)));
    if groups.is_empty() {
        return ScalarValue::try_from(data_type);
    }
    let (keys, counts) = groups.into_iter().map(|(key, values)| (key, bigint_scalar(values.len() as i64))).unzip();
    map_scalar(keys, counts, data_type)
}

/// The values of each key that is not NULL.
fn values_of_keys(args: &[ArrayRef]) -> Result<Vec<(ScalarValue, Vec<ScalarValue>)>> {
    let pairs = scalars(&args[0])?.into_iter().zip(scalars(&args[1])?);
    Ok(grouped(pairs.filter(|(key, _)| !key.is_null())))
}

/// Of two rows with the same key, the first wins.
fn map_agg(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let (keys, values) = first_of_each_key(values_of_keys(args)?);
    if keys.is_empty() { ScalarValue::try_from(data_type) } else { map_scalar(keys, values, data_type) }
}

fn first_of_each_key(groups: Vec<(ScalarValue, Vec<ScalarValue>)>) -> (Vec<ScalarValue>, Vec<ScalarValue>) {
    groups.into_iter().filter_map(|(key, values)| Some((key, values.into_iter().next()?))).unzip()
}

/// Of two maps with the same key, the first wins.
fn map_union(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let mut pairs = Vec::new();
    for map in scalars(&args[0])?.iter().filter(|map| !map.is_null()) {
        let (keys, values) = entries(map)?;
        pairs.extend(keys.into_iter().zip(values));
    }
    let (keys, values) = first_of_each_key(grouped(pairs));
    if keys.is_empty() { ScalarValue::try_from(data_type) } else { map_of(keys, values, data_type) }
}

fn multimap_agg(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let groups = values_of_keys(args)?;
    if groups.is_empty() {
        return ScalarValue::try_from(data_type);
    }
    let item = args[1].data_type();
    let (keys, values): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
    let lists = values.into_iter().map(|values| ScalarValue::List(ScalarValue::new_list(&values, item, true)));
    map_scalar(keys, lists.collect(), data_type)
}
