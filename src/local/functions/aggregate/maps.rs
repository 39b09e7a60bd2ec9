//! Map aggregate functions.

use std::{collections::HashMap, sync::Arc};

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::AggregateUDF,
};

use super::{
    super::support::{
        arguments::{first_type, wrong_arguments},
        values::{bigint_scalar, map_scalar, map_type, scalars, without_sign},
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

fn histogram(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let mut counts: Vec<(ScalarValue, i64)> = Vec::new();
    let mut positions = HashMap::new();
    for value in scalars(&args[0])?.into_iter().filter(|value| !value.is_null()) {
        let position = *positions.entry(without_sign(&value)).or_insert(counts.len());
        match counts.get_mut(position) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    if counts.is_empty() {
        return ScalarValue::try_from(data_type);
    }
    let (keys, counts): (Vec<_>, Vec<_>) = counts.into_iter().unzip();
    map_scalar(keys, counts.into_iter().map(bigint_scalar).collect(), data_type)
}

/// The values of each key, in the order in which the keys first appear.
fn grouped(args: &[ArrayRef]) -> Result<Vec<(ScalarValue, Vec<ScalarValue>)>> {
    let mut groups: Vec<(ScalarValue, Vec<ScalarValue>)> = Vec::new();
    let mut positions = HashMap::new();
    for (key, value) in scalars(&args[0])?.into_iter().zip(scalars(&args[1])?).filter(|(key, _)| !key.is_null()) {
        let position = *positions.entry(without_sign(&key)).or_insert(groups.len());
        match groups.get_mut(position) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    Ok(groups)
}

/// Of two rows with the same key, the first wins.
fn map_agg(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let groups = grouped(args)?;
    if groups.is_empty() {
        return ScalarValue::try_from(data_type);
    }
    let (keys, values): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
    map_scalar(keys, values.into_iter().filter_map(|values| values.into_iter().next()).collect(), data_type)
}

fn multimap_agg(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let groups = grouped(args)?;
    if groups.is_empty() {
        return ScalarValue::try_from(data_type);
    }
    let item = args[1].data_type();
    let (keys, values): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
    let lists = values.into_iter().map(|values| ScalarValue::List(ScalarValue::new_list(&values, item, true)));
    map_scalar(keys, lists.collect(), data_type)
}
