//! `coalesce(a, b)` as `CASE WHEN a IS NOT NULL THEN a ELSE b END`, which evaluates `b` only where it is needed.

use datafusion::{
    common::{
        Result,
        tree_node::{Transformed, TreeNode},
    },
    logical_expr::{Case, Expr, LogicalPlan, expr_rewriter::NamePreserver},
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
};

use crate::local::errors::unsupported;

/// DataFusion's `coalesce` cannot be evaluated itself.
#[derive(Debug)]
pub(super) struct CoalesceAsCase;

impl OptimizerRule for CoalesceAsCase {
    fn name(&self) -> &'static str {
        "coalesce_as_case"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let names = NamePreserver::new(&plan);
        plan.map_expressions(|expression| {
            let name = names.save(&expression);
            Ok(expression.transform_up(as_case)?.update_data(|e| name.restore(e)))
        })
    }
}

/// Each argument but the last stands twice in the CASE.
fn as_case(expression: Expr) -> Result<Transformed<Expr>> {
    match expression {
        Expr::ScalarFunction(mut call) if call.name() == "coalesce" => {
            let last = call.args.pop().map(Box::new);
            if call.args.iter().any(Expr::is_volatile) {
                return Err(unsupported("random() in an argument of coalesce"));
            }
            let branches = call.args.into_iter().map(|arg| (Box::new(arg.clone().is_not_null()), Box::new(arg)));
            Ok(Transformed::yes(Expr::Case(Case::new(None, branches.collect(), last))))
        }
        other => Ok(Transformed::no(other)),
    }
}
