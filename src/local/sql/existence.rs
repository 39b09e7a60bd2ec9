//! `EXISTS (SELECT t.* …)` with a relation of an outer query.
//!
//! What is selected does not matter to EXISTS, and DataFusion does not find the columns of an outer relation: they become a constant.

use std::{collections::HashSet, ops::ControlFlow};

use datafusion::sql::sqlparser::ast::{
    Expr, ObjectNamePart, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, TableWithJoins,
    VisitMut, VisitorMut,
};

use super::{calls::number, factors};

/// Rewrites such subqueries.
pub(super) fn without_outer_stars(query: &mut Query) {
    let _ = VisitMut::visit(query, &mut StarRemover { scopes: Vec::new() });
}

struct StarRemover {
    /// The names of the relations in FROM, of the queries around, outermost first.
    scopes: Vec<HashSet<String>>,
}

impl VisitorMut for StarRemover {
    type Break = ();

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        self.scopes.push(relations(&select.from));
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, _: &mut Select) -> ControlFlow<()> {
        self.scopes.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let Expr::Exists { subquery, .. } = expr else { return ControlFlow::Continue(()) };
        let SetExpr::Select(select) = subquery.body.as_mut() else { return ControlFlow::Continue(()) };
        let own = relations(&select.from);
        for item in &mut select.projection {
            let SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) = item else {
                continue;
            };
            let [ObjectNamePart::Identifier(name)] = name.0.as_slice() else { continue };
            if !own.contains(&name.value) && self.scopes.iter().any(|scope| scope.contains(&name.value)) {
                *item = SelectItem::UnnamedExpr(number(1));
            }
        }
        ControlFlow::Continue(())
    }
}

fn relations(from: &[TableWithJoins]) -> HashSet<String> {
    factors::factors(from).into_iter().filter_map(factors::name).map(|name| name.value.clone()).collect()
}
