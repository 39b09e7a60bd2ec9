//! The keys of windows as columns.

use std::sync::Arc;

use datafusion::{
    common::{
        Column, Result,
        tree_node::{Transformed, TreeNode},
    },
    logical_expr::{Expr, LogicalPlan, Projection, Window, expr_rewriter::NamePreserver},
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
};

/// The operator of a window has to recognise its keys in the order of its input, and does not recognise every expression: `x > f(1)` is
/// one. A column it does.
#[derive(Debug)]
pub(super) struct WindowKeysAsColumns;

impl OptimizerRule for WindowKeysAsColumns {
    fn name(&self) -> &'static str {
        "window_keys_as_columns"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Window(window) = &plan else { return Ok(Transformed::no(plan)) };
        let names = NamePreserver::new(&plan);
        let mut keys = Vec::<(Expr, String)>::new();
        let expressions = window.window_expr.iter().cloned().map(|expression| {
            let name = names.save(&expression);
            let plain = expression.transform_up(|e| Ok(with_columns(e, &mut keys, config)))?;
            Ok(name.restore(plain.data))
        });
        let expressions = expressions.collect::<Result<Vec<_>>>()?;
        if keys.is_empty() {
            return Ok(Transformed::no(plan));
        }
        let columns = window.input.schema().columns().into_iter().map(Expr::Column);
        let keys = keys.into_iter().map(|(key, name)| key.alias(name));
        let input = Projection::try_new(columns.chain(keys).collect(), Arc::clone(&window.input))?;
        let input = Arc::new(LogicalPlan::Projection(input));
        let columns = plan.schema().columns().into_iter().map(Expr::Column).collect();
        let window = Arc::new(LogicalPlan::Window(Window::try_new(expressions, input)?));
        Ok(Transformed::yes(LogicalPlan::Projection(Projection::try_new(columns, window)?)))
    }
}

/// A window function whose keys are columns; the expressions that they were are added to `keys`, each once: the functions of one window have to
/// have the same keys.
fn with_columns(expression: Expr, keys: &mut Vec<(Expr, String)>, config: &dyn OptimizerConfig) -> Transformed<Expr> {
    let Expr::WindowFunction(mut call) = expression else { return Transformed::no(expression) };
    let params = &mut call.params;
    let mut changed = false;
    for key in params.order_by.iter_mut().map(|key| &mut key.expr).chain(&mut params.partition_by) {
        if !matches!(key, Expr::Column(_)) {
            let plain = std::mem::take(key).unalias_nested().data;
            let known = keys.iter().find(|(known, _)| *known == plain).map(|(_, name)| name.clone());
            let name = known.unwrap_or_else(|| {
                let name = config.alias_generator().next("$window_key");
                keys.push((plain, name.clone()));
                name
            });
            *key = Expr::Column(Column::new_unqualified(name));
            changed = true;
        }
    }
    Transformed::new_transformed(Expr::WindowFunction(call), changed)
}
