//! Where NaN is in ORDER BY: before all numbers with NULLS FIRST, and after them with NULLS LAST, of which DESC is the reverse.
//!
//! That is what Trino does (its `TypeOperators` compare with NaN first or last as the NULLs are). To DataFusion NaN is always the largest.

use arrow_schema::DataType;
use datafusion::{
    common::{DFSchema, Result, tree_node::Transformed},
    logical_expr::{
        Expr, ExprSchemable, LogicalPlan, SortExpr, WindowFrame, WindowFrameBound, WindowFrameUnits,
        utils::merge_schema,
    },
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
};

use crate::local::{expressions::rewrite_expressions, functions::operator, internal_functions::NAN_FIRST};

/// The keys of ORDER BY, of windows and of aggregates.
#[derive(Debug)]
pub(super) struct NanWithNulls;

impl OptimizerRule for NanWithNulls {
    fn name(&self) -> &'static str {
        "nan_with_nulls"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let schema = merge_schema(&plan.inputs());
        match plan {
            LogicalPlan::Sort(mut sort) => {
                let changed = nan_first(&mut sort.expr, &schema)?;
                Ok(Transformed::new_transformed(LogicalPlan::Sort(sort), changed))
            }
            LogicalPlan::Window(_) | LogicalPlan::Aggregate(_) => {
                rewrite_expressions(plan, |expression| in_call(expression, &schema))
            }
            plan => Ok(Transformed::no(plan)),
        }
    }
}

fn in_call(expression: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    match expression {
        // A frame such as RANGE 1 PRECEDING adds to the key.
        Expr::WindowFunction(mut call) if !adds_to_key(&call.params.window_frame) => {
            let changed = nan_first(&mut call.params.order_by, schema)?;
            Ok(Transformed::new_transformed(Expr::WindowFunction(call), changed))
        }
        Expr::AggregateFunction(mut call) => {
            let changed = nan_first(&mut call.params.order_by, schema)?;
            Ok(Transformed::new_transformed(Expr::AggregateFunction(call), changed))
        }
        other => Ok(Transformed::no(other)),
    }
}

fn adds_to_key(frame: &WindowFrame) -> bool {
    let is_offset = |bound: &WindowFrameBound| match bound {
        WindowFrameBound::CurrentRow => false,
        WindowFrameBound::Preceding(offset) | WindowFrameBound::Following(offset) => !offset.is_null(),
    };
    frame.units == WindowFrameUnits::Range && (is_offset(&frame.start_bound) || is_offset(&frame.end_bound))
}

/// Whether a key changed.
fn nan_first(keys: &mut [SortExpr], schema: &DFSchema) -> Result<bool> {
    let mut changed = false;
    for key in keys.iter_mut().filter(|key| key.nulls_first) {
        let is_float = matches!(key.expr.get_type(schema)?, DataType::Float32 | DataType::Float64);
        if let Some(function) = operator(NAN_FIRST).filter(|_| is_float) {
            key.expr = function.call(vec![std::mem::take(&mut key.expr)]);
            changed = true;
        }
    }
    Ok(changed)
}
