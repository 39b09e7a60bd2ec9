//! `round`, `truncate`, `floor` and `ceil` of every type of number.

use std::sync::Arc;

use arrow_array::{ArrayRef, cast::AsArray, types::Int64Type};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    super::support::{
        arguments::{fits_bigint, out_of_range, returns_first, wrong_arguments},
        decimal::{PlainDecimal, divided, power_of_ten, rescaled},
        define::function,
        values::{bigint, each, float},
    },
    arithmetic::{in_64_bits, narrowed},
    decimals::changed,
    doubles::of_type,
};
use crate::local::{
    errors::unsupported,
    types::{TypeClass, type_name},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("floor", one_number, whole_type, |args, to| whole(&args[0], to, f64::floor, i128::div_euclid)),
        function("ceil", one_number, whole_type, |args, to| {
            whole(&args[0], to, f64::ceil, |value, unit| -(-value).div_euclid(unit))
        }),
        function("round", number_and_digits, rounded_type, round),
        function("truncate", truncated_number, truncated_type, truncate),
    ]
}

fn is_number(data_type: &DataType) -> bool {
    matches!(TypeClass::of(data_type), TypeClass::Integer | TypeClass::Float | TypeClass::Decimal)
}

fn one_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if is_number(arg) => Ok(args.to_vec()),
        [DataType::Null] => Ok(vec![DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "a number")),
    }
}

/// The number of digits is an `integer`.
fn number_and_digits(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [_] => one_number(name, args),
        [_, DataType::Int64] => Err(wrong_arguments(name, args, "a number, integer")),
        [number, digits] if fits_bigint(digits) => {
            Ok(vec![one_number(name, std::slice::from_ref(number))?.remove(0), DataType::Int32])
        }
        _ => Err(wrong_arguments(name, args, "a number, integer")),
    }
}

/// `truncate` of an integer is a decimal in Trino.
fn truncated_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if matches!(TypeClass::of(arg), TypeClass::Float | TypeClass::Decimal) => Ok(args.to_vec()),
        [arg, digits] if TypeClass::of(arg) == TypeClass::Decimal && fits_bigint(digits) => {
            Ok(vec![arg.clone(), DataType::Int64])
        }
        [arg] | [arg, _] if fits_bigint(arg) => Err(unsupported(format!("truncate of {}", type_name(arg)))),
        _ => Err(wrong_arguments(name, args, "double or decimal")),
    }
}

/// What has no digits behind the point; one more before it, where there were some behind.
fn whole_type(args: &[DataType]) -> Result<DataType> {
    match args {
        [DataType::Decimal128(p, s), ..] => {
            let whole = i32::from(*p) - i32::from(*s) + i32::from(*s > 0);
            Ok(DataType::Decimal128(whole.clamp(1, 38) as u8, 0))
        }
        _ => returns_first(args),
    }
}

fn rounded_type(args: &[DataType]) -> Result<DataType> {
    match args {
        [DataType::Decimal128(p, s), _] => Ok(DataType::Decimal128((p + 1).min(38), *s)),
        _ => whole_type(args),
    }
}

fn truncated_type(args: &[DataType]) -> Result<DataType> {
    match args {
        [DataType::Decimal128(p, s)] => Ok(DataType::Decimal128((i32::from(*p) - i32::from(*s)).clamp(1, 38) as u8, 0)),
        _ => returns_first(args),
    }
}

/// 10ⁿ
fn unit(n: i32) -> Option<i128> {
    10i128.checked_pow(u32::try_from(n).ok()?)
}

fn whole(
    array: &ArrayRef,
    to: &DataType,
    of_double: fn(f64) -> f64,
    of_unscaled: fn(i128, i128) -> i128,
) -> Result<ArrayRef> {
    match TypeClass::of(to) {
        TypeClass::Float => of_type(array, to, of_double),
        TypeClass::Decimal => changed(array, to, |value, scale| Some(of_unscaled(value, unit(scale)?))),
        _ => Ok(Arc::clone(array)),
    }
}

fn truncate(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    match args {
        [number] if TypeClass::of(to) == TypeClass::Float => of_type(number, to, f64::trunc),
        [number] => changed(number, to, |value, scale| Some(value / unit(scale)?)),
        _ => each(args, to, |row| {
            let ScalarValue::Decimal128(Some(value), p, s) = row[0] else { return Ok(None) };
            let dropped = i64::from(s) - bigint(&row[1]);
            let size = i32::try_from(dropped.clamp(0, 39)).ok().and_then(unit);
            let kept = size.map_or(0, |size| value / size * size);
            Ok(Some(ScalarValue::Decimal128(Some(kept), p, s)))
        }),
    }
}

