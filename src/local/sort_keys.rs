//! The sort keys of windows, without the aliases that the optimizer gives them.

use datafusion::{
    common::{
        Result,
        tree_node::{Transformed, TreeNode},
    },
    logical_expr::{Expr, LogicalPlan, Window, expr_rewriter::NamePreserver},
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
};

/// The elimination of common subexpressions leaves an alias in some sort keys of a WindowAggr and none in others, and the physical planner of
/// a debug build panics where they differ. A sort key needs no alias.
#[derive(Debug)]
pub(super) struct PlainSortKeys;

impl OptimizerRule for PlainSortKeys {
    fn name(&self) -> &'static str {
        "plain_sort_keys"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Window(window) = &plan else { return Ok(Transformed::no(plan)) };
        let names = NamePreserver::new(&plan);
        let mut changed = false;
        let expressions = window.window_expr.iter().cloned().map(|expression| {
            let name = names.save(&expression);
            let plain = expression.transform_up(plain_keys)?;
            changed |= plain.transformed;
            Ok(name.restore(plain.data))
        });
        let expressions = expressions.collect::<Result<Vec<_>>>()?;
        if !changed {
            return Ok(Transformed::no(plan));
        }
        Window::try_new(expressions, window.input.clone()).map(|window| Transformed::yes(LogicalPlan::Window(window)))
    }
}

fn plain_keys(expression: Expr) -> Result<Transformed<Expr>> {
    let Expr::WindowFunction(mut call) = expression else { return Ok(Transformed::no(expression)) };
    let params = &mut call.params;
    let keys = params.order_by.iter_mut().map(|key| &mut key.expr).chain(&mut params.partition_by);
    let mut changed = false;
    for key in keys {
        let plain = std::mem::take(key).unalias_nested();
        changed |= plain.transformed;
        *key = plain.data;
    }
    Ok(Transformed::new_transformed(Expr::WindowFunction(call), changed))
}
