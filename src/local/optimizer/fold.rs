//! Calls and casts of literals, evaluated once instead of for every batch, and double negations.

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Schema};
use datafusion::{
    common::{
        DFSchema, Result, ScalarValue,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    logical_expr::{
        Expr, LogicalPlan, Volatility, execution_props::ExecutionProps,
        physical_planning_context::PhysicalPlanningContext,
    },
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
    physical_expr::create_physical_expr,
};

use crate::local::{expressions::rewrite_expressions, temporal::has_times, types::TypeClass};

/// Also what lets a scan see the string that a prefix is compared with.
#[derive(Debug)]
pub(super) struct FoldLiterals;

impl OptimizerRule for FoldLiterals {
    fn name(&self) -> &'static str {
        "fold_literals"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        rewrite_expressions(plan, |expression| Ok(folded(expression)))
    }
}

/// What fails stays as it is, and fails for the rows that need it. `NOT NOT a = b` is an equality that a join can use.
fn folded(expression: Expr) -> Transformed<Expr> {
    if let Expr::Not(outer) = &expression
        && let Expr::Not(inner) = outer.as_ref()
    {
        return Transformed::yes(inner.as_ref().clone());
    }
    match is_call_of_literals(&expression).then(|| literal(&expression)) {
        Some(Ok(Expr::Literal(value, _))) if !is_unprintable(&value.data_type()) => {
            Transformed::yes(Expr::Literal(value, None))
        }
        _ => Transformed::no(expression),
    }
}

/// DataFusion prints literals, and those of arrays, maps and rows in a way that fails for the names of time zones.
fn is_unprintable(data_type: &DataType) -> bool {
    TypeClass::of(data_type) == TypeClass::Nested && has_times(data_type)
}

fn is_call_of_literals(expression: &Expr) -> bool {
    let is_call = match expression {
        Expr::ScalarFunction(call) => call.func.signature().volatility == Volatility::Immutable,
        Expr::Cast(_) | Expr::TryCast(_) | Expr::Negative(_) => true,
        _ => false,
    };
    let mut only_literals = is_call;
    let _ = expression.apply_children(|child| {
        only_literals &= matches!(child, Expr::Literal(..));
        Ok(TreeNodeRecursion::Continue)
    });
    only_literals
}

/// The value of an expression without columns.
///
/// # Errors
/// What is wrong when it is evaluated.
pub(super) fn literal(expression: &Expr) -> Result<Expr> {
    let one_row = RecordBatchOptions::new().with_row_count(Some(1));
    let batch = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &one_row)?;
    let physical = create_physical_expr(
        expression,
        &DFSchema::empty(),
        &ExecutionProps::new(),
        &PhysicalPlanningContext::default(),
    )?;
    let value = physical.evaluate(&batch)?.into_array(1)?;
    Ok(Expr::Literal(ScalarValue::try_from_array(&value, 0)?, None))
}
