//! Bitwise aggregate functions.

use std::sync::Arc;

use arrow_array::{ArrayRef, cast::AsArray, types::Int64Type};
use datafusion::{common::ScalarValue, logical_expr::AggregateUDF};

use super::{
    super::support::arguments::{bigints, returns_bigint},
    collected::collected,
};

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    vec![
        collected("bitwise_and_agg", bigints::<1>, returns_bigint, |args, _| Ok(combined(&args[0], |a, b| a & b))),
        collected("bitwise_or_agg", bigints::<1>, returns_bigint, |args, _| Ok(combined(&args[0], |a, b| a | b))),
    ]
}

fn combined(array: &ArrayRef, operator: fn(i64, i64) -> i64) -> ScalarValue {
    ScalarValue::Int64(array.as_primitive::<Int64Type>().iter().flatten().reduce(operator))
}
