//! DISTINCT as GROUP BY all columns.

use datafusion::{
    common::{Result, tree_node::Transformed},
    logical_expr::{Aggregate, Distinct, Expr, LogicalPlan},
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
};

/// No physical operator does DISTINCT.
#[derive(Debug)]
pub(super) struct DistinctAsAggregate;

impl OptimizerRule for DistinctAsAggregate {
    fn name(&self) -> &'static str {
        "distinct_as_aggregate"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Distinct(Distinct::All(input)) = plan else { return Ok(Transformed::no(plan)) };
        let columns = input.schema().columns().into_iter().map(Expr::Column).collect();
        Aggregate::try_new(input, columns, Vec::new()).map(|plan| Transformed::yes(LogicalPlan::Aggregate(plan)))
    }
}
