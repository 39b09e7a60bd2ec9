//! How a scalar function is defined: its types, and what it does with arrays.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use arrow_array::{Array, ArrayRef, StringArray, cast::AsArray, types::Int64Type};
use arrow_schema::DataType;
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};

use crate::local::sql_types::{Class, refused, spelled, unsupported};

/// The types that the arguments are converted to, or why they do not fit.
pub(super) type Arguments = fn(&str, &[DataType]) -> Result<Vec<DataType>>;
/// The type of the result.
pub(super) type Returns = fn(&[DataType]) -> Result<DataType>;
/// The work: arrays of one length, of the types that `Arguments` gave.
pub(super) type Body = fn(&[ArrayRef], &DataType) -> Result<ArrayRef>;

#[derive(Debug)]
struct Function {
    name: &'static str,
    signature: Signature,
    arguments: Arguments,
    returns: Returns,
    body: Body,
}

/// One function. Functions of one name are the same function.
impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        (self.returns)(args)
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        (self.arguments)(self.name, args)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        invoke(&args, self.body)
    }
}

/// Runs a body on arrays; on one row, when all arguments are constants.
pub(super) fn invoke(args: &ScalarFunctionArgs, body: Body) -> Result<ColumnarValue> {
    let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
    let rows = if constant { 1 } else { args.number_rows };
    let arrays = args.args.iter().map(|arg| arg.to_array(rows)).collect::<Result<Vec<_>>>()?;
    let result = body(&arrays, args.return_field.data_type())?;
    if constant {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?));
    }
    Ok(ColumnarValue::Array(result))
}

/// Defines one.
pub(super) fn function(name: &'static str, arguments: Arguments, returns: Returns, body: Body) -> ScalarUDF {
    let signature = Signature::user_defined(Volatility::Immutable);
    ScalarUDF::new_from_impl(Function { name, signature, arguments, returns, body })
}

/// An error that names the function and what it was given, as Trino's does. What Trino's function takes as well is refused by name.
pub(super) fn wrong_arguments(name: &str, args: &[DataType], expected: &str) -> DataFusionError {
    let given: Vec<String> = args.iter().map(spelled).collect();
    if runs_on_athena(name, args) {
        return unsupported(format!("`{}` of {}", name.trim_start_matches('$'), given.join(", ")));
    }
    let operator = name.starts_with('$') || matches!(name, "subscript" | "LIKE");
    let code = if operator { "TYPE_MISMATCH" } else { "FUNCTION_NOT_FOUND" };
    let given = given.join(", ");
    refused(code, format!("Unexpected parameters ({given}) for function {name}. Expected: {name}({expected})"))
}

/// Decimals, bytes, and optional arguments that are not written here.
fn runs_on_athena(name: &str, args: &[DataType]) -> bool {
    let class = |i: usize| args.get(i).map(Class::of);
    let mathematical = !matches!(name, "json_array_contains" | "element_at" | "contains" | "date_add" | "LIKE");
    match (name, args.len()) {
        ("reverse" | "substr" | "lpad" | "rpad" | "concat", _) if class(0) == Some(Class::Binary) => true,
        ("sum" | "avg", _) => class(0).is_some_and(|class| class.is_time() || class == Class::Decimal),
        ("histogram" | "map_agg" | "multimap_agg", 1 | 2) => class(0) == Some(Class::Nested),
        ("lpad" | "rpad", _) if class(2) == Some(Class::Binary) => true,
        ("from_utf8", 2) => class(1) == Some(Class::Text),
        ("from_unixtime", 2 | 3) | ("strpos" | "regexp_position", 3 | 4) => true,
        ("greatest" | "least", _) => args.iter().all(|of| matches!(of, DataType::List(_) | DataType::Struct(_))),
        _ => mathematical && class(0).is_some_and(|class| class.is_number()) && args.iter().any(DataType::is_decimal),
    }
}

/// Text, text, … then whole numbers; `least` to `most` of them.
pub(super) fn text_then_numbers(
    name: &str,
    args: &[DataType],
    shapes: &[&[Class]],
    expected: &str,
) -> Result<Vec<DataType>> {
    let fits = |shape: &&&[Class]| {
        shape.len() == args.len()
            && shape
                .iter()
                .zip(args)
                .all(|(want, arg)| matches!(Class::of(arg), c if c == *want || c == Class::Unknown))
    };
    let shape = shapes.iter().find(fits).ok_or_else(|| wrong_arguments(name, args, expected))?;
    Ok(shape.iter().map(|class| if *class == Class::Text { DataType::Utf8 } else { DataType::Int64 }).collect())
}

pub(super) fn returns_text(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Utf8)
}

pub(super) fn returns_bigint(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Int64)
}

pub(super) fn returns_boolean(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Boolean)
}

pub(super) fn texts(array: &ArrayRef) -> &StringArray {
    array.as_string()
}

pub(super) fn bigint(array: &ArrayRef, row: usize) -> i64 {
    array.as_primitive::<Int64Type>().value(row)
}

/// Whether any argument is NULL in a row: then so is the result, for almost every function.
pub(super) fn any_null(args: &[ArrayRef], row: usize) -> bool {
    // An array of nothing but NULL has no mask of them.
    args.iter().any(|arg| arg.is_null(row) || *arg.data_type() == DataType::Null)
}

/// A text per row, NULL where any argument is.
pub(super) fn each_text(args: &[ArrayRef], mut of: impl FnMut(usize) -> Result<Option<String>>) -> Result<ArrayRef> {
    let rows = args[0].len();
    let values = (0..rows).map(|row| if any_null(args, row) { Ok(None) } else { of(row) });
    Ok(Arc::new(values.collect::<Result<StringArray>>()?))
}
