//! Arithmetic of decimals, with Trino's precisions and scales ("Decimal functions and operators").

use std::sync::Arc;

use arrow_array::{ArrayRef, Decimal128Array, cast::AsArray, types::Decimal128Type};
use arrow_buffer::i256;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::super::support::{
    arguments::{invalid_argument, out_of_range, wrong_arguments},
    convert::converted,
    decimal::{divided, fits, power_of_ten},
    define::function,
};
use crate::local::{errors::refused, types::digits};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$add_decimals", two_decimals, sum_type, |args, to| computed(args, to, |a, b| a.checked_add(b))),
        function("$subtract_decimals", two_decimals, sum_type, |args, to| computed(args, to, |a, b| a.checked_sub(b))),
        function("$multiply_decimals", two_decimals, product_type, multiply),
        function("$divide_decimals", two_decimals, quotient_type, divide),
        function("$modulo_decimals", two_decimals, remainder_type, modulo),
    ]
}

/// Integers are decimals without a fraction.
fn two_decimals(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let decimal = |arg: &DataType| match arg {
        DataType::Null => Some(DataType::Decimal128(1, 0)),
        arg => digits(arg).map(|(precision, scale)| DataType::Decimal128(precision, scale as i8)),
    };
    let types: Option<Vec<_>> = args.iter().map(decimal).collect();
    types.filter(|types| types.len() == 2).ok_or_else(|| wrong_arguments(name, args, "decimal, decimal"))
}

/// Two numbers, one of them a decimal, in the type that the result has in SQL.
///
/// # Errors
/// `DIVISION_BY_ZERO`, `NUMERIC_VALUE_OUT_OF_RANGE`.
pub(in crate::local::functions) fn calculated(
    operator: char,
    left: &ScalarValue,
    right: &ScalarValue,
) -> Result<ScalarValue> {
    let types = two_decimals("$decimals", &[left.data_type(), right.data_type()])?;
    let args = [left, right].into_iter().zip(&types).map(|(value, to)| converted(&value.to_array()?, to));
    let args = args.collect::<Result<Vec<_>>>()?;
    let result = match operator {
        '+' => computed(&args, &sum_type(&types)?, |a, b| a.checked_add(b)),
        '-' => computed(&args, &sum_type(&types)?, |a, b| a.checked_sub(b)),
        '*' => multiply(&args, &product_type(&types)?),
        '/' => divide(&args, &quotient_type(&types)?),
        _ => modulo(&args, &remainder_type(&types)?),
    };
    ScalarValue::try_from_array(&result?, 0)
}

/// The precision and scale of each operand.
fn both(args: &[DataType]) -> Result<((i32, i32), (i32, i32))> {
    match args {
        [DataType::Decimal128(p, s), DataType::Decimal128(q, t)] => {
            Ok(((i32::from(*p), i32::from(*s)), (i32::from(*q), i32::from(*t))))
        }
        _ => Err(wrong_arguments("$decimals", args, "decimal, decimal")),
    }
}

fn decimal(precision: i32, scale: i32) -> DataType {
    DataType::Decimal128(precision.clamp(1, 38) as u8, scale as i8)
}

fn sum_type(args: &[DataType]) -> Result<DataType> {
    let ((p, s), (q, t)) = both(args)?;
    Ok(decimal((p - s).max(q - t) + s.max(t) + 1, s.max(t)))
}

fn product_type(args: &[DataType]) -> Result<DataType> {
    let ((p, s), (q, t)) = both(args)?;
    match s + t <= 38 {
        true => Ok(decimal(p + q, s + t)),
        false => Err(invalid_argument(format!("DECIMAL scale must be in range [0, precision (38)]: {}", s + t))),
    }
}

fn quotient_type(args: &[DataType]) -> Result<DataType> {
    let ((p, s), (_, t)) = both(args)?;
    Ok(decimal(p + t + (t - s).max(0), s.max(t)))
}

pub(super) fn remainder_type(args: &[DataType]) -> Result<DataType> {
    let ((p, s), (q, t)) = both(args)?;
    Ok(decimal((p - s).min(q - t) + s.max(t), s.max(t)))
}

