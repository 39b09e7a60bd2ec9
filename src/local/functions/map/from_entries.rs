//! Maps of entries: of an array of rows, and of a string.

use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue, exec_err},
    logical_expr::ScalarUDF,
};

use super::super::support::{
    arguments::{invalid_argument, varchars, wrong_arguments},
    compare::grouped,
    define::function,
    values::{each, element_type, elements, entry_types, fields, list_scalar, map_of, map_type, string, string_scalar},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function(
            "map_from_entries",
            array_of_entries,
            |args| {
                let (key, value) = entry_types_of(args);
                Ok(map_type(key, value))
            },
            |args, to| {
                each(args, to, |row| {
                    let (keys, values) = pairs(&row[0])?.into_iter().unzip();
                    map_of(keys, values, to).map(Some)
                })
            },
        ),
        function(
            "multimap_from_entries",
            array_of_entries,
            |args| {
                let (key, value) = entry_types_of(args);
                Ok(map_type(key, DataType::new_list(value, true)))
            },
            |args, to| each(args, to, |row| multimap(pairs(&row[0])?, to).map(Some)),
        ),
        function(
            "split_to_map",
            varchars::<3>,
            |_| Ok(map_type(DataType::Utf8, DataType::Utf8)),
            |args, to| each(args, to, |row| split_to_map(row, to).map(Some)),
        ),
        function(
            "split_to_multimap",
            varchars::<3>,
            |_| Ok(map_type(DataType::Utf8, DataType::new_list(DataType::Utf8, true))),
            |args, to| each(args, to, |row| multimap(split(row)?, to).map(Some)),
        ),
    ]
}

/// An array of rows of two fields; an empty one has elements of no type.
fn array_of_entries(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item)] if *item.data_type() == DataType::Null || entry_of(args).is_some() => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(row(K,V))")),
    }
}

/// The types of the key and of the value.
fn entry_of(args: &[DataType]) -> Option<(DataType, DataType)> {
    match args.first().map(element_type) {
        Some(DataType::Struct(fields)) if fields.len() == 2 => {
            Some((fields[0].data_type().clone(), fields[1].data_type().clone()))
        }
        _ => None,
    }
}

/// The same, of no type for the empty array.
fn entry_types_of(args: &[DataType]) -> (DataType, DataType) {
    entry_of(args).unwrap_or((DataType::Null, DataType::Null))
}

fn pairs(list: &ScalarValue) -> Result<Vec<(ScalarValue, ScalarValue)>> {
    let pair = |row: ScalarValue| {
        if row.is_null() {
            return Err(invalid_argument("map entry cannot be null"));
        }
        let ScalarValue::Struct(row) = row else { return exec_err!("expected a row") };
        let mut fields = fields(&row)?.into_iter();
        Ok((fields.next().unwrap_or(ScalarValue::Null), fields.next().unwrap_or(ScalarValue::Null)))
    };
    elements(list)?.into_iter().map(pair).collect()
}

/// All values of each key.
fn multimap(pairs: Vec<(ScalarValue, ScalarValue)>, data_type: &DataType) -> Result<ScalarValue> {
    let lists = entry_types(data_type).map_or(DataType::Null, |(_, lists)| lists);
    let groups = grouped(pairs).into_iter().map(|(key, values)| (key, list_scalar(&values, &lists)));
    let (keys, values) = groups.unzip();
    map_of(keys, values, data_type)
}

fn split_to_map(row: &[ScalarValue], data_type: &DataType) -> Result<ScalarValue> {
    let (keys, values) = split(row)?.into_iter().unzip();
    map_of(keys, values, data_type)
}

/// Keys and values of a string; the delimiter of entries may be at the end as well.
fn split(row: &[ScalarValue]) -> Result<Vec<(ScalarValue, ScalarValue)>> {
    let (value, between_entries, in_entry) = (string(&row[0]), string(&row[1]), string(&row[2]));
    if between_entries.is_empty() {
        return Err(invalid_argument("entryDelimiter is empty"));
    }
    if in_entry.is_empty() {
        return Err(invalid_argument("keyValueDelimiter is empty"));
    }
    if between_entries == in_entry {
        return Err(invalid_argument("entryDelimiter and keyValueDelimiter must not be the same"));
    }
    let pair = |entry: &str| match entry.split_once(in_entry) {
        Some((key, value)) if !value.contains(in_entry) => Ok((string_scalar(key), string_scalar(value))),
        _ => {
            let message = "Key-value delimiter must appear exactly once in each entry. Bad input:";
            Err(invalid_argument(format!("{message} '{entry}'")))
        }
    };
    value.split_terminator(between_entries).map(pair).collect()
}
