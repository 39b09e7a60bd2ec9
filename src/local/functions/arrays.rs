//! Arrays ("Array functions and operators").

use std::cmp::Ordering;

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    define::{any_null, function, returns_bigint, returns_boolean, returns_text, wrong_arguments},
    values::{each, each_or_null, is_better, item_type, items, list_scalar, without_sign},
};
use crate::local::sql_types::{Class, common, mismatch, refused, spelled, unsupported};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$array", elements, |args| Ok(DataType::new_list(first(args), true)), constructed),
        function("$ordinality", any_lists, |_| Ok(DataType::new_list(DataType::Int64, true)), ordinality),
        function("$concat", joined_types, list_of_first, concat),
        function("array_join", join_types, returns_text, join),
        function("array_distinct", one_list, same, |args, of| each(args, of, |row| changed(row, of, distinct))),
        function("array_sort", one_orderable, same, |args, of| each(args, of, |row| changed(row, of, sorted))),
        function("array_max", one_orderable, item, |args, of| {
            each(args, of, |row| extreme(&row[0], Ordering::Greater))
        }),
        function("array_min", one_orderable, item, |args, of| each(args, of, |row| extreme(&row[0], Ordering::Less))),
        function("array_position", list_and_item, returns_bigint, position),
        function("array_remove", list_and_item, same, remove),
        function("array_union", two_lists, same, |args, of| each(args, of, |row| union(row, of))),
        function("array_intersect", two_lists, same, |args, of| each(args, of, |row| kept(row, of, true))),
        function("array_except", two_lists, same, |args, of| each(args, of, |row| kept(row, of, false))),
        function("arrays_overlap", two_lists, returns_boolean, |args, of| each(args, of, overlap)),
        function("slice", slice_types, same, |args, of| each(args, of, |row| slice(row, of))),
        function(
            "sequence",
            sequence_types,
            |_| Ok(DataType::new_list(DataType::Int64, true)),
            |args, of| each(args, of, |row| sequence(row, of)),
        ),
        function("flatten", nested_list, item, |args, of| each(args, of, |row| flatten(row, of))),
        function("repeat", repeat_types, |args| Ok(DataType::new_list(first(args), true)), repeat),
    ]
}

fn first(args: &[DataType]) -> DataType {
    args.first().cloned().unwrap_or(DataType::Null)
}

fn same(args: &[DataType]) -> Result<DataType> {
    Ok(first(args))
}

fn item(args: &[DataType]) -> Result<DataType> {
    Ok(item_type(&first(args)))
}

/// All of one type: that of the array's elements.
fn elements(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let mut of = DataType::Null;
    if args.iter().any(DataType::is_decimal) && args.iter().any(|arg| arg != &args[0]) {
        return Err(unsupported("an ARRAY of decimals and other numbers"));
    }
    for arg in args {
        of = common(&of, arg).ok_or_else(|| {
            mismatch(format!(
                "ARRAY mixes {} and {}, which have no common type: CAST one of them",
                spelled(&of),
                spelled(arg)
            ))
        })?;
    }
    Ok(vec![of; args.len()])
}

fn any_lists(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.iter().all(|of| matches!(of, DataType::List(_))) {
        Ok(args.to_vec())
    } else {
        Err(wrong_arguments(name, args, "array(E)"))
    }
}

fn one_list(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_)] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(E)")),
    }
}

fn one_orderable(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item)] if !matches!(Class::of(item.data_type()), Class::Nested | Class::Json) => {
            Ok(args.to_vec())
        }
        [DataType::List(_)] => Err(unsupported(format!("{name} of arrays, maps, rows and json"))),
        [DataType::List(_), _] => Err(unsupported(format!("{name} with a second argument"))),
        _ => Err(wrong_arguments(name, args, "array(E)")),
    }
}

fn nested_list(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item)] if matches!(item.data_type(), DataType::List(_)) => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(array(E))")),
    }
}

