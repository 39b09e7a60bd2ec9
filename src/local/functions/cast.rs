//! CAST and TRY_CAST, as Trino does them ("Conversion functions"). What is not written here is refused by name.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, ListArray, cast::AsArray, new_empty_array, new_null_array};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, FieldRef};
use chrono::NaiveDate;
use datafusion::{
    arrow::compute::concat,
    common::{DataFusionError, Result, ScalarValue, exec_err},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::times;
use crate::{
    error::ErrorKind,
    local::{
        sql::{CAST, LITERAL, TRY_CAST},
        sql_types::{Class, refused, spelled, unsupported},
    },
    types::AthenaType,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    [CAST, TRY_CAST, LITERAL].map(|name| ScalarUDF::new_from_impl(Cast::new(name))).into()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Cast {
    name: &'static str,
    signature: Signature,
}

impl Cast {
    fn new(name: &'static str) -> Self {
        Self { name, signature: Signature::any(2, Volatility::Immutable) }
    }
}

fn target(name: Option<&ScalarValue>) -> Result<AthenaType> {
    let Some(text) = name.and_then(|name| name.try_as_str().flatten()) else { return exec_err!("CAST without a type") };
    text.parse().map_err(|_| unsupported(format!("CAST to `{text}`")))
}

impl ScalarUDFImpl for Cast {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("the type of CAST is its second argument")
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let to = target(args.scalar_arguments.get(1).copied().flatten())?;
        let from = args.arg_fields[0].data_type();
        if !supported(from, &to) {
            return Err(unsupported(format!("CAST of {} to {to}", spelled(from))));
        }
        Ok(Arc::new(arrow_schema::Field::new(self.name, to.arrow(), true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [value, ColumnarValue::Scalar(to)] = args.args.as_slice() else { return exec_err!("CAST without a type") };
        let (to, or_null) = (target(Some(to))?, self.name == TRY_CAST);
        match value {
            ColumnarValue::Scalar(scalar) => {
                let array = convert(&scalar.to_array()?, &to, or_null);
                // `DATE 'x'`
                let array =
                    array.map_err(|error| if self.name == LITERAL { invalid(scalar, &to, error) } else { error })?;
                Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?))
            }
            ColumnarValue::Array(array) => Ok(ColumnarValue::Array(convert(array, &to, or_null)?)),
        }
    }
}

/// A literal that cannot be read is another error than a value that cannot be cast.
fn invalid(value: &ScalarValue, to: &AthenaType, error: DataFusionError) -> DataFusionError {
    if is_unsupported(&error) {
        return error;
    }
    refused("INVALID_LITERAL", format!("'{value}' is not a valid {} literal", to.to_string().to_uppercase()))
}

/// What is only beyond this engine is no NULL for TRY_CAST.
fn is_unsupported(error: &DataFusionError) -> bool {
    let DataFusionError::External(ours) = error else { return false };
    ours.downcast_ref::<crate::Error>().is_some_and(|error| matches!(error.kind(), ErrorKind::Unsupported { .. }))
}

/// What this engine converts exactly as Trino does.
fn supported(from: &DataType, to: &AthenaType) -> bool {
    use AthenaType::{
        Bigint, Boolean, Date, Decimal, Double, Integer, Real, Smallint, Timestamp, TimestampTz, Tinyint, Varchar,
    };
    // What Arrow keeps as text is not text to Athena.
    if matches!(to, AthenaType::TimeTz(_) | AthenaType::Json | AthenaType::Uuid | AthenaType::IpAddress) {
        return false;
    }
    if *from == to.arrow() && !matches!(to, Varchar(Some(_)) | AthenaType::Char(_)) {
        return true;
    }
    if let (DataType::List(from), AthenaType::Array(to)) = (from, to) {
        return supported(from.data_type(), to);
    }
    match Class::of(from) {
        Class::Unknown => true,
        Class::Text => matches!(
            to,
            Boolean
                | Tinyint
                | Smallint
                | Integer
                | Bigint
                | Real
                | Double
                | Decimal(..)
                | Varchar(_)
                | Date
                | Timestamp(3)
                | TimestampTz(3)
        ),
        Class::Boolean => matches!(to, Varchar(None) | Tinyint | Smallint | Integer | Bigint),
        Class::Integer => matches!(to, Boolean | Tinyint | Smallint | Integer | Bigint | Real | Double | Varchar(None)),
        // The text of a double differs between Trino's versions.
        Class::Float => matches!(to, Tinyint | Smallint | Integer | Bigint | Real | Double),
        // Sessions are in UTC, and so is every zone here.
        Class::Date => matches!(to, Varchar(None) | Timestamp(3) | TimestampTz(3)),
        Class::Timestamp => matches!(to, Varchar(None) | Date | TimestampTz(3)),
        Class::TimestampTz => matches!(to, Varchar(None) | Date | Timestamp(3)),
        _ => false,
    }
}

/// Each array item by item; TRY_CAST makes NULL of a whole array with an item that cannot be cast.
fn convert_items(arrays: &ListArray, to: &AthenaType, field: &FieldRef, or_null: bool) -> Result<ArrayRef> {
    let (mut parts, mut lengths, mut valid) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..arrays.len() {
        let items = match arrays.is_valid(row).then(|| convert(&arrays.value(row), to, false)) {
            Some(Err(error)) if !or_null || is_unsupported(&error) => return Err(error),
            Some(Ok(items)) => Some(items),
            _ => None,
        };
        lengths.push(items.as_ref().map_or(0, |items| items.len()));
        valid.push(items.is_some());
        parts.extend(items);
    }
    let parts: Vec<&dyn Array> = parts.iter().map(|part| &**part).collect();
    let values = if parts.is_empty() { new_empty_array(field.data_type()) } else { concat(&parts)? };
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::try_new(Arc::clone(field), offsets, values, Some(NullBuffer::from(valid)))?))
}

