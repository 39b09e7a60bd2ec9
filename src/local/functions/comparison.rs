//! Comparisons ("Comparison functions and operators"), but for `LIKE`, which is with the regular expressions.

use std::{cmp::Ordering, sync::Arc};

use arrow_array::{ArrayRef, BooleanArray, Int64Array, cast::AsArray, types::Float64Type};
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::support::{
    arguments::{doubles, returns_bigint, returns_boolean, returns_first, wrong_arguments},
    define::function,
    values::{each, extreme, in_doubles},
};
use crate::local::{
    internal_functions::NAN_FIRST,
    types::{TypeClass, common_type_of_all},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$eq", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a == b)),
        function("$ne", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a != b)),
        function("$lt", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a < b)),
        function("$le", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a <= b)),
        function("$gt", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a > b)),
        function("$ge", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a >= b)),
        function(NAN_FIRST, doubles::<1>, returns_bigint, |args, _| {
            let doubles = in_doubles(&args[0])?;
            let keys = doubles.as_primitive::<Float64Type>().iter().map(|x| Some(nan_first(x?)));
            Ok(Arc::new(keys.collect::<Int64Array>()))
        }),
        function("greatest", comparable, returns_first, |args, data_type| {
            each(args, data_type, |row| Ok(extreme(row.iter().cloned(), Ordering::Greater)))
        }),
        function("least", comparable, returns_first, |args, data_type| {
            each(args, data_type, |row| Ok(extreme(row.iter().cloned(), Ordering::Less)))
        }),
    ]
}

/// The bits of a double, which sort as integers do once those below the sign of a negative number are turned over.
fn nan_first(x: f64) -> i64 {
    let bits = x.to_bits().cast_signed();
    if x.is_nan() { i64::MIN } else { bits ^ ((bits >> 63) & i64::MAX) }
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
        Some(data_type) if matches!(TypeClass::of(&data_type), TypeClass::Nested | TypeClass::Decimal) => {
            Err(wrong_arguments(name, args, "values of one type"))
        }
        Some(data_type) => Ok(vec![data_type; args.len()]),
    }
}
