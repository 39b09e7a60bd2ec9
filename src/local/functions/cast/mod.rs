//! CAST and TRY_CAST, as Trino does them ("Conversion functions"), `format`, `format_number`, `parse_data_size` and `typeof`. What is not implemented here is
//! refused by name.

mod data_size;
mod format;
mod format_number;
mod from_json;
mod from_number;
mod from_varchar;
mod nested;
mod type_of;

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, new_null_array};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    common::{Result, ScalarValue, exec_err},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::{
    json,
    support::{
        chars::{char_scalar, with_blanks, without_blanks},
        decimal::PlainDecimal,
        values::{array_of, float, string, string_scalar},
    },
};
use crate::{
    local::{
        errors::{is_unsupported, refused, type_mismatch, unsupported},
        internal_functions::{CAST, IN_ZONE, LITERAL, TRY_CAST},
        temporal::{self, Clock, MOST_DIGITS, Moment, Temporal, UTC, Zone},
        types::{TypeClass, arrow_type, type_name},
    },
    types::AthenaType,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let casts = [CAST, TRY_CAST, LITERAL].map(|name| ScalarUDF::new_from_impl(CastFunction::new(name)));
    let others = [format::format(), format_number::format_number(), type_of::type_of()];
    casts.into_iter().chain(others).chain(data_size::all()).collect()
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

/// The type that a CAST names, and the time zone that the front end found in the string that is cast.
fn target(name: Option<&ScalarValue>) -> Result<(AthenaType, Zone)> {
    let Some(name) = name.and_then(|name| name.try_as_str().flatten()) else { return exec_err!("CAST without a type") };
    let (name, zone) = match name.split_once(IN_ZONE) {
        Some((name, zone)) => (name, Zone::parse(zone)?.unwrap_or(UTC)),
        None => (name, UTC),
    };
    // The only type with two names of more than one word.
    let name = if name == "double precision" { "double" } else { name };
    Ok((name.parse().map_err(|_| unsupported(format!("CAST to `{name}`")))?, zone))
}

/// The Arrow type of the result: an instant stays in its zone.
fn result_type(from: &DataType, to: &AthenaType, zone: Zone) -> DataType {
    let zone = match Temporal::of(from) {
        Some(Temporal { clock: Clock::In(own), .. }) => own,
        _ => zone,
    };
    match Temporal::of_athena(to) {
        Some(Temporal { clock: Clock::In(_), digits }) => Temporal { clock: Clock::In(zone), digits }.arrow(),
        _ => arrow_type(to),
    }
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
        let (to, zone) = target(args.scalar_arguments.get(1).copied().flatten())?;
        let from = args.arg_fields[0].data_type();
        check_cast(from, &to)?;
        Ok(Arc::new(Field::new(self.name, result_type(from, &to, zone), true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [value, ColumnarValue::Scalar(to)] = args.args.as_slice() else { return exec_err!("CAST without a type") };
        let ((to, _), or_null, data_type) = (target(Some(to))?, self.name == TRY_CAST, args.return_field.data_type());
        match value {
            ColumnarValue::Scalar(scalar) => {
                let array = match self.name {
                    LITERAL => literal(scalar, &to, data_type)?,
                    _ => convert_to(&scalar.to_array()?, &to, data_type, or_null)?,
                };
                Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?))
            }
            ColumnarValue::Array(array) => Ok(ColumnarValue::Array(convert_to(array, &to, data_type, or_null)?)),
        }
    }
}

/// `DATE 'x'`: what cannot be parsed is a different error from a value that cannot be cast.
fn literal(value: &ScalarValue, to: &AthenaType, data_type: &DataType) -> Result<ArrayRef> {
    let name = to.to_string().to_uppercase();
    let invalid = || refused("INVALID_LITERAL", format!("'{value}' is not a valid {name} literal"));
    let is_timestamp = matches!(to, AthenaType::Timestamp(_) | AthenaType::TimestampTz(_));
    if is_timestamp && !from_varchar::is_untrimmed_timestamp(string(value)) {
        return Err(invalid());
    }
    let array = convert_to(&value.to_array()?, to, data_type, false);
    array.map_err(|error| if is_unsupported(&error) { error } else { invalid() })
}

/// Whether values of a type are cast to another.
///
/// # Errors
/// `TYPE_MISMATCH` where Trino has no such cast, and by name for one that only Trino has.
pub(in crate::local::functions) fn check_cast(from: &DataType, to: &AthenaType) -> Result<()> {
    if !casts(from, to) {
        return Err(type_mismatch(format!("Cannot cast {} to {to}", type_name(from))));
    }
    if has_more_digits(to) {
        return Err(unsupported(format!("more than nine digits of a second ({to})")));
    }
    if !supported(from, to) {
        return Err(unsupported(format!("CAST of {} to {to}", type_name(from))));
    }
    Ok(())
}

/// Whether Trino has such a cast.
fn casts(from: &DataType, to: &AthenaType) -> bool {
    use AthenaType::{
        Char, Date, IntervalDayTime, IntervalYearMonth, IpAddress, Json, Time, TimeTz, Timestamp, TimestampTz, Uuid,
        Varbinary, Varchar,
    };
    match TypeClass::of(from) {
        TypeClass::Unknown => true,
        TypeClass::Boolean | TypeClass::Integer | TypeClass::Float | TypeClass::Decimal => {
            is_number_or_boolean(to) || matches!(to, Varchar(_) | Json)
        }
        TypeClass::Varchar => !to.is_nested() && !matches!(to, IntervalYearMonth | IntervalDayTime),
        TypeClass::Char => matches!(to, Char(_) | Varchar(_)),
        TypeClass::Binary => matches!(to, Varbinary | Uuid | IpAddress),
        TypeClass::Date => matches!(to, Date | Timestamp(_) | TimestampTz(_) | Varchar(_) | Json),
        TypeClass::Time => matches!(to, Time(_) | TimeTz(_) | Timestamp(_) | TimestampTz(_) | Varchar(_)),
        TypeClass::Timestamp => {
            matches!(to, Date | Time(_) | TimeTz(_) | Timestamp(_) | TimestampTz(_) | Varchar(_) | Json)
        }
        TypeClass::TimestampTz => {
            matches!(to, Date | Time(_) | TimeTz(_) | Timestamp(_) | TimestampTz(_) | Varchar(_))
        }
        TypeClass::YearMonthInterval => matches!(to, IntervalYearMonth | Varchar(_)),
        TypeClass::DayTimeInterval => matches!(to, IntervalDayTime | Varchar(_)),
        TypeClass::Json => casts_from_json(from, to),
        TypeClass::Nested => casts_nested(from, to),
    }
}

fn is_number_or_boolean(to: &AthenaType) -> bool {
    use AthenaType::{Bigint, Boolean, Decimal, Double, Integer, Real, Smallint, Tinyint};
    matches!(to, Boolean | Tinyint | Smallint | Integer | Bigint | Real | Double | Decimal(..))
}

/// The keys of a map are names in JSON, which have their own casts.
fn casts_from_json(from: &DataType, to: &AthenaType) -> bool {
    match to {
        AthenaType::Array(item) | AthenaType::Map(_, item) => casts(from, item),
        AthenaType::Row(fields) => fields.iter().all(|(_, field)| casts(from, field)),
        to => is_number_or_boolean(to) || matches!(to, AthenaType::Varchar(_) | AthenaType::Json),
    }
}

/// Part by part.
fn casts_nested(from: &DataType, to: &AthenaType) -> bool {
    let pair = |entries: &Field| match entries.data_type() {
        DataType::Struct(pair) if pair.len() == 2 => Some([pair[0].data_type().clone(), pair[1].data_type().clone()]),
        _ => None,
    };
    match (from, to) {
        (DataType::List(item), AthenaType::Array(to)) => casts(item.data_type(), to),
        (DataType::List(item), AthenaType::Json) => casts(item.data_type(), to),
        (DataType::Struct(from), AthenaType::Row(to)) => {
            from.len() == to.len() && from.iter().zip(to).all(|(from, (_, to))| casts(from.data_type(), to))
        }
        (DataType::Struct(from), AthenaType::Json) => from.iter().all(|field| casts(field.data_type(), to)),
        (DataType::Map(entries, _), AthenaType::Map(to_key, to_value)) => {
            pair(entries).is_some_and(|[key, value]| casts(&key, to_key) && casts(&value, to_value))
        }
        (DataType::Map(entries, _), AthenaType::Json) => pair(entries).is_some_and(|[_, value]| casts(&value, to)),
        _ => false,
    }
}

/// A `char` of that length or more is not supported: each value has all of its bytes.
const LONG_CHAR: u32 = 1_001;

/// What this engine converts exactly as Trino does.
fn supported(from: &DataType, to: &AthenaType) -> bool {
    use AthenaType::{Char, Varchar};
    // Types that Arrow keeps as strings, but Athena does not.
    if matches!(to, AthenaType::TimeTz(_) | AthenaType::Uuid | AthenaType::IpAddress) {
        return false;
    }
    if has_more_digits(to) {
        return false;
    }
    if *from == arrow_type(to) && !matches!(to, Varchar(Some(_)) | Char(_)) {
        return true;
    }
    if *to == AthenaType::Json {
        return json::casts_to_json(from);
    }
    if let Some(supported) = nested::supported(from, to) {
        return supported;
    }
    supported_of_class(TypeClass::of(from), to)
}

/// The same for values that are not nested, of a type of that class.
fn supported_of_class(from: TypeClass, to: &AthenaType) -> bool {
    use AthenaType::{
        Bigint, Boolean, Char, Date, Decimal, Double, Integer, Real, Smallint, Time, Timestamp, TimestampTz, Tinyint,
        Varbinary, Varchar,
    };
    match from {
        TypeClass::Json => from_json::casts_from_json(to),
        TypeClass::Unknown => !matches!(to, Char(0 | LONG_CHAR..)),
        TypeClass::Char => matches!(to, Varchar(_) | Char(1..LONG_CHAR)),
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
                | Char(1..LONG_CHAR)
                | Varbinary
                | Date
                | Time(_)
                | Timestamp(_)
                | TimestampTz(_)
        ),
        TypeClass::Boolean => {
            matches!(to, Varchar(_) | Tinyint | Smallint | Integer | Bigint | Real | Double | Decimal(..))
        }
        TypeClass::Integer | TypeClass::Decimal => {
            matches!(to, Boolean | Tinyint | Smallint | Integer | Bigint | Real | Double | Decimal(..) | Varchar(_))
        }
        // How a double is written differs between Trino's versions.
        TypeClass::Float => {
            matches!(to, Boolean | Tinyint | Smallint | Integer | Bigint | Real | Double | Decimal(..))
        }
        TypeClass::Date => matches!(to, Varchar(None) | Timestamp(_) | TimestampTz(_)),
        // As a timestamp, a time is on the day of the query.
        TypeClass::Time => matches!(to, Varchar(None) | Time(_)),
        TypeClass::Timestamp | TypeClass::TimestampTz => {
            matches!(to, Varchar(None) | Date | Time(_) | Timestamp(_) | TimestampTz(_))
        }
        TypeClass::YearMonthInterval | TypeClass::DayTimeInterval => matches!(to, Varchar(None)),
        _ => false,
    }
}

