//! Rows: their constructor. Their fields are with the subscript operator.

use std::sync::Arc;

use arrow_array::{ArrayRef, StructArray};
use arrow_schema::{DataType, Field};
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::support::{
    arguments::{returns_first, wrong_arguments},
    define::function,
};
use crate::local::{errors::unsupported, internal_functions::NOT_A_ROW};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$row", some_values, returns_row, row),
        function(NOT_A_ROW, not_a_row, returns_first, |args, _| Ok(Arc::clone(&args[0]))),
    ]
}

fn some_values(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.is_empty() { Err(wrong_arguments(name, args, "T, …")) } else { Ok(args.to_vec()) }
}

fn not_a_row(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Struct(_)] => Err(unsupported("VALUES of a row in parentheses")),
        _ => Ok(args.to_vec()),
    }
}

/// Its fields have no names.
fn returns_row(args: &[DataType]) -> Result<DataType> {
    Ok(DataType::Struct(args.iter().map(|data_type| Field::new("", data_type.clone(), true)).collect()))
}

/// A row of NULLs is not NULL.
fn row(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    let DataType::Struct(fields) = data_type else { return Err(wrong_arguments("row", &[], "T, …")) };
    Ok(Arc::new(StructArray::try_new(fields.clone(), args.to_vec(), None)?))
}
