//! Numbers ("Mathematical functions and operators"). `greatest` and `least` are with the comparisons.

mod arithmetic;
mod bits;
mod doubles;

use datafusion::logical_expr::ScalarUDF;

pub(super) fn all() -> Vec<ScalarUDF> {
    [arithmetic::all(), bits::all(), doubles::all()].into_iter().flatten().collect()
}
