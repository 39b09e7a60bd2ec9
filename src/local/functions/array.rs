//! Arrays ("Array functions and operators"). `element_at` is with the subscript operator, `concat` and `reverse` are with the strings.

use std::{cmp::Ordering, collections::HashSet, sync::Arc};

use arrow_array::{Array, ArrayRef, Int64Array, cast::AsArray};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::support::{
    arguments::{
        first_type, fits_bigint, fits_varchar, invalid_argument, returns_bigint, returns_bigints, returns_boolean,
        returns_first, returns_varchar, wrong_arguments,
    },
    define::function,
    values::{
        any_null, bigint, bigint_at, bigint_scalar, each, each_or_null, element_type, elements, extreme, list_scalar,
        string, string_scalar, without_sign,
    },
};
use crate::local::errors::{type_mismatch, unsupported};
use crate::local::types::{TypeClass, common_type, type_name};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$array", constructor_types, returns_array, construct),
        function("$ordinality", arrays, returns_bigints, ordinality),
        function("$concat", concat_types, concat_type, concat),
        function("cardinality", array_or_map, returns_bigint, cardinality),
        function("contains", array_and_element, returns_boolean, |args, data_type| each(args, data_type, contains)),
        function("array_join", join_types, returns_varchar, join),
        function("array_distinct", one_array, returns_first, |args, data_type| {
            each(args, data_type, |row| changed(row, data_type, distinct))
        }),
        function("array_sort", one_orderable, returns_first, |args, data_type| {
            each(args, data_type, |row| changed(row, data_type, sorted))
        }),
        function("array_max", one_orderable, returns_element, |args, data_type| {
            each(args, data_type, |row| array_extreme(&row[0], Ordering::Greater))
        }),
        function("array_min", one_orderable, returns_element, |args, data_type| {
            each(args, data_type, |row| array_extreme(&row[0], Ordering::Less))
        }),
        function("array_position", array_and_element, returns_bigint, position),
        function("array_remove", array_and_element, returns_first, remove),
        function("array_union", two_arrays, returns_first, |args, data_type| {
            each(args, data_type, |row| union(row, data_type))
        }),
        function("array_intersect", two_arrays, returns_first, |args, data_type| {
            each(args, data_type, |row| kept(row, data_type, true))
        }),
        function("array_except", two_arrays, returns_first, |args, data_type| {
            each(args, data_type, |row| kept(row, data_type, false))
        }),
        function("arrays_overlap", two_arrays, returns_boolean, |args, data_type| each(args, data_type, overlap)),
        function("slice", slice_types, returns_first, |args, data_type| {
            each(args, data_type, |row| slice(row, data_type))
        }),
        function("sequence", sequence_types, returns_bigints, |args, data_type| {
            each(args, data_type, |row| sequence(row, data_type))
        }),
        function("flatten", array_of_arrays, returns_element, |args, data_type| {
            each(args, data_type, |row| flatten(row, data_type))
        }),
        function("repeat", repeat_types, returns_array, repeat),
    ]
}

/// An array of the first argument's type.
fn returns_array(args: &[DataType]) -> Result<DataType> {
    Ok(DataType::new_list(first_type(args), true))
}

/// The type of the first argument's elements.
fn returns_element(args: &[DataType]) -> Result<DataType> {
    Ok(element_type(&first_type(args)))
}

/// The elements of `ARRAY[…]`: all of one type.
fn constructor_types(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let mut data_type = DataType::Null;
    if args.iter().any(DataType::is_decimal) && args.iter().any(|arg| arg != &args[0]) {
        return Err(unsupported("an ARRAY of decimals and other numbers"));
    }
    for arg in args {
        data_type = common_type(&data_type, arg).ok_or_else(|| {
            type_mismatch(format!(
                "ARRAY mixes {} and {}, which have no common type: CAST one of them",
                type_name(&data_type),
                type_name(arg)
            ))
        })?;
    }
    Ok(vec![data_type; args.len()])
}

