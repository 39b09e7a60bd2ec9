//! Mathematical functions of doubles ("Mathematical functions and operators").

use arrow_array::{
    ArrayRef, Float64Array,
    cast::AsArray,
    types::{Float64Type, Int64Type},
};
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};
use std::sync::Arc;

use super::{
    define::{Body, any_null, function, returns_boolean, wrong_arguments},
    values::each,
};
use crate::local::sql_types::{Class, refused, spelled, unsupported};
use datafusion::common::ScalarValue;

pub(super) fn all() -> Vec<ScalarUDF> {
    let double = |name, body: Body| function(name, doubles::<1>, returns_double, body);
    vec![
        double("sqrt", |args, _| one(args, f64::sqrt)),
        double("cbrt", |args, _| one(args, f64::cbrt)),
        double("exp", |args, _| one(args, f64::exp)),
        double("ln", |args, _| one(args, f64::ln)),
        double("log2", |args, _| one(args, |x| x.ln() / 2f64.ln())),
        double("log10", |args, _| one(args, f64::log10)),
        double("sin", |args, _| one(args, f64::sin)),
        double("cos", |args, _| one(args, f64::cos)),
        double("tan", |args, _| one(args, f64::tan)),
        double("asin", |args, _| one(args, f64::asin)),
        double("acos", |args, _| one(args, f64::acos)),
        double("atan", |args, _| one(args, f64::atan)),
        double("degrees", |args, _| one(args, f64::to_degrees)),
        double("radians", |args, _| one(args, f64::to_radians)),
        function("atan2", doubles::<2>, returns_double, |args, _| two(args, f64::atan2)),
        function("power", doubles::<2>, returns_double, |args, _| two(args, power)),
        function("pow", doubles::<2>, returns_double, |args, _| two(args, power)),
        function("log", doubles::<2>, returns_double, |args, _| two(args, |base, x| x.ln() / base.ln())),
        function("pi", doubles::<0>, returns_double, |_, _| Ok(constant(std::f64::consts::PI))),
        function("e", doubles::<0>, returns_double, |_, _| Ok(constant(std::f64::consts::E))),
        function("is_finite", doubles::<1>, returns_boolean, |args, of| truth(args, of, f64::is_finite)),
        function("is_infinite", doubles::<1>, returns_boolean, |args, of| truth(args, of, f64::is_infinite)),
        function("truncate", real_or_double, same, truncate),
        function("sign", number, same, sign),
        function("bitwise_and", integers::<2>, returns_bigint, |args, _| bits(args, |a, b| a & b)),
        function("bitwise_or", integers::<2>, returns_bigint, |args, _| bits(args, |a, b| a | b)),
        function("bitwise_xor", integers::<2>, returns_bigint, |args, _| bits(args, |a, b| a ^ b)),
        function("bitwise_not", integers::<1>, returns_bigint, |args, of| {
            each(args, of, |row| {
                Ok(if let ScalarValue::Int64(Some(v)) = row[0] { Some(ScalarValue::Int64(Some(!v))) } else { None })
            })
        }),
        function(
            "from_base",
            |name, args| {
                super::define::text_then_numbers(name, args, &[&[Class::Text, Class::Integer]], "varchar, bigint")
            },
            returns_bigint,
            |args, of| each(args, of, from_base),
        ),
        function("to_base", integers::<2>, super::define::returns_text, |args, of| each(args, of, to_base)),
    ]
}

fn returns_double(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Float64)
}

fn returns_bigint(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Int64)
}

fn same(args: &[DataType]) -> Result<DataType> {
    Ok(args.first().cloned().unwrap_or(DataType::Float64))
}

fn doubles<const N: usize>(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let number = |of: &DataType| matches!(Class::of(of), Class::Integer | Class::Float | Class::Unknown);
    if args.len() == N && args.iter().all(number) {
        return Ok(vec![DataType::Float64; N]);
    }
    Err(wrong_arguments(name, args, &["double"; N].join(", ")))
}

fn integers<const N: usize>(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.len() == N && args.iter().all(|of| matches!(Class::of(of), Class::Integer | Class::Unknown)) {
        return Ok(vec![DataType::Int64; N]);
    }
    Err(wrong_arguments(name, args, &["bigint"; N].join(", ")))
}