/// The scales of the operands and of the result.
struct Scales {
    left: u32,
    right: u32,
    result: u32,
}

fn overflow() -> datafusion::common::DataFusionError {
    out_of_range("Decimal overflow")
}

fn per_pair(
    args: &[ArrayRef],
    to: &DataType,
    compute: impl Fn(i128, i128, &Scales) -> Result<Option<i256>>,
) -> Result<ArrayRef> {
    let ((_, left), (_, right)) = both(&[args[0].data_type().clone(), args[1].data_type().clone()])?;
    let DataType::Decimal128(precision, scale) = to else { return Err(overflow()) };
    let scales = Scales { left: left as u32, right: right as u32, result: u32::try_from(*scale).unwrap_or(0) };
    let pairs = args[0].as_primitive::<Decimal128Type>().iter().zip(args[1].as_primitive::<Decimal128Type>());
    let values = pairs.map(|pair| match pair {
        (Some(a), Some(b)) => {
            let value = compute(a, b, &scales)?.and_then(i256::to_i128).filter(|value| fits(*value, 38));
            value.map(Some).ok_or_else(overflow)
        }
        _ => Ok(None),
    });
    let values = values.collect::<Result<Decimal128Array>>()?;
    Ok(Arc::new(values.with_precision_and_scale(*precision, *scale)?))
}

/// Both with the larger scale.
fn aligned(a: i128, b: i128, scales: &Scales) -> Option<(i256, i256)> {
    let scale = scales.left.max(scales.right);
    let a = i256::from_i128(a).checked_mul(power_of_ten(scale - scales.left)?)?;
    let b = i256::from_i128(b).checked_mul(power_of_ten(scale - scales.right)?)?;
    Some((a, b))
}

fn computed(args: &[ArrayRef], to: &DataType, compute: fn(i256, i256) -> Option<i256>) -> Result<ArrayRef> {
    let fits = |value: &i256| value.to_i128().is_some_and(|value| fits(value, 38));
    per_pair(args, to, |a, b, scales| {
        // Trino gives both the larger scale first, in 38 digits.
        let both = aligned(a, b, scales).filter(|(a, b)| fits(a) && fits(b));
        Ok(both.and_then(|(a, b)| compute(a, b)))
    })
}

fn multiply(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    per_pair(args, to, |a, b, _| Ok(i256::from_i128(a).checked_mul(i256::from_i128(b))))
}

fn not_zero(divisor: i128) -> Result<()> {
    if divisor == 0 { Err(refused("DIVISION_BY_ZERO", "Division by zero")) } else { Ok(()) }
}

/// Rounded half away from zero.
fn divide(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    per_pair(args, to, |a, b, scales| {
        not_zero(b)?;
        let dividend = power_of_ten(scales.result + scales.right - scales.left)
            .and_then(|power| i256::from_i128(a).checked_mul(power));
        Ok(dividend.and_then(|dividend| divided(dividend, i256::from_i128(b))))
    })
}

/// With the sign of the dividend.
pub(super) fn modulo(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    per_pair(args, to, |a, b, scales| {
        not_zero(b)?;
        Ok(aligned(a, b, scales).and_then(|(a, b)| a.checked_rem(b)))
    })
}

/// A decimal, changed; the result has a scale of its own.
pub(super) fn changed(array: &ArrayRef, to: &DataType, change: impl Fn(i128, i32) -> Option<i128>) -> Result<ArrayRef> {
    let (DataType::Decimal128(_, from), DataType::Decimal128(precision, scale)) = (array.data_type(), to) else {
        return converted(array, to);
    };
    let values = array.as_primitive::<Decimal128Type>().iter().map(|value| match value {
        Some(value) => {
            let new = change(value, i32::from(*from)).filter(|new| fits(*new, *precision));
            new.map(Some).ok_or_else(overflow)
        }
        None => Ok(None),
    });
    let values = values.collect::<Result<Decimal128Array>>()?;
    Ok(Arc::new(values.with_precision_and_scale(*precision, *scale)?))
}
