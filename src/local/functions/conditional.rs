//! What only some conditions evaluate ("Conditional expressions"): `try`. `if`, `nullif` and `CASE` are rewritten, `coalesce` is DataFusion's.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, new_null_array};
use arrow_schema::{ArrowError, DataType};
use datafusion::{
    arrow::compute::concat,
    common::{DataFusionError, Result},
    logical_expr::HigherOrderUDF,
};

use super::support::{
    convert::converted,
    lambda::{LambdaCall, WithLambdas, with_lambdas},
};
use crate::{error::ErrorKind, local::errors::ours};

/// `try(x)`: the front end makes x the body of a lambda, whose parameter no query can read.
pub(crate) const TRY: &str = "$try";

pub(super) fn all() -> Vec<HigherOrderUDF> {
    vec![with_lambdas(WithLambdas {
        name: TRY,
        takes: (1, 1),
        value_types: |_, args| Ok(args.to_vec()),
        parameters: |_, _| Ok(vec![Some(vec![DataType::Boolean])]),
        result_type: |_, results| Ok(results.first().cloned().unwrap_or(DataType::Null)),
        body: tried,
    })]
}

/// All rows at once and, where one of them fails, each by itself.
fn tried(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let evaluate = |rows: &[u32]| {
        let given: ArrayRef = Arc::new(BooleanArray::from(vec![true; rows.len()]));
        converted(&call.lambdas[0].call(&[given], rows)?, call.data_type)
    };
    let rows: Vec<u32> = (0..call.rows as u32).collect();
    match evaluate(&rows) {
        Err(error) if becomes_null(&error) => {}
        other => return other,
    }
    let each = rows.iter().map(|row| match evaluate(&[*row]) {
        Err(error) if becomes_null(&error) => Ok(new_null_array(call.data_type, 1)),
        other => other,
    });
    let each = each.collect::<Result<Vec<_>>>()?;
    Ok(concat(&each.iter().map(|part| &**part).collect::<Vec<_>>())?)
}

/// The errors that Trino's `try` turns into NULL.
fn becomes_null(error: &DataFusionError) -> bool {
    const CODES: [&str; 4] =
        ["DIVISION_BY_ZERO", "INVALID_CAST_ARGUMENT", "INVALID_FUNCTION_ARGUMENT", "NUMERIC_VALUE_OUT_OF_RANGE"];
    if let Some(ours) = ours(error) {
        return matches!(ours.kind(), ErrorKind::Refused { code, .. } if CODES.contains(&&**code));
    }
    matches!(error.find_root(), DataFusionError::ArrowError(cause, _)
        if matches!(**cause, ArrowError::DivideByZero | ArrowError::ArithmeticOverflow(_)))
}
