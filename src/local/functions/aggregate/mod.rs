//! Aggregates ("Aggregate functions"), in the groups of Trino's page. The others are DataFusion's.
//!
//! | file | what |
//! |---|---|
//! | `general` | `avg`, `geometric_mean`, `max_by`, `min_by`, `any_value`, `listagg` |
//! | `sum`, `min_max` | DataFusion's, with Trino's overflow and NaN |
//! | `best` | what `max`, `min`, `max_by` and `min_by` do with a number of values |
//! | `maps` | `histogram`, `map_agg`, `map_union`, `multimap_agg` |
//! | `bitwise`, `statistics`, `approx` | the groups of those names |
//! | `pairs` | correlation, covariance and regression |
//! | `collected` | how most of them are made: from all values at the end |

mod approx;
mod best;
mod bitwise;
mod collected;
mod general;
mod maps;
mod min_max;
mod pairs;
mod statistics;
mod sum;

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    let groups = [
        general::all(),
        vec![sum::sum()],
        min_max::all(),
        maps::all(),
        bitwise::all(),
        statistics::all(),
        pairs::all(),
        approx::all(),
    ];
    groups.into_iter().flatten().collect()
}

/// Those that also have a retractable accumulator, for sliding frames.
pub(super) fn sliding() -> Vec<Arc<AggregateUDF>> {
    general::sliding()
}
