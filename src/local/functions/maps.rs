//! Maps ("Map functions and operators").

use arrow_array::ArrayRef;
use arrow_schema::{DataType, Field, Fields};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    define::{function, wrong_arguments},
    values::{each, entries, entry_types, item_type, items, list_scalar, map_of, map_scalar},
};
use crate::local::sql_types::{Class, refused, spelled, unsupported};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$map", two_arrays, map_type, map),
        function(
            "map_keys",
            one_map,
            |args| Ok(DataType::new_list(sides(args).0, true)),
            |args, of| each(args, of, |row| Ok(Some(list_scalar(&entries(&row[0])?.0, of)))),
        ),
        function(
            "map_values",
            one_map,
            |args| Ok(DataType::new_list(sides(args).1, true)),
            |args, of| each(args, of, |row| Ok(Some(list_scalar(&entries(&row[0])?.1, of)))),
        ),
        function("map_entries", one_map, entries_type, map_entries),
        function("map_concat", maps, |args| Ok(args.first().cloned().unwrap_or(DataType::Null)), map_concat),
    ]
}

fn sides(args: &[DataType]) -> (DataType, DataType) {
    args.first().and_then(entry_types).unwrap_or((DataType::Null, DataType::Null))
}

fn two_arrays(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(key), DataType::List(_)] if Class::of(key.data_type()) != Class::Nested => Ok(args.to_vec()),
        [DataType::List(key), DataType::List(_)] => {
            Err(unsupported(format!("a map with keys of type {}", spelled(key.data_type()))))
        }
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "array(K), array(V)")),
    }
}

fn one_map(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Map(..)] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "map(K,V)")),
    }
}

fn maps(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [first @ DataType::Map(..), rest @ ..] if !rest.is_empty() && rest.iter().all(|of| of == first) => {
            Ok(args.to_vec())
        }
        _ => Err(wrong_arguments(name, args, "map(K,V), map(K,V), …")),
    }
}

fn map_type(args: &[DataType]) -> Result<DataType> {
    let item = |i: usize| args.get(i).map_or(DataType::Null, item_type);
    Ok(map_of(item(0), item(1)))
}

fn map(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let (keys, values) = (items(&row[0])?, items(&row[1])?);
        if keys.len() != values.len() {
            return Err(refused("INVALID_FUNCTION_ARGUMENT", "Key and value arrays must be the same length"));
        }
        map_scalar(keys, values, of).map(Some)
    })
}

fn entries_type(args: &[DataType]) -> Result<DataType> {
    let (key, value) = sides(args);
    let fields = Fields::from(vec![Field::new("", key, true), Field::new("", value, true)]);
    Ok(DataType::new_list(DataType::Struct(fields), true))
}

fn map_entries(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let (keys, values) = entries(&row[0])?;
        let DataType::Struct(fields) = item_type(of) else { return Ok(None) };
        let rows = keys.into_iter().zip(values).map(|(key, value)| {
            let columns = vec![key.to_array()?, value.to_array()?];
            let row = arrow_array::StructArray::try_new(fields.clone(), columns, None)?;
            Ok(ScalarValue::Struct(std::sync::Arc::new(row)))
        });
        Ok(Some(list_scalar(&rows.collect::<Result<Vec<_>>>()?, of)))
    })
}

/// Of equal keys the last map's counts.
fn map_concat(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let (mut keys, mut values): (Vec<ScalarValue>, Vec<ScalarValue>) = (Vec::new(), Vec::new());
        for map in row {
            let (more_keys, more_values) = entries(map)?;
            for (key, value) in more_keys.into_iter().zip(more_values) {
                match keys.iter().position(|known| *known == key) {
                    Some(at) => values[at] = value,
                    None => {
                        keys.push(key);
                        values.push(value);
                    }
                }
            }
        }
        map_scalar(keys, values, of).map(Some)
    })
}