fn arrays(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.iter().all(|data_type| matches!(data_type, DataType::List(_))) {
        Ok(args.to_vec())
    } else {
        Err(wrong_arguments(name, args, "array(E)"))
    }
}

fn one_array(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_)] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(E)")),
    }
}

fn one_orderable(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item)] if !matches!(TypeClass::of(item.data_type()), TypeClass::Nested | TypeClass::Json) => {
            Ok(args.to_vec())
        }
        [DataType::List(_)] => Err(unsupported(format!("{name} of arrays, maps, rows and json"))),
        [DataType::List(_), _] => Err(unsupported(format!("{name} with a second argument"))),
        _ => Err(wrong_arguments(name, args, "array(E)")),
    }
}

fn array_or_map(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_) | DataType::Map(..)] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(E) or map(K,V)")),
    }
}

fn array_of_arrays(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item)] if matches!(item.data_type(), DataType::List(_)) => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(array(E))")),
    }
}

/// Arrays of one type; what is not an array is an element.
pub(super) fn concat_types(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let item = |data_type: &DataType| {
        if let DataType::List(item) = data_type { item.data_type().clone() } else { data_type.clone() }
    };
    let lists = args.iter().filter(|data_type| matches!(data_type, DataType::List(_)));
    let mut data_type = lists.clone().map(item).next().unwrap_or(DataType::Null);
    // `ARRAY[ARRAY[1]] || ARRAY[2]` adds an element.
    let deeper = |arg: &DataType| matches!(data_type, DataType::List(_)) && common_type(&data_type, arg).is_some();
    let is_element: Vec<bool> = args.iter().map(|arg| !matches!(arg, DataType::List(_)) || deeper(arg)).collect();
    for (arg, element) in args.iter().zip(&is_element) {
        let other = if *element { arg.clone() } else { item(arg) };
        data_type =
            common_type(&data_type, &other).ok_or_else(|| wrong_arguments("concat", args, "array(E), array(E)"))?;
    }
    let list = DataType::new_list(data_type.clone(), true);
    Ok(is_element.iter().map(|element| if *element { data_type.clone() } else { list.clone() }).collect())
}

pub(super) fn concat_type(args: &[DataType]) -> Result<DataType> {
    let types = concat_types("concat", args)?;
    let arrays = types.into_iter().zip(args).filter(|(_, given)| matches!(given, DataType::List(_)));
    // An element can be an array as well: the result is the one that is nested deepest.
    let deepest = arrays.map(|(converted, _)| converted).max_by_key(|array| type_name(array).matches("array").count());
    Ok(deepest.unwrap_or(DataType::Null))
}

fn array_and_element(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item), other] => match common_type(item.data_type(), other) {
            Some(data_type) => Ok(vec![DataType::new_list(data_type.clone(), true), data_type]),
            None => Err(wrong_arguments(name, args, "array(E), E")),
        },
        _ => Err(wrong_arguments(name, args, "array(E), E")),
    }
}

fn two_arrays(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [a @ DataType::List(_), b @ DataType::List(_)] => match common_type(a, b) {
            Some(data_type) => Ok(vec![data_type.clone(), data_type]),
            None => Err(wrong_arguments(name, args, "array(E), array(E)")),
        },
        _ => Err(wrong_arguments(name, args, "array(E), array(E)")),
    }
}

fn join_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item), rest @ ..] if matches!(rest.len(), 1 | 2) && rest.iter().all(fits_varchar) => {
            // How a double is written differs between Trino's versions.
            if matches!(
                TypeClass::of(item.data_type()),
                TypeClass::Float | TypeClass::Nested | TypeClass::Json | TypeClass::Binary
            ) {
                return Err(unsupported(format!("array_join of array({})", type_name(item.data_type()))));
            }
            Ok(std::iter::once(args[0].clone()).chain(rest.iter().map(|_| DataType::Utf8)).collect())
        }
        _ => Err(wrong_arguments(name, args, "array(E), varchar [, varchar]")),
    }
}

fn slice_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [list @ DataType::List(_), start, length] if fits_bigint(start) && fits_bigint(length) => {
            Ok(vec![list.clone(), DataType::Int64, DataType::Int64])
        }
        _ => Err(wrong_arguments(name, args, "array(E), bigint, bigint")),
    }
}

