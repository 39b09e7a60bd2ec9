//! Functions that put arrays together, take them apart, and count in them.

use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{fits_integer, invalid_argument, returns_boolean, returns_first, wrong_arguments},
        compare::{grouped, identical},
        define::{function, volatile},
        size::check_value,
        values::{
            any_null, array_of, bigint, bigint_scalar, each, each_or_null, element_type, elements, length, list_scalar,
            map_of, map_type,
        },
    },
    array_and_size, one_array, returns_array, two_arrays,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("array_histogram", one_array, returns_counts, |args, to| each(args, to, |row| histogram(row, to))),
        function("contains_sequence", two_arrays, returns_boolean, |args, to| each(args, to, contains_sequence)),
        function("ngrams", array_and_integer, returns_array, |args, to| each(args, to, |row| ngrams(row, to))),
        volatile("shuffle", one_array, returns_first, shuffle),
        function("trim_array", array_and_size, returns_first, |args, to| each(args, to, |row| trim_array(row, to))),
        function("zip", two_to_five_arrays, returns_rows, |args, to| each(args, to, |row| zip(row, to))),
    ]
}

fn returns_counts(args: &[DataType]) -> Result<DataType> {
    Ok(map_type(args.first().map_or(DataType::Null, element_type), DataType::Int64))
}

fn array_and_integer(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [list @ DataType::List(_), size] if fits_integer(size) => Ok(vec![list.clone(), DataType::Int32]),
        _ => Err(wrong_arguments(name, args, "array(T), integer")),
    }
}

fn two_to_five_arrays(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args.iter().all(|arg| matches!(arg, DataType::List(_))) && (2..=5).contains(&args.len()) {
        true => Ok(args.to_vec()),
        false => Err(wrong_arguments(name, args, "array(T1), array(T2) [, …, array(T5)]")),
    }
}

fn returns_rows(args: &[DataType]) -> Result<DataType> {
    let fields: Fields = args.iter().map(|list| Field::new("", element_type(list), true)).collect();
    Ok(DataType::new_list(DataType::Struct(fields), true))
}

/// How often each value is there; NULL does not count.
fn histogram(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let values = elements(&row[0])?.into_iter().filter(|value| !value.is_null());
    let groups = grouped(values.map(|value| (value, ScalarValue::Null)));
    let (keys, counts) = groups.into_iter().map(|(key, values)| (key, bigint_scalar(values.len() as i64))).unzip();
    map_of(keys, counts, data_type).map(Some)
}

/// Whether the elements of the second array are next to each other in the first, NULL like NULL.
fn contains_sequence(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (all, wanted) = (elements(&row[0])?, elements(&row[1])?);
    let mut found = wanted.is_empty();
    for part in all.windows(wanted.len().max(1)) {
        found = found || all_identical(part, &wanted)?;
    }
    Ok(Some(ScalarValue::Boolean(Some(found))))
}

fn all_identical(some: &[ScalarValue], others: &[ScalarValue]) -> Result<bool> {
    for (a, b) in some.iter().zip(others) {
        if !identical(a, b)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Every `n` elements next to each other, or all of them when there are fewer.
fn ngrams(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let values = elements(&row[0])?;
    let n = match row[1] {
        ScalarValue::Int32(Some(n @ 1..)) => n as usize,
        _ => return Err(invalid_argument("N must be positive")),
    };
    let item = element_type(data_type);
    if values.len() > n {
        check_value(values.iter().map(length).sum::<usize>().saturating_mul(n))?;
    }
    let lists: Vec<_> = match values.len() <= n {
        true => vec![list_scalar(&values, &item)],
        false => values.windows(n).map(|part| list_scalar(part, &item)).collect(),
    };
    Ok(Some(list_scalar(&lists, data_type)))
}

fn shuffle(args: &[ArrayRef], data_type: &DataType, _: usize) -> Result<ArrayRef> {
    each_or_null(args, data_type, |row| {
        if any_null(args, row) {
            return Ok(None);
        }
        let mut values = elements(&ScalarValue::try_from_array(&args[0], row)?)?;
        fastrand::shuffle(&mut values);
        Ok(Some(list_scalar(&values, data_type)))
    })
}

/// Without so many elements at the end.
fn trim_array(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let (values, size) = (elements(&row[0])?, bigint(&row[1]));
    if size < 0 {
        return Err(invalid_argument(format!("size must not be negative: {size}")));
    }
    let kept = usize::try_from(size)
        .ok()
        .and_then(|size| values.len().checked_sub(size))
        .ok_or_else(|| invalid_argument(format!("size must not exceed array cardinality {}: {size}", values.len())))?;
    Ok(Some(list_scalar(&values[..kept], data_type)))
}

/// Rows of the first elements, of the second ones, and so on; NULL where an array has ended.
fn zip(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let DataType::Struct(fields) = element_type(data_type) else { return Ok(None) };
    let lists = row.iter().map(elements).collect::<Result<Vec<_>>>()?;
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let columns = lists.into_iter().zip(&fields).map(|(mut list, field)| {
        list.resize(longest, ScalarValue::try_from(field.data_type())?);
        array_of(list, field.data_type())
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let rows: ArrayRef = Arc::new(StructArray::try_new_with_length(fields.clone(), columns, None, longest)?);
    let DataType::List(item) = data_type else { return Ok(None) };
    let list = ListArray::try_new(Arc::clone(item), OffsetBuffer::from_lengths([longest]), rows, None)?;
    Ok(Some(ScalarValue::List(Arc::new(list))))
}
