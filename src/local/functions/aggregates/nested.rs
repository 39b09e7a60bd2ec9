//! Aggregates that pick a value, or put values together.

use std::sync::Arc;

use arrow_array::{ArrayRef, cast::AsArray};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::AggregateUDF,
};

use super::{
    super::{
        define::{returns_boolean, returns_text, wrong_arguments},
        values::{is_better, map_of, map_scalar, without_sign},
    },
    collected::collected,
};
use crate::local::sql_types::{Class, unsupported};

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    vec![
        collected("max_by", two, first, |args, of| by(args, of, std::cmp::Ordering::Greater)),
        collected("min_by", two, first, |args, of| by(args, of, std::cmp::Ordering::Less)),
        collected("arbitrary", one, first, any),
        collected("any_value", one, first, any),
        collected("histogram", one_key, |args| Ok(map_of(key(args), DataType::Int64)), histogram),
        collected("map_agg", two_with_key, |args| Ok(map_of(key(args), second(args))), map_agg),
        collected(
            "multimap_agg",
            two_with_key,
            |args| Ok(map_of(key(args), DataType::new_list(second(args), true))),
            multimap,
        ),
        collected("$listagg", texts, returns_text, listagg),
        collected("$rows", one, |_| Ok(DataType::Int64), |args, _| Ok(ScalarValue::Int64(Some(args[0].len() as i64)))),
    ]
}

/// The same as DataFusion's, for frames that move.
pub(super) fn moving() -> Vec<Arc<AggregateUDF>> {
    vec![
        collected("bool_and", one, returns_boolean, |args, _| Ok(truth(&args[0], false))),
        collected("bool_or", one, returns_boolean, |args, _| Ok(truth(&args[0], true))),
        collected("array_agg", one, |args| Ok(DataType::new_list(key(args), true)), array_agg),
    ]
}

fn key(args: &[DataType]) -> DataType {
    args.first().cloned().unwrap_or(DataType::Null)
}

fn second(args: &[DataType]) -> DataType {
    args.get(1).cloned().unwrap_or(DataType::Null)
}

fn first(args: &[DataType]) -> Result<DataType> {
    Ok(key(args))
}

fn one(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.len() == 1 { Ok(args.to_vec()) } else { Err(wrong_arguments(name, args, "T")) }
}

fn one_key(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if Class::of(of) != Class::Nested => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "K")),
    }
}

fn two(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [_, by] if Class::of(by) != Class::Nested => Ok(args.to_vec()),
        [_, _, _] => Err(unsupported(format!("{name} with a number of values"))),
        _ => Err(wrong_arguments(name, args, "V, K")),
    }
}

fn two_with_key(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of, _] if Class::of(of) != Class::Nested => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "K, V")),
    }
}

fn texts(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let text = |of: &DataType| matches!(Class::of(of), Class::Text | Class::Unknown);
    match args {
        [of, separator] if text(of) && text(separator) => Ok(vec![DataType::Utf8, DataType::Utf8]),
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "varchar, varchar")),
    }
}

fn scalars(array: &ArrayRef) -> Result<Vec<ScalarValue>> {
    (0..array.len()).map(|row| ScalarValue::try_from_array(array, row)).collect()
}

/// The value of the first row with the largest or smallest key. Rows without a key do not count.
fn by(args: &[ArrayRef], of: &DataType, wanted: std::cmp::Ordering) -> Result<ScalarValue> {
    let mut best: Option<(usize, ScalarValue)> = None;
    for (row, key) in scalars(&args[1])?.into_iter().enumerate().filter(|(_, key)| !key.is_null()) {
        if best.as_ref().is_none_or(|(_, best)| is_better(&key, best, wanted)) {
            best = Some((row, key));
        }
    }
    match best {
        Some((row, _)) => ScalarValue::try_from_array(&args[0], row),
        None => ScalarValue::try_from(of),
    }
}

/// The first value that is not NULL.
fn any(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    match (0..args[0].len()).find(|row| args[0].is_valid(*row)) {
        Some(row) => ScalarValue::try_from_array(&args[0], row),
        None => ScalarValue::try_from(of),
    }
}

fn histogram(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    let mut counts: Vec<(ScalarValue, i64)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for value in scalars(&args[0])?.into_iter().filter(|value| !value.is_null()) {
        let place = *places.entry(without_sign(&value)).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    if counts.is_empty() {
        return ScalarValue::try_from(of);
    }
    let (keys, counts): (Vec<_>, Vec<_>) = counts.into_iter().unzip();
    map_scalar(keys, counts.into_iter().map(|count| ScalarValue::Int64(Some(count))).collect(), of)
}

/// By key, in the order of the first rows.
fn grouped(args: &[ArrayRef]) -> Result<Vec<(ScalarValue, Vec<ScalarValue>)>> {
    let mut groups: Vec<(ScalarValue, Vec<ScalarValue>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (key, value) in scalars(&args[0])?.into_iter().zip(scalars(&args[1])?).filter(|(key, _)| !key.is_null()) {
        let place = *places.entry(without_sign(&key)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    Ok(groups)
}

/// Of two rows with one key, the first counts.
fn map_agg(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    let groups = grouped(args)?;
    if groups.is_empty() {
        return ScalarValue::try_from(of);
    }
    let (keys, values): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
    map_scalar(keys, values.into_iter().filter_map(|values| values.into_iter().next()).collect(), of)
}

fn multimap(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    let groups = grouped(args)?;
    if groups.is_empty() {
        return ScalarValue::try_from(of);
    }
    let item = args[1].data_type();
    let (keys, values): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
    let lists = values.into_iter().map(|values| ScalarValue::List(ScalarValue::new_list(&values, item, true)));
    map_scalar(keys, lists.collect(), of)
}

/// NULL when there is no text at all.
fn listagg(args: &[ArrayRef], _: &DataType) -> Result<ScalarValue> {
    let (texts, separators) = (args[0].as_string::<i32>(), args[1].as_string::<i32>());
    let separator = separators.iter().flatten().next().unwrap_or_default();
    let parts: Vec<&str> = texts.iter().flatten().collect();
    Ok(ScalarValue::Utf8((!parts.is_empty()).then(|| parts.join(separator))))
}

fn truth(array: &ArrayRef, wanted: bool) -> ScalarValue {
    let mut values = array.as_boolean().iter().flatten().peekable();
    let known = values.peek().is_some();
    ScalarValue::Boolean(known.then(|| values.any(|value| value == wanted) == wanted))
}

fn array_agg(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    let values = scalars(&args[0])?;
    if values.is_empty() {
        return ScalarValue::try_from(of);
    }
    Ok(ScalarValue::List(ScalarValue::new_list(&values, args[0].data_type(), true)))
}
