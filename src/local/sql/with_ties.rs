//! FETCH FIRST n ROWS WITH TIES.
//!
//! DataFusion's LIMIT has no ties: the rows that sort with or before the last one are those whose rank is at most its position.

use std::sync::Arc;

use datafusion::{
    common::{DataFusionError, Result, tree_node::Transformed},
    functions_window::rank::rank,
    logical_expr::{Expr, ExprFunctionExt, Limit, LogicalPlan, LogicalPlanBuilder, Projection, Sort, lit},
    scalar::ScalarValue,
};

use crate::local::{errors::unsupported, internal_functions::WITH_TIES};

/// Rewrites the marked limits of a plan.
///
/// # Errors
/// `Unsupported` for a limit whose input is not sorted.
pub(super) fn rewrite(plan: LogicalPlan) -> Result<LogicalPlan> {
    plan.transform_up_with_subqueries(|node| {
        let LogicalPlan::Limit(limit) = &node else { return Ok(Transformed::no(node)) };
        match limit.fetch.as_deref().and_then(tied_rows) {
            None => Ok(Transformed::no(node)),
            Some(rows) => with_ties(limit, rows?).map(Transformed::yes),
        }
    })
    .map(|done| done.data)
}

/// The number of rows, when the limit is marked.
fn tied_rows(fetch: &Expr) -> Option<Result<i64>> {
    match fetch {
        Expr::Cast(cast) => tied_rows(&cast.expr),
        Expr::ScalarFunction(call) if call.name() == WITH_TIES => {
            Some(call.args.first().map_or_else(misplaced, row_count))
        }
        _ => None,
    }
}

fn misplaced<T>() -> Result<T> {
    Err(unsupported("WITH TIES here"))
}

fn row_count(expr: &Expr) -> Result<i64> {
    match expr {
        Expr::Literal(ScalarValue::Int64(Some(n)), _) => Ok(*n),
        _ => misplaced(),
    }
}

fn with_ties(limit: &Limit, rows: i64) -> Result<LogicalPlan> {
    let skipped = limit.skip.as_deref().map_or(Ok(0), row_count)?;
    let input = ranked(&limit.input, skipped.saturating_add(rows))?;
    if skipped == 0 {
        return Ok(input);
    }
    LogicalPlanBuilder::from(input).limit_by_expr(Some(lit(skipped)), None)?.build()
}

/// The rows of a rank up to `last`, still sorted.
fn ranked(plan: &Arc<LogicalPlan>, last: i64) -> Result<LogicalPlan> {
    match plan.as_ref() {
        LogicalPlan::Sort(sort) => {
            let input = sort.input.as_ref().clone();
            let columns: Vec<Expr> = input.schema().columns().into_iter().map(Expr::Column).collect();
            let numbered = LogicalPlanBuilder::from(input).window([rank().order_by(sort.expr.clone()).build()?])?;
            let Some(number) = numbered.schema().columns().pop() else { return misplaced() };
            let last = u64::try_from(last).map_err(|error| DataFusionError::External(Box::new(error)))?;
            let kept = numbered.filter(Expr::Column(number).lt_eq(lit(last)))?.project(columns)?.build()?;
            Ok(LogicalPlan::Sort(Sort { expr: sort.expr.clone(), input: Arc::new(kept), fetch: None }))
        }
        LogicalPlan::Projection(above) => {
            let below = ranked(&above.input, last)?;
            Ok(LogicalPlan::Projection(Projection::try_new(above.expr.clone(), Arc::new(below))?))
        }
        _ => misplaced(),
    }
}
