//! Comparisons ("Comparison functions and operators"), but for `LIKE`, which is with the regular expressions.

use std::{cmp::Ordering, sync::Arc};

use arrow_array::{ArrayRef, BooleanArray, Int64Array, cast::AsArray, types::Float64Type};
use arrow_schema::DataType;
use datafusion::{
    arrow::compute::and_kleene,
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::support::{
    arguments::{doubles, returns_bigint, returns_boolean, returns_first, wrong_arguments},
    compare::{Nan, equal, extreme, identical, order},
    define::function,
    values::{each, in_doubles, scalars},
};
use crate::local::{
    errors::unsupported,
    internal_functions::NAN_FIRST,
    types::{TypeClass, common_type_of_all, is_orderable},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$eq", two_equatable, returns_boolean, |args, _| match is_nested(args) {
            true => equality(args, true),
            false => compared(args, |a, b| a == b),
        }),
        function("$ne", two_equatable, returns_boolean, |args, _| match is_nested(args) {
            true => equality(args, false),
            false => compared(args, |a, b| a != b),
        }),
        function("$lt", two_orderable, returns_boolean, |args, _| match is_nested(args) {
            true => ordered(args, Ordering::is_lt),
            false => compared(args, |a, b| a < b),
        }),
        function("$le", two_orderable, returns_boolean, |args, _| match is_nested(args) {
            true => ordered(args, Ordering::is_le),
            false => compared(args, |a, b| a <= b),
        }),
        function("$gt", two_orderable, returns_boolean, |args, _| match is_nested(args) {
            true => ordered(args, Ordering::is_gt),
            false => compared(args, |a, b| a > b),
        }),
        function("$ge", two_orderable, returns_boolean, |args, _| match is_nested(args) {
            true => ordered(args, Ordering::is_ge),
            false => compared(args, |a, b| a >= b),
        }),
        function("$in", of_one_type, returns_boolean, is_in),
        // AND that evaluates both sides, as BETWEEN does.
        function("$both", two_booleans, returns_boolean, |args, _| {
            Ok(Arc::new(and_kleene(args[0].as_boolean(), args[1].as_boolean())?))
        }),
        function("$distinct", of_one_type, returns_boolean, |args, _| {
            let rows = (0..args[0].len()).map(|row| {
                let value = |arg| ScalarValue::try_from_array(arg, row);
                Ok(Some(!identical(&value(&args[0])?, &value(&args[1])?)?))
            });
            Ok(Arc::new(rows.collect::<Result<BooleanArray>>()?))
        }),
        function("$sortable", one_orderable, returns_first, sortable),
        function(NAN_FIRST, doubles::<1>, returns_bigint, |args, _| {
            let doubles = in_doubles(&args[0])?;
            let keys = doubles.as_primitive::<Float64Type>().iter().map(|x| Some(nan_first(x?)));
            Ok(Arc::new(keys.collect::<Int64Array>()))
        }),
        function("greatest", comparable, returns_first, |args, data_type| {
            each(args, data_type, |row| extreme(row.iter().cloned(), Ordering::Greater))
        }),
        function("least", comparable, returns_first, |args, data_type| {
            each(args, data_type, |row| extreme(row.iter().cloned(), Ordering::Less))
        }),
    ]
}

/// The bits of a double, which sort as integers do once those below the sign of a negative number are turned over.
fn nan_first(x: f64) -> i64 {
    let bits = x.to_bits().cast_signed();
    if x.is_nan() { i64::MIN } else { bits ^ ((bits >> 63) & i64::MAX) }
}

fn is_nested(args: &[ArrayRef]) -> bool {
    TypeClass::of(args[0].data_type()) == TypeClass::Nested
}

/// Numbers, one of them `real` or `double`, or arrays, maps and rows.
fn two_equatable(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match common_type_of_all(args) {
        Some(data_type) if TypeClass::of(&data_type) == TypeClass::Nested => Ok(vec![data_type; args.len()]),
        _ => two_numbers(name, args),
    }
}

fn two_orderable(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let types = two_equatable(name, args)?;
    if types.iter().all(is_orderable) { Ok(types) } else { Err(wrong_arguments(name, args, "orderable values")) }
}

fn one_orderable(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if is_orderable(arg) => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "an orderable value")),
    }
}

fn of_one_type(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match common_type_of_all(args) {
        Some(data_type) => Ok(vec![data_type; args.len()]),
        None => Err(wrong_arguments(name, args, "values of one type")),
    }
}

fn two_booleans(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    Ok(vec![DataType::Boolean; args.len()])
}

fn equality(args: &[ArrayRef], wanted: bool) -> Result<ArrayRef> {
    each(args, &DataType::Boolean, |row| {
        Ok(equal(&row[0], &row[1])?.map(|equal| ScalarValue::Boolean(Some(equal == wanted))))
    })
}

fn ordered(args: &[ArrayRef], holds: fn(Ordering) -> bool) -> Result<ArrayRef> {
    each(args, &DataType::Boolean, |row| {
        Ok(Some(ScalarValue::Boolean(Some(holds(order(&row[0], &row[1], Nan::Largest)?)))))
    })
}

/// `x IN (a, b)`: unknown where a comparison is and no other holds.
fn is_in(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let rows = (0..args[0].len()).map(|row| {
        let wanted = ScalarValue::try_from_array(&args[0], row)?;
        let mut found = Some(false);
        for arg in &args[1..] {
            match equal(&wanted, &ScalarValue::try_from_array(arg, row)?)? {
                Some(true) => return Ok(Some(true)),
                Some(false) => {}
                None => found = None,
            }
        }
        Ok(found)
    });
    Ok(Arc::new(rows.collect::<Result<BooleanArray>>()?))
}

/// Arrays and rows that are about to be sorted. DataFusion has an order for a NULL inside; Trino fails where two such values meet, which
/// cannot be seen here.
fn sortable(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    for value in scalars(&args[0])? {
        if equal(&value, &value)?.is_none() && !value.is_null() {
            return Err(unsupported("ORDER BY over arrays and rows with NULL inside"));
        }
    }
    Ok(Arc::clone(&args[0]))
}

/// With a `real` on one side and no `double` on the other, both are `real`.
fn two_numbers(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [a, b] if TypeClass::of(a).is_numeric() && TypeClass::of(b).is_numeric() => {
            let double = args.contains(&DataType::Float64);
            Ok(vec![if double { DataType::Float64 } else { DataType::Float32 }; 2])
        }
        _ => Err(wrong_arguments(name, args, "double, double")),
    }
}

/// As IEEE 754 compares: every comparison with NaN is false, but for `<>`.
fn compared(args: &[ArrayRef], holds: fn(f64, f64) -> bool) -> Result<ArrayRef> {
    let (left, right) = (in_doubles(&args[0])?, in_doubles(&args[1])?);
    let pairs = left.as_primitive::<Float64Type>().iter().zip(right.as_primitive::<Float64Type>());
    Ok(Arc::new(pairs.map(|(a, b)| Some(holds(a?, b?))).collect::<BooleanArray>()))
}

/// Values of one type, which Trino converts to by itself.
fn comparable(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match common_type_of_all(args) {
        None | Some(DataType::Null) => Err(wrong_arguments(name, args, "values of one type")),
        Some(data_type) if !is_orderable(&data_type) => Err(wrong_arguments(name, args, "values of one type")),
        Some(data_type) => Ok(vec![data_type; args.len()]),
    }
}
