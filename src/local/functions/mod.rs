//! The functions that the embedded engine supports: an explicit list.
//!
//! Scalar functions are our own, with Trino's names, types and meaning ("Functions and operators", Trino's documentation), because many of
//! DataFusion's namesakes silently differ: `substr(s, -2)`, `concat` with NULL, `regexp_replace`, `split_part`, `greatest`. Aggregates and
//! window functions are DataFusion's where the meaning is the same.
//!
//! A function is where Trino documents it, in the groups of [`query::functions`](crate::query::functions):
//!
//! | Trino's page | here |
//! |---|---|
//! | String | `string` |
//! | Regular expression; `LIKE` | `regexp` |
//! | Date and time | `datetime` |
//! | Array | `array`; `concat` and `reverse` in `string`, `element_at` in `subscript` |
//! | Map | `map`; `cardinality` in `array`, `element_at` in `subscript` |
//! | Row (constructor; "Data types") | `row` |
//! | Mathematical | `math` |
//! | Comparison | `comparison` |
//! | Conditional | `conditional` |
//! | Binary | `hash_binary` |
//! | URL | `url` |
//! | JSON | `json` |
//! | Conversion | `cast` |
//! | Aggregate | `aggregate` |
//! | Window | `window` |
//!
//! `a[i]`, `m[k]` and `row.field` are in `subscript`. How a function is defined, and what the groups share, is in `support`. A name that
//! begins with `$` is an operator, or what the front end rewrites another function to; no query can call it.

mod aggregate;
mod array;
mod cast;
mod comparison;
mod conditional;
mod datetime;
mod hash_binary;
mod json;
mod map;
mod math;
mod regexp;
mod row;
mod string;
mod subscript;
mod support;
mod url;
mod window;

pub(crate) use array::SORTED_BY;
pub(crate) use conditional::TRY;
pub(in crate::local) use datetime::conversion;
pub(crate) use regexp::REPLACED_BY;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};
pub(crate) use subscript::POSITION;
pub(in crate::local) use support::convert::converted;

use datafusion::{
    functions_aggregate as df_aggregate, functions_nested as df_nested, functions_window as df_window,
    logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF},
};

/// All functions that a query may call.
#[derive(Debug)]
pub(crate) struct Functions {
    scalar: HashMap<String, Arc<ScalarUDF>>,
    with_lambda: HashMap<String, Arc<HigherOrderUDF>>,
    aggregate: HashMap<String, Arc<AggregateUDF>>,
    window: HashMap<String, Arc<WindowUDF>>,
    /// Aggregates for sliding frames, whose accumulators in DataFusion are not retractable.
    sliding: HashMap<String, Arc<AggregateUDF>>,
}

static FUNCTIONS: LazyLock<Functions> = LazyLock::new(Functions::new);

/// The list.
pub(crate) fn functions() -> &'static Functions {
    &FUNCTIONS
}

/// The function behind an operator, such as `$add_integers`.
pub(crate) fn operator(name: &str) -> Option<Arc<ScalarUDF>> {
    FUNCTIONS.scalar(name)
}

impl Functions {
    fn new() -> Self {
        let scalar = [
            array::all(),
            cast::all(),
            comparison::all(),
            datetime::all(),
            hash_binary::all(),
            json::all(),
            map::all(),
            math::all(),
            regexp::all(),
            row::all(),
            string::all(),
            subscript::all(),
            url::all(),
            vec![datafusion::functions::core::coalesce().as_ref().clone()],
        ];
        let mut scalar: HashMap<_, _> =
            scalar.into_iter().flatten().map(|f| (f.name().to_owned(), Arc::new(f))).collect();
        for (alias, name) in [("substring", "substr"), ("ceiling", "ceil")] {
            if let Some(function) = scalar.get(name).cloned() {
                scalar.insert(alias.to_owned(), function);
            }
        }
        let with_lambda = [array::with_lambdas(), conditional::all(), map::with_lambdas(), regexp::with_lambdas()];
        let aggregate = [
            df_aggregate::count::count_udaf(),
            df_aggregate::array_agg::array_agg_udaf(),
            df_aggregate::bool_and_or::bool_and_udaf(),
            df_aggregate::bool_and_or::bool_or_udaf(),
            df_aggregate::grouping::grouping_udaf(),
        ];
        let window = [
            df_window::row_number::row_number_udwf(),
            df_window::rank::rank_udwf(),
            df_window::rank::dense_rank_udwf(),
            df_window::rank::percent_rank_udwf(),
            df_window::cume_dist::cume_dist_udwf(),
        ];
        Self {
            scalar,
            with_lambda: with_lambda.into_iter().flatten().map(|f| (f.name().to_owned(), Arc::new(f))).collect(),
            aggregate: aggregate.into_iter().chain(aggregate::all()).map(|f| (f.name().to_owned(), f)).collect(),
            window: window.into_iter().chain(window::all()).map(|f| (f.name().to_owned(), f)).collect(),
            sliding: aggregate::sliding().into_iter().map(|f| (f.name().to_owned(), f)).collect(),
        }
    }

    pub(crate) fn scalar(&self, name: &str) -> Option<Arc<ScalarUDF>> {
        self.scalar.get(name).cloned()
    }

    pub(crate) fn aggregate(&self, name: &str) -> Option<Arc<AggregateUDF>> {
        self.aggregate.get(name).cloned()
    }

    pub(crate) fn window(&self, name: &str) -> Option<Arc<WindowUDF>> {
        self.window.get(name).cloned()
    }

    /// The ones that take a lambda; three are DataFusion's, under Trino's names.
    pub(crate) fn with_lambda(&self, name: &str) -> Option<Arc<HigherOrderUDF>> {
        match name {
            "filter" => Some(df_nested::array_filter::array_filter_higher_order_function()),
            "transform" => Some(df_nested::array_transform::array_transform_higher_order_function()),
            "any_match" => Some(df_nested::array_any_match::array_any_match_higher_order_function()),
            _ => self.with_lambda.get(name).cloned(),
        }
    }

    /// The aggregate with a retractable accumulator, for a frame that slides along the rows.
    pub(crate) fn sliding(&self, plain: &Arc<AggregateUDF>) -> Arc<AggregateUDF> {
        Arc::clone(self.sliding.get(plain.name()).unwrap_or(plain))
    }

    /// Whether a query may call it by this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        let (lambdas, windows) = (&self.with_lambda, &self.window);
        self.scalar.contains_key(name)
            || lambdas.contains_key(name)
            || self.aggregate.contains_key(name)
            || windows.contains_key(name)
    }
}