fn sequence_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if matches!(args.len(), 2 | 3) && args.iter().all(fits_bigint) {
        return Ok(vec![DataType::Int64; args.len()]);
    }
    if args.first().is_some_and(|data_type| TypeClass::of(data_type).is_temporal()) {
        return Err(unsupported("sequence of dates and times"));
    }
    Err(wrong_arguments(name, args, "bigint, bigint [, bigint]"))
}

fn repeat_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [element, count] if fits_bigint(count) => Ok(vec![element.clone(), DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "T, bigint")),
    }
}

fn construct(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each_or_null(args, data_type, |row| {
        let values = args.iter().map(|arg| ScalarValue::try_from_array(arg, row)).collect::<Result<Vec<_>>>()?;
        Ok(Some(list_scalar(&values, data_type)))
    })
}

/// 1, 2, …, up to the length of the longest array.
fn ordinality(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each_or_null(args, data_type, |row| {
        let mut longest = 0;
        for list in args.iter().filter(|list| list.is_valid(row)) {
            longest = longest.max(elements(&ScalarValue::try_from_array(list, row)?)?.len() as i64);
        }
        let numbers: Vec<_> = (1..=longest).map(bigint_scalar).collect();
        Ok(Some(list_scalar(&numbers, data_type)))
    })
}

/// NULL when any array is; NULL is an element like any other.
pub(super) fn concat(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each_or_null(args, data_type, |row| {
        let mut all = Vec::new();
        for arg in args {
            let value = ScalarValue::try_from_array(arg, row)?;
            if arg.data_type() != data_type {
                all.push(value);
            } else if value.is_null() {
                return Ok(None);
            } else {
                all.extend(elements(&value)?);
            }
        }
        Ok(Some(list_scalar(&all, data_type)))
    })
}

fn cardinality(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let lengths = (0..args[0].len()).map(|row| {
        let length = match args[0].data_type() {
            DataType::List(_) => args[0].as_list::<i32>().value_length(row),
            _ => args[0].as_map().value_length(row),
        };
        args[0].is_valid(row).then_some(i64::from(length))
    });
    Ok(Arc::new(lengths.collect::<Int64Array>()))
}

/// NULL when the element is not found and the array has a NULL.
fn contains(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let values = elements(&row[0])?;
    let found = values.contains(&row[1]);
    let unknown = !found && values.iter().any(ScalarValue::is_null);
    Ok((!unknown).then_some(ScalarValue::Boolean(Some(found))))
}

/// NULL elements are left out, unless there is a replacement for them.
fn join(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let (separator, replacement) = (string(&row[1]), row.get(2).map(string));
        let mut parts = Vec::new();
        for item in elements(&row[0])? {
            match (item.is_null(), replacement) {
                (true, None) => {}
                (true, Some(replacement)) => parts.push(replacement.to_owned()),
                (false, _) => parts.extend(crate::text::format_value(&item.to_array()?, 0)),
            }
        }
        Ok(Some(string_scalar(parts.join(separator))))
    })
}

fn changed(
    row: &[ScalarValue],
    data_type: &DataType,
    change: fn(Vec<ScalarValue>) -> Vec<ScalarValue>,
) -> Result<Option<ScalarValue>> {
    Ok(Some(list_scalar(&change(elements(&row[0])?), data_type)))
}

fn distinct(values: Vec<ScalarValue>) -> Vec<ScalarValue> {
    let mut seen = HashSet::new();
    values.into_iter().filter(|value| seen.insert(without_sign(value))).collect()
}

/// NULL comes last.
fn sorted(mut values: Vec<ScalarValue>) -> Vec<ScalarValue> {
    values.sort_by(|a, b| a.is_null().cmp(&b.is_null()).then_with(|| a.partial_cmp(b).unwrap_or(Ordering::Equal)));
    values
}

