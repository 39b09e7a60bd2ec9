//! Statistical aggregate functions of pairs, updated pair by pair, as in Trino: of reals unless one argument is a double.

use std::sync::Arc;

use arrow_array::{ArrayRef, cast::AsArray, types::Float64Type};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::AggregateUDF,
};

use super::{
    super::support::{
        arguments::{returns_first, wrong_arguments},
        values::in_doubles,
    },
    collected::{Fold, collected},
};
use crate::local::types::TypeClass;

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    let of_pairs = |name, fold: Fold| collected(name, two_numbers, returns_first, fold);
    vec![
        of_pairs("covar_pop", |args, to| number(Pairs::of(args)?.covariance(0), to)),
        of_pairs("covar_samp", |args, to| number(Pairs::of(args)?.covariance(1), to)),
        of_pairs("corr", |args, to| finite(Pairs::of(args)?.correlation(), to)),
        of_pairs("regr_slope", |args, to| finite(Pairs::of(args)?.slope(), to)),
        of_pairs("regr_intercept", |args, to| finite(Pairs::of(args)?.intercept(), to)),
    ]
}

/// Two reals or two doubles.
fn two_numbers(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let is_number = |arg: &DataType| {
        matches!(TypeClass::of(arg), TypeClass::Integer | TypeClass::Float | TypeClass::Decimal | TypeClass::Unknown)
    };
    match args {
        [_, _] if args.iter().all(is_number) => match args.contains(&DataType::Float64) {
            true => Ok(vec![DataType::Float64; 2]),
            false => Ok(vec![DataType::Float32; 2]),
        },
        _ => Err(wrong_arguments(name, args, "double, double or real, real")),
    }
}

fn number(value: Option<f64>, data_type: &DataType) -> Result<ScalarValue> {
    ScalarValue::Float64(value).cast_to(data_type)
}

/// NULL where there is no such number.
fn finite(value: f64, data_type: &DataType) -> Result<ScalarValue> {
    number(value.is_finite().then_some(value), data_type)
}

/// The means of both arguments, `y` and `x`, and the sums of the products of the distances to them.
#[derive(Default)]
struct Pairs {
    count: u64,
    mean_y: f64,
    mean_x: f64,
    products: f64,
    squares_y: f64,
    squares_x: f64,
}

impl Pairs {
    /// A pair with a NULL does not count.
    fn of(args: &[ArrayRef]) -> Result<Self> {
        let mut pairs = Self::default();
        let [y, x] = args else { return Ok(pairs) };
        let (y, x) = (in_doubles(y)?, in_doubles(x)?);
        for (y, x) in y.as_primitive::<Float64Type>().iter().zip(x.as_primitive::<Float64Type>()) {
            if let (Some(y), Some(x)) = (y, x) {
                pairs.add(y, x);
            }
        }
        Ok(pairs)
    }

    fn add(&mut self, y: f64, x: f64) {
        self.count += 1;
        let (from_y, from_x) = (y - self.mean_y, x - self.mean_x);
        self.mean_y += from_y / self.count as f64;
        self.mean_x += from_x / self.count as f64;
        self.products += from_x * (y - self.mean_y);
        self.squares_y += from_y * (y - self.mean_y);
        self.squares_x += from_x * (x - self.mean_x);
    }

    /// `reduction` is what the count is reduced by: 1 for a sample, which needs two pairs.
    fn covariance(&self, reduction: u64) -> Option<f64> {
        (self.count > reduction).then(|| self.products / (self.count - reduction) as f64)
    }

    fn correlation(&self) -> f64 {
        self.products / self.squares_x.sqrt() / self.squares_y.sqrt()
    }

    /// Of the line of least squares.
    fn slope(&self) -> f64 {
        self.products / self.squares_x
    }

    fn intercept(&self) -> f64 {
        self.mean_y - self.slope() * self.mean_x
    }
}