fn convert(array: &ArrayRef, to: &AthenaType, or_null: bool) -> Result<ArrayRef> {
    let of = to.arrow();
    if array.data_type() == &DataType::Null {
        return Ok(new_null_array(&of, array.len()));
    }
    if *array.data_type() == of && !matches!(to, AthenaType::Varchar(Some(_))) {
        return Ok(Arc::clone(array));
    }
    if let (DataType::List(_), AthenaType::Array(item), DataType::List(field)) = (array.data_type(), to, &of) {
        return convert_items(array.as_list(), item, field, or_null);
    }
    let values = (0..array.len()).map(|row| {
        if array.is_null(row) {
            return ScalarValue::try_from(&of);
        }
        match one(&ScalarValue::try_from_array(array, row)?, to) {
            Ok(value) => Ok(value),
            Err(error) if or_null && !is_unsupported(&error) => ScalarValue::try_from(&of),
            Err(error) => Err(error),
        }
    });
    let values = values.collect::<Result<Vec<_>>>()?;
    if values.is_empty() { Ok(new_null_array(&of, 0)) } else { ScalarValue::iter_to_array(values) }
}

/// One value, which is not NULL.
fn one(value: &ScalarValue, to: &AthenaType) -> Result<ScalarValue> {
    let fail = || refused("INVALID_CAST_ARGUMENT", format!("Cannot cast '{value}' to {to}"));
    let too_large = || refused("NUMERIC_VALUE_OUT_OF_RANGE", format!("Out of range for {to}: {value}"));
    match value {
        ScalarValue::Utf8(Some(text)) => match to {
            AthenaType::Timestamp(3) | AthenaType::TimestampTz(3) => times::cast(text, to)?.ok_or_else(fail),
            _ => from_text(text, to).ok_or_else(fail),
        },
        ScalarValue::Boolean(Some(truth)) => match to {
            AthenaType::Varchar(_) => Ok(ScalarValue::Utf8(Some(truth.to_string()))),
            _ => integer(i128::from(*truth), to).ok_or_else(fail),
        },
        ScalarValue::Float32(Some(_)) | ScalarValue::Float64(Some(_)) => {
            let number = match value {
                ScalarValue::Float32(Some(number)) => f64::from(*number),
                ScalarValue::Float64(Some(number)) => *number,
                _ => f64::NAN,
            };
            let wrong = || if number.is_nan() || *to == AthenaType::Bigint { fail() } else { too_large() };
            from_double(number, to).ok_or_else(wrong)
        }
        ScalarValue::Date32(Some(_)) | ScalarValue::TimestampMillisecond(Some(_), _) => {
            from_time(value, to).ok_or_else(fail)
        }
        other => match other.cast_to(&DataType::Int64)? {
            ScalarValue::Int64(Some(number)) => from_integer(number, to).ok_or_else(too_large),
            _ => Err(fail()),
        },
    }
}

fn integer(number: i128, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Tinyint => ScalarValue::Int8(Some(number.try_into().ok()?)),
        AthenaType::Smallint => ScalarValue::Int16(Some(number.try_into().ok()?)),
        AthenaType::Integer => ScalarValue::Int32(Some(number.try_into().ok()?)),
        AthenaType::Bigint => ScalarValue::Int64(Some(number.try_into().ok()?)),
        _ => return None,
    })
}

fn from_integer(number: i64, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Boolean => ScalarValue::Boolean(Some(number != 0)),
        AthenaType::Real => ScalarValue::Float32(Some(number as f32)),
        AthenaType::Double => ScalarValue::Float64(Some(number as f64)),
        AthenaType::Varchar(_) => ScalarValue::Utf8(Some(number.to_string())),
        _ => integer(i128::from(number), to)?,
    })
}

