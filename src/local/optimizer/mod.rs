//! The optimizer rules that a query goes through: an explicit list, as [`functions`](super::functions) is.
//!
//! DataFusion's own list is made for large data, and some of its rules conclude more than is true: that a column which was constant before
//! an outer join or GROUPING SETS is constant after it, that a comparison with an `IN` list is never NULL
//! ([datafusion#16965](https://github.com/apache/datafusion/issues/16965),
//! [#24246](https://github.com/apache/datafusion/issues/24246)). Rows then come in another order, too many or too few, without an error. A
//! rule is listed here when a query could not run without it, or when it spares reading files; each with the reason why it may be trusted.
//! What the list leaves out costs time and never a row.
//!
//! | left out | why |
//! |---|---|
//! | `SimplifyExpressions` | its rewriting of `IN` lists takes NULL for false or true |
//! | `EliminateOuterJoin`, `EliminateJoin`, `PropagateEmptyRelation`, `EliminateFilter` | conclusions from constants and NULLs, for plans that cost us nothing |
//! | `EliminateGroupByConstant`, `EliminateDuplicatedExpr`, `SingleDistinctToGroupBy`, `OptimizeUnions`, `UnionsToFilter` | other plans for the same groups, rows and keys |
//! | `CommonSubexprEliminate` | evaluates what a branch of CASE might not, and gives sort keys aliases |
//! | `ReplaceDistinctWithAggregate` | drops a DISTINCT that it holds for needless; [`distinct`] never does |
//! | `EnsureRequirements` and all that moves sorts and limits in a physical plan | [`order`] sorts where an operator asks for it, by what an operator itself has just done |
//! | `SanityCheckPlan` | sees no order in a sort key such as `x > f(1)`; what it checks holds by the way [`order`] works |
//! | `AggregateStatistics` | answers `count(*)` from statistics, of which a scan here has estimates |

mod coalesce;
mod distinct;
mod filters;
mod fold;
mod forget;
mod nan_order;
mod not_in;
mod order;
mod window_keys;

use std::sync::Arc;

use datafusion::{
    execution::{SessionStateBuilder, context::SessionState},
    optimizer::{
        OptimizerRule, decorrelate_predicate_subquery::DecorrelatePredicateSubquery,
        eliminate_cross_join::EliminateCrossJoin, eliminate_limit::EliminateLimit,
        extract_equijoin_predicate::ExtractEquijoinPredicate, optimize_projections::OptimizeProjections,
        push_down_limit::PushDownLimit, scalar_subquery_to_join::ScalarSubqueryToJoin,
    },
    physical_optimizer::{
        PhysicalOptimizerRule, combine_partial_final_agg::CombinePartialFinalAggregate, ensure_coop::EnsureCooperative,
        filter_pushdown::FilterPushdown, join_selection::JoinSelection,
    },
    prelude::SessionConfig,
};

type Logical = Arc<dyn OptimizerRule + Send + Sync>;
type Physical = Arc<dyn PhysicalOptimizerRule + Send + Sync>;

/// Which rules a query goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// All that are listed.
    Listed,
    /// The ones without which a query could not run: what the others must not change is the answer.
    #[cfg(any(test, feature = "test-util"))]
    Required,
}

/// A session with the listed rules and no others.
pub(super) fn session(rules: Rules) -> SessionState {
    // One partition: rows come in one order, and reading files is spread over threads anyway.
    let mut config = SessionConfig::new().with_target_partitions(1);
    let options = config.options_mut();
    options.sql_parser.map_string_types_to_utf8view = false;
    // Only joins narrow a scan while they run: a scan takes a filter on `$path`, and nothing else makes one that saves files.
    options.optimizer.enable_topk_dynamic_filter_pushdown = false;
    options.optimizer.enable_aggregate_dynamic_filter_pushdown = false;
    // CASE is nullable where the `coalesce` that it was is not, and the check calls that another schema.
    options.execution.skip_physical_aggregate_schema_check = true;
    SessionStateBuilder::new_with_default_features()
        .with_config(config)
        .with_optimizer_rules(logical(rules))
        .with_physical_optimizer_rules(physical(rules))
        .build()
}

fn logical(rules: Rules) -> Vec<Logical> {
    // No physical operator does these.
    let mut list: Vec<Logical> = vec![
        Arc::new(coalesce::CoalesceAsCase),
        Arc::new(distinct::DistinctAsAggregate),
        Arc::new(DecorrelatePredicateSubquery::new()),
        Arc::new(ScalarSubqueryToJoin::new()),
        // By the shape of a condition alone; in an outer join the rest of it stays the join's filter. NOT IN is right in a hash join only.
        Arc::new(ExtractEquijoinPredicate::new()),
        Arc::new(not_in::NotInWithNulls),
        Arc::new(nan_order::NanWithNulls),
        Arc::new(window_keys::WindowKeysAsColumns),
    ];
    if rules == Rules::Listed {
        list.extend([
            // By evaluation, and what fails is left alone.
            Arc::new(fold::FoldLiterals) as Logical,
            // `FROM a, b WHERE a.x = b.x`: inner joins only.
            Arc::new(EliminateCrossJoin::new()),
            // By the literal 0 of LIMIT 0 alone: a sort that is limited to no rows panics.
            Arc::new(EliminateLimit::new()),
            // Files are listed and read by what a filter leaves; limits first, since a filter cannot pass one.
            Arc::new(PushDownLimit::new()),
            Arc::new(filters::FiltersToTables::new()),
            // A scan parses only the columns that are read.
            Arc::new(OptimizeProjections::new()),
        ]);
    }
    list
}

fn physical(rules: Rules) -> Vec<Physical> {
    let mut list: Vec<Physical> = vec![
        // The planner splits every aggregation in two for the sake of partitions; there is one.
        Arc::new(CombinePartialFinalAggregate::new()),
    ];
    if rules == Rules::Listed {
        // Builds a hash table from the side that is estimated smaller: that of pointer files, not that of manifests.
        list.push(Arc::new(JoinSelection::new()));
    }
    list.push(Arc::new(order::SortWhereRequired));
    if rules == Rules::Listed {
        // The keys of the smaller side narrow the scan of the larger one while the join runs.
        list.push(Arc::new(FilterPushdown::new_post_optimization()));
    }
    // A query that is dropped stops.
    list.push(Arc::new(EnsureCooperative::new()));
    list
}
