//! `json_value`: the one scalar that a path leads to, as a value of SQL's.

use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue};

use super::{
    clauses::{Clause, text},
    document::Json,
    format::returning_type,
    language::Item,
    standard::{Argument, Found, Outcome, Problem},
};
use crate::{
    local::{
        errors::{is_unsupported, type_mismatch, unsupported},
        functions::{
            cast::{cast_value, check_cast},
            support::convert::converted,
        },
        types::{TypeClass, arrow_type, common_type, type_name},
    },
    types::AthenaType,
};

/// Where the defaults are among the arguments of the clauses.
const DEFAULT_ON_EMPTY: usize = 3;
const DEFAULT_ON_ERROR: usize = 4;

struct Value {
    to: AthenaType,
    on_empty: String,
    on_error: String,
}

/// RETURNING, ON EMPTY, ON ERROR, and the two defaults.
pub(super) fn prepare(clauses: &[Clause]) -> Result<Box<dyn Outcome>> {
    let to = match text(clauses, 0)? {
        "" => AthenaType::Varchar(None),
        name => returning_type(name)?,
    };
    let wrong = matches!(to, AthenaType::Varbinary | AthenaType::Json | AthenaType::Uuid | AthenaType::IpAddress);
    if wrong || to.is_nested() {
        return Err(type_mismatch(format!("Invalid return type of function JSON_VALUE: {to}")));
    }
    let castable = check_cast(&DataType::Utf8, &to).is_ok() && !matches!(to, AthenaType::Char(_));
    if !castable {
        return Err(unsupported(format!("RETURNING {to}")));
    }
    for (when, at) in [("EMPTY", DEFAULT_ON_EMPTY), ("ERROR", DEFAULT_ON_ERROR)] {
        if let Some(default) = clauses.get(at) {
            check_default(when, default, &to)?;
        }
    }
    let (on_empty, on_error) = (text(clauses, 1)?.to_owned(), text(clauses, 2)?.to_owned());
    Ok(Box::new(Value { to, on_empty, on_error }))
}

/// A default is of a type that becomes the result's by itself.
fn check_default(when: &str, (data_type, value): &Clause, to: &AthenaType) -> Result<()> {
    let mismatch = || {
        let given = type_name(data_type);
        type_mismatch(format!("Function JSON_VALUE default ON {when} result must evaluate to a {to} (actual: {given})"))
    };
    let wanted = arrow_type(to);
    if common_type(data_type, &wanted).as_ref() != Some(&wanted) {
        return Err(mismatch());
    }
    // The lengths of strings are not known here, but for a constant.
    if let (AthenaType::Varchar(Some(length)), TypeClass::Varchar) = (to, TypeClass::of(data_type)) {
        return match value.as_ref().map(|value| value.try_as_str().flatten()) {
            Some(text) if text.is_none_or(|text| text.chars().count() <= *length as usize) => Ok(()),
            Some(_) => Err(mismatch()),
            None => Err(unsupported(format!("a DEFAULT of unknown length for {to}"))),
        };
    }
    Ok(())
}

impl Outcome for Value {
    fn data_type(&self) -> DataType {
        arrow_type(&self.to)
    }

    fn of(&self, found: Found, argument: &Argument<'_>) -> Result<ScalarValue> {
        let result = |message: &str| {
            Problem("JSON_VALUE_RESULT_ERROR", format!("cannot extract SQL scalar from JSON: {message}"))
        };
        let problem = match found {
            Err(problem) => problem,
            Ok(items) => match items.as_slice() {
                [] => {
                    let nothing = result("JSON path found no items");
                    return self.otherwise(&self.on_empty, nothing, || argument(DEFAULT_ON_EMPTY));
                }
                [Item::Json(Json::Null)] => return ScalarValue::try_from(&self.data_type()),
                [only] => match self.converted(only)? {
                    Ok(value) => return Ok(value),
                    Err(message) => result(&message),
                },
                _ => result("JSON path found multiple items"),
            },
        };
        self.otherwise(&self.on_error, problem, || argument(DEFAULT_ON_ERROR))
    }
}

impl Value {
    fn otherwise(
        &self,
        behavior: &str,
        problem: Problem,
        default: impl FnOnce() -> Result<ScalarValue>,
    ) -> Result<ScalarValue> {
        match behavior {
            "error" => Err(problem.into()),
            "default" => ScalarValue::try_from_array(&converted(&default()?.to_array()?, &self.data_type())?, 0),
            _ => ScalarValue::try_from(&self.data_type()),
        }
    }

    /// The item in the type of the result, or why it is not.
    fn converted(&self, item: &Item) -> Result<std::result::Result<ScalarValue, String>> {
        let Some(value) = item.scalar() else {
            return Ok(Err("JSON path found an item that cannot be converted to an SQL value".to_owned()));
        };
        let from = value.data_type();
        let cannot = || Ok(Err(format!("Cannot cast value of type {} to {}", type_name(&from), self.to)));
        let (class, varchar) = (TypeClass::of(&from), matches!(self.to, AthenaType::Varchar(_)));
        // Trino has no such casts.
        if (class.is_numeric() || class == TypeClass::Boolean)
            && matches!(self.to, AthenaType::Date | AthenaType::Timestamp(_) | AthenaType::TimestampTz(_))
        {
            return cannot();
        }
        // How a double is written differs between Trino's versions.
        if class == TypeClass::Float && varchar {
            return Err(unsupported("json_value of a number with a fraction as varchar (use RETURNING double)"));
        }
        match cast_value(&value, &self.to) {
            Ok(value) => Ok(Ok(value)),
            Err(error) if is_unsupported(&error) => Err(error),
            Err(_) => cannot(),
        }
    }
}
