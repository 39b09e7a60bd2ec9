//! Arithmetic and mathematical functions: whole numbers fail on overflow, as in Trino, where DataFusion wraps.

use std::{cmp::Ordering, sync::Arc};

use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array,
    cast::AsArray,
    types::{Float64Type, Int64Type},
};
use arrow_schema::DataType;
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    define::{any_null, function, returns_boolean, wrong_arguments},
    values::is_better,
};
use crate::local::sql::TIES;
use crate::local::sql_types::{Class, common, refused, spelled, unsupported};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$add", two_integers, widest, |args, of| checked(args, of, "+", i64::checked_add)),
        function("$subtract", two_integers, widest, |args, of| checked(args, of, "-", i64::checked_sub)),
        function("$multiply", two_integers, widest, |args, of| checked(args, of, "*", i64::checked_mul)),
        // Never runs: the plan is searched for it.
        function(TIES, one_number, same, |args, _| Ok(Arc::clone(&args[0]))),
        function("mod", alike, same, modulo),
        function("$eq", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a == b)),
        function("$ne", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a != b)),
        function("$lt", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a < b)),
        function("$le", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a <= b)),
        function("$gt", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a > b)),
        function("$ge", two_numbers, returns_boolean, |args, _| compared(args, |a, b| a >= b)),
        function("$negate", one_number, same, negate),
        function("abs", one_number, same, abs),
        function("floor", one_number, same, |args, _| rounded(&args[0], f64::floor)),
        function("ceil", one_number, same, |args, _| rounded(&args[0], f64::ceil)),
        function("round", one_number, same, |args, _| rounded(&args[0], rounded_half_up)),
        function("nan", nothing, returns_double, |_, _| Ok(Arc::new(Float64Array::from(vec![f64::NAN])))),
        function("infinity", nothing, returns_double, |_, _| Ok(Arc::new(Float64Array::from(vec![f64::INFINITY])))),
        function("is_nan", one_double, returns_boolean, is_nan),
        function("greatest", alike, same, |args, of| extreme(args, of, Ordering::Greater)),
        function("least", alike, same, |args, of| extreme(args, of, Ordering::Less)),
    ]
}

fn nothing(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.is_empty() { Ok(Vec::new()) } else { Err(wrong_arguments(name, args, "")) }
}

fn returns_double(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Float64)
}

/// The arguments keep their types; the work is done in 64 bits.
fn two_integers(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let integers = args.len() == 2 && args.iter().all(|arg| matches!(Class::of(arg), Class::Integer | Class::Unknown));
    if !integers {
        return Err(wrong_arguments(name, args, "bigint, bigint"));
    }
    let of = widest(args)?;
    Ok(vec![of.clone(), of])
}

/// The wider of two whole types, as in Trino: `integer + bigint` is `bigint`.
fn widest(args: &[DataType]) -> Result<DataType> {
    let width = |of: &DataType| of.primitive_width().unwrap_or(0);
    Ok(args.iter().max_by_key(|of| width(of)).filter(|of| **of != DataType::Null).cloned().unwrap_or(DataType::Int64))
}

fn one_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if name == "$negate" && matches!(Class::of(of), Class::Months | Class::Millis) => Ok(vec![of.clone()]),
        [_, _] if name == "round" => Err(unsupported("round to a number of digits")),
        [of] if matches!(Class::of(of), Class::Integer | Class::Float) => Ok(vec![of.clone()]),
        [DataType::Null] => Ok(vec![DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "bigint or double")),
    }
}

/// With a `real` on one side and no `double` on the other, both are `real`.
fn two_numbers(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [a, b] if Class::of(a).is_number() && Class::of(b).is_number() => {
            let double = args.contains(&DataType::Float64);
            Ok(vec![if double { DataType::Float64 } else { DataType::Float32 }; 2])
        }
        _ => Err(wrong_arguments(name, args, "double, double")),
    }
}

/// As IEEE 754 compares: NaN is equal to nothing, and in no order.
fn compared(args: &[ArrayRef], holds: fn(f64, f64) -> bool) -> Result<ArrayRef> {
    let (left, right) = (in_doubles(&args[0])?, in_doubles(&args[1])?);
    let pairs = left.as_primitive::<Float64Type>().iter().zip(right.as_primitive::<Float64Type>());
    Ok(Arc::new(pairs.map(|(a, b)| Some(holds(a?, b?))).collect::<BooleanArray>()))
}

fn one_double(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if Class::of(of).is_number() => Ok(vec![DataType::Float64]),
        _ => Err(wrong_arguments(name, args, "double")),
    }
}

fn same(args: &[DataType]) -> Result<DataType> {
    Ok(args.first().cloned().unwrap_or(DataType::Null))
}

fn in_64_bits(array: &ArrayRef) -> Result<ArrayRef> {
    Ok(arrow_cast::cast(array, &DataType::Int64)?)
}

fn in_doubles(array: &ArrayRef) -> Result<ArrayRef> {
    Ok(arrow_cast::cast(array, &DataType::Float64)?)
}

/// Zero has no sign afterwards.
fn rounded_half_up(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value.round() }
}

fn out_of_range(message: String) -> DataFusionError {
    refused("NUMERIC_VALUE_OUT_OF_RANGE", message)
}

