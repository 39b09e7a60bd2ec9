//! `VALUES (row(1, 2))`: to Trino a row value in parentheses is the row itself, with its fields as columns.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, GroupByExpr, SelectItem, SetExpr, Value};

use super::super::calls::{arguments, call_expr, string};
use crate::{
    local::internal_functions::{CAST, NOT_A_ROW},
    types::AthenaType,
};

/// Makes columns of the fields, where the query shows them. Elsewhere the type decides, and a row is refused.
pub(super) fn spread(body: &mut SetExpr) {
    let values = match body {
        SetExpr::SetOperation { left, right, .. } => {
            spread(left);
            return spread(right);
        }
        SetExpr::Values(values) => values,
        _ => return,
    };
    // `VALUES ROW(…)` has its columns between these parentheses.
    if values.explicit_row {
        return;
    }
    for row in &mut values.rows {
        let [only] = row.content.as_mut_slice() else { continue };
        while let Expr::Nested(inner) = only {
            *only = inner.as_ref().clone();
        }
        match fields(only) {
            Some(fields) => row.content = fields,
            None if may_be_row(only) => {
                let value = only.clone();
                *only = call_expr(NOT_A_ROW, vec![value]);
            }
            None => {}
        }
    }
}

/// The fields of a row that is written out: `row(1, 2)`, and `CAST(row(1, 2) AS row(..))` field by field.
fn fields(expr: &Expr) -> Option<Vec<Expr>> {
    let Expr::Function(call) = expr else { return None };
    let arguments = arguments(call)?;
    match (call.name.to_string().as_str(), arguments.as_slice()) {
        ("$row", _) => Some(arguments),
        (CAST, [row, Expr::Value(name)]) => {
            let Value::SingleQuotedString(name) = &name.value else { return None };
            let Ok(AthenaType::Row(types)) = name.parse() else { return None };
            let values = fields(row).filter(|values| values.len() == types.len())?;
            let casts = values.into_iter().zip(types);
            Some(
                casts
                    .map(|(value, (_, data_type))| call_expr(CAST, vec![value, string(&data_type.to_string())]))
                    .collect(),
            )
        }
        _ => None,
    }
}

/// `x = (SELECT 1, 2)`: a subquery of several columns is a row.
pub(super) fn compared(expr: &mut Expr) {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
    if let Expr::BinaryOp { left, op: Eq | NotEq | Lt | LtEq | Gt | GtEq, right } = expr {
        [left, right].into_iter().for_each(|side| as_row(side));
    }
}

/// Where a clause of the subquery may name its columns, it is left as it is.
fn as_row(expr: &mut Expr) {
    let query = match expr {
        Expr::Nested(inner) => return as_row(inner),
        Expr::Subquery(query) => query,
        _ => return,
    };
    let SetExpr::Select(select) = query.body.as_mut() else { return };
    let grouped = !matches!(&select.group_by, GroupByExpr::Expressions(keys, _) if keys.is_empty());
    if query.order_by.is_some() || grouped || select.distinct.is_some() || select.projection.len() < 2 {
        return;
    }
    let value = |item: &SelectItem| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr.clone()),
        _ => None,
    };
    if let Some(values) = select.projection.iter().map(value).collect() {
        select.projection = vec![SelectItem::UnnamedExpr(call_expr("row", values))];
    }
}

/// What is no literal, and no array or map.
fn may_be_row(expr: &Expr) -> bool {
    match expr {
        Expr::Value(_) => false,
        Expr::Function(call) => !matches!(
            (call.name.to_string().as_str(), arguments(call).as_deref()),
            ("$array" | "$map" | "$negate", _) | (CAST, Some([Expr::Value(_), Expr::Value(_)]))
        ),
        _ => true,
    }
}
