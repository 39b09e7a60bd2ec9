//! `json_query`: the part of a document that a path leads to.

use std::sync::Arc;

use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue};

use super::{
    clauses::{Clause, text},
    document::Json,
    format::{Format, to_json},
    language::Item,
    standard::{Argument, Found, Outcome, Problem},
};
use crate::{
    local::{
        functions::support::arguments::invalid_argument,
        types::{TypeClass, arrow_type, type_name},
    },
    types::AthenaType,
};

struct Query {
    to: AthenaType,
    format: Format,
    wrapper: String,
    omit_quotes: bool,
    on_empty: String,
    on_error: String,
}

/// RETURNING, its format, the wrapper, the quotes, ON EMPTY and ON ERROR.
pub(super) fn prepare(clauses: &[Clause]) -> Result<Box<dyn Outcome>> {
    let clause = |at: usize| text(clauses, at);
    let format = Format::named(clause(1)?)?;
    let (wrapper, quotes) = (clause(2)?, clause(3)?);
    if !wrapper.is_empty() && !quotes.is_empty() {
        let (wrapper, quotes) = (wrapper.to_uppercase(), quotes.to_uppercase());
        let message = format!("{quotes} QUOTES behavior specified with WITH {wrapper} ARRAY WRAPPER behavior");
        return Err(invalid_argument(message));
    }
    Ok(Box::new(Query {
        to: format.output(clause(0)?)?,
        format,
        wrapper: wrapper.to_owned(),
        omit_quotes: quotes == "omit",
        on_empty: clause(4)?.to_owned(),
        on_error: clause(5)?.to_owned(),
    }))
}

impl Outcome for Query {
    fn data_type(&self) -> DataType {
        arrow_type(&self.to)
    }

    fn of(&self, found: Found, _: &Argument<'_>) -> Result<ScalarValue> {
        let output = |message: String| Problem("JSON_OUTPUT_CONVERSION_ERROR", message);
        let problem = match found {
            Err(problem) => problem,
            Ok(items) if items.is_empty() => {
                return self.otherwise(&self.on_empty, output("JSON path found no items".to_owned()));
            }
            Ok(items) => match self.document(&items)? {
                Ok(document) => return Ok(self.format.write(document, &self.to)),
                Err(message) => output(message),
            },
        };
        self.otherwise(&self.on_error, problem)
    }
}

impl Query {
    fn otherwise(&self, behavior: &str, problem: Problem) -> Result<ScalarValue> {
        match behavior {
            "error" => Err(problem.into()),
            "empty array" => Ok(self.format.write("[]".to_owned(), &self.to)),
            "empty object" => Ok(self.format.write("{}".to_owned(), &self.to)),
            _ => ScalarValue::try_from(&self.data_type()),
        }
    }

    /// The items as one document, or why they are none.
    fn document(&self, items: &[Item]) -> Result<std::result::Result<String, String>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Item::Json(json) => values.push(json.clone()),
                Item::Value(value) if TypeClass::of(&value.data_type()).is_temporal() => {
                    return Ok(Err(format!("JSON path found a {}, which is not JSON", type_name(&value.data_type()))));
                }
                Item::Value(value) => values.push(to_json(value)?),
            }
        }
        let wrapped = match (self.wrapper.as_str(), values.as_slice()) {
            ("unconditional", _) => true,
            ("conditional", [Json::Array(_) | Json::Object(_)]) => false,
            ("conditional", _) => true,
            (_, [_]) => false,
            _ => return Ok(Err("JSON path found multiple items".to_owned())),
        };
        if wrapped {
            return Ok(Ok(Json::Array(Arc::new(values)).to_string()));
        }
        Ok(Ok(match values.pop() {
            Some(Json::Text(text)) if self.omit_quotes => text,
            Some(other) => other.to_string(),
            None => String::new(),
        }))
    }
}
