//! The functions that the embedded engine supports: an explicit list.
//!
//! Scalar functions are our own, with Trino's names, types and meaning ("Functions and operators", Trino's documentation), because many of
//! DataFusion's namesakes differ in silence: `substr(s, -2)`, `concat` with NULL, `regexp_replace`, `split_part`, `greatest`. Aggregates
//! and window functions are DataFusion's where the meaning is the same.

mod aggregates;
mod arithmetic;
mod arrays;
mod binary;
mod calendar;
mod cast;
mod define;
mod formats;
mod intervals;
mod joni;
mod json;
mod maps;
mod math;
mod nested;
mod patterns;
mod strings;
mod text;
mod time;
mod times;
mod urls;
mod values;
mod windows;

pub(crate) use json::JSON_TEXT;
pub(crate) use nested::POSITION;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use datafusion::{
    functions_aggregate as df, functions_nested as nested_functions, functions_window as window,
    logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF},
};

/// All functions that a query may call.
#[derive(Debug)]
pub(crate) struct Functions {
    scalar: HashMap<String, Arc<ScalarUDF>>,
    aggregate: HashMap<String, Arc<AggregateUDF>>,
    window: HashMap<String, Arc<WindowUDF>>,
    /// Aggregates that DataFusion has, but not over a frame that moves.
    moving: HashMap<String, Arc<AggregateUDF>>,
}

static FUNCTIONS: LazyLock<Functions> = LazyLock::new(Functions::new);

/// The list.
pub(crate) fn functions() -> &'static Functions {
    &FUNCTIONS
}

/// One that stands for an operator, such as `$add`.
pub(crate) fn operator(name: &str) -> Option<Arc<ScalarUDF>> {
    FUNCTIONS.scalar(name)
}

impl Functions {
    fn new() -> Self {
        let scalar = [
            text::all(),
            patterns::all(),
            arithmetic::all(),
            cast::all(),
            nested::all(),
            json::all(),
            time::all(),
            arrays::all(),
            maps::all(),
            intervals::all(),
            calendar::all(),
            formats::all(),
            strings::all(),
            binary::all(),
            urls::all(),
            math::all(),
            vec![datafusion::functions::core::coalesce().as_ref().clone()],
        ];
        let mut scalar: HashMap<_, _> =
            scalar.into_iter().flatten().map(|f| (f.name().to_owned(), Arc::new(f))).collect();
        for (alias, name) in [("substring", "substr"), ("ceiling", "ceil")] {
            if let Some(function) = scalar.get(name).cloned() {
                scalar.insert(alias.to_owned(), function);
            }
        }
        let aggregate = [
            df::count::count_udaf(),
            df::array_agg::array_agg_udaf(),
            df::bool_and_or::bool_and_udaf(),
            df::bool_and_or::bool_or_udaf(),
            df::grouping::grouping_udaf(),
        ];
        let window = [
            window::row_number::row_number_udwf(),
            window::rank::rank_udwf(),
            window::rank::dense_rank_udwf(),
            window::rank::percent_rank_udwf(),
            window::cume_dist::cume_dist_udwf(),
        ];
        Self {
            scalar,
            aggregate: aggregate.into_iter().chain(aggregates::all()).map(|f| (f.name().to_owned(), f)).collect(),
            window: window.into_iter().chain(windows::all()).map(|f| (f.name().to_owned(), f)).collect(),
            moving: aggregates::moving().into_iter().map(|f| (f.name().to_owned(), f)).collect(),
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

    /// Those that take a lambda are DataFusion's, under Trino's names.
    pub(crate) fn with_lambda(&self, name: &str) -> Option<Arc<HigherOrderUDF>> {
        match name {
            "filter" => Some(nested_functions::array_filter::array_filter_higher_order_function()),
            "transform" => Some(nested_functions::array_transform::array_transform_higher_order_function()),
            "any_match" => Some(nested_functions::array_any_match::array_any_match_higher_order_function()),
            _ => None,
        }
    }

    /// The aggregate for a frame whose beginning moves.
    pub(crate) fn moving(&self, plain: &Arc<AggregateUDF>) -> Arc<AggregateUDF> {
        Arc::clone(self.moving.get(plain.name()).unwrap_or(plain))
    }

    /// What users may write; the rest stands for operators.
    pub(crate) fn names(&self) -> Vec<String> {
        let rewritten = [
            "if",
            "nullif",
            "count_if",
            "map",
            "approx_distinct",
            "every",
            "listagg",
            "now",
            "json_format",
            "filter",
            "transform",
            "any_match",
            "all_match",
            "none_match",
        ];
        let rewritten = rewritten.map(str::to_owned);
        let all = self.scalar.keys().chain(self.aggregate.keys()).chain(self.window.keys()).cloned().chain(rewritten);
        let mut names: Vec<String> = all.filter(|name| !name.starts_with('$')).collect();
        names.sort();
        names
    }
}
