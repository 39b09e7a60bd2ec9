//! The arguments of the functions with clauses: which of them are constants, and what they are in a row.

use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue, exec_err},
    logical_expr::{ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs},
};

use crate::local::functions::support::values::array_of;

/// An argument of a clause: its type and, where it is constant, its value.
pub(super) type Clause = (DataType, Option<ScalarValue>);

/// The arguments of a call that is planned.
pub(super) fn clauses_of(args: &ReturnFieldArgs<'_>) -> Vec<Clause> {
    let clauses = args.arg_fields.iter().zip(args.scalar_arguments);
    clauses.map(|(field, value)| (field.data_type().clone(), value.cloned())).collect()
}

/// The arguments of a call that runs.
pub(super) fn clauses_of_call(args: &ScalarFunctionArgs) -> Vec<Clause> {
    let value = |arg: &ColumnarValue| match arg {
        ColumnarValue::Scalar(value) => Some(value.clone()),
        ColumnarValue::Array(_) => None,
    };
    let clauses = args.args.iter().zip(&args.arg_fields);
    clauses.map(|(arg, field)| (field.data_type().clone(), value(arg))).collect()
}

/// The string that a clause is.
pub(super) fn text(clauses: &[Clause], at: usize) -> Result<&str> {
    match clauses.get(at) {
        Some((_, Some(value))) => Ok(value.try_as_str().flatten().unwrap_or_default()),
        _ => exec_err!("a clause of a JSON function is not constant"),
    }
}

/// An argument in a row.
pub(super) fn value_in(arg: &ColumnarValue, row: usize) -> Result<ScalarValue> {
    match arg {
        ColumnarValue::Scalar(value) => Ok(value.clone()),
        ColumnarValue::Array(array) => ScalarValue::try_from_array(array, row),
    }
}

/// A value per row; one for all rows where all arguments are constants.
pub(super) fn in_rows(
    args: &ScalarFunctionArgs,
    value: impl FnMut(usize) -> Result<ScalarValue>,
) -> Result<ColumnarValue> {
    let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
    let rows = if constant { 1 } else { args.number_rows };
    let values = (0..rows).map(value).collect::<Result<Vec<_>>>()?;
    let result = array_of(values, args.return_field.data_type())?;
    if constant {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?));
    }
    Ok(ColumnarValue::Array(result))
}
