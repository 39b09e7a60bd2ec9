//! UNNEST over columns of the tables before it.
//!
//! DataFusion plans it as a join with a correlated subquery, which it cannot run. The other side becomes the input of the UNNEST instead:
//! each of its rows is repeated for its elements.

use std::sync::Arc;

use datafusion::{
    common::{
        NullHandling, Result, Spans,
        tree_node::{Transformed, TreeNode},
    },
    logical_expr::{
        Expr, ExprSchemable, Join, JoinType, LogicalPlan, LogicalPlanBuilder, Subquery, SubqueryAlias, Unnest,
    },
};

use super::{
    apply::references::{lateral_of, outer_columns},
    unnest::options,
};

/// Rewrites such joins of a plan.
///
/// # Errors
/// What DataFusion refuses.
pub(super) fn inline(plan: LogicalPlan) -> Result<LogicalPlan> {
    let plan = plan.transform_up(marked)?.data;
    plan.transform_up_with_subqueries(|node| match node {
        LogicalPlan::Join(join) => match unnest_over_left(&join)? {
            Some(plan) => Ok(Transformed::yes(plan)),
            None => Ok(Transformed::no(LogicalPlan::Join(join))),
        },
        node => Ok(Transformed::no(node)),
    })
    .map(|done| done.data)
}

/// A LATERAL subquery whose outer references are all in subqueries of its own: DataFusion has not marked it. Where a query stands in no
/// other, only LATERAL has outer references.
fn marked(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::Join(join) = node else { return Ok(Transformed::no(node)) };
    let reads_left = |plan: &LogicalPlan| -> Result<bool> {
        Ok(outer_columns(plan)?.iter().any(|column| join.left.schema().has_column(column)))
    };
    if lateral_of(&join).is_some() || !reads_left(&join.right)? {
        return Ok(Transformed::no(LogicalPlan::Join(join)));
    }
    let subquery = |plan: Arc<LogicalPlan>| {
        LogicalPlan::Subquery(Subquery { outer_ref_columns: Vec::new(), subquery: plan, spans: Spans::new() })
    };
    let right = match join.right.as_ref() {
        LogicalPlan::SubqueryAlias(alias) => {
            let inner = subquery(Arc::clone(&alias.input));
            LogicalPlan::SubqueryAlias(SubqueryAlias::try_new(inner.into(), alias.alias.clone())?)
        }
        _ => subquery(Arc::clone(&join.right)),
    };
    Ok(Transformed::yes(LogicalPlan::Join(Join { right: right.into(), ..join })))
}

fn unnest_over_left(join: &Join) -> Result<Option<LogicalPlan>> {
    let subquery = match join.right.as_ref() {
        LogicalPlan::Subquery(subquery) => subquery,
        LogicalPlan::SubqueryAlias(alias) => match alias.input.as_ref() {
            LogicalPlan::Subquery(subquery) => subquery,
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    let Some((outputs, unnest)) = outputs(&subquery.subquery)? else { return Ok(None) };
    let nulls = match join.join_type {
        JoinType::Inner => NullHandling::Drop,
        JoinType::Left => NullHandling::PreserveAndExpandEmpty,
        _ => return Ok(None),
    };
    let LogicalPlan::Projection(arguments) = unnest.input.as_ref() else { return Ok(None) };
    let left = join.left.as_ref().clone();
    let carried: Vec<Expr> = left.schema().columns().into_iter().map(Expr::Column).collect();
    let arguments =
        arguments.expr.iter().map(|expr| without_outer_references(expr.clone(), &left)).collect::<Result<Vec<_>>>()?;
    let named = join
        .right
        .schema()
        .iter()
        .zip(outputs)
        .map(|((relation, field), expr)| expr.unalias().alias_qualified(relation.cloned(), field.name()));
    let named: Vec<Expr> = named.collect();
    let plan = LogicalPlanBuilder::from(left)
        .project(carried.iter().cloned().chain(arguments))?
        .unnest_columns_with_options(unnest.exec_columns.clone(), options(nulls))?
        .project(carried.into_iter().chain(named))?
        .build()?;
    Ok(Some(plan))
}

/// The columns of a plan over an UNNEST, as expressions of the UNNEST's own columns.
fn outputs(plan: &Arc<LogicalPlan>) -> Result<Option<(Vec<Expr>, &Unnest)>> {
    Ok(match plan.as_ref() {
        LogicalPlan::Unnest(unnest) => Some((unnest.schema.columns().into_iter().map(Expr::Column).collect(), unnest)),
        LogicalPlan::SubqueryAlias(alias) => outputs(&alias.input)?,
        LogicalPlan::Projection(projection) => {
            let Some((inner, unnest)) = outputs(&projection.input)? else { return Ok(None) };
            let columns = projection.input.schema().columns();
            let replaced = projection.expr.iter().cloned().map(|expr| {
                expr.transform_up(|expr| {
                    let found = match &expr {
                        Expr::Column(column) => columns.iter().position(|known| known == column),
                        _ => None,
                    };
                    Ok(found.map_or_else(|| Transformed::no(expr.clone()), |at| Transformed::yes(inner[at].clone())))
                })
                .map(|done| done.data)
            });
            Some((replaced.collect::<Result<Vec<_>>>()?, unnest))
        }
        _ => None,
    })
}

/// Outer references to the other side as its columns.
fn without_outer_references(expr: Expr, left: &LogicalPlan) -> Result<Expr> {
    let schema = left.schema();
    expr.transform_up(|expr| {
        Ok(match expr {
            Expr::OuterReferenceColumn(_, column) if Expr::Column(column.clone()).get_type(schema.as_ref()).is_ok() => {
                Transformed::yes(Expr::Column(column))
            }
            expr => Transformed::no(expr),
        })
    })
    .map(|done| done.data)
}
