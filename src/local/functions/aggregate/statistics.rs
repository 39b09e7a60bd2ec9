//! Statistical aggregate functions, updated value by value, as in Trino.

use std::sync::Arc;

use arrow_array::{ArrayRef, cast::AsArray, types::Float64Type};
use datafusion::{common::ScalarValue, logical_expr::AggregateUDF};

use super::{
    super::support::arguments::{doubles, returns_double},
    collected::{Fold, collected},
};

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    let spread = |name, fold: Fold| collected(name, doubles::<1>, returns_double, fold);
    vec![
        spread("variance", |args, _| Ok(variance(&args[0], 1))),
        spread("var_samp", |args, _| Ok(variance(&args[0], 1))),
        spread("var_pop", |args, _| Ok(variance(&args[0], 0))),
        spread("stddev", |args, _| Ok(square_root(variance(&args[0], 1)))),
        spread("stddev_samp", |args, _| Ok(square_root(variance(&args[0], 1)))),
        spread("stddev_pop", |args, _| Ok(square_root(variance(&args[0], 0)))),
    ]
}

/// `reduction` is what the count is reduced by: 1 for a sample, the variance of which needs two values.
fn variance(array: &ArrayRef, reduction: u64) -> ScalarValue {
    let (mut count, mut mean, mut squares) = (0u64, 0.0, 0.0);
    for value in array.as_primitive::<Float64Type>().iter().flatten() {
        count += 1;
        let delta = value - mean;
        mean += delta / count as f64;
        squares += delta * (value - mean);
    }
    ScalarValue::Float64((count > reduction).then(|| squares / (count - reduction) as f64))
}

fn square_root(variance: ScalarValue) -> ScalarValue {
    match variance {
        ScalarValue::Float64(variance) => ScalarValue::Float64(variance.map(f64::sqrt)),
        other => other,
    }
}