/// Lists of one type; what is no list is an element.
pub(super) fn joined_types(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let item = |of: &DataType| if let DataType::List(item) = of { item.data_type().clone() } else { of.clone() };
    let lists = args.iter().filter(|of| matches!(of, DataType::List(_)));
    let mut of = lists.clone().map(item).next().unwrap_or(DataType::Null);
    // `ARRAY[ARRAY[1]] || ARRAY[2]` adds an element.
    let deeper = |arg: &DataType| matches!(of, DataType::List(_)) && common(&of, arg).is_some();
    let is_element: Vec<bool> = args.iter().map(|arg| !matches!(arg, DataType::List(_)) || deeper(arg)).collect();
    for (arg, element) in args.iter().zip(&is_element) {
        let other = if *element { arg.clone() } else { item(arg) };
        of = common(&of, &other).ok_or_else(|| wrong_arguments("concat", args, "array(E), array(E)"))?;
    }
    let list = DataType::new_list(of.clone(), true);
    Ok(is_element.iter().map(|element| if *element { of.clone() } else { list.clone() }).collect())
}

pub(super) fn list_of_first(args: &[DataType]) -> Result<DataType> {
    let types = joined_types("concat", args)?;
    let element = |(given, _): &(&DataType, &DataType)| matches!(given, DataType::List(_));
    let list = types.iter().zip(args).filter(|pair| element(&(pair.0, pair.1))).map(|(of, _)| of.clone());
    // The longest nesting is the list; elements may be lists too.
    Ok(list.max_by_key(|of| spelled(of).matches("array").count()).unwrap_or(DataType::Null))
}

fn list_and_item(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item), other] => match common(item.data_type(), other) {
            Some(of) => Ok(vec![DataType::new_list(of.clone(), true), of]),
            None => Err(wrong_arguments(name, args, "array(E), E")),
        },
        _ => Err(wrong_arguments(name, args, "array(E), E")),
    }
}

fn two_lists(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [a @ DataType::List(_), b @ DataType::List(_)] => match common(a, b) {
            Some(of) => Ok(vec![of.clone(), of]),
            None => Err(wrong_arguments(name, args, "array(E), array(E)")),
        },
        _ => Err(wrong_arguments(name, args, "array(E), array(E)")),
    }
}

fn join_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let text = |of: &DataType| matches!(Class::of(of), Class::Text | Class::Unknown);
    match args {
        [DataType::List(item), rest @ ..] if matches!(rest.len(), 1 | 2) && rest.iter().all(text) => {
            // The text of a double differs between Trino's versions.
            if matches!(Class::of(item.data_type()), Class::Float | Class::Nested | Class::Json | Class::Binary) {
                return Err(unsupported(format!("array_join of array({})", spelled(item.data_type()))));
            }
            Ok(std::iter::once(args[0].clone()).chain(rest.iter().map(|_| DataType::Utf8)).collect())
        }
        _ => Err(wrong_arguments(name, args, "array(E), varchar [, varchar]")),
    }
}

fn slice_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let whole = |of: &DataType| matches!(Class::of(of), Class::Integer | Class::Unknown);
    match args {
        [list @ DataType::List(_), a, b] if whole(a) && whole(b) => {
            Ok(vec![list.clone(), DataType::Int64, DataType::Int64])
        }
        _ => Err(wrong_arguments(name, args, "array(E), bigint, bigint")),
    }
}

fn sequence_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if matches!(args.len(), 2 | 3) && args.iter().all(|of| matches!(Class::of(of), Class::Integer | Class::Unknown)) {
        return Ok(vec![DataType::Int64; args.len()]);
    }
    if args.first().is_some_and(|of| Class::of(of).is_time()) {
        return Err(unsupported("sequence of dates and times"));
    }
    Err(wrong_arguments(name, args, "bigint, bigint [, bigint]"))
}

