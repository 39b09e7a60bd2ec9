//! Functions of doubles; integers are converted to them.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, cast::AsArray, types::Float64Type};
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::super::support::{
    arguments::{doubles, returns_boolean, returns_double, wrong_arguments},
    define::{Body, function},
    values::in_doubles,
};
use crate::local::types::TypeClass;

pub(super) fn all() -> Vec<ScalarUDF> {
    let one = |name, body: Body| function(name, doubles::<1>, returns_double, body);
    let two = |name, body: Body| function(name, doubles::<2>, returns_double, body);
    let constant = |name, body: Body| function(name, doubles::<0>, returns_double, body);
    vec![
        one("sqrt", |args, _| unary(args, f64::sqrt)),
        one("cbrt", |args, _| unary(args, f64::cbrt)),
        one("exp", |args, _| unary(args, f64::exp)),
        one("ln", |args, _| unary(args, f64::ln)),
        one("log2", |args, _| unary(args, |x| x.ln() / 2f64.ln())),
        one("log10", |args, _| unary(args, f64::log10)),
        one("sin", |args, _| unary(args, f64::sin)),
        one("cos", |args, _| unary(args, f64::cos)),
        one("tan", |args, _| unary(args, f64::tan)),
        one("asin", |args, _| unary(args, f64::asin)),
        one("acos", |args, _| unary(args, f64::acos)),
        one("atan", |args, _| unary(args, f64::atan)),
        one("degrees", |args, _| unary(args, f64::to_degrees)),
        one("radians", |args, _| unary(args, f64::to_radians)),
        two("atan2", |args, _| binary(args, f64::atan2)),
        two("power", |args, _| binary(args, power)),
        two("pow", |args, _| binary(args, power)),
        two("log", |args, _| binary(args, |base, x| x.ln() / base.ln())),
        constant("pi", |_, _| Ok(one_row(std::f64::consts::PI))),
        constant("e", |_, _| Ok(one_row(std::f64::consts::E))),
        constant("nan", |_, _| Ok(one_row(f64::NAN))),
        constant("infinity", |_, _| Ok(one_row(f64::INFINITY))),
        function("is_nan", any_number, returns_boolean, |args, _| test(args, f64::is_nan)),
        function("is_finite", doubles::<1>, returns_boolean, |args, _| test(args, f64::is_finite)),
        function("is_infinite", doubles::<1>, returns_boolean, |args, _| test(args, f64::is_infinite)),
    ]
}

/// A function of doubles, the result of which is given the type.
pub(super) fn of_type(array: &ArrayRef, data_type: &DataType, function: fn(f64) -> f64) -> Result<ArrayRef> {
    let doubles = in_doubles(array)?;
    let values: Float64Array = doubles.as_primitive::<Float64Type>().iter().map(|value| value.map(function)).collect();
    Ok(arrow_cast::cast(&values, data_type)?)
}

/// Decimals too: none of them is NaN.
fn any_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if TypeClass::of(arg).is_numeric() => Ok(vec![DataType::Float64]),
        _ => Err(wrong_arguments(name, args, "double")),
    }
}

/// As in Java: NaN for an exponent that is NaN, and for 1 or -1 to an infinite power.
fn power(base: f64, exponent: f64) -> f64 {
    let undefined = exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite());
    if undefined { f64::NAN } else { base.powf(exponent) }
}

fn one_row(value: f64) -> ArrayRef {
    Arc::new(Float64Array::from(vec![value]))
}

fn unary(args: &[ArrayRef], function: fn(f64) -> f64) -> Result<ArrayRef> {
    Ok(Arc::new(args[0].as_primitive::<Float64Type>().iter().map(|x| x.map(function)).collect::<Float64Array>()))
}

fn binary(args: &[ArrayRef], function: fn(f64, f64) -> f64) -> Result<ArrayRef> {
    let pairs = args[0].as_primitive::<Float64Type>().iter().zip(args[1].as_primitive::<Float64Type>());
    Ok(Arc::new(pairs.map(|(a, b)| Some(function(a?, b?))).collect::<Float64Array>()))
}

fn test(args: &[ArrayRef], test: fn(f64) -> bool) -> Result<ArrayRef> {
    Ok(Arc::new(args[0].as_primitive::<Float64Type>().iter().map(|x| x.map(test)).collect::<BooleanArray>()))
}
