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
        spread("skewness", |args, _| Ok(Moments::of(&args[0]).skewness())),
        spread("kurtosis", |args, _| Ok(Moments::of(&args[0]).kurtosis())),
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

/// The count and the sums of the powers of the distances to the mean.
#[derive(Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
    cubes: f64,
    fourths: f64,
}

impl Moments {
    fn of(array: &ArrayRef) -> Self {
        let mut moments = Self::default();
        array.as_primitive::<Float64Type>().iter().flatten().for_each(|value| moments.add(value));
        moments
    }

    fn add(&mut self, value: f64) {
        let before = self.count;
        self.count += 1.0;
        let count = self.count;
        let delta = value - self.mean;
        let step = delta / count;
        let square = delta * step * before;
        self.mean += step;
        let squared_step = step * step;
        self.fourths = self.fourths
            + square * squared_step * (count * count - 3.0 * count + 3.0)
            + 6.0 * squared_step * self.squares
            - 4.0 * step * self.cubes;
        self.cubes = self.cubes + square * step * (count - 2.0) - 3.0 * step * self.squares;
        self.squares += square;
    }

    /// Of three values and more.
    fn skewness(&self) -> ScalarValue {
        let value = self.count.sqrt() * self.cubes / self.squares.powf(1.5);
        ScalarValue::Float64((self.count >= 3.0).then_some(value))
    }

    /// The excess over that of a normal distribution, for a sample of four values and more.
    fn kurtosis(&self) -> ScalarValue {
        let n = self.count;
        let scale = (n - 1.0) * n * (n + 1.0) / ((n - 2.0) * (n - 3.0));
        let value = scale * self.fourths / (self.squares * self.squares)
            - 3.0 * (n - 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0));
        ScalarValue::Float64((n >= 4.0).then_some(value))
    }
}
