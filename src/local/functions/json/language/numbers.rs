//! Numbers in paths: calculated and compared in the types of SQL's that they have.

use std::cmp::Ordering;

use arrow_schema::DataType;
use datafusion::common::ScalarValue;

use super::{
    super::document::Json,
    evaluate::{Failure, Item, failure, wrong_item},
};
use crate::{
    local::{
        errors::unsupported,
        functions::{
            cast::cast_value,
            math::decimals,
            support::{compare, convert::converted, values::float},
        },
        types::{TypeClass, common_type},
    },
    types::AthenaType,
};

type Number = Result<ScalarValue, Failure>;

/// The number that an item is.
pub(super) fn number(item: &Item) -> Number {
    match item.scalar() {
        Some(value) if is_number(&value) => Ok(value),
        _ if matches!(item, Item::Json(Json::Number(_))) => Err(failure("value too big")),
        _ => Err(wrong_item("NUMBER", item)),
    }
}

fn is_number(value: &ScalarValue) -> bool {
    matches!(TypeClass::of(&value.data_type()), TypeClass::Integer | TypeClass::Float | TypeClass::Decimal)
}

/// The number in a decimal, and its scale.
fn decimal(value: &ScalarValue) -> Option<(i128, u8, i8)> {
    if let ScalarValue::Decimal128(Some(unscaled), precision, scale) = value {
        return Some((*unscaled, *precision, *scale));
    }
    None
}

fn integer(value: &ScalarValue) -> Option<i64> {
    match value {
        ScalarValue::Int8(Some(n)) => Some(i64::from(*n)),
        ScalarValue::Int16(Some(n)) => Some(i64::from(*n)),
        ScalarValue::Int32(Some(n)) => Some(i64::from(*n)),
        ScalarValue::Int64(Some(n)) => Some(*n),
        _ => None,
    }
}

/// An integer in a type; a failure if it does not fit.
fn in_type(number: Option<i64>, data_type: &DataType) -> Number {
    let fits = |n: i64| match data_type {
        DataType::Int8 => i8::try_from(n).ok().map(|n| ScalarValue::Int8(Some(n))),
        DataType::Int16 => i16::try_from(n).ok().map(|n| ScalarValue::Int16(Some(n))),
        DataType::Int32 => i32::try_from(n).ok().map(|n| ScalarValue::Int32(Some(n))),
        _ => Some(ScalarValue::Int64(Some(n))),
    };
    number.and_then(fits).ok_or_else(|| failure("a number is out of the range of its type"))
}

fn cast(value: &ScalarValue, to: &DataType) -> Number {
    let array = converted(&value.to_array()?, to).map_err(|_| failure("a number is out of the range of its type"))?;
    Ok(ScalarValue::try_from_array(&array, 0)?)
}

/// `a + b` in the type that it has in SQL.
pub(super) fn arithmetic(operator: char, left: &ScalarValue, right: &ScalarValue) -> Number {
    let (a, b) = (left.data_type(), right.data_type());
    let common = common_type(&a, &b).ok_or_else(|| failure("no common type"))?;
    match TypeClass::of(&common) {
        TypeClass::Integer => {
            let (Some(a), Some(b)) = (integer(left), integer(right)) else { return Err(failure("no number")) };
            let result = match operator {
                '+' => a.checked_add(b),
                '-' => a.checked_sub(b),
                '*' => a.checked_mul(b),
                '/' => a.checked_div(b),
                // The rest of the smallest number and -1 is 0.
                _ if b == -1 => Some(0),
                _ => a.checked_rem(b),
            };
            in_type(result, &common)
        }
        TypeClass::Decimal => match decimals::calculated(operator, left, right) {
            Err(error) if crate::local::errors::is_unsupported(&error) => Err(error.into()),
            result => result.map_err(|_| failure("Decimal overflow or division by zero")),
        },
        _ => {
            let (left, right) = (cast(left, &common)?, cast(right, &common)?);
            let result = |a: f64, b: f64| match operator {
                '+' => a + b,
                '-' => a - b,
                '*' => a * b,
                '/' => a / b,
                _ => a % b,
            };
            match (&left, &right) {
                // Rounding twice to 24 bits by way of 53 is rounding once.
                (ScalarValue::Float32(Some(a)), ScalarValue::Float32(Some(b))) => {
                    Ok(ScalarValue::Float32(Some(result(f64::from(*a), f64::from(*b)) as f32)))
                }
                (ScalarValue::Float64(Some(a)), ScalarValue::Float64(Some(b))) => {
                    Ok(ScalarValue::Float64(Some(result(*a, *b))))
                }
                _ => Err(failure("no number")),
            }
        }
    }
}

