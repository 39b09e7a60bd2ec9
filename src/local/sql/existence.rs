//! `EXISTS (SELECT t.* …)` with a relation of an outer query.
//!
//! What is selected does not matter to EXISTS, and DataFusion does not find the columns of an outer relation: they become a constant.

use std::{collections::HashSet, ops::ControlFlow};

use datafusion::sql::sqlparser::ast::{
    Expr, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, TableFactor, TableWithJoins, VisitMut,
    VisitorMut,
};

use super::calls::number;

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
            let name = name.to_string();
            if !own.contains(&name) && self.scopes.iter().any(|scope| scope.contains(&name)) {
                *item = SelectItem::UnnamedExpr(number(1));
            }
        }
        ControlFlow::Continue(())
    }
}

fn relations(from: &[TableWithJoins]) -> HashSet<String> {
    let mut names = HashSet::new();
    from.iter().for_each(|table| collect(table, &mut names));
    names
}

fn collect(table: &TableWithJoins, names: &mut HashSet<String>) {
    let joined = table.joins.iter().map(|join| &join.relation);
    for factor in std::iter::once(&table.relation).chain(joined) {
        match factor {
            TableFactor::Table { alias: Some(alias), .. }
            | TableFactor::Derived { alias: Some(alias), .. }
            | TableFactor::NestedJoin { alias: Some(alias), .. } => {
                names.insert(alias.name.to_string());
            }
            TableFactor::Table { name, alias: None, .. } => {
                names.extend(name.0.last().map(ToString::to_string));
            }
            TableFactor::NestedJoin { table_with_joins, alias: None } => collect(table_with_joins, names),
            _ => {}
        }
    }
}
