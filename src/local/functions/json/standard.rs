//! `json_exists`, `json_value` and `json_query` of the SQL standard.
//!
//! The front end writes all clauses as constants, and the path first; the functions are not called by their own names.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    common::{DataFusionError, Result, ScalarValue, exec_err},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::{
    clauses::{Clause, clauses_of, clauses_of_call, in_rows, text, value_in},
    document::Json,
    exists, extract_value,
    format::{Format, to_json},
    language::{Failure, Item, Path},
    query,
};
use crate::local::{
    errors::refused,
    functions::support::values::string_scalar,
    internal_functions::{JSON_EXISTS, JSON_QUERY, JSON_VALUE},
    types::TypeClass,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let functions = [
        PathFunction::new(JSON_EXISTS, 1, exists::prepare),
        PathFunction::new(JSON_VALUE, 5, extract_value::prepare),
        PathFunction::new(JSON_QUERY, 6, query::prepare),
    ];
    functions.into_iter().map(ScalarUDF::new_from_impl).collect()
}

/// What the clauses of a call say about its result.
pub(super) trait Outcome {
    fn data_type(&self) -> DataType;
    /// A value for what the path leads to in a row; `argument` gives an argument of the clauses in that row.
    fn of(&self, found: Found, argument: &Argument<'_>) -> Result<ScalarValue>;
}

/// An argument of the clauses, by its place among them.
pub(super) type Argument<'a> = dyn Fn(usize) -> Result<ScalarValue> + 'a;

/// What a path leads to, or what ON ERROR is about.
pub(super) type Found = std::result::Result<Vec<Item>, Problem>;

/// What ON ERROR is about: an error's code and message.
pub(super) struct Problem(pub(super) &'static str, pub(super) String);

impl From<Problem> for DataFusionError {
    fn from(Problem(code, message): Problem) -> Self {
        refused(code, message)
    }
}

type Prepare = fn(&[Clause]) -> Result<Box<dyn Outcome>>;

#[derive(Debug)]
struct PathFunction {
    name: &'static str,
    signature: Signature,
    /// How many arguments the clauses take.
    clauses: usize,
    prepare: Prepare,
}

/// Functions with the same name are the same function.
impl PartialEq for PathFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for PathFunction {}

impl std::hash::Hash for PathFunction {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// The path, the format of the document, and the document.
const BEFORE_CLAUSES: usize = 3;

/// A call without its rows.
struct Call {
    path: Path,
    input: Format,
    outcome: Box<dyn Outcome>,
    /// The names and formats of PASSING.
    parameters: Vec<(String, Format)>,
}

impl PathFunction {
    fn new(name: &'static str, clauses: usize, prepare: Prepare) -> Self {
        Self { name, signature: Signature::variadic_any(Volatility::Immutable), clauses, prepare }
    }

    fn call(&self, args: &[Clause]) -> Result<Call> {
        let parameters_at = BEFORE_CLAUSES + self.clauses;
        let (Some(clauses), Some((document, _))) = (args.get(BEFORE_CLAUSES..parameters_at), args.get(2)) else {
            return exec_err!("a JSON function without its clauses");
        };
        let input = Format::named(text(args, 1)?)?;
        input.check_input(document)?;
        let mut parameters: Vec<(String, Format)> = Vec::new();
        for parameter in args[parameters_at..].chunks_exact(3) {
            let (name, format) = (text(parameter, 0)?.to_owned(), Format::named(text(parameter, 1)?)?);
            format.check("a JSON path parameter", &parameter[2].0)?;
            if parameters.iter().any(|(known, _)| *known == name) {
                let message = format!("{name} JSON path parameter is specified more than once");
                return Err(refused("DUPLICATE_PARAMETER_NAME", message));
            }
            parameters.push((name, format));
        }
        let path = Path::parse(text(args, 0)?)?;
        let names: Vec<String> = parameters.iter().map(|(name, _)| name.clone()).collect();
        path.check(&names)?;
        Ok(Call { path, input, outcome: (self.prepare)(clauses)?, parameters })
    }
}

impl ScalarUDFImpl for PathFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("the type of {} is among its arguments", self.name)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let data_type = self.call(&clauses_of(&args))?.outcome.data_type();
        Ok(Arc::new(Field::new(self.name, data_type, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let call = self.call(&clauses_of_call(&args))?;
        let (clauses, parameters) = args.args[BEFORE_CLAUSES..].split_at(self.clauses);
        in_rows(&args, |row| {
            let document = value_in(&args.args[2], row)?;
            if document.is_null() {
                return ScalarValue::try_from(args.return_field.data_type());
            }
            let found = call.found(&document, parameters, row)?;
            call.outcome.of(found, &|at| value_in(&clauses[at], row))
        })
    }
}

impl Call {
    /// What the path leads to in a row. The error is of the engine's own, which no clause hides.
    fn found(&self, document: &ScalarValue, parameters: &[ColumnarValue], row: usize) -> Result<Found> {
        let not_json = || Problem("JSON_INPUT_CONVERSION_ERROR", "conversion to JSON failed".to_owned());
        let Some(document) = self.input.read(document)? else { return Ok(Err(not_json())) };
        let mut variables = Vec::with_capacity(self.parameters.len());
        for ((name, format), arguments) in self.parameters.iter().zip(parameters.chunks_exact(3)) {
            let value = value_in(&arguments[2], row)?;
            let item = match format {
                Format::Plain => Some(parameter(&value)?),
                // An absent document is no item at all.
                _ if value.is_null() => None,
                format => match format.read(&value)? {
                    Some(json) => Some(Item::Json(json)),
                    None => return Ok(Err(not_json())),
                },
            };
            variables.push((name.as_str(), item));
        }
        match self.path.follow(&document, &variables) {
            Ok(items) => Ok(Ok(items)),
            Err(Failure::Path(message)) => {
                Ok(Err(Problem("PATH_EVALUATION_ERROR", format!("path evaluation failed: {message}"))))
            }
            Err(Failure::Engine(error)) => Err(error),
        }
    }
}

/// A value of SQL's in a path; intervals are their text.
fn parameter(value: &ScalarValue) -> Result<Item> {
    Ok(match TypeClass::of(&value.data_type()) {
        _ if value.is_null() => Item::Json(Json::Null),
        TypeClass::YearMonthInterval | TypeClass::DayTimeInterval => match to_json(value)? {
            Json::Text(text) => Item::Value(string_scalar(text)),
            other => Item::Json(other),
        },
        _ => Item::Value(value.clone()),
    })
}
