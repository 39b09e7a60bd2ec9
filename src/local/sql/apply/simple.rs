//! Which subqueries stay as they are, because the join that DataFusion makes of them means the same.

use datafusion::{
    common::{
        Column, DFSchema, Result,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    logical_expr::{BinaryExpr, Expr, JoinType, LogicalPlan, Operator, Subquery, utils::split_conjunction},
};

use super::references::{outer_columns, subquery_of};

/// A scalar subquery: uncorrelated, or one aggregate over the rows that are equal to the outer one in something.
pub(super) fn is_simple_scalar(subquery: &Subquery) -> Result<bool> {
    let plan = subquery.subquery.as_ref();
    if outer_columns(plan)?.is_empty() {
        return Ok(true);
    }
    Ok(!has_nested(plan)? && is_aggregated(plan, false))
}

/// A part of WHERE: without a subquery that is used for more than its truth.
pub(super) fn is_simple_condition(condition: &Expr) -> Result<bool> {
    match condition {
        Expr::Exists(exists) => is_simple_set(&exists.subquery),
        // A correlated NOT IN would be a join that takes NULL for false.
        Expr::InSubquery(within) if !contains_subquery(&within.expr)? => {
            let correlated = !outer_columns(&within.subquery.subquery)?.is_empty();
            Ok(!(within.negated && correlated) && is_simple_set(&within.subquery)?)
        }
        Expr::Not(inner) if matches!(inner.as_ref(), Expr::Exists(_)) => is_simple_condition(inner),
        other => {
            let mut simple = true;
            other.apply(|expr| {
                match (expr, subquery_of(expr)) {
                    (Expr::ScalarSubquery(_), Some(subquery)) => simple &= is_simple_scalar(subquery)?,
                    (_, Some(_)) => simple = false,
                    _ => {}
                }
                Ok(TreeNodeRecursion::Continue)
            })?;
            Ok(simple)
        }
    }
}

/// The columns that a subquery of a condition reads, of the node that it belongs to.
pub(super) fn columns_of(expr: &Expr) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = expr.column_refs().into_iter().cloned().collect();
    expr.apply(|expr| {
        if let Some(subquery) = subquery_of(expr) {
            columns.extend(outer_columns(&subquery.subquery)?);
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(columns)
}

fn contains_subquery(expr: &Expr) -> Result<bool> {
    expr.exists(|expr| Ok(subquery_of(expr).is_some()))
}

fn has_nested(plan: &LogicalPlan) -> Result<bool> {
    plan.exists(|node| {
        let lateral = matches!(node, LogicalPlan::Subquery(_));
        Ok(lateral || node.expressions().iter().any(|expr| contains_subquery(expr).unwrap_or(true)))
    })
}

/// A subquery of EXISTS or IN whose outer references are in WHERE, with nothing between that counts, numbers or repeats rows.
fn is_simple_set(subquery: &Subquery) -> Result<bool> {
    let plan = subquery.subquery.as_ref();
    Ok(outer_columns(plan)?.is_empty() || (!has_nested(plan)? && is_filtered(plan, false)))
}

/// `below` is whether something is above that loses the names of outer columns.
fn is_filtered(plan: &LogicalPlan, below: bool) -> bool {
    let outer = plan.expressions().iter().any(Expr::contains_outer);
    match plan {
        LogicalPlan::Filter(filter) => {
            (!outer || (!below && is_of_rows(&filter.predicate, filter.input.schema())))
                && is_filtered(&filter.input, below)
        }
        LogicalPlan::Projection(projection) => !outer && is_filtered(&projection.input, below),
        LogicalPlan::SubqueryAlias(alias) => is_filtered(&alias.input, true),
        LogicalPlan::Join(join) if join.join_type == JoinType::Inner => {
            !outer && is_filtered(&join.left, true) && is_filtered(&join.right, true)
        }
        other => !outer && other.inputs().into_iter().all(|input| !has_outer(input)),
    }
}

fn has_outer(plan: &LogicalPlan) -> bool {
    outer_columns(plan).map_or(true, |columns| !columns.is_empty())
}

/// Whether every part of a condition with an outer reference also reads a column of the subquery.
fn is_of_rows(condition: &Expr, schema: &DFSchema) -> bool {
    split_conjunction(condition)
        .into_iter()
        .all(|part| !part.contains_outer() || part.column_refs().into_iter().any(|column| schema.has_column(column)))
}

fn is_aggregated(plan: &LogicalPlan, aggregated: bool) -> bool {
    let outer = plan.expressions().iter().any(Expr::contains_outer);
    match plan {
        LogicalPlan::Filter(filter) if aggregated => {
            let equal = |part: &Expr| {
                !part.contains_outer()
                    || matches!(part, Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right })
                        if left.contains_outer() != right.contains_outer())
            };
            let of_rows = is_of_rows(&filter.predicate, filter.input.schema());
            of_rows && split_conjunction(&filter.predicate).into_iter().all(equal) && is_aggregated(&filter.input, true)
        }
        LogicalPlan::Aggregate(aggregate) => {
            !aggregated && !outer && aggregate.group_expr.is_empty() && is_aggregated(&aggregate.input, true)
        }
        LogicalPlan::Projection(projection) => !outer && is_aggregated(&projection.input, aggregated),
        other => aggregated && !outer && other.inputs().into_iter().all(|input| !has_outer(input)),
    }
}
