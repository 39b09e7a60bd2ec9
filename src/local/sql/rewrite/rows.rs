//! `VALUES (row(1, 2))`: to Trino a row value in parentheses is the row itself, with its fields as columns.

use datafusion::sql::sqlparser::ast::{Expr, SetExpr};

use super::super::calls::{arguments, call_expr};
use crate::local::internal_functions::{CAST, NOT_A_ROW};

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
        let fields = match only {
            Expr::Function(call) if call.name.to_string() == "$row" => arguments(call),
            _ => None,
        };
        match fields {
            Some(fields) => row.content = fields,
            None if may_be_row(only) => {
                let value = only.clone();
                *only = call_expr(NOT_A_ROW, vec![value]);
            }
            None => {}
        }
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
