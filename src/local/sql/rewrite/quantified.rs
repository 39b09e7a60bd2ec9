//! `x > ALL (SELECT …)` and the like, by the smallest and largest value, the number of rows and the number of values.
//!
//! Over no rows ALL is true and ANY is false; a NULL among the values makes the result NULL where the others do not decide it (Trino,
//! "Quantified comparison predicates").

use datafusion::sql::sqlparser::ast::{BinaryOperator, CaseWhen, Expr, Query, UnaryOperator, Value};

use super::super::{calls::number, column_aliases::over_column};
use crate::error::{Error, Result};

/// Counts rows, where `count` counts values.
const ROWS: &str = "$rows";

/// `x op ANY (query)`: not `x (not op) ALL (query)`.
pub(super) fn any(left: &Expr, op: &BinaryOperator, right: &Expr) -> Result<Expr> {
    if *op == BinaryOperator::Eq {
        let subquery = Box::new(subquery(right)?.clone());
        return Ok(Expr::InSubquery { expr: Box::new(left.clone()), subquery, negated: false });
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
        return Ok(Expr::InSubquery { expr: Box::new(left.clone()), subquery, negated: true });
    }
    compared(left, op, right)
}

fn subquery(right: &Expr) -> Result<&Query> {
    match right {
        Expr::Subquery(query) => Ok(query),
        other => Err(Error::unsupported(format!("`{other}` after ALL or ANY"))),
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
    let query = subquery(right)?;
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
