//! `json_exists`: whether a path leads anywhere.

use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue};

use super::{
    clauses::{Clause, text},
    standard::{Argument, Found, Outcome},
};

/// ON ERROR: false, true, unknown (which is NULL) or an error.
struct Exists(String);

pub(super) fn prepare(clauses: &[Clause]) -> Result<Box<dyn Outcome>> {
    Ok(Box::new(Exists(text(clauses, 0)?.to_owned())))
}

impl Outcome for Exists {
    fn data_type(&self) -> DataType {
        DataType::Boolean
    }

    fn of(&self, found: Found, _: &Argument<'_>) -> Result<ScalarValue> {
        Ok(ScalarValue::Boolean(match (found, self.0.as_str()) {
            (Ok(items), _) => Some(!items.is_empty()),
            (Err(problem), "error") => return Err(problem.into()),
            (Err(_), "true") => Some(true),
            (Err(_), "unknown") => None,
            (Err(_), _) => Some(false),
        }))
    }
}