/// Whether a type has more digits of a second than Arrow keeps.
fn has_more_digits(to: &AthenaType) -> bool {
    use AthenaType::{Time, Timestamp, TimestampTz};
    matches!(to, Time(digits) | Timestamp(digits) | TimestampTz(digits) if *digits > MOST_DIGITS)
}

/// The values with that type; `or_null` makes those NULL that cannot be converted.
///
/// # Errors
/// For a value that the type does not hold.
pub(super) fn convert(array: &ArrayRef, to: &AthenaType, or_null: bool) -> Result<ArrayRef> {
    convert_to(array, to, &result_type(array.data_type(), to, UTC), or_null)
}

/// The same with the Arrow type of the result, which knows the time zone.
fn convert_to(array: &ArrayRef, to: &AthenaType, data_type: &DataType, or_null: bool) -> Result<ArrayRef> {
    if array.data_type() == &DataType::Null {
        return Ok(new_null_array(data_type, array.len()));
    }
    if array.data_type() == data_type && !matches!(to, AthenaType::Varchar(Some(_))) {
        return Ok(Arc::clone(array));
    }
    if *to == AthenaType::Json {
        return Ok(arrow_cast::cast(&json::to_json(array), data_type)?);
    }
    if let Some(converted) = nested::convert(array, to, or_null)? {
        return Ok(converted);
    }
    let values = (0..array.len()).map(|row| {
        if array.is_null(row) {
            return ScalarValue::try_from(data_type);
        }
        match convert_value(&ScalarValue::try_from_array(array, row)?, to, data_type) {
            Ok(value) => Ok(value),
            Err(error) if or_null && !is_unsupported(&error) => ScalarValue::try_from(data_type),
            Err(error) => Err(error),
        }
    });
    array_of(values.collect::<Result<Vec<_>>>()?, data_type)
}

