//! The expressions of a plan, rewritten under the names that they had.

use datafusion::{
    common::{
        Result,
        tree_node::{Transformed, TreeNode},
    },
    logical_expr::{Expr, LogicalPlan, expr_rewriter::NamePreserver},
};

/// Rewrites every expression of a plan's own, from the inside out. What reads the plan finds its columns by the old names.
///
/// # Errors
/// The ones of `rewrite`.
pub(super) fn rewrite_expressions(
    plan: LogicalPlan,
    mut rewrite: impl FnMut(Expr) -> Result<Transformed<Expr>>,
) -> Result<Transformed<LogicalPlan>> {
    let names = NamePreserver::new(&plan);
    plan.map_expressions(|expression| {
        let name = names.save(&expression);
        Ok(expression.transform_up(&mut rewrite)?.update_data(|e| name.restore(e)))
    })
}
