//! Random numbers: another one for every row.

use std::{ops::Range, sync::Arc};

use arrow_array::{ArrayRef, Float64Array, cast::AsArray, types::Int64Type};
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::{
    super::support::{
        arguments::{fits_bigint, invalid_argument, wrong_arguments},
        define::volatile,
    },
    arithmetic::{in_64_bits, narrowed},
};
use crate::local::types::common_type_of_all;

pub(super) fn all() -> Vec<ScalarUDF> {
    ["random", "rand"].map(|name| volatile(name, bounds, random_type, random)).into()
}

/// None, the number that all are below, or the first and the one behind the last.
fn bounds(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.len() > 2 || !args.iter().all(|arg| fits_bigint(arg) && *arg != DataType::Null) {
        return Err(wrong_arguments(name, args, "[bigint [, bigint]]"));
    }
    Ok(vec![common_type_of_all(args).unwrap_or(DataType::Int64); args.len()])
}

fn random_type(args: &[DataType]) -> Result<DataType> {
    Ok(args.first().cloned().unwrap_or(DataType::Float64))
}

fn random(args: &[ArrayRef], data_type: &DataType, rows: usize) -> Result<ArrayRef> {
    let wide = args.iter().map(in_64_bits).collect::<Result<Vec<_>>>()?;
    let bound = |at: usize, row: usize| wide[at].as_primitive::<Int64Type>().iter().nth(row).flatten();
    let range = |row: usize| -> Result<Option<Range<i64>>> {
        let (start, end) = match wide.len() {
            1 => (Some(0), bound(0, row)),
            _ => (bound(0, row), bound(1, row)),
        };
        match (start, end) {
            (Some(start), Some(end)) if start < end => Ok(Some(start..end)),
            (Some(_), Some(_)) if wide.len() == 1 => Err(invalid_argument("bound must be positive")),
            (Some(_), Some(_)) => Err(invalid_argument("start value must be less than stop value")),
            _ => Ok(None),
        }
    };
    if wide.is_empty() {
        return Ok(Arc::new((0..rows).map(|_| Some(fastrand::f64())).collect::<Float64Array>()));
    }
    let values = (0..rows).map(|row| Ok(range(row)?.map(fastrand::i64)));
    narrowed(values.collect::<Result<Vec<_>>>()?, data_type)
}