/// One value, which is not NULL, as CAST converts it.
///
/// # Errors
/// For a type that values of its type are not cast to, and for a value that the type does not hold.
pub(in crate::local::functions) fn cast_value(value: &ScalarValue, to: &AthenaType) -> Result<ScalarValue> {
    check_cast(&value.data_type(), to)?;
    let array = convert(&value.to_array()?, to, false)?;
    ScalarValue::try_from_array(&array, 0)
}

/// One value, which is not NULL.
fn convert_value(value: &ScalarValue, to: &AthenaType, data_type: &DataType) -> Result<ScalarValue> {
    let fail = || refused("INVALID_CAST_ARGUMENT", format!("Cannot cast '{value}' to {to}"));
    let too_large = || refused("NUMERIC_VALUE_OUT_OF_RANGE", format!("Out of range for {to}: {value}"));
    match value {
        ScalarValue::Utf8(Some(string)) => match Temporal::of(data_type) {
            Some(temporal) => from_varchar::to_time(string, temporal)?.ok_or_else(fail),
            None => from_varchar::from_varchar(string, to)?.ok_or_else(fail),
        },
        ScalarValue::FixedSizeBinary(_, Some(_)) => match to {
            AthenaType::Char(_) => Ok(char_scalar(without_blanks(value), &arrow_type(to))),
            _ => from_varchar::from_varchar(&with_blanks(value), to)?.ok_or_else(fail),
        },
        ScalarValue::LargeUtf8(Some(json)) => from_json::from_json(json, to),
        ScalarValue::Boolean(Some(truth)) => match to {
            AthenaType::Varchar(_) => in_length(truth.to_string(), to),
            _ => from_number::from_integer(i64::from(*truth), to).ok_or_else(fail),
        },
        ScalarValue::Float32(Some(_)) | ScalarValue::Float64(Some(_)) => {
            let number = float(value).unwrap_or(f64::NAN);
            let precise = matches!(to, AthenaType::Bigint | AthenaType::Decimal(..));
            let wrong = || if number.is_nan() || precise { fail() } else { too_large() };
            from_number::from_float(value, to).ok_or_else(wrong)
        }
        ScalarValue::Decimal128(Some(unscaled), precision, scale) => match to {
            AthenaType::Varchar(_) => {
                in_length(PlainDecimal::of_unscaled(*unscaled, usize::try_from(*scale).unwrap_or(0)).to_string(), to)
            }
            _ => from_number::from_decimal(*unscaled, *precision, *scale, to).ok_or_else(fail),
        },
        ScalarValue::IntervalYearMonth(Some(_)) | ScalarValue::DurationMillisecond(Some(_)) => {
            Ok(ScalarValue::Utf8(crate::text::format_value(&value.to_array()?, 0)))
        }
        time if Moment::of(time).is_some() => match to {
            AthenaType::Varchar(_) => Ok(ScalarValue::Utf8(temporal::text(time)?)),
            _ => temporal::convert(time, data_type),
        },
        other => match other.cast_to(&DataType::Int64)? {
            ScalarValue::Int64(Some(number)) if matches!(to, AthenaType::Varchar(_)) => {
                in_length(number.to_string(), to)
            }
            ScalarValue::Int64(Some(number)) if matches!(to, AthenaType::Decimal(..)) => {
                from_number::from_integer(number, to).ok_or_else(fail)
            }
            ScalarValue::Int64(Some(number)) => from_number::from_integer(number, to).ok_or_else(too_large),
            _ => Err(fail()),
        },
    }
}

/// A string that is not cut to fit.
fn in_length(value: String, to: &AthenaType) -> Result<ScalarValue> {
    match to {
        AthenaType::Varchar(Some(length)) if value.chars().count() > *length as usize => {
            Err(refused("INVALID_CAST_ARGUMENT", format!("Value {value} cannot be represented as {to}")))
        }
        _ => Ok(string_scalar(value)),
    }
}
