//! Maps ("Map functions and operators"). `cardinality` is with the arrays, `element_at` with the subscript operator.

mod from_entries;
mod lambdas;

use std::sync::Arc;

use arrow_array::{ArrayRef, StructArray};
use arrow_schema::{DataType, Field, Fields};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{HigherOrderUDF, ScalarUDF},
};

use super::support::{
    arguments::{invalid_argument, returns_first, wrong_arguments},
    compare::grouped,
    define::function,
    values::{each, element_type, elements, entries, entry_types, list_scalar, map_scalar, map_type},
};
use crate::local::types::common_type_of_all;

pub(super) fn with_lambdas() -> Vec<HigherOrderUDF> {
    lambdas::all()
}

pub(super) fn all() -> Vec<ScalarUDF> {
    let own = vec![
        function("$map", two_arrays, returns_map, map),
        function(
            "map_keys",
            one_map,
            |args| Ok(DataType::new_list(key_and_value(args).0, true)),
            |args, data_type| each(args, data_type, |row| Ok(Some(list_scalar(&entries(&row[0])?.0, data_type)))),
        ),
        function(
            "map_values",
            one_map,
            |args| Ok(DataType::new_list(key_and_value(args).1, true)),
            |args, data_type| each(args, data_type, |row| Ok(Some(list_scalar(&entries(&row[0])?.1, data_type)))),
        ),
        function("map_entries", one_map, returns_entries, map_entries),
        function("map_concat", maps, returns_first, map_concat),
    ];
    own.into_iter().chain(from_entries::all()).collect()
}

/// The types of the first argument's keys and values.
fn key_and_value(args: &[DataType]) -> (DataType, DataType) {
    args.first().and_then(entry_types).unwrap_or((DataType::Null, DataType::Null))
}

fn two_arrays(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_), DataType::List(_)] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "array(K), array(V)")),
    }
}

fn one_map(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Map(..)] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "map(K,V)")),
    }
}

/// Maps, all of the type that they have in common.
fn maps(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match common_type_of_all(args) {
        Some(common @ DataType::Map(..)) if args.len() > 1 => Ok(vec![common; args.len()]),
        _ => Err(wrong_arguments(name, args, "map(K,V), map(K,V), …")),
    }
}

fn returns_map(args: &[DataType]) -> Result<DataType> {
    let element = |i: usize| args.get(i).map_or(DataType::Null, element_type);
    Ok(map_type(element(0), element(1)))
}

fn map(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let (keys, values) = (elements(&row[0])?, elements(&row[1])?);
        if keys.len() != values.len() {
            return Err(invalid_argument("Key and value arrays must be the same length"));
        }
        map_scalar(keys, values, data_type).map(Some)
    })
}

fn returns_entries(args: &[DataType]) -> Result<DataType> {
    let (key, value) = key_and_value(args);
    let fields = Fields::from(vec![Field::new("", key, true), Field::new("", value, true)]);
    Ok(DataType::new_list(DataType::Struct(fields), true))
}

fn map_entries(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let (keys, values) = entries(&row[0])?;
        let DataType::Struct(fields) = element_type(data_type) else { return Ok(None) };
        let rows = keys.into_iter().zip(values).map(|(key, value)| {
            let columns = vec![key.to_array()?, value.to_array()?];
            let row = StructArray::try_new(fields.clone(), columns, None)?;
            Ok(ScalarValue::Struct(Arc::new(row)))
        });
        Ok(Some(list_scalar(&rows.collect::<Result<Vec<_>>>()?, data_type)))
    })
}

/// Of equal keys, the one of the last map wins.
fn map_concat(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let mut pairs = Vec::new();
        for map in row {
            let (keys, values) = entries(map)?;
            pairs.extend(keys.into_iter().zip(values));
        }
        let last = |(key, values): (ScalarValue, Vec<ScalarValue>)| Some((key, values.into_iter().next_back()?));
        let (keys, values) = grouped(pairs).into_iter().filter_map(last).unzip();
        map_scalar(keys, values, data_type).map(Some)
    })
}