fn number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::Integer | Class::Float) => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "bigint or double")),
    }
}

/// Of a whole number it is a decimal in Trino.
fn real_or_double(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if Class::of(of) == Class::Float => Ok(args.to_vec()),
        [of] | [of, _] if matches!(Class::of(of), Class::Integer | Class::Unknown) => {
            Err(unsupported(format!("truncate of {}", spelled(of))))
        }
        _ => Err(wrong_arguments(name, args, "double")),
    }
}

fn truncate(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    let doubles = arrow_cast::cast(&args[0], &DataType::Float64)?;
    Ok(arrow_cast::cast(&one(&[doubles], f64::trunc)?, of)?)
}

/// As Java has it: of NaN, and of 1 or -1 to an infinite power, it is NaN.
fn power(base: f64, exponent: f64) -> f64 {
    let undefined = exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite());
    if undefined { f64::NAN } else { base.powf(exponent) }
}

fn constant(value: f64) -> ArrayRef {
    Arc::new(Float64Array::from(vec![value]))
}

fn one(args: &[ArrayRef], of: fn(f64) -> f64) -> Result<ArrayRef> {
    Ok(Arc::new(args[0].as_primitive::<Float64Type>().iter().map(|x| x.map(of)).collect::<Float64Array>()))
}

fn two(args: &[ArrayRef], of: fn(f64, f64) -> f64) -> Result<ArrayRef> {
    let pairs = args[0].as_primitive::<Float64Type>().iter().zip(args[1].as_primitive::<Float64Type>());
    Ok(Arc::new(pairs.map(|(a, b)| Some(of(a?, b?))).collect::<Float64Array>()))
}

fn truth(args: &[ArrayRef], of: &DataType, test: fn(f64) -> bool) -> Result<ArrayRef> {
    each(args, of, |row| {
        Ok(if let ScalarValue::Float64(Some(x)) = row[0] { Some(ScalarValue::Boolean(Some(test(x)))) } else { None })
    })
}

fn bits(args: &[ArrayRef], of: fn(i64, i64) -> i64) -> Result<ArrayRef> {
    let (a, b) = (args[0].as_primitive::<Int64Type>(), args[1].as_primitive::<Int64Type>());
    let rows = (0..a.len()).map(|row| (!any_null(args, row)).then(|| of(a.value(row), b.value(row))));
    Ok(Arc::new(rows.collect::<arrow_array::Int64Array>()))
}

/// -1, 0 or 1, of the same type; NaN stays NaN.
fn sign(args: &[ArrayRef], of: &DataType) -> Result<ArrayRef> {
    each(args, of, |row| {
        let doubles = row[0].cast_to(&DataType::Float64)?;
        let sign = match doubles {
            ScalarValue::Float64(Some(x)) if x > 0.0 => 1.0,
            ScalarValue::Float64(Some(x)) if x < 0.0 => -1.0,
            ScalarValue::Float64(Some(x)) => x,
            _ => return Ok(None),
        };
        ScalarValue::Float64(Some(sign)).cast_to(of).map(Some)
    })
}

fn radix(value: &ScalarValue) -> Result<u32> {
    match value {
        ScalarValue::Int64(Some(radix)) if (2..=36).contains(radix) => Ok(*radix as u32),
        _ => Err(refused("INVALID_FUNCTION_ARGUMENT", "Radix must be between 2 and 36")),
    }
}

fn from_base(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (text, radix) = (super::strings::text(&row[0]), radix(&row[1])?);
    match i64::from_str_radix(text, radix) {
        Ok(value) => Ok(Some(ScalarValue::Int64(Some(value)))),
        Err(_) => Err(refused("INVALID_FUNCTION_ARGUMENT", format!("Not a valid base-{radix} number: {text}"))),
    }
}

fn to_base(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let radix = radix(&row[1])?;
    let ScalarValue::Int64(Some(value)) = row[0] else { return Ok(None) };
    let mut rest = value.unsigned_abs();
    let mut digits = Vec::new();
    while rest > 0 || digits.is_empty() {
        digits.extend(char::from_digit((rest % u64::from(radix)) as u32, radix));
        rest /= u64::from(radix);
    }
    digits.extend((value < 0).then_some('-'));
    Ok(Some(ScalarValue::Utf8(Some(digits.into_iter().rev().collect()))))
}
