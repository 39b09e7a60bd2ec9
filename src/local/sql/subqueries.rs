//! Subqueries that DataFusion turns into joins, and what is lost on the way: those are refused.

use datafusion::{
    common::{
        Result as PlanResult,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator, Subquery, utils::split_conjunction},
};

use super::types::unsupported;

/// A scalar subquery.
pub(super) fn value(subquery: &Subquery) -> PlanResult<()> {
    if subquery.outer_ref_columns.is_empty() {
        return Ok(());
    }
    deep(&subquery.subquery, false)?;
    one_value(&subquery.subquery, false)
}

/// Whether every `IN (SELECT …)` of a condition stands where unknown and false are one: DataFusion says false for both.
pub(super) fn membership(condition: &Expr, negated_too: bool) -> PlanResult<()> {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            membership(left, negated_too)?;
            membership(right, negated_too)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            membership(left, false)?;
            membership(right, false)
        }
        Expr::InSubquery(sub) if !sub.negated || negated_too => Ok(()),
        other => {
            let inside = other.exists(|expr| Ok(matches!(expr, Expr::InSubquery(_))))?;
            if inside { Err(unsupported("IN (SELECT …) inside of another expression")) } else { Ok(()) }
        }
    }
}

/// A correlated scalar subquery that DataFusion turns into a join: an aggregate over rows that are equal to the outer one in something.
fn one_value(plan: &LogicalPlan, aggregated: bool) -> PlanResult<()> {
    let refuse = |what: &str| Err(unsupported(format!("a correlated scalar subquery {what}")));
    let outer = plan.expressions().iter().any(Expr::contains_outer);
    match plan {
        LogicalPlan::Limit(_) => return refuse("with LIMIT or OFFSET"),
        LogicalPlan::Filter(filter) if outer && aggregated => {
            let equal = |part: &Expr| {
                let pair = matches!(part, Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right })
                    if left.contains_outer() != right.contains_outer());
                pair || !part.contains_outer()
            };
            if !split_conjunction(&filter.predicate).into_iter().all(equal) {
                return refuse("on another condition than equality");
            }
        }
        _ if outer && aggregated => return refuse("with a column of the outer query outside of WHERE"),
        _ if outer => return refuse("without an aggregate"),
        _ => {}
    }
    let aggregated = aggregated || matches!(plan, LogicalPlan::Aggregate(_));
    plan.inputs().into_iter().try_for_each(|input| one_value(input, aggregated))
}

/// A reference to the outer query from inside a derived table, which DataFusion loses.
fn deep(plan: &LogicalPlan, derived: bool) -> PlanResult<()> {
    if derived && plan.expressions().iter().any(Expr::contains_outer) {
        return Err(unsupported("a column of the outer query inside a subquery in FROM"));
    }
    let derived = derived || matches!(plan, LogicalPlan::SubqueryAlias(_));
    plan.inputs().into_iter().try_for_each(|input| deep(input, derived))
}

/// DataFusion turns EXISTS and IN into joins, which forget that a global aggregate has a row for no rows, and count OFFSET over all.
pub(super) fn correlated(sub: &Subquery) -> PlanResult<()> {
    if sub.outer_ref_columns.is_empty() {
        return Ok(());
    }
    deep(&sub.subquery, false)?;
    let mut wrong = false;
    sub.subquery.apply(|node| {
        wrong |= match node {
            LogicalPlan::Aggregate(aggregate) => aggregate.group_expr.is_empty(),
            LogicalPlan::Limit(_) => true,
            _ => false,
        };
        Ok(TreeNodeRecursion::Continue)
    })?;
    if wrong { Err(unsupported("an aggregate, LIMIT or OFFSET inside a correlated EXISTS or IN")) } else { Ok(()) }
}
