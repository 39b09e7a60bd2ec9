//! NOT IN of a query where no hash join can do it.

use datafusion::{
    common::{Result, tree_node::Transformed},
    error::DataFusionError,
    logical_expr::{BinaryExpr, Expr, Join, LogicalPlan, Operator},
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
};

/// `x NOT IN (query)` is not true when it compares with NULL. A hash join knows that, a nested loop join does not, and DataFusion takes one for
/// `1 NOT IN (SELECT y …)`, where only one side has columns: then the comparison itself has to be false.
#[derive(Debug)]
pub(super) struct NotInWithNulls;

impl OptimizerRule for NotInWithNulls {
    fn name(&self) -> &'static str {
        "not_in_with_nulls"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        match plan {
            LogicalPlan::Join(join) if join.null_aware && !is_hash_join(&join) => without_null_awareness(join),
            plan => Ok(Transformed::no(plan)),
        }
    }
}

fn is_hash_join(join: &Join) -> bool {
    join.on.len() == 1 && join.filter.is_none()
}

fn without_null_awareness(mut join: Join) -> Result<Transformed<LogicalPlan>> {
    match join.filter.take() {
        Some(comparison @ Expr::BinaryExpr(BinaryExpr { op: Operator::Eq, .. })) if join.on.is_empty() => {
            join.filter = Some(Expr::IsNotFalse(Box::new(comparison)));
            join.null_aware = false;
            Ok(Transformed::yes(LogicalPlan::Join(join)))
        }
        _ => Err(DataFusionError::NotImplemented("NOT IN of a correlated query".to_owned())),
    }
}