/// NULL when any element is.
fn array_extreme(list: &ScalarValue, wanted: Ordering) -> Result<Option<ScalarValue>> {
    let values = elements(list)?;
    Ok(if values.iter().any(ScalarValue::is_null) { None } else { extreme(values, wanted) })
}

/// Counted from 1; 0 when it is not there.
fn position(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let found = elements(&row[0])?.iter().position(|value| *value == row[1]);
        Ok(Some(bigint_scalar(found.map_or(0, |at| at as i64 + 1))))
    })
}

fn remove(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let left: Vec<_> = elements(&row[0])?.into_iter().filter(|value| *value != row[1]).collect();
        Ok(Some(list_scalar(&left, data_type)))
    })
}

fn union(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let all = elements(&row[0])?.into_iter().chain(elements(&row[1])?).collect();
    Ok(Some(list_scalar(&distinct(all), data_type)))
}

/// The elements of the first array that the second contains, or does not contain.
fn kept(row: &[ScalarValue], data_type: &DataType, common: bool) -> Result<Option<ScalarValue>> {
    let other = elements(&row[1])?;
    let kept = elements(&row[0])?.into_iter().filter(|value| other.contains(value) == common).collect();
    Ok(Some(list_scalar(&distinct(kept), data_type)))
}

/// NULL when nothing is shared and one of them has a NULL.
fn overlap(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (a, b) = (elements(&row[0])?, elements(&row[1])?);
    if a.iter().any(|value| !value.is_null() && b.contains(value)) {
        return Ok(Some(ScalarValue::Boolean(Some(true))));
    }
    let unknown = !a.is_empty() && !b.is_empty() && a.iter().chain(&b).any(ScalarValue::is_null);
    Ok(if unknown { None } else { Some(ScalarValue::Boolean(Some(false))) })
}

/// A negative start counts from the end.
fn slice(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let (list, start, length) = (elements(&row[0])?, bigint(&row[1]), bigint(&row[2]));
    if length < 0 {
        return Err(invalid_argument("length must be greater than or equal to 0"));
    }
    let first = match start {
        0 => return Err(invalid_argument("SQL array indices start at 1")),
        1.. => start - 1,
        _ => list.len() as i64 + start,
    };
    let Ok(first) = usize::try_from(first) else { return Ok(Some(list_scalar(&[], data_type))) };
    let part: Vec<_> = list.into_iter().skip(first).take(usize::try_from(length).unwrap_or(usize::MAX)).collect();
    Ok(Some(list_scalar(&part, data_type)))
}

/// Trino's limit for one sequence.
const MAX_SEQUENCE: i128 = 10_000;

fn sequence(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let (start, stop) = (i128::from(bigint(&row[0])), i128::from(bigint(&row[1])));
    let step = row.get(2).map_or(if start <= stop { 1 } else { -1 }, |step| i128::from(bigint(step)));
    if step == 0 {
        return Err(invalid_argument("step must not be zero"));
    }
    if (step > 0) != (stop >= start) && stop != start {
        return Err(invalid_argument(
            "sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be \
             less than or equal to start",
        ));
    }
    let length = (stop - start) / step + 1;
    if length > MAX_SEQUENCE {
        return Err(invalid_argument("result of sequence function must not have more than 10000 entries"));
    }
    let values: Vec<_> = (0..length).map(|n| ScalarValue::Int64(i64::try_from(start + n * step).ok())).collect();
    Ok(Some(list_scalar(&values, data_type)))
}

fn flatten(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let mut all = Vec::new();
    for list in elements(&row[0])?.iter().filter(|list| !list.is_null()) {
        all.extend(elements(list)?);
    }
    Ok(Some(list_scalar(&all, data_type)))
}

fn repeat(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each_or_null(args, data_type, |row| {
        if any_null(&args[1..], row) {
            return Ok(None);
        }
        let (value, count) = (ScalarValue::try_from_array(&args[0], row)?, bigint_at(&args[1], row));
        if !(0..=10_000).contains(&count) {
            return Err(invalid_argument("count argument of repeat function must be between 0 and 10000"));
        }
        Ok(Some(list_scalar(&vec![value; count as usize], data_type)))
    })
}
