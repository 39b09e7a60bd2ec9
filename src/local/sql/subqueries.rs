//! Subqueries that DataFusion would turn into joins of another meaning: they are refused.

use datafusion::{
    common::{
        Result as PlanResult,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator, Subquery, utils::split_conjunction},
};

use crate::local::errors::unsupported;

/// Refuses a correlated scalar subquery that its join does not mean.
pub(super) fn check_scalar(subquery: &Subquery) -> PlanResult<()> {
    if subquery.outer_ref_columns.is_empty() {
        return Ok(());
    }
    check_no_derived_reference(&subquery.subquery, false)?;
    check_one_value(&subquery.subquery, false)
}

/// Refuses an `IN (SELECT …)` where unknown and false are not the same: DataFusion gives false for both.
pub(super) fn check_in(condition: &Expr, negated_too: bool) -> PlanResult<()> {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            check_in(left, negated_too)?;
            check_in(right, negated_too)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            check_in(left, false)?;
            check_in(right, false)
        }
        Expr::InSubquery(sub) if !sub.negated || negated_too => Ok(()),
        other => {
            let inside = other.exists(|expr| Ok(matches!(expr, Expr::InSubquery(_))))?;
            if inside { Err(unsupported("IN (SELECT …) inside another expression")) } else { Ok(()) }
        }
    }
}

/// A correlated scalar subquery that DataFusion turns into a join: an aggregate over rows that are equal to the outer one in something.
fn check_one_value(plan: &LogicalPlan, aggregated: bool) -> PlanResult<()> {
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
                return refuse("on a condition other than equality");
            }
        }
        _ if outer && aggregated => return refuse("with an outer reference outside WHERE"),
        _ if outer => return refuse("without an aggregate"),
        _ => {}
    }
    let aggregated = aggregated || matches!(plan, LogicalPlan::Aggregate(_));
    plan.inputs().into_iter().try_for_each(|input| check_one_value(input, aggregated))
}

/// Refuses an outer reference from inside a derived table, which DataFusion loses.
fn check_no_derived_reference(plan: &LogicalPlan, derived: bool) -> PlanResult<()> {
    if derived && plan.expressions().iter().any(Expr::contains_outer) {
        return Err(unsupported("an outer reference inside a subquery in FROM"));
    }
    let derived = derived || matches!(plan, LogicalPlan::SubqueryAlias(_));
    plan.inputs().into_iter().try_for_each(|input| check_no_derived_reference(input, derived))
}

/// Refuses a correlated EXISTS or IN that its join does not mean: a global aggregate has a row over no rows, and LIMIT and OFFSET count per
/// outer row.
pub(super) fn check_correlated(sub: &Subquery) -> PlanResult<()> {
    if sub.outer_ref_columns.is_empty() {
        return Ok(());
    }
    check_no_derived_reference(&sub.subquery, false)?;
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
