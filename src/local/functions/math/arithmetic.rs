//! Arithmetic of integers, which fails on overflow, as in Trino, where DataFusion wraps; and what gives a number of the type that it is given.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, Int64Array,
    cast::AsArray,
    types::{Float64Type, Int64Type},
};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::{
        datetime::negated,
        support::{
            arguments::{bigints, fits_bigint, out_of_range, returns_boolean, returns_first, wrong_arguments},
            define::function,
            values::{bigint, each, in_doubles},
        },
    },
    decimals,
    doubles::of_type,
};
use crate::local::{
    errors::refused,
    internal_functions::{MAX_RECURSION_DEPTH, RECURSION_ENDS, WITH_TIES},
    types::{TypeClass, common_type_of_all, digits, type_name},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$add_integers", two_integers, widest, |args, data_type| {
            checked(args, data_type, "+", i64::checked_add)
        }),
        function("$subtract_integers", two_integers, widest, |args, data_type| {
            checked(args, data_type, "-", i64::checked_sub)
        }),
        function("$multiply_integers", two_integers, widest, |args, data_type| {
            checked(args, data_type, "*", i64::checked_mul)
        }),
        function("$negate", one_number, returns_first, negate),
        function("mod", two_numbers, modulo_type, modulo),
        function("abs", one_number, returns_first, abs),
        function("sign", one_number, sign_type, sign),
        function(RECURSION_ENDS, bigints::<1>, returns_boolean, |args, data_type| {
            each(args, data_type, |row| match bigint(&row[0]) {
                0 => Ok(Some(ScalarValue::Boolean(Some(true)))),
                _ => Err(refused("NOT_SUPPORTED", format!("Recursion depth limit exceeded ({MAX_RECURSION_DEPTH})"))),
            })
        }),
        // Never runs: the plan is searched for it.
        function(WITH_TIES, one_number, returns_first, |args, _| Ok(Arc::clone(&args[0]))),
    ]
}

/// The arguments keep their types; the work is done in 64 bits.
fn two_integers(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.len() != 2 || !args.iter().all(fits_bigint) {
        return Err(wrong_arguments(name, args, "bigint, bigint"));
    }
    let data_type = widest(args)?;
    Ok(vec![data_type.clone(), data_type])
}

/// The wider of two integer types, as in Trino: `integer + bigint` is `bigint`.
fn widest(args: &[DataType]) -> Result<DataType> {
    let width = |data_type: &DataType| data_type.primitive_width().unwrap_or(0);
    Ok(args
        .iter()
        .max_by_key(|data_type| width(data_type))
        .filter(|data_type| **data_type != DataType::Null)
        .cloned()
        .unwrap_or(DataType::Int64))
}

fn one_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [data_type]
            if name == "$negate"
                && matches!(TypeClass::of(data_type), TypeClass::YearMonthInterval | TypeClass::DayTimeInterval) =>
        {
            Ok(vec![data_type.clone()])
        }
        [data_type]
            if matches!(TypeClass::of(data_type), TypeClass::Integer | TypeClass::Float | TypeClass::Decimal) =>
        {
            Ok(vec![data_type.clone()])
        }
        [DataType::Null] => Ok(vec![DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "bigint or double")),
    }
}

fn modulo_type(args: &[DataType]) -> Result<DataType> {
    if args.iter().all(DataType::is_decimal) { decimals::remainder_type(args) } else { returns_first(args) }
}

fn sign_type(args: &[DataType]) -> Result<DataType> {
    if args.iter().all(DataType::is_decimal) { Ok(DataType::Decimal128(1, 0)) } else { returns_first(args) }
}

/// Two numbers of the type that Trino converts both to.
fn two_numbers(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let data_type =
        common_type_of_all(args).filter(|data_type| TypeClass::of(data_type).is_numeric() && args.len() == 2);
    match data_type {
        Some(DataType::Null) => Ok(vec![DataType::Int64; 2]),
        Some(data_type) if TypeClass::of(&data_type) != TypeClass::Decimal => Ok(vec![data_type; 2]),
        Some(_) => Ok(args
            .iter()
            .map(|arg| match digits(arg) {
                Some((precision, scale)) => DataType::Decimal128(precision, scale as i8),
                None => DataType::Decimal128(1, 0),
            })
            .collect()),
        _ => Err(wrong_arguments(name, args, "values of one type")),
    }
}

pub(super) fn in_64_bits(array: &ArrayRef) -> Result<ArrayRef> {
    Ok(arrow_cast::cast(array, &DataType::Int64)?)
}

