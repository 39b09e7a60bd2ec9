//! CAST and TRY_CAST, as Trino does them ("Conversion functions"). What is not implemented here is refused by name.

mod from_number;
mod from_varchar;

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, ListArray, cast::AsArray, new_empty_array, new_null_array};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    arrow::compute::concat,
    common::{DataFusionError, Result, ScalarValue, exec_err},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::{
    datetime::{MILLIS_PER_DAY, instant_scalar},
    support::values::{array_of, date_scalar, float, string_scalar},
};
use crate::{
    error::ErrorKind,
    local::{
        errors::{refused, unsupported},
        internal_functions::{CAST, LITERAL, TRY_CAST},
        types::{TypeClass, type_name},
    },
    types::AthenaType,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    [CAST, TRY_CAST, LITERAL].map(|name| ScalarUDF::new_from_impl(CastFunction::new(name))).into()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct CastFunction {
    name: &'static str,
    signature: Signature,
}

impl CastFunction {
    fn new(name: &'static str) -> Self {
        Self { name, signature: Signature::any(2, Volatility::Immutable) }
    }
}

fn target(name: Option<&ScalarValue>) -> Result<AthenaType> {
    let Some(name) = name.and_then(|name| name.try_as_str().flatten()) else { return exec_err!("CAST without a type") };
    name.parse().map_err(|_| unsupported(format!("CAST to `{name}`")))
}

impl ScalarUDFImpl for CastFunction {
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
            return Err(unsupported(format!("CAST of {} to {to}", type_name(from))));
        }
        Ok(Arc::new(Field::new(self.name, to.arrow(), true)))
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

/// A literal that cannot be parsed is a different error from a value that cannot be cast.
fn invalid(value: &ScalarValue, to: &AthenaType, error: DataFusionError) -> DataFusionError {
    if is_unsupported(&error) {
        return error;
    }
    refused("INVALID_LITERAL", format!("'{value}' is not a valid {} literal", to.to_string().to_uppercase()))
}

/// What only this engine cannot do does not become NULL in TRY_CAST.
fn is_unsupported(error: &DataFusionError) -> bool {
    let DataFusionError::External(ours) = error else { return false };
    ours.downcast_ref::<crate::Error>().is_some_and(|error| matches!(error.kind(), ErrorKind::Unsupported { .. }))
}

/// What this engine converts exactly as Trino does.
fn supported(from: &DataType, to: &AthenaType) -> bool {
    use AthenaType::{
        Bigint, Boolean, Date, Decimal, Double, Integer, Real, Smallint, Timestamp, TimestampTz, Tinyint, Varchar,
    };
    // Types that Arrow keeps as strings, but Athena does not.
    if matches!(to, AthenaType::TimeTz(_) | AthenaType::Json | AthenaType::Uuid | AthenaType::IpAddress) {
        return false;
    }
    if *from == to.arrow() && !matches!(to, Varchar(Some(_)) | AthenaType::Char(_)) {
        return true;
    }
    if let (DataType::List(from), AthenaType::Array(to)) = (from, to) {
        return supported(from.data_type(), to);
    }
    match TypeClass::of(from) {
        TypeClass::Unknown => true,
        TypeClass::Varchar => matches!(
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
        TypeClass::Boolean => matches!(to, Varchar(None) | Tinyint | Smallint | Integer | Bigint),
        TypeClass::Integer => {
            matches!(to, Boolean | Tinyint | Smallint | Integer | Bigint | Real | Double | Varchar(None))
        }
        // How a double is written differs between Trino's versions.
        TypeClass::Float => matches!(to, Tinyint | Smallint | Integer | Bigint | Real | Double),
        // Sessions are in UTC, and so is every zone here.
        TypeClass::Date => matches!(to, Varchar(None) | Timestamp(3) | TimestampTz(3)),
        TypeClass::Timestamp => matches!(to, Varchar(None) | Date | TimestampTz(3)),
        TypeClass::TimestampTz => matches!(to, Varchar(None) | Date | Timestamp(3)),
        _ => false,
    }
}

/// Each array element by element; TRY_CAST gives NULL for a whole array when one element cannot be cast.
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
    let data_type = to.arrow();
    if array.data_type() == &DataType::Null {
        return Ok(new_null_array(&data_type, array.len()));
    }
    if *array.data_type() == data_type && !matches!(to, AthenaType::Varchar(Some(_))) {
        return Ok(Arc::clone(array));
    }
    if let (DataType::List(_), AthenaType::Array(item), DataType::List(field)) = (array.data_type(), to, &data_type) {
        return convert_items(array.as_list(), item, field, or_null);
    }
    let values = (0..array.len()).map(|row| {
        if array.is_null(row) {
            return ScalarValue::try_from(&data_type);
        }
        match convert_value(&ScalarValue::try_from_array(array, row)?, to) {
            Ok(value) => Ok(value),
            Err(error) if or_null && !is_unsupported(&error) => ScalarValue::try_from(&data_type),
            Err(error) => Err(error),
        }
    });
    array_of(values.collect::<Result<Vec<_>>>()?, &data_type)
}

/// One value, which is not NULL.
fn convert_value(value: &ScalarValue, to: &AthenaType) -> Result<ScalarValue> {
    let fail = || refused("INVALID_CAST_ARGUMENT", format!("Cannot cast '{value}' to {to}"));
    let too_large = || refused("NUMERIC_VALUE_OUT_OF_RANGE", format!("Out of range for {to}: {value}"));
    match value {
        ScalarValue::Utf8(Some(string)) => match to {
            AthenaType::Timestamp(3) | AthenaType::TimestampTz(3) => {
                from_varchar::to_timestamp(string, to)?.ok_or_else(fail)
            }
            _ => from_varchar::from_varchar(string, to).ok_or_else(fail),
        },
        ScalarValue::Boolean(Some(truth)) => match to {
            AthenaType::Varchar(_) => Ok(string_scalar(truth.to_string())),
            _ => from_number::integer(i128::from(*truth), to).ok_or_else(fail),
        },
        ScalarValue::Float32(Some(_)) | ScalarValue::Float64(Some(_)) => {
            let number = float(value).unwrap_or(f64::NAN);
            let wrong = || if number.is_nan() || *to == AthenaType::Bigint { fail() } else { too_large() };
            from_number::from_double(number, to).ok_or_else(wrong)
        }
        ScalarValue::Date32(Some(_)) | ScalarValue::TimestampMillisecond(Some(_), _) => {
            from_datetime(value, to).ok_or_else(fail)
        }
        other => match other.cast_to(&DataType::Int64)? {
            ScalarValue::Int64(Some(number)) => from_number::from_integer(number, to).ok_or_else(too_large),
            _ => Err(fail()),
        },
    }
}

fn from_datetime(value: &ScalarValue, to: &AthenaType) -> Option<ScalarValue> {
    let millis = match value {
        ScalarValue::Date32(Some(days)) => i64::from(*days).checked_mul(MILLIS_PER_DAY)?,
        ScalarValue::TimestampMillisecond(Some(millis), _) => *millis,
        _ => return None,
    };
    let at = chrono::DateTime::from_timestamp_millis(millis)?.naive_utc();
    Some(match (value, to) {
        (ScalarValue::Date32(_), AthenaType::Varchar(_)) => string_scalar(at.format("%Y-%m-%d").to_string()),
        (ScalarValue::TimestampMillisecond(_, zone), AthenaType::Varchar(_)) => {
            let zone = if zone.is_some() { " UTC" } else { "" };
            string_scalar(format!("{}{zone}", at.format("%Y-%m-%d %H:%M:%S%.3f")))
        }
        (_, AthenaType::TimestampTz(3)) => instant_scalar(millis),
        (_, AthenaType::Timestamp(3)) => ScalarValue::TimestampMillisecond(Some(millis), None),
        (_, AthenaType::Date) => date_scalar(at.date()),
        _ => return None,
    })
}
