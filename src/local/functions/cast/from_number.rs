//! CAST of numbers.

use datafusion::common::ScalarValue;

use super::super::support::values::string_scalar;
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
        AthenaType::Varchar(_) => string_scalar(number.to_string()),
        _ => integer(i128::from(number), to)?,
    })
}

/// `None` for a number that the type does not hold. Rounded to an integer half away from zero.
pub(super) fn from_double(number: f64, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Real => ScalarValue::Float32(Some(number as f32)),
        AthenaType::Double => ScalarValue::Float64(Some(number)),
        _ if number.is_finite() && number.abs() < 1e19 => integer(number.round() as i128, to)?,
        _ => return None,
    })
}