pub(super) fn negated(value: &ScalarValue) -> Number {
    match value {
        ScalarValue::Float32(Some(number)) => Ok(ScalarValue::Float32(Some(-number))),
        ScalarValue::Float64(Some(number)) => Ok(ScalarValue::Float64(Some(-number))),
        ScalarValue::Decimal128(Some(number), precision, scale) => {
            Ok(ScalarValue::Decimal128(Some(-number), *precision, *scale))
        }
        integer => in_type(self::integer(integer).and_then(i64::checked_neg), &integer.data_type()),
    }
}

pub(super) fn absolute(value: &ScalarValue) -> Number {
    let negative = match (float(value), decimal(value), integer(value)) {
        // Minus zero becomes zero as well.
        (Some(number), ..) => number.is_sign_negative(),
        (_, Some((number, ..)), _) => number < 0,
        (.., number) => number.is_some_and(|number| number < 0),
    };
    if negative { negated(value) } else { Ok(value.clone()) }
}

/// Rounded up or down, to a decimal without a fraction where it is a decimal.
pub(super) fn whole(value: &ScalarValue, up: bool) -> ScalarValue {
    match value {
        ScalarValue::Float32(Some(x)) => ScalarValue::Float32(Some(if up { x.ceil() } else { x.floor() })),
        ScalarValue::Float64(Some(x)) => ScalarValue::Float64(Some(if up { x.ceil() } else { x.floor() })),
        ScalarValue::Decimal128(Some(x), precision, scale) => {
            let unit = 10i128.pow(u32::from(scale.unsigned_abs()));
            let rounded = if up { -(-x).div_euclid(unit) } else { x.div_euclid(unit) };
            let precision = i16::from(*precision) - i16::from(*scale) + i16::from(*scale > 0);
            ScalarValue::Decimal128(Some(rounded), precision.clamp(1, 38) as u8, 0)
        }
        other => other.clone(),
    }
}

/// A number, or the text of one, as a double.
pub(super) fn double(item: &Item) -> Number {
    let value = item.scalar();
    match value {
        Some(value) if is_number(&value) || matches!(value, ScalarValue::Utf8(_)) => {
            // Java reads hexadecimal numbers, too.
            if value.try_as_str().flatten().is_some_and(is_hexadecimal) {
                return Err(unsupported("a hexadecimal number in double() of a JSON path").into());
            }
            match cast_value(&value, &AthenaType::Double) {
                Err(error) if crate::local::errors::is_unsupported(&error) => Err(error.into()),
                result => result.map_err(|error| failure(error.to_string())),
            }
        }
        _ => Err(wrong_item("NUMBER or TEXT", item)),
    }
}

fn is_hexadecimal(text: &str) -> bool {
    let unsigned = text.trim().trim_start_matches(['+', '-']);
    unsigned.starts_with("0x") || unsigned.starts_with("0X")
}

/// The position that an item means: numbers are rounded half up.
pub(super) fn index(item: &Item) -> Result<i64, Failure> {
    let value = number(item)?;
    if let Some(index) = integer(&value) {
        return Ok(index);
    }
    match cast_value(&value, &AthenaType::Bigint) {
        Ok(ScalarValue::Int64(Some(index))) => Ok(index),
        _ => Err(failure("array subscript is out of range")),
    }
}

/// Whether a comparison holds; `None` for values that do not compare.
pub(super) fn compared(operator: &str, left: &ScalarValue, right: &ScalarValue) -> Result<Option<bool>, Failure> {
    let (a, b) = (left.data_type(), right.data_type());
    let (x, y) = (TypeClass::of(&a), TypeClass::of(&b));
    if !x.has_common_type(y) {
        return Ok(None);
    }
    let Some(common) = common_type(&a, &b) else { return Ok(None) };
    let (Ok(left), Ok(right)) = (cast(left, &common), cast(right, &common)) else { return Ok(None) };
    if operator == "==" || operator == "<>" {
        return Ok(compare::equal(&left, &right)?.map(|equal| equal == (operator == "==")));
    }
    if let (Some(a), Some(b)) = (float(&left), float(&right))
        && (a.is_nan() || b.is_nan())
    {
        return Ok(Some(false));
    }
    let order = compare::order(&left, &right, compare::Nan::Largest)?;
    Ok(Some(match operator {
        "<" => order == Ordering::Less,
        "<=" => order != Ordering::Greater,
        ">" => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }))
}
