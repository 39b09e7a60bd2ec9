//! ORDER BY with DISTINCT, where a key is an expression that has been selected in another spelling.
//!
//! DataFusion compares them as they are written, Trino what its parser makes of them: `(x) + 1` is `x + 1`, and `a || b` is `concat(a, b)`.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    DuplicateTreatment, Expr, FunctionArgumentClause, FunctionArguments, OrderByExpr, OrderByKind, Query, SelectItem,
    SetExpr, VisitMut, VisitorMut,
};

use super::{
    analysis::{is_distinct, spelled},
    calls::plain,
};

/// Writes such keys as they are selected.
pub(super) fn rewrite(query: &mut Query) {
    let _ = VisitMut::visit(query, &mut Respeller);
}

struct Respeller;

impl VisitorMut for Respeller {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        let SetExpr::Select(select) = query.body.as_ref() else { return ControlFlow::Continue(()) };
        let keys = query.order_by.as_mut().map(|order_by| &mut order_by.kind);
        if let Some(OrderByKind::Expressions(keys)) = keys.filter(|_| is_distinct(select)) {
            let items = select.projection.iter().filter_map(|item| match item {
                SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr.clone()),
                _ => None,
            });
            respell(keys, &items.collect::<Vec<_>>());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::Function(function) = expr
            && let FunctionArguments::List(list) = &mut function.args
            && list.duplicate_treatment == Some(DuplicateTreatment::Distinct)
        {
            let arguments = plain(&list.args).unwrap_or_default();
            for clause in &mut list.clauses {
                if let FunctionArgumentClause::OrderBy(keys) = clause {
                    respell(keys, &arguments);
                }
            }
            respell(&mut function.within_group, &arguments);
        }
        ControlFlow::Continue(())
    }
}

fn respell(keys: &mut [OrderByExpr], selected: &[Expr]) {
    for key in keys.iter_mut().filter(|key| !selected.contains(&key.expr)) {
        let own = spelled(&key.expr);
        if let Some(same) = selected.iter().find(|expr| spelled(expr) == own) {
            key.expr = same.clone();
        }
    }
}