/// Back to the type of the result; a value that does not fit is an error.
pub(super) fn narrowed(values: Vec<Option<i64>>, data_type: &DataType) -> Result<ArrayRef> {
    let wide: ArrayRef = Arc::new(Int64Array::from(values));
    let options = CastOptions { safe: false, ..Default::default() };
    cast_with_options(&wide, data_type, &options)
        .map_err(|_| out_of_range(format!("{} overflow", type_name(data_type))))
}

fn checked(
    args: &[ArrayRef],
    data_type: &DataType,
    operator: &str,
    compute: fn(i64, i64) -> Option<i64>,
) -> Result<ArrayRef> {
    let (left, right) = (in_64_bits(&args[0])?, in_64_bits(&args[1])?);
    let pairs = left.as_primitive::<Int64Type>().iter().zip(right.as_primitive::<Int64Type>());
    let values = pairs.map(|pair| match pair {
        (Some(a), Some(b)) => {
            let value = compute(a, b)
                .ok_or_else(|| out_of_range(format!("{} overflow: {a} {operator} {b}", type_name(data_type))))?;
            Ok(Some(value))
        }
        _ => Ok(None),
    });
    narrowed(values.collect::<Result<Vec<_>>>()?, data_type)
}

fn modulo(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    if data_type.is_decimal() {
        return decimals::modulo(args, data_type);
    }
    if data_type.is_floating() {
        let (left, right) = (in_doubles(&args[0])?, in_doubles(&args[1])?);
        let pairs = left.as_primitive::<Float64Type>().iter().zip(right.as_primitive::<Float64Type>());
        let values: Float64Array = pairs.map(|(a, b)| Some(a? % b?)).collect();
        return Ok(arrow_cast::cast(&values, data_type)?);
    }
    let (left, right) = (in_64_bits(&args[0])?, in_64_bits(&args[1])?);
    let pairs = left.as_primitive::<Int64Type>().iter().zip(right.as_primitive::<Int64Type>());
    let values = pairs.map(|pair| match pair {
        (Some(_), Some(0)) => Err(refused("DIVISION_BY_ZERO", "Division by zero")),
        (Some(a), Some(b)) => Ok(Some(a.wrapping_rem(b))),
        _ => Ok(None),
    });
    narrowed(values.collect::<Result<Vec<_>>>()?, data_type)
}

fn negate(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    if TypeClass::of(data_type).is_temporal() {
        return negated(args, data_type);
    }
    if data_type.is_integer() {
        let wide = in_64_bits(&args[0])?;
        let values = wide.as_primitive::<Int64Type>().iter().map(|value| match value {
            Some(v) => v.checked_neg().map(Some).ok_or_else(|| out_of_range(format!("bigint negation overflow: {v}"))),
            None => Ok(None),
        });
        return narrowed(values.collect::<Result<Vec<_>>>()?, data_type);
    }
    if data_type.is_decimal() {
        return decimals::changed(&args[0], data_type, |value, _| value.checked_neg());
    }
    of_type(&args[0], data_type, |v| -v)
}

fn abs(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    if data_type.is_integer() {
        let wide = in_64_bits(&args[0])?;
        let values = wide.as_primitive::<Int64Type>().iter().map(|value| match value {
            Some(v) => {
                v.checked_abs().map(Some).ok_or_else(|| out_of_range(format!("Value {v} is out of range for abs")))
            }
            None => Ok(None),
        });
        return narrowed(values.collect::<Result<Vec<_>>>()?, data_type);
    }
    if data_type.is_decimal() {
        return decimals::changed(&args[0], data_type, |value, _| value.checked_abs());
    }
    of_type(&args[0], data_type, f64::abs)
}

/// -1, 0 or 1, of the same type; NaN stays NaN.
fn sign(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    if data_type.is_decimal() {
        return decimals::changed(&args[0], data_type, |value, _| Some(value.signum()));
    }
    each(args, data_type, |row| {
        let doubles = row[0].cast_to(&DataType::Float64)?;
        let sign = match doubles {
            ScalarValue::Float64(Some(x)) if x > 0.0 => 1.0,
            ScalarValue::Float64(Some(x)) if x < 0.0 => -1.0,
            ScalarValue::Float64(Some(x)) => x,
            _ => return Ok(None),
        };
        ScalarValue::Float64(Some(sign)).cast_to(data_type).map(Some)
    })
}
