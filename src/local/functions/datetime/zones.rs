//! Time zones: `AT TIME ZONE`, `at_timezone`, `with_timezone`; conversions between types of times.
//!
//! The zone is a part of a type, so it has to be a constant of the query. The front end has made a string of it.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    common::{Result, ScalarValue, exec_err},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::super::support::{
    arguments::{invalid_argument, wrong_arguments},
    convert::converted,
    define::invoke,
    values::each,
};
use crate::local::{
    errors::{type_mismatch, unsupported},
    internal_functions::AT_TIME_ZONE,
    temporal::{Clock, Moment, Temporal, Zone},
    types::{TypeClass, type_name},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    [AT_TIME_ZONE, "at_timezone", "with_timezone"].map(|name| ScalarUDF::new_from_impl(InZone::new(name))).into()
}

/// A function whose second argument says the zone, which is a part of the type of the result.
#[derive(Debug, PartialEq, Eq, Hash)]
struct InZone {
    name: &'static str,
    signature: Signature,
}

impl InZone {
    fn new(name: &'static str) -> Self {
        Self { name, signature: Signature::any(2, Volatility::Immutable) }
    }

    fn data_type(&self, from: &DataType, second: Option<&ScalarValue>) -> Result<DataType> {
        let digits = self.digits(from)?;
        let name = match second {
            Some(ScalarValue::Utf8(Some(name))) => name,
            _ => return Err(unsupported(format!("{} with a zone that is no constant", self.name))),
        };
        let zone = Zone::parse(name)?.ok_or_else(|| invalid_argument(format!("'{name}' is not a valid time zone")))?;
        Ok(Temporal { clock: Clock::In(zone), digits }.arrow())
    }
}

impl InZone {
    /// Of a second, of a value that the function takes.
    fn digits(&self, from: &DataType) -> Result<u8> {
        let digits = Temporal::of(from).map_or(0, |temporal| temporal.digits);
        match (TypeClass::of(from), self.name) {
            (TypeClass::Timestamp, _) | (TypeClass::TimestampTz, AT_TIME_ZONE | "at_timezone") => Ok(digits),
            (TypeClass::Date, "at_timezone" | "with_timezone") => Ok(0),
            (TypeClass::Time, AT_TIME_ZONE) => Err(unsupported("time with time zone")),
            (TypeClass::Unknown, "at_timezone" | "with_timezone") => Err(unsupported(format!("{} of NULL", self.name))),
            (_, AT_TIME_ZONE) => Err(type_mismatch(format!(
                "Type of value must be a time or timestamp with or without time zone (actual {})",
                type_name(from)
            ))),
            _ => Err(wrong_arguments(self.name, std::slice::from_ref(from), "timestamp, varchar")),
        }
    }
}

impl ScalarUDFImpl for InZone {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("the type of {} is in its second argument", self.name)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let from = args.arg_fields[0].data_type();
        let to = self.data_type(from, args.scalar_arguments.get(1).copied().flatten())?;
        Ok(Arc::new(Field::new(self.name, to, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match self.name {
            "with_timezone" => invoke(&args, |args, to| each(&args[..1], to, |row| with_timezone(&row[0], to))),
            _ => invoke(&args, |args, to| converted(&args[0], to)),
        }
    }
}

/// The instant at which the clocks of the zone show that.
fn with_timezone(value: &ScalarValue, to: &DataType) -> Result<Option<ScalarValue>> {
    let (Some(local), Some(temporal)) = (Moment::of(value), Temporal::of(to)) else { return Ok(None) };
    let Clock::In(zone) = temporal.clock else { return Ok(None) };
    let nanos = zone.instant_keeping_local(local.nanos)?;
    Moment { temporal: Some(temporal), nanos }.with_nanos(nanos).map(Some)
}

/// The function that Trino's implicit conversions become: it gives its argument as a value of another type.
pub(in crate::local) fn conversion(to: &DataType) -> ScalarUDF {
    let name = format!("$converted to {to}");
    ScalarUDF::new_from_impl(Conversion { name, to: to.clone(), signature: Signature::any(1, Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Conversion {
    name: String,
    to: DataType,
    signature: Signature,
}

impl ScalarUDFImpl for Conversion {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.to.clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        invoke(&args, |args, to| converted(&args[0], to))
    }
}