/// Whole numbers are rounded to, half away from zero.
fn from_double(number: f64, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Real => ScalarValue::Float32(Some(number as f32)),
        AthenaType::Double => ScalarValue::Float64(Some(number)),
        _ if number.is_finite() && number.abs() < 1e19 => integer(number.round() as i128, to)?,
        _ => return None,
    })
}

fn from_text(text: &str, to: &AthenaType) -> Option<ScalarValue> {
    Some(match to {
        AthenaType::Varchar(None) => ScalarValue::Utf8(Some(text.to_owned())),
        AthenaType::Varchar(Some(length)) => ScalarValue::Utf8(Some(text.chars().take(*length as usize).collect())),
        AthenaType::Boolean => ScalarValue::Boolean(Some(match text.to_lowercase().as_str() {
            "t" | "true" | "1" => true,
            "f" | "false" | "0" => false,
            _ => return None,
        })),
        AthenaType::Real => ScalarValue::Float32(Some(double(text)? as f32)),
        AthenaType::Double => ScalarValue::Float64(Some(double(text)?)),
        AthenaType::Decimal(precision, scale) => decimal(text, *precision, *scale)?,
        AthenaType::Date => date(NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?)?,
        _ => integer(text.parse().ok()?, to)?,
    })
}

/// Plain digits, with Java's `d` or `f` behind them, or the three names that Java has.
fn double(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c| c <= ' ');
    let number = text
        .strip_suffix(['d', 'D', 'f', 'F'])
        .filter(|start| start.ends_with(|c: char| c.is_ascii_digit() || c == '.'));
    match number.unwrap_or(text) {
        "NaN" => Some(f64::NAN),
        "Infinity" | "+Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        digits if digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E')) => {
            digits.parse().ok()
        }
        _ => None,
    }
}

/// Rounded half up to the scale.
fn decimal(text: &str, precision: u8, scale: u8) -> Option<ScalarValue> {
    let plain = without_exponent(text)?;
    let digits = plain.as_str();
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, digits.strip_prefix('+').unwrap_or(digits)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(scale as usize).collect();
    let mut value: i128 = format!("0{whole}{kept}").parse().ok()?;
    if fraction.as_bytes().get(scale as usize).is_some_and(|next| *next >= b'5') {
        value += 1;
    }
    if value >= 10i128.checked_pow(u32::from(precision))? {
        return None;
    }
    Some(ScalarValue::Decimal128(Some(if negative { -value } else { value }), precision, scale as i8))
}

/// `1.5e3` as `1500`.
fn without_exponent(text: &str) -> Option<String> {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return Some(text.to_owned()) };
    // No decimal has more digits, and no text should become a longer one.
    let exponent: i64 = exponent.parse().ok()?;
    let exponent = exponent.clamp(-100, 100);
    let (sign, digits) = match number.strip_prefix(['-', '+']) {
        Some(digits) => (&number[..1], digits),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let point = whole.len() as i64 + exponent;
    let before = usize::try_from(-point).unwrap_or(0);
    let at = usize::try_from(point).unwrap_or(0);
    let padded = format!("{}{all:0<at$}", "0".repeat(before));
    Some(format!("{sign}{}.{}", &padded[..at], &padded[at..]))
}

fn date(day: NaiveDate) -> Option<ScalarValue> {
    let days = day.signed_duration_since(NaiveDate::default()).num_days();
    Some(ScalarValue::Date32(Some(i32::try_from(days).ok()?)))
}

fn from_time(value: &ScalarValue, to: &AthenaType) -> Option<ScalarValue> {
    let millis = match value {
        ScalarValue::Date32(Some(days)) => i64::from(*days).checked_mul(86_400_000)?,
        ScalarValue::TimestampMillisecond(Some(millis), _) => *millis,
        _ => return None,
    };
    let at = chrono::DateTime::from_timestamp_millis(millis)?.naive_utc();
    Some(match (value, to) {
        (ScalarValue::Date32(_), AthenaType::Varchar(_)) => ScalarValue::Utf8(Some(at.format("%Y-%m-%d").to_string())),
        (ScalarValue::TimestampMillisecond(_, zone), AthenaType::Varchar(_)) => {
            let zone = if zone.is_some() { " UTC" } else { "" };
            ScalarValue::Utf8(Some(format!("{}{zone}", at.format("%Y-%m-%d %H:%M:%S%.3f"))))
        }
        (_, AthenaType::TimestampTz(3)) => ScalarValue::TimestampMillisecond(Some(millis), Some("UTC".into())),
        (_, AthenaType::Timestamp(3)) => ScalarValue::TimestampMillisecond(Some(millis), None),
        (_, AthenaType::Date) => date(at.date())?,
        _ => return None,
    })
}