fn repeat_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of, n] if matches!(Class::of(n), Class::Integer | Class::Unknown) => Ok(vec![of.clone(), DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "T, bigint")),
    }
}

fn constructed(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each_or_null(args, of, |row| {
        let values = args.iter().map(|arg| ScalarValue::try_from_array(arg, row)).collect::<Result<Vec<_>>>()?;
        Ok(Some(list_scalar(&values, of)))
    })
}

/// 1, 2, … as long as the longest of the lists.
fn ordinality(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each_or_null(args, of, |row| {
        let mut longest = 0;
        for list in args.iter().filter(|list| list.is_valid(row)) {
            longest = longest.max(items(&ScalarValue::try_from_array(list, row)?)?.len() as i64);
        }
        let numbers: Vec<_> = (1..=longest).map(|n| ScalarValue::Int64(Some(n))).collect();
        Ok(Some(list_scalar(&numbers, of)))
    })
}

/// NULL when any list is; an element that is NULL is an element.
pub(super) fn concat(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each_or_null(args, of, |row| {
        let mut all = Vec::new();
        for arg in args {
            let value = ScalarValue::try_from_array(arg, row)?;
            if arg.data_type() != of {
                all.push(value);
            } else if value.is_null() {
                return Ok(None);
            } else {
                all.extend(items(&value)?);
            }
        }
        Ok(Some(list_scalar(&all, of)))
    })
}

/// NULL elements are left out, unless there is a text for them.
fn join(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let text = |value: &ScalarValue| value.try_as_str().flatten().unwrap_or_default().to_owned();
        let (separator, missing) = (text(&row[1]), row.get(2).map(text));
        let mut parts = Vec::new();
        for item in items(&row[0])? {
            match (item.is_null(), &missing) {
                (true, None) => {}
                (true, Some(missing)) => parts.push(missing.clone()),
                (false, _) => parts.extend(crate::text::value(&item.to_array()?, 0)),
            }
        }
        Ok(Some(ScalarValue::Utf8(Some(parts.join(&separator)))))
    })
}

fn changed(
    row: &[ScalarValue],
    of: &DataType,
    change: fn(Vec<ScalarValue>) -> Vec<ScalarValue>,
) -> Result<Option<ScalarValue>> {
    Ok(Some(list_scalar(&change(items(&row[0])?), of)))
}

fn distinct(values: Vec<ScalarValue>) -> Vec<ScalarValue> {
    let mut seen = std::collections::HashSet::new();
    values.into_iter().filter(|value| seen.insert(without_sign(value))).collect()
}

/// NULL comes last.
fn sorted(mut values: Vec<ScalarValue>) -> Vec<ScalarValue> {
    values.sort_by(|a, b| a.is_null().cmp(&b.is_null()).then_with(|| a.partial_cmp(b).unwrap_or(Ordering::Equal)));
    values
}

/// NULL when any element is.
fn extreme(list: &ScalarValue, wanted: Ordering) -> Result<Option<ScalarValue>> {
    let mut best: Option<ScalarValue> = None;
    for value in items(list)? {
        if value.is_null() {
            return Ok(None);
        }
        if best.as_ref().is_none_or(|best| is_better(&value, best, wanted)) {
            best = Some(value);
        }
    }
    Ok(best)
}

/// From 1; 0 when it is not there.
fn position(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let found = items(&row[0])?.iter().position(|value| *value == row[1]);
        Ok(Some(ScalarValue::Int64(Some(found.map_or(0, |at| at as i64 + 1)))))
    })
}

fn remove(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let left: Vec<_> = items(&row[0])?.into_iter().filter(|value| *value != row[1]).collect();
        Ok(Some(list_scalar(&left, of)))
    })
}

fn union(row: &[ScalarValue], of: &DataType) -> Result<Option<ScalarValue>> {
    let all = items(&row[0])?.into_iter().chain(items(&row[1])?).collect();
    Ok(Some(list_scalar(&distinct(all), of)))
}