/// Half away from zero.
fn round(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    match (args, TypeClass::of(to)) {
        ([number], TypeClass::Float) => of_type(number, to, |x| if x == 0.0 { 0.0 } else { x.round() }),
        ([number], TypeClass::Decimal) => changed(number, to, |value, scale| rescaled(value, scale, 0)),
        ([number], _) => Ok(Arc::clone(number)),
        (_, TypeClass::Float) => each(args, to, |row| {
            let digits = int(&row[1]);
            Ok(match row[0] {
                ScalarValue::Float32(Some(x)) => Some(ScalarValue::Float32(Some(rounded_real(x, digits)))),
                ref other => float(other).map(|x| ScalarValue::Float64(Some(rounded(x, digits)))),
            })
        }),
        (_, TypeClass::Decimal) => each(args, to, |row| {
            let (ScalarValue::Decimal128(Some(value), _, s), DataType::Decimal128(p, _)) = (&row[0], to) else {
                return Ok(None);
            };
            let dropped = i32::from(*s).saturating_sub(int(&row[1]));
            let value = match dropped {
                ..=0 => *value,
                1..=38 => rescaled(*value, dropped, 0).and_then(|kept| kept.checked_mul(unit(dropped)?)).unwrap_or(0),
                _ => 0,
            };
            Ok(Some(ScalarValue::Decimal128(Some(value), *p, *s)))
        }),
        _ => integers(args, to),
    }
}

fn int(value: &ScalarValue) -> i32 {
    if let ScalarValue::Int32(Some(value)) = value { *value } else { 0 }
}

/// Only a negative number of digits changes an integer.
fn integers(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    let wide = in_64_bits(&args[0])?;
    let digits = arrow_cast::cast(&args[1], &DataType::Int64)?;
    let pairs = wide.as_primitive::<Int64Type>().iter().zip(digits.as_primitive::<Int64Type>());
    let values = pairs.map(|pair| {
        let (Some(value), Some(digits)) = pair else { return Ok(None) };
        if digits >= 0 {
            return Ok(Some(value));
        }
        let dropped = u32::try_from(-digits).unwrap_or(u32::MAX);
        let size = (dropped <= 18).then(|| 10i128.pow(dropped));
        let size = size.ok_or_else(|| out_of_range(format!("numerical overflow: {value}")))?;
        let value = i128::from(value);
        let away = value + if value < 0 { -size / 2 } else { size / 2 };
        let rounded = away / size * size;
        i64::try_from(rounded).map(Some).map_err(|_| out_of_range(format!("numerical overflow: {value}")))
    });
    narrowed(values.collect::<Result<Vec<_>>>()?, to)
}

/// By a power of ten, as Trino does; digit by digit where the product is beyond a `bigint`.
fn rounded(x: f64, digits: i32) -> f64 {
    const BEYOND: f64 = 9_223_372_036_854_775_807.0;
    if !x.is_finite() {
        return x;
    }
    // The nearest double, which repeated multiplication does not give.
    let factor: f64 = format!("1e{digits}").parse().unwrap_or(f64::INFINITY);
    let scaled = (x.abs() * factor).round();
    let size = match scaled < BEYOND {
        true => scaled / factor,
        false => match usize::try_from(digits) {
            Ok(digits) => PlainDecimal::of_double(x.abs()).rounded(digits).to_string().parse().unwrap_or(x.abs()),
            Err(_) => return beyond(x, digits),
        },
    };
    if x < 0.0 { -size } else { size }
}

/// A large number, rounded before the point.
fn beyond(x: f64, digits: i32) -> f64 {
    let dropped = digits.unsigned_abs();
    let plain = PlainDecimal::of_double(x);
    let Ok(whole) = plain.whole.parse::<i128>() else { return x };
    let rounded = power_of_ten(dropped).and_then(|power| {
        divided(arrow_buffer::i256::from_i128(whole), power).and_then(|kept| kept.checked_mul(power))
    });
    let size = rounded.and_then(arrow_buffer::i256::to_i128).map_or(x.abs(), |size| size as f64);
    if x < 0.0 { -size } else { size }
}

fn rounded_real(x: f32, digits: i32) -> f32 {
    rounded(f64::from(x), digits) as f32
}
