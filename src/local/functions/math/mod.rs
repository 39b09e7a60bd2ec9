//! Numbers ("Mathematical functions and operators"). `greatest` and `least` are with the comparisons.

mod arithmetic;
mod bits;
pub(super) mod decimals;
mod doubles;
mod hyperbolic;
mod random;
mod rounding;
mod statistics;

use datafusion::logical_expr::ScalarUDF;

pub(super) fn all() -> Vec<ScalarUDF> {
    [
        arithmetic::all(),
        bits::all(),
        decimals::all(),
        doubles::all(),
        hyperbolic::all(),
        random::all(),
        rounding::all(),
        statistics::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
