//! Arrays ("Array functions and operators"). `element_at` is with the subscript operator, `concat` and `reverse` are with the strings.
//! What puts arrays together and takes them apart is in `merged`, what takes a lambda in `lambdas`.

mod lambdas;
mod merged;

use std::{cmp::Ordering, sync::Arc};

use arrow_array::{Array, ArrayRef, Int64Array, cast::AsArray};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{HigherOrderUDF, ScalarUDF},
};

use super::support::{
    arguments::{
        ambiguous, first_type, fits_bigint, fits_varchar, invalid_argument, returns_bigint, returns_bigints,
        returns_boolean, returns_first, returns_varchar, wrong_arguments,
    },
    compare::{Distinct, Nan, equal, extreme, order},
    define::function,
    size::check_value,
    values::{
        any_null, bigint, bigint_at, bigint_scalar, each, each_or_null, element_type, elements, list_scalar, string,
        string_scalar,
    },
};
use crate::local::errors::{refused, type_mismatch, unsupported};
use crate::local::types::{
    TypeClass, common_type, common_type_of_all, is_orderable, mixes_char_and_varchar, type_name,
};

pub(crate) use lambdas::SORTED_BY;

pub(super) fn with_lambdas() -> Vec<HigherOrderUDF> {
    lambdas::all()
}

