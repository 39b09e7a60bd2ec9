//! CAST of numbers.

use datafusion::common::ScalarValue;

use super::super::support::{
    decimal::{PlainDecimal, fits, rescaled, to_double, to_real},
    values::float,
};
use crate::types::AthenaType;

/// `None` for a number that the type does not hold, and for a type that is no integer.
pub(super) fn integer(number: i128, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Tinyint => ScalarValue::Int8(Some(number.try_into().ok()?)),
        AthenaType::Smallint => ScalarValue::Int16(Some(number.try_into().ok()?)),
        AthenaType::Integer => ScalarValue::Int32(Some(number.try_into().ok()?)),
        AthenaType::Bigint => ScalarValue::Int64(Some(number.try_into().ok()?)),
        _ => return None,
    })
}

/// `None` for a number that the type does not hold.
pub(super) fn from_integer(number: i64, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Boolean => ScalarValue::Boolean(Some(number != 0)),
        AthenaType::Real => ScalarValue::Float32(Some(number as f32)),
        AthenaType::Double => ScalarValue::Float64(Some(number as f64)),
        AthenaType::Decimal(precision, scale) => {
            decimal(rescaled(i128::from(number), 0, i32::from(*scale))?, *precision, *scale)?
        }
        _ => integer(i128::from(number), to)?,
    })
}

/// `None` for a number that the type does not hold. Rounded to an integer half away from zero, and so to a decimal, by its shortest digits.
pub(super) fn from_float(value: &ScalarValue, to: &AthenaType) -> Option<ScalarValue> {
    let number = float(value)?;
    Some(match to {
        AthenaType::Boolean => ScalarValue::Boolean(Some(number != 0.0)),
        AthenaType::Real => ScalarValue::Float32(Some(number as f32)),
        AthenaType::Double => ScalarValue::Float64(Some(number)),
        AthenaType::Decimal(precision, scale) if number.is_finite() => {
            let digits = match value {
                ScalarValue::Float32(Some(real)) => PlainDecimal::of_real(*real),
                _ => PlainDecimal::of_double(number),
            };
            decimal(digits.rounded(usize::from(*scale)).unscaled()?, *precision, *scale)?
        }
        _ if number.is_finite() && number.abs() < 1e19 => integer(number.round() as i128, to)?,
        _ => return None,
    })
}

/// `None` for a number that the type does not hold. Rounded half away from zero.
pub(super) fn from_decimal(unscaled: i128, precision: u8, scale: i8, to: &AthenaType) -> Option<ScalarValue> {
    let digits = usize::try_from(scale).ok()?;
    Some(match to {
        AthenaType::Boolean => ScalarValue::Boolean(Some(unscaled != 0)),
        AthenaType::Real => ScalarValue::Float32(Some(to_real(unscaled, precision, digits))),
        AthenaType::Double => ScalarValue::Float64(Some(to_double(unscaled, precision, digits))),
        AthenaType::Decimal(p, s) => decimal(rescaled(unscaled, i32::from(scale), i32::from(*s))?, *p, *s)?,
        _ => integer(rescaled(unscaled, i32::from(scale), 0)?, to)?,
    })
}

fn decimal(unscaled: i128, precision: u8, scale: u8) -> Option<ScalarValue> {
    let scale = i8::try_from(scale).ok()?;
    fits(unscaled, precision).then_some(ScalarValue::Decimal128(Some(unscaled), precision, scale))
}