/// Elements of the first that the second has, or has not.
fn kept(row: &[ScalarValue], of: &DataType, common: bool) -> Result<Option<ScalarValue>> {
    let other = items(&row[1])?;
    let kept = items(&row[0])?.into_iter().filter(|value| other.contains(value) == common).collect();
    Ok(Some(list_scalar(&distinct(kept), of)))
}

/// Unknown when nothing is shared and one of them has a NULL.
fn overlap(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (a, b) = (items(&row[0])?, items(&row[1])?);
    if a.iter().any(|value| !value.is_null() && b.contains(value)) {
        return Ok(Some(ScalarValue::Boolean(Some(true))));
    }
    let unknown = !a.is_empty() && !b.is_empty() && a.iter().chain(&b).any(ScalarValue::is_null);
    Ok(if unknown { None } else { Some(ScalarValue::Boolean(Some(false))) })
}

fn bigint(value: &ScalarValue) -> i64 {
    if let ScalarValue::Int64(Some(value)) = value { *value } else { 0 }
}

fn invalid(message: impl Into<String>) -> datafusion::common::DataFusionError {
    refused("INVALID_FUNCTION_ARGUMENT", message)
}

/// A start below zero counts from the end.
fn slice(row: &[ScalarValue], of: &DataType) -> Result<Option<ScalarValue>> {
    let (list, start, length) = (items(&row[0])?, bigint(&row[1]), bigint(&row[2]));
    if length < 0 {
        return Err(invalid("length must be greater than or equal to 0"));
    }
    let first = match start {
        0 => return Err(invalid("SQL array indices start at 1")),
        1.. => start - 1,
        _ => list.len() as i64 + start,
    };
    let Ok(first) = usize::try_from(first) else { return Ok(Some(list_scalar(&[], of))) };
    let part: Vec<_> = list.into_iter().skip(first).take(usize::try_from(length).unwrap_or(usize::MAX)).collect();
    Ok(Some(list_scalar(&part, of)))
}

/// Trino's limit for one sequence.
const MAX_SEQUENCE: i128 = 10_000;

fn sequence(row: &[ScalarValue], of: &DataType) -> Result<Option<ScalarValue>> {
    let (start, stop) = (i128::from(bigint(&row[0])), i128::from(bigint(&row[1])));
    let step = row.get(2).map_or(if start <= stop { 1 } else { -1 }, |step| i128::from(bigint(step)));
    if step == 0 {
        return Err(invalid("step must not be zero"));
    }
    if (step > 0) != (stop >= start) && stop != start {
        return Err(invalid(
            "sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be \
             less than or equal to start",
        ));
    }
    let length = (stop - start) / step + 1;
    if length > MAX_SEQUENCE {
        return Err(invalid("result of sequence function must not have more than 10000 entries"));
    }
    let values: Vec<_> = (0..length).map(|n| ScalarValue::Int64(i64::try_from(start + n * step).ok())).collect();
    Ok(Some(list_scalar(&values, of)))
}

fn flatten(row: &[ScalarValue], of: &DataType) -> Result<Option<ScalarValue>> {
    let mut all = Vec::new();
    for list in items(&row[0])?.iter().filter(|list| !list.is_null()) {
        all.extend(items(list)?);
    }
    Ok(Some(list_scalar(&all, of)))
}

fn repeat(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each_or_null(args, of, |row| {
        if any_null(&args[1..], row) {
            return Ok(None);
        }
        let (value, count) =
            (ScalarValue::try_from_array(&args[0], row)?, bigint(&ScalarValue::try_from_array(&args[1], row)?));
        if !(0..=10_000).contains(&count) {
            return Err(invalid("count argument of repeat function must be between 0 and 10000"));
        }
        Ok(Some(list_scalar(&vec![value; count as usize], of)))
    })
}
