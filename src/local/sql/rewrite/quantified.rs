//! `x > ALL (SELECT …)` and the like, by the smallest and largest value, the number of rows and the number of values.
//!
//! Over no rows ALL is true and ANY is false; a NULL among the values makes the result NULL where the others do not decide it (Trino,
//! "Quantified comparison predicates").

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, Function, Query, UnaryOperator, Value, Visit, Visitor,
};

use super::super::{
    calls::{arguments, number},
    column_aliases::over_column,
};
use crate::error::{Error, Result};

/// Counts rows, where `count` counts values.
const ROWS: &str = "$rows";

/// A query is written out several times, with the comparisons in it: more of them than this in one are refused. That is three in each other.
const MOST_COUNTS: usize = 100;

/// `x op ANY (query)`: not `x (not op) ALL (query)`.
pub(super) fn any(left: &Expr, op: &BinaryOperator, right: &Expr) -> Result<Expr> {
    if *op == BinaryOperator::Eq {
        let subquery = Box::new(subquery(right)?.clone());
        return Ok(Expr::InSubquery { expr: Box::new(value(left)), subquery, negated: false });
    }
    Ok(Expr::UnaryOp {
        op: UnaryOperator::Not,
        expr: Box::new(Expr::Nested(Box::new(compared(left, &negated(op), right)?))),
    })
}

/// `x op ALL (query)`
pub(super) fn all(left: &Expr, op: &BinaryOperator, right: &Expr) -> Result<Expr> {
    if *op == BinaryOperator::NotEq {
        let subquery = Box::new(subquery(right)?.clone());
        return Ok(Expr::InSubquery { expr: Box::new(value(left)), subquery, negated: true });
    }
    compared(left, op, right)
}

fn subquery(right: &Expr) -> Result<&Query> {
    match right {
        Expr::Subquery(query) => Ok(query),
        other => Err(Error::unsupported(format!("`{other}` after ALL or ANY"))),
    }
}

/// Trino compares a row of one value with a query of one column, which it takes for such a row.
fn value(left: &Expr) -> Expr {
    let is_row = |function: &Function| matches!(function.name.to_string().as_str(), "row" | "$row");
    match left {
        Expr::Nested(inner) => value(inner),
        Expr::Function(function) if is_row(function) => match arguments(function).as_deref() {
            Some([only]) => only.clone(),
            _ => left.clone(),
        },
        other => other.clone(),
    }
}

fn negated(op: &BinaryOperator) -> BinaryOperator {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
    match op {
        Eq => NotEq,
        Lt => GtEq,
        LtEq => Gt,
        Gt => LtEq,
        GtEq => Lt,
        _ => Eq,
    }
}

/// For every operator but `<>`.
fn compared(left: &Expr, op: &BinaryOperator, right: &Expr) -> Result<Expr> {
    use BinaryOperator::{Eq, Gt, GtEq};
    let (left, query) = (&value(left), subquery(right)?);
    if counts(query) > MOST_COUNTS {
        return Err(Error::unsupported("ALL and ANY that stand so deeply in each other"));
    }
    let aggregate = |name: &str| over_column(query, name);
    let compare = |op: &BinaryOperator, right: Expr| Expr::BinaryOp {
        left: Box::new(Expr::Nested(Box::new(left.clone()))),
        op: op.clone(),
        right: Box::new(right),
    };
    let unless = |right: Expr| Expr::UnaryOp {
        op: UnaryOperator::Not,
        expr: Box::new(Expr::Nested(Box::new(compare(op, right)))),
    };
    let when = |condition: Expr, result: Value| CaseWhen { condition, result: Expr::value(result) };
    // What is greater than the largest is greater than all.
    let deciding: &[&str] = match op {
        Eq => &["min", "max"],
        Gt | GtEq => &["max"],
        _ => &["min"],
    };
    let rows = over_column(query, ROWS);
    let binary = |left: Expr, op: BinaryOperator, right: Expr| Expr::BinaryOp {
        left: Box::new(left),
        op,
        right: Box::new(right),
    };
    let mut conditions = vec![when(binary(rows.clone(), Eq, number(0)), Value::Boolean(true))];
    conditions.extend(deciding.iter().map(|name| when(unless(aggregate(name)), Value::Boolean(false))));
    // Two values are not both equal to x, whether it is NULL or not: so Trino has it.
    if *op == Eq {
        let differ = binary(aggregate("min"), BinaryOperator::NotEq, aggregate("max"));
        conditions.push(when(differ, Value::Boolean(false)));
    }
    conditions.push(when(binary(aggregate("count"), BinaryOperator::Lt, rows), Value::Null));
    conditions.push(when(Expr::IsNull(Box::new(Expr::Nested(Box::new(left.clone())))), Value::Null));
    Ok(Expr::Case {
        case_token: datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken::empty(),
        end_token: datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken::empty(),
        operand: None,
        conditions,
        else_result: Some(Box::new(Expr::value(Value::Boolean(true)))),
    })
}

/// How often rows are counted in a query.
fn counts(query: &Query) -> usize {
    struct Counts(usize);
    impl Visitor for Counts {
        type Break = ();
        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            if matches!(expr, Expr::Function(function) if function.name.to_string() == ROWS) {
                self.0 += 1;
            }
            ControlFlow::Continue(())
        }
    }
    let mut counts = Counts(0);
    let _ = query.visit(&mut counts);
    counts.0
}
