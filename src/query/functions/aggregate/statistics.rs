//! Statistics. All of them are `double`: where Trino has an overload for `real`, which has seven digits, the numbers are cast.

use super::super::number::{NumericArgument, as_double};
use crate::{query::Aggregate, types::AthenaType};

/// Trino takes two numbers as `real` unless both are `double`, and one number only if it is a `real`.
macro_rules! statistics {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident($($number:ident: $N:ident),+);)+) => {$(
        documented! {
            aggregate_example aggregate::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<$($N: NumericArgument),+>($($number: $N),+) -> Aggregate<reads!($($N)+), Option<f64>> {
                let numbers = [$(stringify!($number)),+].len();
                let cast = |data_type: &AthenaType| *data_type != AthenaType::Double && (numbers > 1 || *data_type == AthenaType::Real);
                Aggregate::new(stringify!($name), vec![$(as_double($number, cast)),+])
            }
        }
    )+};
}

macro_rules! reads {
    ($A:ident) => {
        $A::Reads
    };
    ($A:ident $B:ident) => {
        ($A::Reads, $B::Reads)
    };
}

statistics! {
    /// `geometric_mean(number)`: the `n`th root of the product of `n` numbers.
    [geometric_mean(e.size) => r#"geometric_mean("entry"."size")"#]
    geometric_mean(number: N);

    /// `stddev(number)`: the standard deviation of a sample. The same as [`stddev_samp`].
    [stddev(e.size) => r#"stddev("entry"."size")"#]
    stddev(number: N);

    /// `stddev_samp(number)`: the standard deviation of a sample; NULL for fewer than two numbers.
    [stddev_samp(e.size) => r#"stddev_samp("entry"."size")"#]
    stddev_samp(number: N);

    /// `stddev_pop(number)`: the standard deviation of a population.
    [stddev_pop(e.size) => r#"stddev_pop("entry"."size")"#]
    stddev_pop(number: N);

    /// `variance(number)`: the variance of a sample. The same as [`var_samp`].
    [variance(e.size) => r#"variance("entry"."size")"#]
    variance(number: N);

    /// `var_samp(number)`: the variance of a sample; NULL for fewer than two numbers.
    [var_samp(e.size) => r#"var_samp("entry"."size")"#]
    var_samp(number: N);

    /// `var_pop(number)`: the variance of a population.
    [var_pop(e.size) => r#"var_pop("entry"."size")"#]
    var_pop(number: N);

    /// `skewness(number)`: the Fisher skewness; NULL for fewer than three numbers.
    [skewness(e.size) => r#"skewness("entry"."size")"#]
    skewness(number: N);

    /// `kurtosis(number)`: the excess kurtosis; NULL for fewer than four numbers.
    [kurtosis(e.size) => r#"kurtosis("entry"."size")"#]
    kurtosis(number: N);

    /// `corr(y, x)`: the correlation coefficient.
    [corr(e.ratio, e.size) => r#"corr("entry"."ratio", CAST("entry"."size" AS double))"#]
    corr(y: N, x: M);

    /// `covar_pop(y, x)`: the covariance of a population.
    [covar_pop(e.ratio, e.size) => r#"covar_pop("entry"."ratio", CAST("entry"."size" AS double))"#]
    covar_pop(y: N, x: M);

    /// `covar_samp(y, x)`: the covariance of a sample.
    [covar_samp(e.ratio, e.size) => r#"covar_samp("entry"."ratio", CAST("entry"."size" AS double))"#]
    covar_samp(y: N, x: M);

    /// `regr_slope(y, x)`: the slope of the linear regression line.
    [regr_slope(e.ratio, e.size) => r#"regr_slope("entry"."ratio", CAST("entry"."size" AS double))"#]
    regr_slope(y: N, x: M);

    /// `regr_intercept(y, x)`: the intercept of the linear regression line: its `y` at `x` = 0.
    [regr_intercept(e.ratio, e.size) => r#"regr_intercept("entry"."ratio", CAST("entry"."size" AS double))"#]
    regr_intercept(y: N, x: M);
}