/// Back to the type of the result, which is an error where a value does not fit.
fn narrowed(values: Vec<Option<i64>>, of: &DataType) -> Result<ArrayRef> {
    let wide: ArrayRef = Arc::new(arrow_array::Int64Array::from(values));
    let options = arrow_cast::CastOptions { safe: false, ..Default::default() };
    arrow_cast::cast_with_options(&wide, of, &options).map_err(|_| out_of_range(format!("{} overflow", spelled(of))))
}

fn checked(args: &[ArrayRef], of: &DataType, operator: &str, compute: fn(i64, i64) -> Option<i64>) -> Result<ArrayRef> {
    let (left, right) = (in_64_bits(&args[0])?, in_64_bits(&args[1])?);
    let pairs = left.as_primitive::<Int64Type>().iter().zip(right.as_primitive::<Int64Type>());
    let values = pairs.map(|pair| match pair {
        (Some(a), Some(b)) => {
            let value =
                compute(a, b).ok_or_else(|| out_of_range(format!("{} overflow: {a} {operator} {b}", spelled(of))))?;
            Ok(Some(value))
        }
        _ => Ok(None),
    });
    narrowed(values.collect::<Result<Vec<_>>>()?, of)
}

fn modulo(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    if of.is_floating() {
        let (left, right) = (in_doubles(&args[0])?, in_doubles(&args[1])?);
        let pairs = left.as_primitive::<Float64Type>().iter().zip(right.as_primitive::<Float64Type>());
        let values: Float64Array = pairs.map(|(a, b)| Some(a? % b?)).collect();
        return Ok(arrow_cast::cast(&values, of)?);
    }
    let (left, right) = (in_64_bits(&args[0])?, in_64_bits(&args[1])?);
    let pairs = left.as_primitive::<Int64Type>().iter().zip(right.as_primitive::<Int64Type>());
    let values = pairs.map(|pair| match pair {
        (Some(_), Some(0)) => Err(refused("DIVISION_BY_ZERO", "Division by zero")),
        (Some(a), Some(b)) => Ok(Some(a.wrapping_rem(b))),
        _ => Ok(None),
    });
    narrowed(values.collect::<Result<Vec<_>>>()?, of)
}

fn negate(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    if Class::of(of).is_time() {
        return super::intervals::negated(args, of);
    }
    if of.is_integer() {
        let wide = in_64_bits(&args[0])?;
        let values = wide.as_primitive::<Int64Type>().iter().map(|value| match value {
            Some(v) => v.checked_neg().map(Some).ok_or_else(|| out_of_range(format!("bigint negation overflow: {v}"))),
            None => Ok(None),
        });
        return narrowed(values.collect::<Result<Vec<_>>>()?, of);
    }
    rounded(&args[0], |v| -v)
}

fn abs(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    if of.is_integer() {
        let wide = in_64_bits(&args[0])?;
        let values = wide.as_primitive::<Int64Type>().iter().map(|value| match value {
            Some(v) => {
                v.checked_abs().map(Some).ok_or_else(|| out_of_range(format!("Value {v} is out of range for abs")))
            }
            None => Ok(None),
        });
        return narrowed(values.collect::<Result<Vec<_>>>()?, of);
    }
    rounded(&args[0], f64::abs)
}

/// A function of doubles; whole numbers stay as they are.
fn rounded(array: &ArrayRef, of: fn(f64) -> f64) -> Result<ArrayRef> {
    if array.data_type().is_integer() {
        return Ok(Arc::clone(array));
    }
    let doubles = arrow_cast::cast(array, &DataType::Float64)?;
    let values: Float64Array = doubles.as_primitive::<Float64Type>().iter().map(|v| v.map(of)).collect();
    Ok(arrow_cast::cast(&values, array.data_type())?)
}

fn is_nan(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let values = args[0].as_primitive::<Float64Type>().iter().map(|v| v.map(f64::is_nan));
    Ok(Arc::new(values.collect::<BooleanArray>()))
}

/// All of one type, which Trino converts to by itself.
fn alike(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let wrong = || wrong_arguments(name, args, "values of one type");
    let mut of = DataType::Null;
    for arg in args {
        of = common(&of, arg).ok_or_else(wrong)?;
    }
    let class = Class::of(&of);
    let fits = if name == "mod" { args.len() == 2 && class.is_number() } else { of != DataType::Null };
    if !fits || matches!(class, Class::Nested | Class::Decimal) {
        return Err(wrong());
    }
    let of = if of == DataType::Null { DataType::Int64 } else { of };
    Ok(vec![of; args.len()])
}

/// NULL when any argument is.
fn extreme(args: &[ArrayRef], of: &DataType, wanted: Ordering) -> Result<ArrayRef> {
    let rows = (0..args[0].len()).map(|row| {
        if any_null(args, row) {
            return ScalarValue::try_from(of);
        }
        let mut best = ScalarValue::try_from_array(&args[0], row)?;
        for arg in &args[1..] {
            let value = ScalarValue::try_from_array(arg, row)?;
            if is_better(&value, &best, wanted) {
                best = value;
            }
        }
        Ok(best)
    });
    ScalarValue::iter_to_array(rows.collect::<Result<Vec<_>>>()?)
}