pub(super) fn all() -> Vec<ScalarUDF> {
    let own = vec![
        function("$array", constructor_types, returns_array, construct),
        function("$ordinality", arrays, returns_bigints, ordinality),
        function("$concat", concat_types, concat_type, concat),
        function("cardinality", array_or_map, returns_bigint, cardinality),
        function("contains", array_and_element, returns_boolean, |args, data_type| each(args, data_type, contains)),
        function("array_join", join_types, returns_varchar, join),
        function("array_distinct", one_array, returns_first, |args, data_type| {
            each(args, data_type, |row| changed(row, data_type, |values| Ok(distinct(values))))
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
            each(args, data_type, |row| intersection(row, data_type))
        }),
        function("array_except", two_arrays, returns_first, |args, data_type| {
            each(args, data_type, |row| difference(row, data_type))
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
        function(
            "combinations",
            array_and_size,
            |args| Ok(DataType::new_list(first_type(args), true)),
            |args, to| each(args, to, |row| combinations(row, to)),
        ),
        function("repeat", repeat_types, returns_array, repeat),
    ];
    own.into_iter().chain(merged::all()).collect()
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
    for arg in args {
        data_type = common_type(&data_type, arg).ok_or_else(|| {
            if mixes_char_and_varchar(&data_type, arg) {
                return unsupported(format!("ARRAY of {} and {}", type_name(&data_type), type_name(arg)));
            }
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
        [DataType::List(item)] if is_orderable(item.data_type()) => Ok(args.to_vec()),
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

/// Arrays of one type, or an array and an element of it. Both may fit, and then Trino does not choose.
pub(super) fn concat_types(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let array = |data_type: &DataType| matches!(data_type, DataType::List(_) | DataType::Null);
    let arrays = common_type_of_all(args).filter(|_| args.iter().all(array));
    let element = match args {
        [a, b] => array_and_added(a, b).map(|(array, item)| vec![array, item]).or_else(|| {
            let (array, item) = array_and_added(b, a)?;
            Some(vec![item, array])
        }),
        _ => None,
    };
    match (arrays, element) {
        (Some(_), Some(_)) => Err(ambiguous()),
        (Some(data_type), None) => Ok(vec![data_type; args.len()]),
        (None, Some(types)) => Ok(types),
        (None, None) => Err(wrong_arguments("concat", args, "array(E), array(E)")),
    }
}

/// The types of an array and of an element that is added to it.
fn array_and_added(array: &DataType, added: &DataType) -> Option<(DataType, DataType)> {
    let DataType::List(item) = array else { return None };
    let item = common_type(item.data_type(), added)?;
    Some((DataType::new_list(item.clone(), true), item))
}

/// The arguments have the types that [`concat_types`] gave: an element can be an array as well, which is nested less deeply.
pub(super) fn concat_type(args: &[DataType]) -> Result<DataType> {
    let deepest = args.iter().filter(|data_type| matches!(data_type, DataType::List(_)));
    Ok(deepest.max_by_key(|array| type_name(array).matches("array").count()).cloned().unwrap_or(DataType::Null))
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
                TypeClass::Float | TypeClass::Nested | TypeClass::Json | TypeClass::Binary | TypeClass::Char
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

fn array_and_size(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [list @ DataType::List(_), size] if fits_bigint(size) => Ok(vec![list.clone(), DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "array(E), integer")),
    }
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

/// NULL when any array is, or the element that is added to one.
pub(super) fn concat(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let mut all = Vec::new();
        for (value, arg) in row.iter().zip(args) {
            if arg.data_type() == data_type {
                all.extend(elements(value)?);
            } else {
                all.push(value.clone());
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
    let mut unknown = false;
    for value in elements(&row[0])? {
        match equal(&value, &row[1])? {
            Some(true) => return Ok(Some(ScalarValue::Boolean(Some(true)))),
            Some(false) => {}
            None if value.is_null() => unknown = true,
            None => {
                let message = "contains does not support arrays with elements that are null or contain null";
                return Err(refused("NOT_SUPPORTED", message));
            }
        }
    }
    Ok((!unknown).then_some(ScalarValue::Boolean(Some(false))))
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
        check_value(parts.len().saturating_mul(separator.len() + replacement.map_or(0, str::len)))?;
        Ok(Some(string_scalar(parts.join(separator))))
    })
}

fn changed(
    row: &[ScalarValue],
    data_type: &DataType,
    change: fn(Vec<ScalarValue>) -> Result<Vec<ScalarValue>>,
) -> Result<Option<ScalarValue>> {
    Ok(Some(list_scalar(&change(elements(&row[0])?)?, data_type)))
}

fn distinct(values: Vec<ScalarValue>) -> Vec<ScalarValue> {
    let mut seen = Distinct::default();
    values.into_iter().filter(|value| seen.insert(value)).collect()
}

/// NULL comes last.
fn sorted(mut values: Vec<ScalarValue>) -> Result<Vec<ScalarValue>> {
    let mut failed = None;
    values.sort_by(|a, b| match (a.is_null(), b.is_null()) {
        (false, false) => order(a, b, Nan::Largest).unwrap_or_else(|error| {
            failed.get_or_insert(error);
            Ordering::Equal
        }),
        nulls => nulls.0.cmp(&nulls.1),
    });
    failed.map_or(Ok(values), Err)
}

/// NULL when any element is.
fn array_extreme(list: &ScalarValue, wanted: Ordering) -> Result<Option<ScalarValue>> {
    let values = elements(list)?;
    if values.iter().any(ScalarValue::is_null) { Ok(None) } else { extreme(values, wanted) }
}

/// Counted from 1; 0 when it is not there.
fn position(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        for (at, value) in elements(&row[0])?.iter().enumerate() {
            if equal(value, &row[1])? == Some(true) {
                return Ok(Some(bigint_scalar(at as i64 + 1)));
            }
        }
        Ok(Some(bigint_scalar(0)))
    })
}

fn remove(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let mut left = Vec::new();
        for value in elements(&row[0])? {
            if value.is_null() || equal(&value, &row[1])? != Some(true) {
                left.push(value);
            }
        }
        Ok(Some(list_scalar(&left, data_type)))
    })
}

fn union(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let all = elements(&row[0])?.into_iter().chain(elements(&row[1])?).collect();
    Ok(Some(list_scalar(&distinct(all), data_type)))
}

/// The elements of both arrays, in the order of the longer one, or else of the first.
fn intersection(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let (a, b) = (elements(&row[0])?, elements(&row[1])?);
    let (longer, shorter) = if a.len() < b.len() { (b, a) } else { (a, b) };
    kept(longer, &shorter, true, data_type)
}

/// The elements of the first array that are not in the second.
fn difference(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    kept(elements(&row[0])?, &elements(&row[1])?, false, data_type)
}

fn kept(
    values: Vec<ScalarValue>,
    other: &[ScalarValue],
    common: bool,
    data_type: &DataType,
) -> Result<Option<ScalarValue>> {
    let other = Distinct::of(other);
    let kept = values.into_iter().filter(|value| other.contains(value) == common).collect();
    Ok(Some(list_scalar(&distinct(kept), data_type)))
}

/// NULL when nothing is shared and one of them has a NULL.
fn overlap(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (a, b) = (elements(&row[0])?, elements(&row[1])?);
    let known = Distinct::of(&b);
    if a.iter().any(|value| !value.is_null() && known.contains(value)) {
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

/// Trino's limits for the size of a combination, and for their number.
const MAX_COMBINATION: i64 = 5;
const MAX_COMBINATIONS: usize = 100_000;

/// Those with smaller positions first, where the last position counts most.
fn combinations(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let (values, size) = (elements(&row[0])?, bigint(&row[1]));
    if size < 0 {
        return Err(invalid_argument(format!("combination size must not be negative: {size}")));
    }
    if size > MAX_COMBINATION {
        return Err(invalid_argument(format!("combination size must not exceed {MAX_COMBINATION}: {size}")));
    }
    let item = element_type(data_type);
    // Positions from the last of a combination to its first, so that they are already in order.
    let mut chosen: Vec<Vec<usize>> = vec![Vec::new()];
    for place in (0..size as usize).rev() {
        let mut longer = Vec::new();
        for combination in &chosen {
            let end = combination.last().copied().unwrap_or(values.len());
            longer.extend((place..end).map(|at| combination.iter().copied().chain([at]).collect::<Vec<_>>()));
            if longer.len() > MAX_COMBINATIONS {
                return Err(invalid_argument("combinations exceed max size"));
            }
        }
        chosen = longer;
    }
    let lists: Vec<_> = chosen
        .iter()
        .map(|positions| {
            let combination: Vec<_> = positions.iter().rev().map(|at| values[*at].clone()).collect();
            list_scalar(&combination, &item)
        })
        .collect();
    Ok(Some(list_scalar(&lists, data_type)))
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
        check_value(value.size().saturating_mul(count as usize))?;
        Ok(Some(list_scalar(&vec![value; count as usize], data_type)))
    })
}
